"""What a test found, what a child refused, and with what reagent. Nothing here names a child."""

from datetime import date
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.scoping import ScopedQuerySet
from cases.models.case import OfCase
from cases.models.measures import Measure
from cases.testwords import Avoidance, Consent, KitEnd, Method, Preset, Purpose, Result, Specimen, TakenWhere
from common.freetext import FreeText
from common.models import Record, Substance


class KitQuerySet(models.QuerySet):
    def in_stock(self, day: date) -> Self:
        """On the shelf at the end of `day`, as far as anybody has written down."""
        fresh = self.filter(Q(expires_on=None) | Q(expires_on__gte=day))
        return fresh.filter(Q(ended_on=None) | Q(ended_on__gt=day))

    def usable_since(self, day: date) -> Self:
        """What a sample taken on `day` or later can have been tested with."""
        fresh = self.filter(Q(expires_on=None) | Q(expires_on__gte=day))
        return fresh.filter(Q(ended_on=None) | Q(ended_on__gte=day))

    def visible_to(self, user: User) -> Self:
        """The lots of one's own station; the county sees those of its stations."""
        acting = user.acting
        if acting is None:
            return self.none()
        if acting.unit.kind == UnitKind.COUNTY:
            return self.filter(unit__county=acting.unit.county)
        return self.filter(unit=acting.unit)


