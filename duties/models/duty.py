"""Obligations with an hour, whether they were missed, and why. Holds nothing personal."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.module_loading import import_string

from accounts.choices import Post
from accounts.models import Appointment, Unit, User
from accounts.permissions import Reach, roles
from common.coded import CodedJSON
from common.freetext import FreeText
from common.models import Record
from duties import instants
from duties.choices import DutyState
from duties.policies import Policy, kinds_closed_to, policies


def duty_scope(user: User, via: str = "") -> Q:
    """Duties the post `user` acts as may see: by territory, by unit, or held; a file's only with its code.

    A duty about a sealed file is seen by nobody, one of a closed kind by few; figures count both
    (`duty_reach`).
    """
    visible_files = import_string(settings.DUTY_FILE_SCOPE)
    known = Q(**{f"{via}file": None}) | Q(**{f"{via}file__in": visible_files(user)})
    closed = kinds_closed_to(roles()[user.acting.post].permissions) if user.acting else []
    unread = Q(**{f"{via}kind__in": closed}) if closed else Q(pk__in=[])
    return duty_reach(user, via) & Q(**{f"{via}hidden_at": None}) & known & ~unread


def files_of(duties: Iterable["Duty"]) -> dict[UUID, str]:
    """Files that duties are about, by key, for the read log; a label need not be a code, so none is given."""
    return {duty.file: "" for duty in duties if duty.file}


def duty_reach(user: User, via: str = "") -> Q:
    """How far the post reaches over duties, whatever they are about: for figures, which name nobody."""
    acting = user.acting
    if acting is None:
        return Q(pk__in=[])
    match roles()[acting.post].duties:
        case Reach.TERRITORY:
            return Q(**{f"{via}unit__{acting.level}": acting.area})
        case Reach.OWN_UNIT:
            return Q(**{f"{via}unit": acting.unit}) | held_by(user, via)
        case Reach.OWN_CASES:
            return held_by(user, via)
        case _:
            return Q(pk__in=[])


def held_by(user: User, via: str = "") -> Q:
    """What `user` holds (or the absent colleague they stand in for), and what their post owes unheld.

    Unheld is also what somebody held whose term has ended since: no action runs at that hour.
    """
    acting = user.acting
    if acting is None:
        return Q(pk__in=[])
    person = acting.absence.appointment.user_id if acting.absence else user.pk
    return (
        Q(**{f"{via}holder": person, f"{via}unit__township": acting.unit.township})
        | Q(**{f"{via}deputy_holder": person, f"{via}unit__township": acting.unit.township})
        | (Q(**{f"{via}unit": acting.unit, f"{via}post": acting.post}) & has_no_holder(acting.at, via))
    )


def has_no_holder(now: datetime, via: str = "") -> Q:
    """Condition: nobody is named, or whoever is no longer works in the township of the duty's unit."""
    at_work = Appointment.objects.live(now).filter(
        user=OuterRef(f"{via}holder"), unit__township=OuterRef(f"{via}unit__township")
    )
    return Q(**{f"{via}holder": None}) | Q(~Exists(at_work))


class DutyQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Still owed. What concerns a sealed file is owed no more, whatever became of it."""
        return self.filter(met_at=None, voided_at=None, hidden_at=None)

    def overdue(self, now: datetime) -> Self:
        return self.open().filter(due_at__lte=now)

    def missed(self, now: datetime) -> Self:
        """The fact of a miss, computed: the hour passed before it was met."""
        return self.filter(Q(met_at=None) | Q(met_at__gte=F("due_at")), due_at__lte=now, voided_at=None)

    def missed_or_written(self, now: datetime) -> Self:
        """Every miss: by the fact, though no sweep has written it yet, and by the row, which stays."""
        return self.filter(
            Q(met_at=None) | Q(met_at__gte=F("due_at")) | Q(miss__isnull=False),
            due_at__lte=now,
            voided_at=None,
        )

    def with_step_due(self, now: datetime) -> Self:
        """Duties with a rung, or their own hour, that nobody has worked through yet."""
        return self.filter(next_step_at__lte=now)

    def visible_to(self, user: User) -> Self:
        return self.filter(duty_scope(user))

    def counted_for(self, user: User) -> Self:
        """Every duty within reach, for a figure: sealing a file takes no duty out of a rate."""
        return self.filter(duty_reach(user))

    def mine(self, user: User) -> Self:
        return self.visible_to(user).filter(held_by(user))


class Duty(Record):
    """A promise with an hour. Lateness is computed from these columns, never stored. Holds nothing personal.

    `subject` is the key of the row it is about, `file` the minor's key (no foreign key), `label` a code.
    `started_at`, `due_at` and `ladder` never change once written (triggers on both databases). `hidden_at`:
    the file it is about was sealed; the row stays a fact for figures and stands on no page.
    """

    kind = models.CharField("事项", max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="责任单位")
    post = models.CharField("责任岗位", max_length=30, choices=Post)
    holder = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任人"
    )
    deputy_holder = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="协同责任人"
    )
    subject = models.UUIDField("对象")
    file = models.UUIDField("档案", null=True, blank=True)
    period = models.CharField("期次", max_length=20, blank=True)
    label = models.CharField("编号", max_length=60)
    started_at = models.DateTimeField("起算时间")
    due_at = models.DateTimeField("截止时间（不含）")
    met_at = models.DateTimeField("完成时间", null=True, blank=True)
    met_recorded_at = models.DateTimeField("完成录入时间", null=True, blank=True)
    met_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="完成人"
    )
    is_backfilled = models.BooleanField("补录", default=False)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = FreeText("作废原因", max_length=100, blank=True)
    next_step_at = models.DateTimeField("下一步时间", null=True, blank=True)
    ladder = CodedJSON("上报阶梯（开立时的副本）")
    policy_version = models.PositiveIntegerField("规则版本", default=0)
    hidden_at = models.DateTimeField("所涉档案封存时间", null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "时限事项"
        ordering = ["due_at", "kind", "id"]
        indexes = [
            models.Index(
                name="duty_next_step",
                fields=["next_step_at"],
                condition=Q(next_step_at__isnull=False),
            ),
            models.Index(
                name="duty_open_by_unit",
                fields=["unit", "post", "due_at"],
                condition=Q(met_at=None, voided_at=None),
            ),
            models.Index(
                name="duty_open_by_holder",
                fields=["holder", "due_at"],
                condition=Q(met_at=None, voided_at=None),
            ),
            models.Index(name="duty_subject", fields=["subject", "kind"]),
            models.Index(name="duty_file", fields=["file"]),
            models.Index(name="duty_due", fields=["due_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="duty_one_open_per_subject_and_period",
                fields=["kind", "subject", "period"],
                condition=Q(met_at=None, voided_at=None),
            ),
            models.UniqueConstraint(
                name="duty_one_per_period",
                fields=["kind", "subject", "period"],
                condition=~Q(period="") & Q(voided_at=None),
            ),
            models.CheckConstraint(name="duty_due_after_start", condition=Q(due_at__gt=F("started_at"))),
            models.CheckConstraint(
                name="duty_void_before_due", condition=Q(voided_at=None) | Q(voided_at__lt=F("due_at"))
            ),
            models.CheckConstraint(name="duty_met_or_voided", condition=Q(met_at=None) | Q(voided_at=None)),
            models.CheckConstraint(
                name="duty_met_has_recorded",
                condition=Q(met_at=None, met_recorded_at=None)
                | Q(met_at__isnull=False, met_recorded_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.label}"

    @property
    def policy(self) -> Policy:
        return policies()[self.kind]

    @property
    def title(self) -> str:
        return self.policy.title

    @property
    def basis(self) -> str:
        return self.policy.basis

    @property
    def page_url(self) -> str:
        """Where the form is that discharges this duty."""
        return self._url(self.policy.page)

    @property
    def taps_url(self) -> str:
        """Where one tap on 今日待办 is sent."""
        return self._url(self.policy.taps_to or self.policy.page)

    def _url(self, name: str) -> str:
        args: list[UUID] = [self.subject] if self.policy.page_takes_subject else []
        query = {self.policy.page_period: self.period.partition("#")[0]} if self.policy.page_period else None
        return reverse(name, args=args, query=query)

    def state(self, now: datetime) -> DutyState:
        return instants.state(self.due_at, self.met_at, self.voided_at, now)


class MissQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(duty_scope(user, "duty__"))


class Miss(Record):
    """The hour passed. Written once by the sweep so that it can be listed and told; never taken back."""

    duty = models.OneToOneField(Duty, models.PROTECT, related_name="miss", verbose_name="事项")
    at = models.DateTimeField("逾期时间")

    objects = MissQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "逾期记录"
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.duty)


class Excuse(Record):
    """Why a miss happened, in the holder's words; it counts once somebody else signed it. The miss stays."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="excuses", verbose_name="事项")
    reason = FreeText("情况说明", max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="说明人")
    at = models.DateTimeField("说明时间")
    signed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签认人"
    )
    signed_at = models.DateTimeField("签认时间", null=True, blank=True)
    refused_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="不予认可人"
    )
    refused_at = models.DateTimeField("不予认可时间", null=True, blank=True)
    refusal = FreeText("不予认可理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "情况说明"
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                name="excuse_not_signed_by_its_author", condition=Q(signed_by=None) | ~Q(by=F("signed_by"))
            ),
            models.CheckConstraint(
                name="excuse_signed_or_refused", condition=Q(signed_at=None) | Q(refused_at=None)
            ),
            models.UniqueConstraint(
                name="excuse_one_waiting_per_duty",
                fields=["duty"],
                condition=Q(signed_at=None, refused_at=None),
            ),
            models.UniqueConstraint(
                name="excuse_one_signed_per_duty", fields=["duty"], condition=Q(signed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.duty)
