"""The three counters of 戒毒条例20: sums over rows, never a stored number, and they decide nothing. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cases.policies import drugtests as numbers
from cases.testwords import Threshold
from common import clock

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Gone:
    """A stretch away without leave: from the day after `after_on` to `until_on` (None: not back yet).

    The day on which it begins is not counted (民法典201), the day of return is. `after_on` is the day of
    leaving, or the last day of a leave that was overstayed. `known_at`: when it was put on record.
    """

    after_on: date
    until_on: date | None
    known_at: datetime


@dataclass(frozen=True)
class Counters:
    """What stands against the child under one measure, up to a day."""

    refusals: int
    leaves: int
    days: int

    @property
    def reached(self) -> list[Threshold]:
        """Thresholds reached: 3次以上 includes three; 超过30日 does not include thirty (民法典1259)."""
        return [
            name
            for name, is_reached in (
                (Threshold.REFUSALS, self.refusals >= numbers.REFUSALS),
                (Threshold.LEAVES, self.leaves >= numbers.LEAVES),
                (Threshold.DAYS, self.days > numbers.DAYS_EXCEEDED),
            )
            if is_reached
        ]


def days_gone(gone: Iterable[Gone], allowed: Iterable[date], through: date) -> set[date]:
    """The Shanghai days, each once, on which the child was away without leave, up to and with `through`."""
    found: set[date] = set()
    for one in gone:
        last = min(one.until_on or through, through)
        found |= {one.after_on + _DAY * n for n in range(1, (last - one.after_on).days + 1)}
    return found - set(allowed)


def absences(spans: Iterable[tuple[date, date | None]]) -> int:
    """How many times the child left: spans (None: not back yet) that share a day are one."""
    found, last = 0, date.min
    for left_on, returned_on in sorted(spans, key=lambda span: span[0]):
        found += left_on > last or not found
        last = max(last, returned_on or date.max)
    return found


def count(
    refused_on: Iterable[date],
    away: Iterable[tuple[date, date | None]],
    gone: Iterable[Gone],
    allowed: Iterable[date],
    through: date,
) -> Counters:
    """The counters on the day `through`, from the rows that stand (annulled ones are not handed in).

    What is refused twice in one Shanghai day is refused once (ADR 042).
    """
    return Counters(len(set(refused_on)), absences(away), len(days_gone(gone, allowed, through)))


def passed_at(gone: Iterable[Gone], allowed: Iterable[date], through: date) -> datetime | None:
    """The instant at which the days exceeded the threshold: 00:00 of the day that was one too many, or when
    the rows that say so were put on record, if later. None if they do not exceed it."""
    rows = list(gone)
    days = sorted(days_gone(rows, allowed, through))
    if len(days) <= numbers.DAYS_EXCEEDED:
        return None
    crossed = days[numbers.DAYS_EXCEEDED]
    known = [one.known_at for one in rows if one.after_on < crossed]
    return max([clock.start_of_day(crossed), *known])