class Kit(Record):
    """One lot of a reagent that a station holds, and which substances it can see.

    It ends once: used up, or withdrawn for a reason; from the day after, nothing is tested with it.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="工作站")
    name = FreeText("试剂名称", max_length=60, registered=False)
    lot = FreeText("批号", max_length=40, registered=False)
    specimen = models.CharField("样本", max_length=10, choices=Specimen)
    substances = models.ManyToManyField(Substance, related_name="+", verbose_name="可检物质")
    expires_on = models.DateField("有效期至", null=True, blank=True)
    quantity = models.PositiveIntegerField("数量（份）", null=True, blank=True)
    ended_on = models.DateField("用完或停用日期", null=True, blank=True)
    ended_as = models.CharField("用完或停用", max_length=10, choices=KitEnd, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记用完或停用的人"
    )
    end_reason = FreeText("停用原因", max_length=200, blank=True, registered=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    objects = KitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检测试剂"
        ordering = ["name", "lot"]
        constraints = [
            models.UniqueConstraint(name="kit_lot_once", fields=["unit", "name", "lot"]),
            models.CheckConstraint(
                name="kit_ended_whole",
                condition=Q(ended_on=None, ended_by=None, ended_as="", end_reason="")
                | Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(ended_as=""),
            ),
            models.CheckConstraint(
                name="kit_withdrawn_says_why", condition=~Q(ended_as=KitEnd.WITHDRAWN) | ~Q(end_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} 批号{self.lot}"


class CaseSubstance(OfCase):
    """A substance that a case is about: what its tests have to see."""

    substance = models.ForeignKey(Substance, models.PROTECT, related_name="+", verbose_name="涉及物质")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "个案涉及物质"
        ordering = ["at", "recorded_at"]
        constraints = [
            models.UniqueConstraint(name="casesubstance_once", fields=["case", "substance"]),
        ]


class AnnulledQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        """Without what was annulled: it stays on the page and counts no more."""
        return self.filter(annulled_at=None)


class Annullable(OfCase):
    """A row that is never deleted or edited: entered wrongly, it is annulled by the head, with a reason."""

    annulled_at = models.DateTimeField("作废时间", null=True, blank=True)
    annulled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="作废人"
    )
    annul_reason = FreeText("作废理由", max_length=200, blank=True, typed_as="reason")

    objects = AnnulledQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_annulled_whole",
                condition=Q(annulled_at=None, annulled_by=None, annul_reason="")
                | Q(annulled_at__isnull=False, annulled_by__isnull=False) & ~Q(annul_reason=""),
            ),
        ]


class OffsiteTest(OfCase):
    """异地检测: asked for, approved by the head, and its receipt from the other place."""

    place = FreeText("检测地县（市、区）和机构", max_length=100, persons=True)
    from_on = models.DateField("起")
    until_on = models.DateField("止")
    reason = FreeText("理由", max_length=200)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间")
    answer = models.CharField("审批", max_length=10, choices=Consent, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审批人"
    )
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    receipt = FreeText("回执文号", max_length=60, blank=True)
    receipt_on = models.DateField("回执日期", null=True, blank=True)
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "异地检测"
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(name="offsite_from_to", condition=Q(until_on__gte=F("from_on"))),
            models.CheckConstraint(
                name="offsite_decided_whole",
                condition=Q(answer="", decided_at=None, decided_by=None)
                | ~Q(answer="") & Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="offsite_receipt_after_approval",
                condition=Q(receipt="", receipt_on=None)
                | Q(answer=Consent.APPROVED, receipt_on__isnull=False) & ~Q(receipt=""),
            ),
        ]


class DrugTest(Annullable):
    """One sample, taken by two. What it could see are its findings; what it could not see it says nothing of.

    `measure` is the one under which it was owed; None for a voluntary test, which counts for nothing.
    `answered` holds the keys of the occasions whose duties it met, `clean_before` the clean date it moved.
    Law: 禁毒法35; 戒毒条例19(二); 吸毒检测程序规定 (令110, 令141).
    """

    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="措施"
    )
    purpose = models.CharField("性质", max_length=10, choices=Purpose)
    at = models.DateTimeField("取样时间")
    specimen = models.CharField("样本", max_length=10, choices=Specimen)
    method = models.CharField("方法", max_length=10, choices=Method)
    place = models.CharField("地点", max_length=10, choices=TakenWhere)
    kit = models.ForeignKey(Kit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="试剂")
    lab = FreeText("检测机构", max_length=60, blank=True, persons=True, registered=False)
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="取样人")
    second_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="第二名工作人员")
    by_woman = models.BooleanField("女性工作人员取样", default=False)
    hair_cm = models.PositiveSmallIntegerField("毛发近端长度（厘米）", null=True, blank=True)
    child_signed = models.BooleanField("本人同意并签字", default=False)
    guardian_signed = models.BooleanField("监护人同意并签字", default=False)
    told_at = models.DateTimeField("结果告知时间", null=True, blank=True)
    told_signed = models.BooleanField("本人在结果上签字", default=False)
    objected_at = models.DateTimeField("提出异议时间", null=True, blank=True)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="原检测"
    )
    offsite = models.ForeignKey(
        OffsiteTest, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="异地检测批准"
    )
    sample_mark = FreeText("A、B样编号", max_length=40, blank=True, registered=False)
    keep_until = models.DateField("样本保存至", null=True, blank=True)
    destroyed_on = models.DateField("样本销毁日期", null=True, blank=True)
    destroyed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="销毁人"
    )
    note = FreeText("备注", max_length=300, blank=True)
    answered = models.CharField("对应期次", max_length=300, blank=True, editable=False)
    clean_before = models.DateField("此前的涉毒日期", null=True, blank=True, editable=False)
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "检测记录"
        ordering = ["-at", "-recorded_at"]
        indexes = [models.Index(name="drugtest_of_case", fields=["case", "-at"])]
        constraints = [
            *Annullable.Meta.constraints,
            models.CheckConstraint(name="drugtest_two_staff", condition=~Q(taken_by=F("second_by"))),
            models.CheckConstraint(
                name="drugtest_field_by_kit_lab_by_name",
                condition=Q(method=Method.FIELD, kit__isnull=False)
                | ~Q(method=Method.FIELD) & Q(kit=None) & ~Q(lab=""),
            ),
            models.CheckConstraint(
                name="drugtest_voluntary_iff_no_measure",
                condition=Q(purpose=Purpose.VOLUNTARY, measure=None, child_signed=True, guardian_signed=True)
                | ~Q(purpose=Purpose.VOLUNTARY),
            ),
            models.CheckConstraint(
                name="drugtest_told_after", condition=Q(told_at=None) | Q(told_at__gte=F("at"))
            ),
            models.CheckConstraint(
                name="drugtest_objection_after_told",
                condition=Q(objected_at=None) | Q(told_at__isnull=False, objected_at__gte=F("told_at")),
            ),
            models.CheckConstraint(
                name="drugtest_destroyed_in_time",
                condition=Q(destroyed_on=None, destroyed_by=None)
                | Q(
                    keep_until__isnull=False,
                    destroyed_by__isnull=False,
                    destroyed_on__gte=F("keep_until"),
                ),
            ),
            models.CheckConstraint(
                name="drugtest_hair_near_the_root",
                condition=Q(specimen=Specimen.HAIR, hair_cm__range=(1, 3))
                | ~Q(specimen=Specimen.HAIR) & Q(hair_cm=None),
            ),
            models.CheckConstraint(
                name="drugtest_elsewhere_by_approval",
                condition=Q(place=TakenWhere.ELSEWHERE, offsite__isnull=False)
                | ~Q(place=TakenWhere.ELSEWHERE) & Q(offsite=None),
            ),
        ]


class Finding(OfCase):
    """What one test said of one substance it could see."""

    test = models.ForeignKey(DrugTest, models.PROTECT, related_name="+", verbose_name="检测")
    substance = models.ForeignKey(Substance, models.PROTECT, related_name="+", verbose_name="物质")
    result = models.CharField("结果", max_length=10, choices=Result)

    class Meta:
        verbose_name = verbose_name_plural = "检测结果"
        ordering = ["substance__position", "substance__name"]
        constraints = [models.UniqueConstraint(name="finding_once", fields=["test", "substance"])]


class RefusedTest(Annullable):
    """逃避或者拒绝接受检测 (戒毒条例20), written down with a witness. A miss of ours is none."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name="措施")
    at = models.DateTimeField("发生时间")
    how = models.CharField("情形", max_length=10, choices=Avoidance)
    note = FreeText("经过", max_length=300)
    answered = models.CharField("对应期次", max_length=300, blank=True, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="记录人")
    witness = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="在场工作人员")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "拒绝检测记录"
        ordering = ["-at", "-recorded_at"]
        constraints = [
            *Annullable.Meta.constraints,
            models.CheckConstraint(name="refusedtest_two_staff", condition=~Q(by=F("witness"))),
        ]


