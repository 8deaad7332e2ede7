"""What follows from a duty's instants. Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from duties.choices import DutyState, EscalationState, Tell


@dataclass(frozen=True)
class StepDue:
    """One rung of a stored ladder, with the instant at which it is told."""

    no: int
    at: datetime
    tell: Tell


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


def steps(ladder: list[dict[str, Any]], due_at: datetime) -> list[StepDue]:
    """The rungs of a stored ladder in the order in which they are told."""
    rungs = [
        StepDue(rung["no"], due_at + timedelta(seconds=rung["after"]), Tell(rung["tell"])) for rung in ladder
    ]
    return sorted(rungs, key=lambda rung: (rung.at, rung.no))


def steps_due(
    ladder: list[dict[str, Any]],
    *,
    due_at: datetime,
    since: datetime | None,
    ended_at: datetime | None,
    now: datetime,
) -> list[StepDue]:
    """Rungs whose instant lies in [since, now] and before the duty was met or voided (`ended_at`).

    A rung that came due while the engine stood still is still told, even if the duty was met since:
    catching up gives the same ledger as never stopping.
    """
    return [
        rung
        for rung in steps(ladder, due_at)
        if rung.at <= now and (since is None or rung.at >= since) and (ended_at is None or rung.at < ended_at)
    ]


def next_step_at(ladder: list[dict[str, Any]], *, due_at: datetime, after: datetime | None) -> datetime | None:
    """The instant of the first rung strictly after `after` (all rungs if None), or None when none is left."""
    later = [rung.at for rung in steps(ladder, due_at) if after is None or rung.at > after]
    return later[0] if later else None


def counted_at(occurred_at: datetime, recorded_at: datetime, *, backfill_after: timedelta) -> tuple[datetime, bool]:
    """The instant that meets a duty, and whether the entry is 补录.

    A fact counts when it happened only if recorded within `backfill_after`; a later entry counts when
    it was recorded, and is shown and counted apart (design §3, two instants).
    """
    if recorded_at - occurred_at > backfill_after:
        return recorded_at, True
    return occurred_at, False


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
