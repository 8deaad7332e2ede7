"""Leave: how many days, whether it must be in writing, whether two overlap, when it is overdue. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta

from cases.policies import drugtests as numbers

Span = tuple[date, date]
"""First and last day of a leave, both inclusive."""


def days_of(from_on: date, until_on: date) -> int:
    """Days away, first and last included: the stricter reading of 离开…3日以上."""
    return (until_on - from_on).days + 1


def needs_writing(from_on: date, until_on: date) -> bool:
    """True from three days on: 以上 includes the number. Law: 戒毒条例19(三), 民法典1259."""
    return days_of(from_on, until_on) >= numbers.WRITTEN_FROM_DAYS


def overlapping(span: Span, others: Iterable[tuple[date, date | None]]) -> bool:
    """True if `span` shares a day with one of `others` (an end of None: not over)."""
    return any(span[0] <= (until or date.max) and from_on <= span[1] for from_on, until in others)


def days_in(from_on: date, until_on: date) -> list[date]:
    return [from_on + timedelta(days=n) for n in range(days_of(from_on, until_on))]


def is_overdue(until_on: date, returned_on: date | None, day: date) -> bool:
    """True from the day after the last day of a leave, while nobody has checked that the child is back."""
    return returned_on is None and day > until_on
