"""Leave, leave without leave, and what the police were told. Nothing here names a child."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from accounts.scoping import ScopedQuerySet
from cases.models.case import OfCase
from cases.models.drugtests import Annullable, DrugTest
from cases.models.measures import Measure
from cases.testwords import Company, Consent, LeaveReason, PoliceAnswer, Threshold
from common.freetext import FreeText


class LeaveQuerySet(ScopedQuerySet):
    def waiting(self) -> Self:
        return self.filter(answer="")

    def approved(self) -> Self:
        return self.filter(answer=Consent.APPROVED)


class Leave(OfCase):
    """A request to leave the county: days (inclusive), where to, why; approved or refused by the head.

    `until_on` is the last day asked for at first; an approved extension moves it on (`LeaveExtension`).
    Law: 戒毒条例19(三).
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name="措施")
    from_on = models.DateField("离开日期")
    until_on = models.DateField("返回日期")
    place = FreeText("前往的县（市、区）", max_length=60)
    reason = models.CharField("事由", max_length=10, choices=LeaveReason)
    company = models.CharField("同行", max_length=10, choices=Company)
    written_on = models.DateField("书面报告日期", null=True, blank=True)
    note = FreeText("说明", max_length=200, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    asked_at = models.DateTimeField("登记时间")
    answer = models.CharField("审批", max_length=10, choices=Consent, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审批人"
    )
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    decision_note = FreeText("审批意见", max_length=200, blank=True)
    returned_on = models.DateField("实际返回日期", null=True, blank=True)
    return_checked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="销假核实人"
    )
    return_checked_at = models.DateTimeField("销假时间", null=True, blank=True)
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    objects = LeaveQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "请假"
        ordering = ["-from_on", "-recorded_at"]
        constraints = [
            models.CheckConstraint(name="leave_from_to", condition=Q(until_on__gte=F("from_on"))),
            models.CheckConstraint(
                name="leave_decided_whole",
                condition=Q(answer="", decided_at=None, decided_by=None)
                | ~Q(answer="") & Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="leave_returned_whole",
                condition=Q(returned_on=None, return_checked_by=None, return_checked_at=None)
                | Q(
                    answer=Consent.APPROVED,
                    returned_on__gte=F("from_on"),
                    return_checked_by__isnull=False,
                    return_checked_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="leave_not_decided_by_who_asked",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
            ),
        ]


class LeaveExtension(OfCase):
    """续假: a later last day, asked for before the old one has passed."""

    leave = models.ForeignKey(Leave, models.PROTECT, related_name="+", verbose_name="请假")
    until_on = models.DateField("续至")
    written_on = models.DateField("书面报告日期", null=True, blank=True)
    note = FreeText("理由", max_length=200)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    asked_at = models.DateTimeField("登记时间")
    answer = models.CharField("审批", max_length=10, choices=Consent, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审批人"
    )
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    objects = LeaveQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "续假"
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                name="leaveextension_one_waiting", fields=["leave"], condition=Q(answer="")
            ),
            models.CheckConstraint(
                name="leaveextension_decided_whole",
                condition=Q(answer="", decided_at=None, decided_by=None)
                | ~Q(answer="") & Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="leaveextension_not_decided_by_who_asked",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
            ),
        ]


class LeaveDay(OfCase):
    """One day of approved leave. One child is on one leave a day: that no two overlap is this key."""

    leave = models.ForeignKey(Leave, models.PROTECT, related_name="+", verbose_name="请假")
    day = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "准假日"
        ordering = ["day"]
        constraints = [models.UniqueConstraint(name="leaveday_one_leave_a_day", fields=["case", "day"])]


class UnauthorisedLeave(Annullable):
    """擅自离开: without leave, from a day until the child was seen to be back."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name="措施")
    left_on = models.DateField("离开日期")
    returned_on = models.DateField("返回日期", null=True, blank=True)
    noticed = FreeText("如何得知", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="记录人")
    at = models.DateTimeField("记录时间")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "擅自外出"
        ordering = ["-left_on", "-recorded_at"]
        constraints = [
            *Annullable.Meta.constraints,
            models.CheckConstraint(
                name="unauthorisedleave_back_after",
                condition=Q(returned_on=None) | Q(returned_on__gte=F("left_on")),
            ),
            models.UniqueConstraint(
                name="unauthorisedleave_one_running",
                fields=["case"],
                condition=Q(returned_on=None, annulled_at=None),
            ),
        ]


class PoliceReport(OfCase):
    """The police were told of a positive test or of a threshold; or a human wrote down why not."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name="措施")
    threshold = models.CharField("事由", max_length=10, choices=Threshold, blank=True)
    test = models.ForeignKey(
        DrugTest, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="阳性检测"
    )
    answer = models.CharField("办理", max_length=10, choices=PoliceAnswer)
    told_to = FreeText("接收单位和接收人职务", max_length=60, blank=True, persons=True)
    reason = FreeText("说明", max_length=300, blank=True)
    at = models.DateTimeField("办理时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="办理人")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "告知公安机关"
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="policereport_about_one_thing",
                condition=Q(threshold="", test__isnull=False) | ~Q(threshold="") & Q(test=None),
            ),
            models.CheckConstraint(
                name="policereport_told_or_why_not",
                condition=Q(answer=PoliceAnswer.TOLD) & ~Q(told_to="")
                | Q(answer=PoliceAnswer.NOT_TOLD) & ~Q(reason=""),
            ),
        ]
