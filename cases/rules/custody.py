"""A child that a paper or a place has inside is not overdue for meeting anybody at home. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

WORD, RELEASE, SEEN_AGAIN = "case.custody_word", "case.custody_release", "case.release_visit"


class Span(NamedTuple):
    """The time in which a paper has the child inside; open at its end while nobody knows the day."""

    from_at: datetime
    until_at: datetime | None


def lost_outside(at: datetime, spans: Sequence[Span], *, again: timedelta) -> datetime | None:
    """When a promise whose ladder is over at `at` makes the case 失联, if the child may be inside by then.

    Never while a paper has it inside. Afterwards `again`, the time between two contacts and the ladder, runs
    once more from the day on which the child is out.
    """
    for span in sorted(spans):
        if span.from_at <= at and (span.until_at is None or at < span.until_at):
            if span.until_at is None:
                return None
            at = span.until_at + again
    return at


def has_inside(spans: Sequence[Span], now: datetime) -> bool:
    """True while a paper on file says that the child is inside."""
    return any(one.from_at <= now and (one.until_at is None or now < one.until_at) for one in spans)
