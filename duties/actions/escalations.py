"""What the county does with what reached it: acknowledge → decide → close. Idle acknowledgements expire."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from common.errors import DomainError
from duties.choices import Decision, EscalationState, EscalationStep
from duties.models import Escalation, EscalationEvent
from duties.permissions import DutyPerm
from duties.policies import ACKNOWLEDGEMENT_HOURS


@transaction.atomic
def acknowledge_escalation(*, by: User, escalation: Escalation, now: datetime) -> Escalation:
    """Take a waiting escalation on; followed by nothing, it returns to the queue after 48 hours.

    Raises PermissionDenied out of post or scope, DomainError if a colleague has it or it is decided.
    """
    require(by, DutyPerm.REVIEW_ESCALATION, escalation.duty)
    row = _lock(escalation)
    if row.state(now) != EscalationState.WAITING:
        raise DomainError("这件上报已有人受理，不能重复受理。")
    _refuse_own(by, row)
    _expire(row, now)
    row.acknowledged_at, row.acknowledged_by = now, by
    row.ack_expires_at = now + timedelta(hours=ACKNOWLEDGEMENT_HOURS)
    row.save(update_fields=["acknowledged_at", "acknowledged_by", "ack_expires_at"])
    _note(row, EscalationStep.ACKNOWLEDGED, now, by)
    return row


@transaction.atomic
def return_escalation(*, by: User, escalation: Escalation, note: str, now: datetime) -> Escalation:
    """Send an acknowledged escalation back for more; it waits in the queue again, marked 退回补充."""
    require(by, DutyPerm.REVIEW_ESCALATION, escalation.duty)
    row = _lock(escalation)
    _require_acknowledged(row, now)
    row.acknowledged_at = row.acknowledged_by = row.ack_expires_at = None
    row.save(update_fields=["acknowledged_at", "acknowledged_by", "ack_expires_at"])
    _note(row, EscalationStep.RETURNED, now, by, _text(note, "note", "请写明需要补充什么。"))
    return row


@transaction.atomic
def decide_escalation(
    *, by: User, escalation: Escalation, decision: str, note: str, now: datetime
) -> Escalation:
    """Decide an acknowledged escalation.

    Raises DomainError if it is not acknowledged, or one's own, or if 说明成立 finds no signed explanation.
    """
    require(by, DutyPerm.REVIEW_ESCALATION, escalation.duty)
    row = _lock(escalation)
    _require_acknowledged(row, now)
    _refuse_own(by, row)
    if decision not in Decision.values:
        raise DomainError("请选择处理方式。", field="decision")
    if decision == Decision.EXPLAINED and not row.duty.excuses.filter(signed_at__isnull=False).exists():
        raise DomainError("还没有经他人签认的情况说明，不能认定说明成立。", field="decision")
    row.decision, row.decided_at, row.decided_by = decision, now, by
    row.decision_note = _text(note, "note", "请写明处理意见。")
    row.save(update_fields=["decision", "decision_note", "decided_at", "decided_by"])
    _note(row, EscalationStep.DECIDED, now, by, f"{Decision(decision).label}：{row.decision_note}")
    return row


@transaction.atomic
def close_escalation(*, by: User, escalation: Escalation, note: str, now: datetime) -> Escalation:
    """Close a decided escalation. An order closes in reporting on its own; the county closes this by hand.

    Raises DomainError if nothing is decided, or what was to be done is not done; an accepted explanation
    asks for nothing more.
    """
    require(by, DutyPerm.REVIEW_ESCALATION, escalation.duty)
    row = _lock(escalation)
    if row.state(now) != EscalationState.DECIDED:
        raise DomainError("先作出处理决定，才能办结；已办结的不能再办结。")
    if not is_settled(row):
        raise DomainError("事项尚未完成，不能办结。")
    row.closed_at, row.closed_by, row.close_note = now, by, _text(note, "note", "请写明办结情况。")
    row.save(update_fields=["closed_at", "closed_by", "close_note"])
    _note(row, EscalationStep.CLOSED, now, by, row.close_note)
    return row


def is_settled(row: Escalation) -> bool:
    """True if what `row` was about is done, or its explanation was accepted."""
    return row.decision == Decision.EXPLAINED or row.duty.met_at is not None or row.duty.voided_at is not None


@transaction.atomic
def expire_acknowledgements(now: datetime) -> int:
    """Return idle acknowledgements to the queue, each with one event dated by the instant it expired."""
    idle = Escalation.objects.filter(ack_expires_at__lte=now, decided_at=None, closed_at=None)
    rows = list(idle.select_for_update(of=("self",), skip_locked=True).order_by("id"))
    for row in rows:
        _expire(row, now)
        row.save(update_fields=["acknowledged_at", "acknowledged_by", "ack_expires_at"])
    return len(rows)


def _expire(row: Escalation, now: datetime) -> None:
    if row.ack_expires_at is None:
        return
    _note(row, EscalationStep.EXPIRED, row.ack_expires_at, row.acknowledged_by, recorded_at=now)
    row.acknowledged_at = row.acknowledged_by = row.ack_expires_at = None


def _lock(escalation: Escalation) -> Escalation:
    return (
        Escalation.objects.select_for_update(of=("self",)).select_related("duty__unit").get(pk=escalation.pk)
    )


def _require_acknowledged(row: Escalation, now: datetime) -> None:
    if row.state(now) != EscalationState.ACKNOWLEDGED:
        raise DomainError("请先受理；受理满48小时未处理的已退回待审，需重新受理。")


def _refuse_own(by: User, row: Escalation) -> None:
    if by.pk in (row.duty.holder_id, row.duty.met_by_id):
        raise DomainError("不能复核本人承办的事项，请由另一位同事处理。")


def _text(value: str, field: str, message: str) -> str:
    if not value.strip():
        raise DomainError(message, field=field)
    return value.strip()


def _note(
    row: Escalation,
    step: EscalationStep,
    at: datetime,
    by: User | None,
    note: str = "",
    recorded_at: datetime | None = None,
) -> None:
    EscalationEvent.objects.create(
        escalation=row, step=step, at=at, by=by, note=note, recorded_at=recorded_at or at
    )
