"""Plan, agreement, risk class and review: in versions, signed. No names in here."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from cases.choices import PlanState, ReviewResult, Risk
from cases.models.case import OfCase
from cases.models.measures import Measure
from common.freetext import FreeText, FreeTextArea


class CarePlan(OfCase):
    """工作计划: what is to be done for the child. A new version never changes an old one.

    What the child and the guardian say themselves stands in it. Law: 戒毒条例15; 预防未成年人犯罪法41, 42.
    """

    version = models.PositiveSmallIntegerField("版本")
    state = models.CharField("状态", max_length=10, choices=PlanState, default=PlanState.PROPOSED)
    goals = FreeTextArea("目标", max_length=600)
    steps = FreeTextArea("措施和分工", max_length=1500)
    child_view = FreeText("孩子本人的想法", max_length=300)
    guardian_view = FreeText("监护人的想法", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="拟定人")
    at = models.DateTimeField("拟定时间")
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审批人"
    )
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    returned = FreeText("退回理由", max_length=200, blank=True, typed_as="reason")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "工作计划"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(name="careplan_version_once", fields=["case", "version"]),
            models.UniqueConstraint(
                name="careplan_one_proposed", fields=["case"], condition=Q(state=PlanState.PROPOSED)
            ),
            models.UniqueConstraint(
                name="careplan_one_in_force", fields=["case"], condition=Q(state=PlanState.APPROVED)
            ),
            models.CheckConstraint(
                name="careplan_not_approved_by_its_author",
                condition=Q(decided_by=None) | ~Q(decided_by=F("by")),
            ),
            models.CheckConstraint(
                name="careplan_approved_by_somebody",
                condition=~Q(state=PlanState.APPROVED)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]


class Agreement(OfCase):
    """社区戒毒（康复）协议, one version. Signed by the child, the guardian and the station, each on a day.

    Law: 戒毒条例16, 22, 38; 禁毒法34.
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name="措施")
    version = models.PositiveSmallIntegerField("版本")
    terms = FreeTextArea("协议内容", max_length=1500)
    child_on = models.DateField("本人签字日期", null=True, blank=True)
    guardian_on = models.DateField("监护人签字日期", null=True, blank=True)
    station_on = models.DateField("工作站签字日期", null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "协议"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(name="agreement_version_once", fields=["case", "version"]),
        ]

    @property
    def is_signed(self) -> bool:
        return bool(self.child_on and self.guardian_on and self.station_on)


class RiskClass(OfCase):
    """高、中、低, with reasons and the day on which it is looked at again."""

    level = models.CharField("风险等级", max_length=6, choices=Risk)
    reasons = FreeText("理由", max_length=300)
    review_on = models.DateField("复评日期")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="评定人")
    at = models.DateTimeField("评定时间")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "风险等级"
        ordering = ["-at", "-recorded_at"]


class Review(OfCase):
    """帮教评估: how the child does, and whether the help goes on, each half year or school term."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name="措施")
    on = models.DateField("评估日期")
    result = models.CharField("结论", max_length=10, choices=ReviewResult)
    note = FreeText("情况", max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="评估人")
    at = models.DateTimeField("登记时间")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "帮教评估"
        ordering = ["-on", "-recorded_at"]
