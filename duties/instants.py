"""What a row's own instants say at `now`. Pure, and below the models so that they may ask it."""

from datetime import datetime

from duties.choices import DutyState, EscalationState


def is_late(due_at: datetime, met_at: datetime | None, now: datetime) -> bool:
    """True if the obligation was met at or after `due_at`, or is still open then.

    All three are aware datetimes; `due_at` is exclusive (see common.clock).
    """
    return (met_at or now) >= due_at


def state(due_at: datetime, met_at: datetime | None, voided_at: datetime | None, now: datetime) -> DutyState:
    """The state of a duty at `now`, from its instants alone."""
    if voided_at is not None:
        return DutyState.VOIDED
    late = is_late(due_at, met_at, now)
    if met_at is not None:
        return DutyState.LATE if late else DutyState.MET
    return DutyState.OVERDUE if late else DutyState.OPEN


def escalation_state(
    *,
    acknowledged_at: datetime | None,
    ack_expires_at: datetime | None,
    decided_at: datetime | None,
    closed_at: datetime | None,
    now: datetime,
) -> EscalationState:
    """Where an escalation stands at `now`; an acknowledgement that led to nothing expires."""
    if closed_at is not None:
        return EscalationState.CLOSED
    if decided_at is not None:
        return EscalationState.DECIDED
    if acknowledged_at is not None and ack_expires_at is not None and now < ack_expires_at:
        return EscalationState.ACKNOWLEDGED
    return EscalationState.WAITING
