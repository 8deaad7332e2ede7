"""Obligations with an hour, and everything that is told about them. Holds nothing personal."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.module_loading import import_string

from accounts.choices import Post
from accounts.models import Unit, User
from accounts.permissions import Reach, roles
from common.models import Record
from duties import rules
from duties.choices import Decision, DutyState, EscalationState, EscalationStep, Source, Tell
from duties.policies import Policy, policies


def _scope(user: User, via: str = "") -> Q:
    """Duties the post `user` acts as may see: by territory, by unit, or held; a file's only with its code."""
    acting = user.acting
    if acting is None:
        return Q(pk__in=[])
    match roles()[acting.post].duties:
        case Reach.TERRITORY:
            reach = Q(**{f"{via}unit__{acting.level}": acting.area})
        case Reach.OWN_UNIT:
            reach = Q(**{f"{via}unit": acting.unit}) | held_by(user, via)
        case Reach.OWN_CASES:
            reach = held_by(user, via)
        case _:
            return Q(pk__in=[])
    visible_files = import_string(settings.DUTY_FILE_SCOPE)
    return reach & (Q(**{f"{via}file": None}) | Q(**{f"{via}file__in": visible_files(user)}))


def held_by(user: User, via: str = "") -> Q:
    """What `user` holds (or the absent colleague they stand in for), and what their post owes unheld."""
    acting = user.acting
    if acting is None:
        return Q(pk__in=[])
    person = acting.absence.appointment.user_id if acting.absence else user.pk
    return (
        Q(**{f"{via}holder": person, f"{via}unit__township": acting.unit.township})
        | Q(**{f"{via}deputy_holder": person, f"{via}unit__township": acting.unit.township})
        | Q(**{f"{via}unit": acting.unit, f"{via}post": acting.post, f"{via}holder": None})
    )


class DutyQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(met_at=None, voided_at=None)

    def overdue(self, now: datetime) -> Self:
        return self.open().filter(due_at__lte=now)

    def missed(self, now: datetime) -> Self:
        """The fact of a miss, computed: the hour passed before it was met."""
        return self.filter(Q(met_at=None) | Q(met_at__gte=F("due_at")), due_at__lte=now, voided_at=None)

    def with_step_due(self, now: datetime) -> Self:
        return self.filter(next_step_at__lte=now, voided_at=None)

    def visible_to(self, user: User) -> Self:
        return self.filter(_scope(user))

    def mine(self, user: User) -> Self:
        return self.visible_to(user).filter(held_by(user))


class Duty(Record):
    """A promise with an hour. Lateness is computed from these columns, never stored. Holds nothing personal.

    `subject` is the key of the row it is about, `file` the minor's key (no foreign key), `label` a code.
    `started_at`, `due_at` and `ladder` never change once written (triggers on both databases).
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
    void_reason = models.CharField("作废原因", max_length=100, blank=True)
    next_step_at = models.DateTimeField("下一步时间", null=True, blank=True)
    ladder = models.JSONField("上报阶梯（开立时的副本）")
    policy_version = models.PositiveIntegerField("规则版本", default=0)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "时限事项"
        ordering = ["due_at", "kind", "id"]
        indexes = [
            models.Index(
                name="duty_next_step",
                fields=["next_step_at"],
                condition=Q(next_step_at__isnull=False, voided_at=None),
            ),
            models.Index(
                name="duty_open_by_unit",
                fields=["unit", "post", "due_at"],
                condition=Q(met_at=None, voided_at=None),
            ),
            models.Index(
                name="duty_open_by_holder", fields=["holder", "due_at"], condition=Q(met_at=None, voided_at=None)
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
            models.CheckConstraint(
                name="duty_met_or_voided", condition=Q(met_at=None) | Q(voided_at=None)
            ),
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
        args: list[UUID] = [self.subject] if self.policy.page_takes_subject else []
        return reverse(self.policy.page, args=args)

    def state(self, now: datetime) -> DutyState:
        return rules.state(self.due_at, self.met_at, self.voided_at, now)


class Miss(Record):
    """The hour passed. Written once by the sweep so that it can be listed and told; never taken back."""

    duty = models.OneToOneField(Duty, models.PROTECT, related_name="miss", verbose_name="事项")
    at = models.DateTimeField("逾期时间")

    class Meta:
        verbose_name = verbose_name_plural = "逾期记录"
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.duty)


class Excuse(Record):
    """Why a miss happened, in the holder's words, counting only once somebody else signed it. The miss stays."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="excuses", verbose_name="事项")
    reason = models.CharField("情况说明", max_length=500)
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
    refusal = models.CharField("不予认可理由", max_length=200, blank=True)

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
                name="excuse_one_signed_per_duty", fields=["duty"], condition=Q(signed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.duty)


class NoticeQuerySet(models.QuerySet):
    def addressed_to(self, user: User) -> Self:
        """Notices that reach the post `user` acts as, without those about files they may not see."""
        acting = user.acting
        if acting is None:
            return self.none()
        person = acting.absence.appointment.user_id if acting.absence else user.pk
        mine = Q(unit=acting.unit, post=acting.post) & (Q(user=None) | Q(user=person))
        return self.filter(mine).filter(_scope(user, "duty__"))