class PresetChoice(OfCase):
    """Another schedule than the usual one, from a day on, with its reason."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name="措施")
    preset = models.CharField("检测频次", max_length=5, choices=Preset)
    from_on = models.DateField("起用日期")
    reason = FreeText("理由", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="决定人")
    at = models.DateTimeField("决定时间")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "检测频次选择"
        ordering = ["from_on", "at"]
        constraints = [
            models.UniqueConstraint(name="presetchoice_one_a_day", fields=["measure", "from_on"]),
        ]


class SurpriseTest(OfCase):
    """A test beside the schedule, on a day chosen by hand or drawn by lot; the seed says how."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name="措施")
    on = models.DateField("日期")
    seed = models.CharField("随机种子", max_length=32, blank=True, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="安排人")
    at = models.DateTimeField("安排时间")

    class Meta:
        verbose_name = verbose_name_plural = "抽检安排"
        ordering = ["on"]
        constraints = [models.UniqueConstraint(name="surprisetest_one_a_day", fields=["measure", "on"])]


class NoReagent(OfCase):
    """On that day nothing was at hand that sees the substance: the miss is ours, and marked 因无试剂."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name="措施")
    on = models.DateField("日期")
    substance = models.ForeignKey(Substance, models.PROTECT, related_name="+", verbose_name="缺检物质")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "因无试剂未检"
        ordering = ["-on"]
        constraints = [
            models.UniqueConstraint(name="noreagent_once", fields=["measure", "on", "substance"]),
        ]
