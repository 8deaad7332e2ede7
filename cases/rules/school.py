"""Who is a pupil, and from when a change counts. Pure."""

from datetime import date, datetime

from cases.choices import Route, SchoolState
from common import clock
from duties.policies import BACKFILL_AFTER
from duties.rules import counted_at

PUPILS = (SchoolState.IN_SCHOOL, SchoolState.UPPER, SchoolState.SPECIAL)
"""Who learns somewhere now. 休学 and 停学 keep a place but are at home: plan 四(三)2 非在校 (ADR 035)."""


def is_pupil(state: str) -> bool:
    """True for who is at school now; that alone decides between the two local routes."""
    return state in PUPILS


def route_after(route: str, *, is_pupil: bool) -> Route:
    """The route once the child is, or is no longer, a pupil. Only the two local routes turn on it."""
    if route not in (Route.LOCAL, Route.LOCAL_PUPIL):
        return Route(route)
    return Route.LOCAL_PUPIL if is_pupil else Route.LOCAL


def counts_from(since: date, *, opened_at: datetime, now: datetime) -> datetime:
    """When the clocks of the new route start: 00:00 of the day of the change, never before the case.

    A change that is told more than BACKFILL_AFTER later starts them when it was recorded: nobody is late
    for what nobody could know (the two instants of design §3).
    """
    start = max(clock.start_of_day(since), opened_at)
    return counted_at(min(start, now), now, backfill_after=BACKFILL_AFTER)[0]
