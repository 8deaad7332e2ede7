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


def departures(spans: Iterable[tuple[date, date | None]]) -> list[date]:
    """The days on which the child left: spans (None: not back yet) that share a day are one absence."""
    found: list[date] = []
    last = date.min
    for left_on, returned_on in sorted(spans, key=lambda span: span[0]):
        if left_on > last or not found:
            found.append(left_on)
        last = max(last, returned_on or date.max)
    return found


def count(
    refused_on: Iterable[date],
    away: Iterable[tuple[date, date | None]],
    gone: Iterable[Gone],
    allowed: Iterable[date],
    through: date,
    since: date | None = date.min,
) -> Counters:
    """The counters on the day `through`, from the rows that stand (annulled ones are not handed in).

    What is refused twice in one Shanghai day is refused once (ADR 042). Nothing before `since` counts: who
    has signed no agreement (None) has broken none (ADR 051).
    """
    if since is None:
        return Counters(0, 0, 0)
    return Counters(
        sum(day >= since for day in set(refused_on)),
        sum(day >= since for day in departures(away)),
        len(_counted_days(gone, allowed, through, since)),
    )


def _counted_days(gone: Iterable[Gone], allowed: Iterable[date], through: date, since: date) -> set[date]:
    return {day for day in days_gone(gone, allowed, through) if day >= since}


@dataclass(frozen=True)
class Counted:
    """One row behind the counters: how much of which it counts, from and to when, and why not more."""

    what: Threshold
    on: date
    until: date | None
    counts: int
    why: str = ""

    @property
    def word(self) -> str:
        return _WORDS[self.what]


_WORDS = {
    Threshold.REFUSALS: "拒绝或逃避检测",
    Threshold.LEAVES: "擅自外出",
    Threshold.DAYS: "擅自外出的天数",
}

UNSIGNED, BEFORE = "还没有签订协议，不计", "签订协议以前，不计"
SAME_DAY, JOINED = "同一天已计一次", "与前一次相连，计为一次"
FREE_DAYS = "请假、中止和已计过的日子不计"


def listed(
    refused_on: Iterable[date],
    away: Iterable[tuple[date, date | None]],
    gone: Iterable[Gone],
    allowed: Iterable[date],
    through: date,
    since: date | None,
) -> list[Counted]:
    """The same rows one by one, in the order of their days; they add up to `count`."""
    found, seen = [], set()
    for day in sorted(refused_on):
        why = _why_not(day, since) or (SAME_DAY if day in seen else "")
        seen.add(day)
        found.append(Counted(Threshold.REFUSALS, day, None, int(not why), why))
    spans = list(away)
    begun = set(departures(spans))
    for left_on, returned_on in sorted(spans, key=lambda span: span[0]):
        why = _why_not(left_on, since) or ("" if left_on in begun else JOINED)
        begun.discard(left_on)
        found.append(Counted(Threshold.LEAVES, left_on, returned_on, int(not why), why))
    found += _stretches(gone, set(allowed), through, since)
    return found


def _stretches(
    gone: Iterable[Gone], allowed: set[date], through: date, since: date | None
) -> Iterable[Counted]:
    taken: set[date] = set()
    for one in sorted(gone, key=lambda one: one.after_on):
        days = days_gone([one], allowed, through)
        if not days:
            continue
        counts = {day for day in days if since is not None and day >= since} - taken
        taken |= counts
        is_whole = len(counts) == (max(days) - min(days)).days + 1
        why = "" if is_whole else _why_not(min(days), since) or FREE_DAYS
        yield Counted(Threshold.DAYS, one.after_on + _DAY, one.until_on, len(counts), why)


def _why_not(day: date, since: date | None) -> str:
    if since is None:
        return UNSIGNED
    return BEFORE if day < since else ""


def passed_at(
    gone: Iterable[Gone], allowed: Iterable[date], through: date, since: date = date.min
) -> datetime | None:
    """The instant at which the days exceeded the threshold: 00:00 of the day that was one too many, or when
    the rows that say so were put on record, if later. None if they do not exceed it."""
    rows = list(gone)
    days = sorted(_counted_days(rows, allowed, through, since))
    if len(days) <= numbers.DAYS_EXCEEDED:
        return None
    crossed = days[numbers.DAYS_EXCEEDED]
    known = [one.known_at for one in rows if one.after_on < crossed]
    return max([clock.start_of_day(crossed), *known])
