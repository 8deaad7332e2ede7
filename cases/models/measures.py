"""What a decision orders for a child, and what happens to its term. No names in here."""

from datetime import date, datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import User
from accounts.scoping import ScopedQuerySet
from cases.choices import DecisionKind, MeasureEnd, SuspensionCause, TermEndMode
from cases.models.case import OfCase
from cases.testwords import Consent
from common.freetext import FreeText
from minors.choices import Track
from minors.models import guarded_history

ADDICTS = [Track.COMMUNITY_DETOX, Track.COMMUNITY_RECOVERY, Track.COMPULSORY_DETOX]
"""Tracks that only an addict can be on: without 吸毒成瘾认定 there is none of them (禁毒法33, 38, 48)."""


class MeasureQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        """Without what was typed by mistake and withdrawn: it stays on the page and counts no more."""
        return self.filter(withdrawn_at=None)

    def stood_at(self, instant: datetime) -> Self:
        """What was on file and not yet withdrawn at `instant`, for what is written of that instant later."""
        stood = Q(withdrawn_at=None) | Q(withdrawn_at__gte=instant)
        return self.filter(stood, at__lt=instant)

    def live(self) -> Self:
        """Not ended, suspended ones included."""
        return self.standing().filter(ended_on=None)

    def running(self, day: date) -> Self:
        """In force on the Shanghai day `day`: served, not ended, within its term."""
        return self.standing().in_force(day)

    def in_force(self, day: date) -> Self:
        """The same of rows chosen already, withdrawn ones included."""
        ended = Q(ended_on=None) | Q(ended_on__gt=day)
        within = Q(ends_on=None) | Q(ends_on__gte=day)
        return self.filter(ended, within, served_on__lte=day)

    def with_pause(self) -> Self:
        """Mark each with `is_paused`: while 中止 nobody can say on which day its term ends."""
        spells = Suspension.objects.for_system("is it suspended").filter(resumed_on=None)
        return self.annotate(is_paused=Exists(spells.filter(measure=OuterRef("pk"))))


