"""What follows from a duty's instants. Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from duties.choices import Tell
from duties.instants import escalation_state, is_late, state

__all__ = [
    "StepDue",
    "counted_at",
    "escalation_state",
    "first_instant",
    "is_late",
    "is_miss_to_write",
    "next_instant",
    "state",
    "steps",
    "steps_due",
]


@dataclass(frozen=True)
class StepDue:
    """One rung of a stored ladder, with the instant at which it is told."""

    no: int
    at: datetime
    tell: Tell


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
    """Rungs whose instant lies in [since, now] and not after `ended_at`, when the end was recorded.

    A rung that came due while the engine stood still is still told, even if the duty was met since:
    catching up gives the same ledger as never stopping. That is why `ended_at` is the instant of
    recording: what was not yet known at a rung's instant could not have kept it from being told.
    """
    return [
        rung
        for rung in steps(ladder, due_at)
        if rung.at <= now
        and (since is None or rung.at >= since)
        and (ended_at is None or rung.at <= ended_at)
    ]


def is_miss_to_write(due_at: datetime, *, ended_at: datetime | None, now: datetime) -> bool:
    """True if the hour has come and nothing that ended the duty had been recorded before it."""
    return due_at <= now and (ended_at is None or ended_at >= due_at)


def first_instant(ladder: list[dict[str, Any]], *, due_at: datetime, not_before: datetime) -> datetime | None:
    """The first instant at or after `not_before` at which the sweep has work: a rung or the hour itself."""
    return min((at for at in _instants(ladder, due_at) if at >= not_before), default=None)


def next_instant(ladder: list[dict[str, Any]], *, due_at: datetime, after: datetime) -> datetime | None:
    """The first instant strictly after `after` at which the sweep has work, or None when none is left."""
    return min((at for at in _instants(ladder, due_at) if at > after), default=None)


def _instants(ladder: list[dict[str, Any]], due_at: datetime) -> set[datetime]:
    return {due_at} | {rung.at for rung in steps(ladder, due_at)}


def counted_at(
    occurred_at: datetime, recorded_at: datetime, *, backfill_after: timedelta
) -> tuple[datetime, bool]:
    """The instant that meets a duty, and whether the entry is 补录.

    A fact counts when it happened only if recorded within `backfill_after`; a later entry counts when
    it was recorded, and is shown and counted apart (design §3, two instants).
    """
    if recorded_at - occurred_at > backfill_after:
        return recorded_at, True
    return occurred_at, False
