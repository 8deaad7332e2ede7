"""What happens to the term of a measure, and how a case comes to its end. No names in here."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from cases.choices import CaseStatus
from cases.models.case import OfCase
from cases.models.measures import Measure
from common.freetext import FreeText
from minors.choices import Track


class NoDecision(OfCase):
    """A written 无决定: no measure was decided, and why. The chase ends; what binds us goes on."""

    reason = FreeText("无决定的理由", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="说明人")
    at = models.DateTimeField("说明时间")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "无决定说明"
        ordering = ["-at"]


class Extension(OfCase):
    """A 帮教 goes on for longer, by signed reasons, child and guardian heard. Of no other measure."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name="措施")
    from_end = models.DateField("原期满日")
    to_end = models.DateField("延长后期满日")
    reason = FreeText("延长理由", max_length=300)
    child_heard = FreeText("听取本人意见", max_length=200)
    guardian_heard = FreeText("听取监护人意见", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="签字人")
    at = models.DateTimeField("签字时间")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "延长"
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(name="extension_goes_on", condition=Q(to_end__gt=F("from_end"))),
        ]


class TermCredit(OfCase):
    """折抵: so many days of the term count as served, in all; the newest row counts, earlier ones stay.

    How many the paper says, never we: law.md knows no figure. Law: 戒毒条例31.
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name="措施")
    days = models.PositiveSmallIntegerField("折抵日数（合计）")
    basis = FreeText("依据", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="签字人")
    at = models.DateTimeField("签字时间")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "折抵"
        ordering = ["-at", "-recorded_at"]


class PlaceChange(OfCase):
    """The measure is carried out elsewhere: papers go over, the child reports there, the term runs on.

    Law: 戒毒条例22 (15日内报到；时间连续计算；重新签订协议).
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name="措施")
    changed_on = models.DateField("变更日期")
    to_where = FreeText("新的执行地工作站", max_length=100, persons=True)
    materials_on = models.DateField("材料转出日期", null=True, blank=True)
    reported_on = models.DateField("到新执行地报到日期", null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "执行地变更"
        ordering = ["-changed_on"]
        constraints = [
            models.UniqueConstraint(
                name="placechange_one_at_a_time", fields=["measure"], condition=Q(reported_on=None)
            ),
            models.CheckConstraint(
                name="placechange_after_the_change",
                condition=(Q(materials_on=None) | Q(materials_on__gte=F("changed_on")))
                & (Q(reported_on=None) | Q(reported_on__gte=F("changed_on"))),
            ),
        ]


class EndCheck(OfCase):
    """The checklist before the end of a term, gone through once 30 and once 7 days before."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name="措施")
    period = models.CharField("期次", max_length=20)
    papers = models.BooleanField("材料齐全（决定、协议、计划）")
    tests = models.BooleanField("检测次数已核对")
    child_told = models.BooleanField("已告知本人期满后的安排")
    guardian_told = models.BooleanField("已告知监护人")
    police_asked = models.BooleanField("已与派出所核对解除手续")
    note = FreeText("还差什么", max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="核对人")
    at = models.DateTimeField("核对时间")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "期满前核对"
        ordering = ["-at"]


class LiftNotice(OfCase):
    """The 解除通知书 of the police is on file. Law: 戒毒条例23, 40."""

    measure = models.OneToOneField(Measure, models.PROTECT, related_name="+", verbose_name="措施")
    number = FreeText("文号", max_length=60)
    given_on = models.DateField("出具日期")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "解除通知书"
        ordering = ["-at"]


class AdultReceipt(OfCase):
    """The adult file answered for: the measure goes on there, its clock unchanged."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name="措施")
    number = FreeText("回执编号", max_length=60)
    from_whom = FreeText("接收单位和经办人", max_length=100, persons=True)
    on = models.DateField("回执日期")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "成年衔接回执"
        ordering = ["-at"]


class CleanProposal(OfCase):
    """Three years without relapse: the clock proposes 不再动态管控, a human decides. Law: 戒毒条例7."""

    clean_since = models.DateField("最近一次涉毒日期")
    proposed_at = models.DateTimeField("提请时间")
    is_lifted = models.BooleanField("不再动态管控", null=True, blank=True)
    reason = FreeText("决定理由", max_length=200, blank=True)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "不再动态管控提请"
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(name="cleanproposal_once_per_date", fields=["case", "clean_since"]),
            models.CheckConstraint(
                name="cleanproposal_decided_whole",
                condition=Q(is_lifted=None, by=None, decided_at=None)
                | Q(is_lifted__isnull=False, by__isnull=False, decided_at__isnull=False),
            ),
        ]


class MonthLine(OfCase):
    """One line on one case for one month, as it stood when the month was over; goes to the head (四(三)4)."""

    month = models.CharField("月份", max_length=7)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="工作站")
    status = models.CharField("状态", max_length=12, choices=CaseStatus)
    inside = models.BooleanField("在所", default=False)
    track = models.CharField("法律措施", max_length=20, choices=Track)
    ends_on = models.DateField("期限最后一日", null=True, blank=True)
    tried = models.PositiveSmallIntegerField("联系次数")
    reached = models.PositiveSmallIntegerField("见到或通话次数")
    missed = models.PositiveSmallIntegerField("逾期事项")

    class Meta:
        verbose_name = verbose_name_plural = "每月一行"
        ordering = ["-month", "case"]
        constraints = [models.UniqueConstraint(name="monthline_once", fields=["case", "month"])]


class CaseClosing(OfCase):
    """How a case was closed: by itself once its measure was over and nothing open, or by a human."""

    reason = FreeText("办结说明", max_length=200, blank=True)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办结人"
    )
    at = models.DateTimeField("办结时间")

    class Meta:
        verbose_name = verbose_name_plural = "办结"
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(name="caseclosing_once", fields=["case"])]
