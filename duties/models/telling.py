"""Who was told what: one notice per rung of a ladder, and what the county does with what reached it."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.acting import headed_by, is_head, is_vacant
from accounts.choices import Post
from accounts.models import Unit, User
from common.freetext import FreeText
from common.models import Record
from duties import instants
from duties.choices import Decision, EscalationState, EscalationStep, Tell
from duties.models.duty import Duty, duty_scope


class NoticeQuerySet(models.QuerySet):
    def addressed_to(self, user: User) -> Self:
        """Notices that reach the post `user` acts as, without those about files they may not see.

        What was written to a post that nobody holds any more reaches its head.
        """
        acting = user.acting
        if acting is None:
            return self.none()
        person = acting.absence.appointment.user_id if acting.absence else user.pk
        mine = Q(unit=acting.unit, post=acting.post)
        if not acting.stands_in:
            mine &= Q(user=None) | Q(user=person)
        if is_head(acting):
            mine |= headed_by(acting) & is_vacant(acting.at)
        # a team duty has two holders; the reminder names the first and reaches both
        second = Q(
            tell=Tell.HOLDER,
            user__isnull=False,
            duty__deputy_holder=person,
            duty__unit__township=acting.unit.township,
        )
        return self.filter(mine | second).filter(duty_scope(user, "duty__"))


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
    claimed_at = models.DateTimeField("外部提醒领取时间", null=True, blank=True)
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
            models.Index(
                name="notice_undelivered",
                fields=["recorded_at"],
                condition=Q(delivered_at=None, claimed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.step_no}"


class EscalationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(duty_scope(user, "duty__"))

    def with_marks(self) -> Self:
        """Whether it ever came back to the queue: sent back by the county, or acknowledged and left."""
        events = EscalationEvent.objects.filter(escalation=models.OuterRef("pk"))
        return self.annotate(
            was_returned=models.Exists(events.filter(step=EscalationStep.RETURNED)),
            was_expired=models.Exists(events.filter(step=EscalationStep.EXPIRED)),
        )


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
    decision_note = FreeText("处理意见", max_length=500, blank=True, typed_as="note")
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="处理人"
    )
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办结人"
    )
    close_note = FreeText("办结说明", max_length=500, blank=True, typed_as="note")

    objects = EscalationQuerySet.as_manager()

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
        return instants.escalation_state(
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
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人"
    )
    note = FreeText("内容", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "复核经过"
        ordering = ["at", "recorded_at"]

    def __str__(self) -> str:
        return f"{self.escalation} {self.step}"
