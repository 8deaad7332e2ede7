"""On which days a child is tested: the presets from the report-in day, and the surprises. Pure."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from cases.policies import drugtests as numbers
from cases.testwords import Preset
from common.calendar import add_months
from minors.choices import Track

Pause = tuple[date, date | None]
"""中止: the first day that does not count, and the day from which the term goes on (None: not yet)."""

_DAY = timedelta(days=1)
_HALF_MONTH = timedelta(days=15)


@dataclass(frozen=True)
class Occasion:
    """One test that is owed: its key, and the first and last day (inclusive) on which it is done in time."""

    key: str
    from_on: date
    due_on: date
    is_surprise: bool = False

    def holds(self, day: date) -> bool:
        return self.from_on <= day <= self.due_on


@dataclass(frozen=True)
class Term:
    """What of a measure a schedule depends on. `mark` tells measures of one case apart.

    `known_on`: the day on which the measure came on file; what was due before it was owed by nobody here.
    """

    mark: str
    reported_in_on: date
    ends_on: date | None = None
    ended_on: date | None = None
    known_on: date | None = None
    pauses: tuple[Pause, ...] = ()

    @property
    def last_on(self) -> date:
        """The last day on which anything can be due, inclusive."""
        ended = self.ended_on - _DAY if self.ended_on else date.max
        return min(self.ends_on or date.max, ended)


def default_preset(track: str, months: int | None) -> Preset:
    """U22 for 社区戒毒; for 社区康复 by its length: R12b up to two years, else R12."""
    if track == Track.COMMUNITY_DETOX:
        return Preset.U22
    return Preset.R12B if months and months <= 24 else Preset.R12


def boundaries(preset: str, start: date) -> list[date]:
    """First days of the periods of `preset`, and the day after its last: one more than there are tests.

    Periods are months from `start` (民法典202: the corresponding day, or the last of a month without it),
    half a month being fifteen days; a test is due on the last day of its period, so that the last one lies
    within a term that ends on the day before (law.md §9).
    """
    found, halves = [start], 0
    for times, step in numbers.PRESETS[preset]:
        for _ in range(times):
            halves += step
            day = add_months(start, halves // 2)
            found.append(day + _HALF_MONTH if halves % 2 else day)
    return found


def _moved(day: date, pauses: Sequence[Pause], *, is_end: bool) -> date | None:
    """`day` later by the days that did not count; None while a pause before it has no end."""
    for from_on, resumed_on in sorted(pauses, key=lambda pause: pause[0]):
        if day > from_on or (day == from_on and not is_end):
            if resumed_on is None:
                return None
            day += resumed_on - from_on
    return day


def scheduled(preset: str, term: Term) -> list[Occasion]:
    """The tests of `preset` within `term`, days of 中止 left out; nothing after its end.

    What was due before the measure came on file is left out, too; the first one after that is due no
    earlier than the first of the next month, so that there is time for it (D).
    """
    edges = boundaries(preset, term.reported_in_on)
    found: list[Occasion] = []
    for number, (start, after) in enumerate(itertools.pairwise(edges), start=1):
        begins, ends = _moved(start, term.pauses, is_end=False), _moved(after, term.pauses, is_end=True)
        if begins is None or ends is None:
            break
        due = ends - _DAY
        if due > term.last_on:
            break
        if term.known_on and due < term.known_on:
            continue
        if term.known_on and not found and begins < term.known_on:
            due = min(max(due, add_months(term.known_on.replace(day=1), 1)), term.last_on)
        found.append(Occasion(f"{preset}-{number:02d}-{term.mark}", begins, due))
    return found


def schedule(choices: Iterable[tuple[date, str]], term: Term, surprises: Iterable[date]) -> list[Occasion]:
    """Every test owed in `term`, in the order in which they are due.

    `choices` are (from which day, preset): a later choice holds for what is due from its day on, and what
    was due before it stands. A surprise is due within SURPRISE_DAYS, unless the term stands still or is over.
    """
    ordered = sorted(choices, key=lambda choice: choice[0])
    found: list[Occasion] = []
    for place, (from_on, preset) in enumerate(ordered):
        until = ordered[place + 1][0] if place + 1 < len(ordered) else date.max
        first = date.min if place == 0 else from_on
        found += [one for one in scheduled(preset, term) if first <= one.due_on < until]
    for day in sorted(set(surprises)):
        due = day + timedelta(days=numbers.SURPRISE_DAYS - 1)
        if term.reported_in_on <= day <= term.last_on and not is_paused(day, term.pauses):
            found.append(Occasion(f"S-{day:%Y%m%d}-{term.mark}", day, min(due, term.last_on), True))
    return sorted(found, key=lambda one: (one.due_on, one.from_on, one.key))


def is_paused(day: date, pauses: Iterable[Pause]) -> bool:
    return any(from_on <= day and (until is None or day < until) for from_on, until in pauses)


def met_by(day: date, owed: Iterable[Occasion], still_open: Iterable[str]) -> list[str]:
    """Which open occasions a test (or a refusal) of `day` answers.

    A surprise that runs on that day, else the scheduled one: a surprise comes on top and answers for no
    other. And whatever was due earlier and is open still: it is answered late, its miss stays.
    """
    waiting = set(still_open)
    mine = [one for one in owed if one.key in waiting]
    earlier = [one.key for one in mine if one.due_on < day]
    now = sorted((one for one in mine if one.holds(day)), key=lambda one: (not one.is_surprise, one.due_on))
    return earlier + [one.key for one in now[:1]]


def lot(seed: str, days: Sequence[date], size: int) -> list[date]:
    """The `size` days that `seed` picks, in their order. The same seed picks the same."""
    drawn = sorted(days, key=lambda day: sha256(f"{seed}{day}".encode()).digest())[:size]
    return sorted(drawn)
