"""How coverage is computed. Pure: no table is read here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from common.quarters import Period
from outreach.choices import Audience, CellState, PlaceKind
from outreach.policies import USUAL_GOALS, USUAL_SHARE


@dataclass(frozen=True)
class Said:
    """A goal as an office set it: from the quarter that begins on `from_on`, newest last."""

    place_kind: str
    audience: str
    from_on: date
    times: int
    share: int = 0


@dataclass(frozen=True)
class Asked:
    """What is asked in one quarter: so many times, and 人次 of `share` per cent of those there are."""

    times: int = 0
    share: int = 0


def goal_of(
    place_kind: str, audience: str, quarter: Period, county: Iterable[Said], township: Iterable[Said]
) -> Asked:
    """What is asked in this quarter: the county's word or the usual one; a township may only add to it."""
    key = (PlaceKind(place_kind), Audience(audience))
    usual = USUAL_GOALS.get(key, 0)
    least = _newest(key, quarter, county) or Asked(usual, USUAL_SHARE if usual else 0)
    more = _newest(key, quarter, township) or Asked()
    return Asked(max(least.times, more.times), max(least.share, more.share))


def _newest(key: tuple[str, str], quarter: Period, said: Iterable[Said]) -> Asked | None:
    found = [one for one in said if (one.place_kind, one.audience) == key and one.from_on <= quarter.from_on]
    if not found:
        return None
    newest = max(one.from_on for one in found)
    return [Asked(one.times, one.share) for one in found if one.from_on == newest][-1]


@dataclass(frozen=True)
class Tally:
    """What happened for one audience at one place: times and people in the quarter, the last day of all."""

    times: int = 0
    people: int = 0
    last_on: date | None = None

    def __add__(self, other: "Tally") -> "Tally":
        days = [one for one in (self.last_on, other.last_on) if one is not None]
        return Tally(self.times + other.times, self.people + other.people, max(days, default=None))


def is_too_few(goal: Asked, headcount: int | None, tally: Tally) -> bool:
    """Whether fewer came than asked. Where nobody has counted, nothing can be said of a share."""
    return headcount is not None and tally.people * 100 < goal.share * headcount


def cell_state(goal: Asked, headcount: int | None, tally: Tally) -> CellState:
    """A place without anybody of the kind has no gap; one where nobody has counted yet may well have one."""
    if tally.times and tally.times >= goal.times and not is_too_few(goal, headcount, tally):
        return CellState.COVERED
    if headcount == 0:
        return CellState.NOBODY
    return CellState.GAP if goal.times else CellState.NOT_ASKED


def gap_words(
    place: str, audience: str, goal: Asked, headcount: int | None, tally: Tally, today: date
) -> str:
    """The gap as it is said: 归江村 家长 90 天未覆盖. `today` is the last day that is looked at.

    A share is said without the headcount: a small village has fewer than five of a kind.
    """
    return f"{place} {Audience(audience).label} {lacking(goal, headcount, tally, today)}"


def lacking(goal: Asked, headcount: int | None, tally: Tally, today: date) -> str:
    """What a gap lacks, without saying where and of whom: 90 天未覆盖."""
    if tally.last_on is None:
        words = "从未覆盖"
    elif tally.times and tally.times >= goal.times:
        words = f"本季 {tally.times} 次，人次不足 {goal.share}%"
    elif tally.times:
        words = f"本季应 {goal.times} 次，已 {tally.times} 次"
    else:
        words = f"{(today - tally.last_on).days} 天未覆盖"
    return words if headcount is not None else f"{words}（人数未填）"


@dataclass(frozen=True)
class Alike:
    """Gaps of one place that lack the same and are answered for in the same way: said in one line."""

    cells: list["Cell"]

    @property
    def first(self) -> "Cell":
        return self.cells[0]

    @property
    def words(self) -> str:
        """失学辍学青少年、留守儿童 从未覆盖"""
        return f"{'、'.join(cell.label for cell in self.cells)} {self.first.lacking}"


def alike(cells: Iterable["Cell"]) -> list[list[Alike]]:
    """The gaps place by place, in the order in which they come, those of equal words together."""
    found: dict[UUID, dict[tuple[str, str, bool], list[Cell]]] = {}
    for cell in cells:
        key = (cell.lacking, cell.reason, cell.is_signed)
        found.setdefault(cell.place, {}).setdefault(key, []).append(cell)
    return [[Alike(same) for same in place.values()] for place in found.values()]


def looked_at(quarter: Period, today: date) -> date:
    """The day up to which a quarter is told: its last one once it is over."""
    return min(quarter.until_on, today)


@dataclass(frozen=True)
class Cell:
    """One place, one audience, one quarter."""

    place: UUID
    place_name: str
    audience: str
    goal: Asked
    headcount: int | None
    tally: Tally
    on: date
    reason: str = ""
    is_signed: bool = False

    @property
    def state(self) -> CellState:
        return cell_state(self.goal, self.headcount, self.tally)

    @property
    def is_gap(self) -> bool:
        return self.state == CellState.GAP

    @property
    def is_open(self) -> bool:
        """A gap that nobody has answered for."""
        return self.is_gap and not self.is_signed

    @property
    def words(self) -> str:
        return gap_words(self.place_name, self.audience, self.goal, self.headcount, self.tally, self.on)

    @property
    def lacking(self) -> str:
        return lacking(self.goal, self.headcount, self.tally, self.on)

    @property
    def label(self) -> str:
        return str(Audience(self.audience).label)

    @property
    def share(self) -> str:
        """人次 against 人数, where both are known."""
        people = f"{self.tally.people} 人次" if self.tally.people else ""
        return "／".join(part for part in (people, f"{self.headcount} 人" if self.headcount else "") if part)
