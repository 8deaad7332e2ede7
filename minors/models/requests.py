"""Asking before reading: who asks for which parts of which file, and what the approver said."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.choices import Post
from accounts.models import Unit, User
from accounts.permissions import may
from accounts.scoping import ScopedQuerySet, ScopedRecord
from common.freetext import FreeText
from duties.models import Duty
from minors.choices import Answer, VaultPart
from minors.models.file import Grant, Minor, acting_person
from minors.permissions import MinorPerm
from minors.policies import APPROVAL_DAYS


class AccessRequestQuerySet(ScopedQuerySet):
    def waiting(self) -> Self:
        return self.filter(decided_at=None)

    def approved(self, now: datetime) -> Self:
        """Those whose grant runs at `now`."""
        return self.filter(grant__ended_at=None, grant__until_at__gt=now, verdict=Answer.APPROVED)

    def unanswered(self, now: datetime) -> Self:
        """What a head left lying beyond its hour and the county has not been handed yet."""
        return self.waiting().filter(to_county=False, passed_on_at=None, answer_by__lte=now)


class AccessRequest(ScopedRecord):
    """`user` asks to open parts of one file for a purpose and some days, as `post` of `unit`.

    `asked_by` is a deputy when one asked. `to_county` from the start, or passed on after `answer_by`.
    Law: 未成年人网络保护条例 第三十六条.
    """

    minor = models.ForeignKey(Minor, models.PROTECT, related_name="+", verbose_name="档案")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出人")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="申请单位")
    post = models.CharField("申请岗位", max_length=30, choices=Post)
    purpose = FreeText("用途", max_length=200)
    opens_identity = models.BooleanField("身份", default=False)
    opens_schooling = models.BooleanField("就学", default=False)
    opens_guardian = models.BooleanField("监护人", default=False)
    days = models.PositiveSmallIntegerField("天数")
    duty = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="因哪项工作"
    )
    asked_at = models.DateTimeField("申请时间")
    answer_by = models.DateTimeField("答复时限（不含）")
    to_county = models.BooleanField("由县审批", default=False)
    passed_on_at = models.DateTimeField("转县时间", null=True, blank=True)
    verdict = models.CharField("结果", max_length=20, choices=Answer, blank=True)
    reason = FreeText("理由", max_length=200, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审批人"
    )
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    grant = models.OneToOneField(
        Grant, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="授权"
    )

    objects = AccessRequestQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "查阅申请"
        ordering = ["-asked_at"]
        indexes = [
            models.Index(
                name="accessrequest_unanswered",
                fields=["answer_by"],
                condition=Q(decided_at=None, to_county=False, passed_on_at=None),
            ),
            models.Index(name="accessrequest_by_user", fields=["user", "-asked_at"]),
            models.Index(name="accessrequest_by_minor", fields=["minor", "-asked_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="accessrequest_one_waiting", fields=["minor", "user"], condition=Q(decided_at=None)
            ),
            models.CheckConstraint(
                name="accessrequest_not_by_oneself",
                condition=Q(decided_by=None) | ~Q(decided_by=F("user")) & ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="accessrequest_days_within_policy", condition=Q(days__range=(1, APPROVAL_DAYS))
            ),
            models.CheckConstraint(
                name="accessrequest_asks_for_something",
                condition=Q(opens_identity=True) | Q(opens_schooling=True) | Q(opens_guardian=True),
            ),
            models.CheckConstraint(
                name="accessrequest_decided_whole",
                condition=Q(verdict="", decided_at=None, decided_by=None, grant=None)
                | Q(
                    verdict=Answer.APPROVED,
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    grant__isnull=False,
                )
                | Q(verdict=Answer.REFUSED, decided_at__isnull=False, decided_by__isnull=False, grant=None)
                & ~Q(reason="")
                | Q(verdict=Answer.CLOSED, decided_at__isnull=False, decided_by=None, grant=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def parts(self) -> list[str]:
        return [part for part in VaultPart if getattr(self, f"opens_{part}")]

    @property
    def part_words(self) -> str:
        return "、".join(str(VaultPart(part).label) for part in self.parts)

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """One's own, and for an approver those about files in sight."""
        own = Q(**{f"{via}user": acting_person(user)}) | Q(**{f"{via}asked_by": user.pk})
        seen = Minor.scope_for(user, f"{via}minor__")
        return seen if may(user, MinorPerm.DECIDE_ACCESS) else seen & own
