"""The seats of the working group beside the team, and what a new member must read."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from cases.choices import GroupRole
from cases.models.case import OfCase
from cases.models.team import Team
from common.freetext import FreeText
from minors.choices import Relation


class GroupSeat(OfCase):
    """Doctor, family member or volunteer of the group of 戒毒条例17: by post, unit or relation, no name."""

    role = models.CharField("角色", max_length=10, choices=GroupRole)
    relation = models.CharField("与孩子的关系", max_length=15, choices=Relation, blank=True)
    post = FreeText("单位或岗位", max_length=60, blank=True)
    from_on = models.DateField("自何日起")
    until_on = models.DateField("至何日止", null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "工作小组成员"
        ordering = ["until_on", "role", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="groupseat_family_by_relation",
                condition=(Q(role=GroupRole.FAMILY, post="") & ~Q(relation=""))
                | (Q(role__in=[GroupRole.DOCTOR, GroupRole.VOLUNTEER], relation="") & ~Q(post="")),
            ),
            models.CheckConstraint(
                name="groupseat_until_after_from",
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
            ),
        ]


class Handover(OfCase):
    """Somebody new in a team reads what is open and what to watch, and says so. One row per new member.

    What was open is read from the duties of that instant, never copied.
    """

    team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name="帮教小组")
    receiver = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="接手人")
    made_at = models.DateTimeField("交接时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    read_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="阅读人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "交接"
        ordering = ["-made_at", "id"]
        constraints = [
            models.UniqueConstraint(name="handover_once_per_member", fields=["team", "receiver"]),
            models.CheckConstraint(
                name="handover_read_by_somebody",
                condition=Q(read_at=None, read_by=None) | Q(read_at__isnull=False, read_by__isnull=False),
            ),
        ]