class Measure(OfCase):
    """One measure with its decision on file. Without a row here nothing statutory binds the child.

    Days are Shanghai days. `ends_on` is the last day of the term, inclusive; unknown (None) before report-in.
    `ended_on` is the first day on which the measure no longer runs. `term_months` is what the paper orders,
    `ends_known_at` when the present end of the term came on file.

    Typed by mistake it is withdrawn (`withdrawn_at`, why: `Withdrawal`) and stays for ever. `replaces` is the
    measure that ran until this one, `restored_at` when it came back because this one was withdrawn.
    `on_file_since`: when the paper first came on file, if it was typed anew. `number_key` says which paper it
    is (`cases.rules.numbers`); of the rows with the same, one `holds_number`.

    Law: 禁毒法33, 48; 戒毒条例13, 14, 37; 预防未成年人犯罪法41.
    """

    track = models.CharField("法律措施", max_length=20, choices=Track)
    kind = models.CharField("文书种类", max_length=20, choices=DecisionKind)
    number = FreeText("文号", max_length=60)
    organ = FreeText("决定机关", max_length=60, persons=True, registered=False)
    addicted_on = models.DateField("吸毒成瘾认定日期", null=True, blank=True)
    decided_on = models.DateField("决定日期")
    served_on = models.DateField("送达本人日期")
    family_served_on = models.DateField("送达家属日期", null=True, blank=True)
    term_months = models.PositiveSmallIntegerField("期限（月）", null=True, blank=True)
    reported_in_on = models.DateField("报到日期", null=True, blank=True)
    ends_on = models.DateField("期限最后一日", null=True, blank=True)
    end_mode = models.CharField(
        "期限末日算法", max_length=10, choices=TermEndMode, default=TermEndMode.DAY_BEFORE
    )
    ends_known_at = models.DateTimeField("期限登记时间", null=True, blank=True, editable=False)
    ended_on = models.DateField("结束日期", null=True, blank=True)
    ended_as = models.CharField("结束方式", max_length=12, choices=MeasureEnd, blank=True)
    ended_reason = FreeText("结束理由", max_length=200, blank=True, typed_as="reason")
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所替代的措施"
    )
    restored_at = models.DateTimeField("恢复执行时间", null=True, blank=True, editable=False)
    on_file_since = models.DateTimeField("文书首次登记时间", null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True, editable=False)
    number_key = models.CharField("文号指纹", max_length=64, blank=True, editable=False)
    holds_number = models.BooleanField("占用文号", default=False, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    history = guarded_history("number_key")
    objects = MeasureQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "措施"
        ordering = ["-served_on", "-recorded_at"]
        indexes = [
            models.Index(name="measure_live_by_end", fields=["ends_on"], condition=Q(ended_on=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                name="measure_one_live_per_case",
                fields=["case"],
                condition=Q(ended_on=None, withdrawn_at=None),
            ),
            models.UniqueConstraint(
                name="measure_number_once",
                fields=["number_key"],
                condition=Q(holds_number=True, withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="measure_holds_a_number", condition=Q(holds_number=False) | ~Q(number_key="")
            ),
            models.CheckConstraint(
                name="measure_served_after_decided", condition=Q(served_on__gte=F("decided_on"))
            ),
            models.CheckConstraint(
                name="measure_reported_after_served",
                condition=Q(reported_in_on=None) | Q(reported_in_on__gte=F("served_on")),
            ),
            models.CheckConstraint(
                name="measure_ended_whole",
                condition=Q(ended_on=None, ended_as="") | Q(ended_on__isnull=False) & ~Q(ended_as=""),
            ),
            models.CheckConstraint(
                name="measure_never_on_a_track_without_decision",
                condition=~Q(track__in=[Track.REGISTERED_ONLY, Track.CARE]),
            ),
            models.CheckConstraint(
                name="measure_of_an_addict_has_the_finding",
                condition=~Q(track__in=ADDICTS) | Q(addicted_on__isnull=False),
            ),
            models.CheckConstraint(
                name="measure_term_plausible",
                condition=Q(term_months=None) | Q(term_months__range=(1, 36)),
            ),
        ]

    @property
    def clocks_from(self) -> datetime:
        """The instant before which none of its clocks ran: on file, or in force again after a mistake."""
        return self.restored_at or self.at

    @property
    def first_known_at(self) -> datetime:
        """When the paper first came on file, be it with a mistake in it."""
        return self.on_file_since or self.at


class WithdrawalQuerySet(ScopedQuerySet):
    def waiting(self) -> Self:
        return self.filter(answer="")


class Withdrawal(OfCase):
    """Somebody asks that a decision typed by mistake be withdrawn; the head answers, never who asked.

    `recalled`: what had gone outward on the strength of it, and who was told otherwise and when.
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name="措施")
    reason = FreeText("撤回理由", max_length=200)
    recalled = FreeText("已对外发出的，何时如何告知更正", max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提请人")
    at = models.DateTimeField("提请时间")
    answer = models.CharField("审批", max_length=10, choices=Consent, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审批人"
    )
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    note = FreeText("审批意见", max_length=200, blank=True)
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    objects = WithdrawalQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "撤回决定"
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                name="withdrawal_one_waiting_per_case", fields=["case"], condition=Q(answer="")
            ),
            models.UniqueConstraint(
                name="withdrawal_once", fields=["measure"], condition=Q(answer=Consent.APPROVED)
            ),
            models.CheckConstraint(
                name="withdrawal_decided_whole",
                condition=Q(answer="", decided_at=None, decided_by=None)
                | ~Q(answer="") & Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="withdrawal_not_decided_by_who_asked",
                condition=Q(decided_by=None) | ~Q(decided_by=F("by")),
            ),
        ]


class SuspensionQuerySet(ScopedQuerySet):
    def on(self, day: date) -> Self:
        return self.filter(Q(resumed_on=None) | Q(resumed_on__gt=day), from_on__lte=day)


class Suspension(OfCase):
    """中止: the measure stands still from `from_on` to the day before `resumed_on`; those days do not count.

    `ended_with_measure`: nobody resumed it, the measure ended meanwhile; it runs on if that comes back.

    Law: 戒毒条例24 (拘留、逮捕的，中止；释放后继续).
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name="措施")
    cause = models.CharField("原因", max_length=10, choices=SuspensionCause)
    from_on = models.DateField("中止日期")
    resumed_on = models.DateField("恢复日期", null=True, blank=True)
    note = FreeText("依据和说明", max_length=200, blank=True)
    ended_with_measure = models.BooleanField("随措施结束而止", default=False, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    objects = SuspensionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "中止"
        ordering = ["-from_on"]
        constraints = [
            models.UniqueConstraint(
                name="suspension_one_at_a_time", fields=["measure"], condition=Q(resumed_on=None)
            ),
            models.CheckConstraint(
                name="suspension_resumed_after",
                condition=Q(resumed_on=None) | Q(resumed_on__gt=F("from_on")),
            ),
        ]