class Notice(Record):
    """One message of one rung, addressed to a unit and post: an outbox row and the in-app inbox.

    `at` is the instant of the rung; written alone is never 已告知: it counts once opened.
    """

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="notices", verbose_name="事项")
    step_no = models.PositiveSmallIntegerField("阶梯序号")
    at = models.DateTimeField("应告知时间")
    tell = models.CharField("层级", max_length=20, choices=Tell)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="送达单位")
    post = models.CharField("送达岗位", max_length=30, choices=Post)
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="指名送达"
    )
    skipped_level = models.BooleanField("越级：下级无人", default=False)
    delivered_at = models.DateTimeField("外部提醒送出时间", null=True, blank=True)
    delivery_tries = models.PositiveSmallIntegerField("外部提醒尝试次数", default=0)
    opened_at = models.DateTimeField("首次打开时间", null=True, blank=True)
    opened_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="首次打开人"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提醒"
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(name="notice_one_per_rung", fields=["duty", "step_no"]),
            models.CheckConstraint(
                name="notice_opened_by_somebody",
                condition=Q(opened_at=None, opened_by=None)
                | Q(opened_at__isnull=False, opened_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="notice_inbox", fields=["unit", "post", "-at"]),
            models.Index(name="notice_undelivered", fields=["at"], condition=Q(delivered_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.step_no}"


class Escalation(Record):
    """A duty that reached the county: acknowledge → decide → close. An idle acknowledgement expires."""

    duty = models.OneToOneField(Duty, models.PROTECT, related_name="escalation", verbose_name="事项")
    raised_at = models.DateTimeField("上报时间")
    acknowledged_at = models.DateTimeField("受理时间", null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="受理人"
    )
    ack_expires_at = models.DateTimeField("受理到期时间", null=True, blank=True)
    decision = models.CharField("处理方式", max_length=20, choices=Decision, blank=True)
    decision_note = models.CharField("处理意见", max_length=500, blank=True)
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="处理人"
    )
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办结人"
    )
    close_note = models.CharField("办结说明", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "上报复核"
        ordering = ["raised_at"]
        constraints = [
            models.CheckConstraint(
                name="escalation_decided_before_closed",
                condition=Q(closed_at=None) | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="escalation_decision_has_author",
                condition=Q(decided_at=None, decided_by=None, decision="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.duty)

    def state(self, now: datetime) -> EscalationState:
        return rules.escalation_state(
            acknowledged_at=self.acknowledged_at,
            ack_expires_at=self.ack_expires_at,
            decided_at=self.decided_at,
            closed_at=self.closed_at,
            now=now,
        )


class EscalationEvent(Record):
    """One step in the life of an escalation, kept for ever."""

    escalation = models.ForeignKey(Escalation, models.PROTECT, related_name="events", verbose_name="上报复核")
    step = models.CharField("步骤", max_length=20, choices=EscalationStep)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人")
    note = models.CharField("内容", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "复核经过"
        ordering = ["at", "recorded_at"]

    def __str__(self) -> str:
        return f"{self.escalation} {self.step}"


class PolicyChange(Record):
    """A number of the office changed from a day on. Duties already open keep theirs."""

    kind = models.CharField("事项", max_length=40)
    field = models.CharField("项目", max_length=40)
    value: Any = models.JSONField("取值")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="仅限单位"
    )
    from_on = models.DateField("生效日期")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="批准人")
    reason = models.CharField("理由", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "规则变更"
        ordering = ["from_on", "recorded_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.field}"


class Heartbeat(models.Model):
    """When the engine (or the web) last completed a round, and up to when its work is whole."""

    source = models.CharField("来源", max_length=10, choices=Source, primary_key=True)
    completed_at = models.DateTimeField("最后完成时间")

    class Meta:
        verbose_name = verbose_name_plural = "心跳"

    def __str__(self) -> str:
        return self.source


class Outage(Record):
    """A stretch in which the web or the engine did not answer; shown beside each miss it overlaps."""

    source = models.CharField("来源", max_length=10, choices=Source)
    from_at = models.DateTimeField("起")
    until_at = models.DateTimeField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "中断记录"
        ordering = ["-from_at"]
        constraints = [
            models.UniqueConstraint(name="outage_once", fields=["source", "from_at"]),
            models.CheckConstraint(
                name="outage_until_after_from", condition=Q(until_at=None) | Q(until_at__gt=F("from_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.from_at:%Y-%m-%d %H:%M}"


class RosterEntry(Record):
    """值班表: who leads a township on a day; signs same-day reports outside working days."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="乡镇")
    day = models.DateField("日期")
    leader = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="带班领导")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")

    class Meta:
        verbose_name = verbose_name_plural = "值班"
        ordering = ["day"]
        constraints = [models.UniqueConstraint(name="roster_one_leader_per_day", fields=["unit", "day"])]

    def __str__(self) -> str:
        return f"{self.unit} {self.day}"
