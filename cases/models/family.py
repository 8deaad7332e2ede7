"""Who answers for a child and who cares for it, by relation only: names stand in the vault of `minors`."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from cases.choices import CallOutcome, CarerFinding, Channel, HelpKind, HelpOutcome, Reachable
from cases.models.case import OfCase
from common.freetext import FreeText
from minors.choices import Relation
from minors.models import guarded_history

NOT_GUARDIANS = (Relation.CARER,)


class FamilyMember(OfCase):
    """One of the grown-ups around a child. A carer by mandate is no guardian: the parents stay responsible.

    Law: 民法典 第二十七条; 未成年人保护法 第二十二条.
    """

    relation = models.CharField("关系", max_length=15, choices=Relation)
    is_guardian = models.BooleanField("是法定监护人")
    cares = models.BooleanField("日常照护这个孩子")
    reachable = models.CharField("能否联系上", max_length=15, choices=Reachable)
    note = FreeText("说明", max_length=200, blank=True)
    from_on = models.DateField("自何日起")
    until_on = models.DateField("至何日止", null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    history = guarded_history()

    class Meta:
        verbose_name = verbose_name_plural = "家庭成员"
        ordering = ["until_on", "-is_guardian", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="familymember_carer_is_no_guardian",
                condition=~Q(relation=Relation.CARER, is_guardian=True),
            ),
            models.CheckConstraint(
                name="familymember_until_after_from",
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
            ),
        ]

    @property
    def is_mandated_carer(self) -> bool:
        return self.relation in NOT_GUARDIANS


class CarerCheck(OfCase):
    """Whether somebody may be a carer at all. Law: 未成年人保护法 第二十二条 (吸毒、酗酒、赌博等恶习不得)."""

    member = models.ForeignKey(FamilyMember, models.PROTECT, related_name="+", verbose_name="照护人")
    finding = models.CharField("核查结果", max_length=15, choices=CarerFinding)
    how = FreeText("怎样核查", max_length=200)
    at = models.DateTimeField("核查时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="核查人")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "照护人核查"
        ordering = ["-at"]


class ParentCall(OfCase):
    """Whether the parents away spoke with the child this week. Law: 未成年人保护法 第二十三条."""

    outcome = models.CharField("父母联系情况", max_length=15, choices=CallOutcome)
    channel = models.CharField("父母怎样联系的", max_length=10, choices=Channel, blank=True)
    note = FreeText("说明", max_length=200, blank=True)
    at = models.DateTimeField("了解时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="了解人")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "父母联系"
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="parentcall_spoken_says_how",
                condition=(Q(outcome=CallOutcome.SPOKE) & ~Q(channel=""))
                | (~Q(outcome=CallOutcome.SPOKE) & Q(channel="")),
            )
        ]


class Help(OfCase):
    """One kind of help by one provider: from when, until when, with what outcome."""

    kind = models.CharField("帮扶", max_length=15, choices=HelpKind)
    provider = FreeText("由谁提供（单位或岗位）", max_length=60, persons=True, registered=False)
    what = FreeText("内容", max_length=200, blank=True)
    from_on = models.DateField("开始日期")
    until_on = models.DateField("结束日期", null=True, blank=True)
    outcome = models.CharField("结果", max_length=15, choices=HelpOutcome, blank=True)
    outcome_note = FreeText("结果说明", max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="结案人"
    )
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "帮扶"
        ordering = ["until_on", "-from_on", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="help_until_after_from", condition=Q(until_on=None) | Q(until_on__gte=F("from_on"))
            ),
            models.CheckConstraint(
                name="help_ended_has_outcome",
                condition=Q(until_on=None, outcome="", ended_by=None)
                | (Q(until_on__isnull=False, ended_by__isnull=False) & ~Q(outcome="")),
            ),
        ]
