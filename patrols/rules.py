"""What follows from given values. Pure: no table is read here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

from common.flow import Flow
from common.quarters import Period
from patrols.choices import Bureau, FindingState, ListKind, PlanState, Repeat, VenueKind, VenueState
from patrols.policies import AROUND_METRES, AROUND_SCHOOL, COMPETENT, COMPETENT_BY_LAW, NEAR_SCHOOL

_DAY = timedelta(days=1)

Degrees = tuple[Decimal, Decimal]
"""Longitude and latitude."""

PLAN_FLOW = Flow(
    {
        PlanState.DRAFT: {PlanState.SENT},
        PlanState.SENT: {PlanState.APPROVED, PlanState.RETURNED},
        PlanState.RETURNED: set(),
        PlanState.APPROVED: set(),
    }
)
"""A returned draft is followed by a new version; an approved one by the plan of the next term."""


def periods_of(repeat: str, from_on: date, until_on: date) -> list[Period]:
    """The periods of one season, in order, without a gap; `until_on` is the season's last day.

    A week runs Monday to Sunday and a month is the calendar's, so the first and the last may be short. Two
    weeks are counted from the Monday of the season's first week.
    """
    if until_on < from_on:
        return []
    cuts = {
        Repeat.WEEKLY: lambda: _weeks(from_on, 1),
        Repeat.FORTNIGHTLY: lambda: _weeks(from_on, 2),
        Repeat.MONTHLY: lambda: _months(from_on),
        Repeat.ONCE: lambda: iter(()),
    }[Repeat(repeat)]()
    found, first = [], from_on
    for cut in cuts:
        if cut > until_on:
            break
        found.append(Period(first, cut - _DAY))
        first = cut
    return [*found, Period(first, until_on)]


def periods_from(
    repeat: str, season: Period, *, since: date, before: date | None, taken: Iterable[Period] = ()
) -> list[Period]:
    """What a plan that holds from `since` until the day `before` asks of a season.

    A period of the plan before it that was running on `since` (`taken`) is walked to its end; the first new
    one follows it, so that no day is owed twice and none is left out.
    """
    running = [one.until_on + _DAY for one in taken if one.from_on < since <= one.until_on]
    found = periods_of(repeat, max([season.from_on, since, *running]), season.until_on)
    return [one for one in found if before is None or one.from_on < before]


def _weeks(from_on: date, step: int) -> Iterator[date]:
    """The Mondays on which a new period begins, after `from_on`."""
    monday = from_on - _DAY * from_on.weekday()
    while True:
        monday += _DAY * 7 * step
        yield monday


def _months(from_on: date) -> Iterator[date]:
    first = from_on
    while True:
        first = (first.replace(day=1) + _DAY * 32).replace(day=1)
        yield first


@dataclass(frozen=True)
class Steps:
    """What has become of a finding: its last order, the re-checks, and the letters to a bureau.

    `waits` and `dealt` speak of letters that no failed re-check has followed: one has no answer yet; a
    bureau says that it has acted, and nobody has looked since.
    """

    fix_by: date | None = None
    rechecked_after_order: bool = False
    passed: bool = False
    failed: bool = False
    waits: bool = False
    dealt: bool = False


def finding_state(steps: Steps, today: date) -> FindingState:
    """Where a finding stands on `today`.

    An order that runs says it alone, whatever letter went beside it. A failed re-check stands until a new
    order is out, or a letter to whoever can do more.
    """
    if steps.passed:
        return FindingState.CLOSED
    if steps.fix_by is not None and not steps.rechecked_after_order:
        return FindingState.OVERDUE if steps.fix_by < today else FindingState.ORDERED
    if steps.dealt:
        return FindingState.TO_RECHECK
    if steps.waits:
        return FindingState.REFERRED
    return FindingState.FAILED if steps.failed else FindingState.OPEN


def venue_state(open_findings: Iterable[FindingState], *, checked_this_quarter: bool) -> VenueState:
    """The word and colour of a venue (design §6): one thing gone wrong outweighs a thousand looks.

    A problem nobody has ordered to be mended yet is not being mended. A clue is not among what is asked, so
    that nothing at the door warns anybody.
    """
    states = set(open_findings)
    if states & {FindingState.OPEN, FindingState.OVERDUE, FindingState.FAILED}:
        return VenueState.BAD
    if states - {FindingState.CLOSED}:
        return VenueState.MENDING
    return VenueState.GOOD if checked_this_quarter else VenueState.UNCHECKED


def competent(kind: str, basis: str) -> Bureau:
    """The bureau a letter about an item proposes: by the law it cites first, else by what was looked at."""
    by_law = (bureau for law, bureau in COMPETENT_BY_LAW.items() if law in basis)
    return Bureau(next(by_law, COMPETENT[ListKind(kind)]))


def too_near(kind: str, distance: int | None) -> int:
    """The metres the law wants between such a venue and a school, if this one stands nearer; else 0.

    Law: 互联网上网服务营业场所管理条例 第九条.
    """
    least = NEAR_SCHOOL.get(VenueKind(kind), 0)
    return least if distance is not None and distance < least else 0


def near_words(kind: str, distance: int | None) -> str:
    """What the distance to the nearest school says about a venue of this kind; "" where it says nothing.

    Law: 互联网上网服务营业场所管理条例 第九条 (metres); 未成年人保护法 第五十八、五十九条 (学校周边).
    """
    if least := too_near(kind, distance):
        return f"距学校不足{least}米，依法不得在此设立"
    says = AROUND_SCHOOL.get(VenueKind(kind), "")
    return f"学校周边{says}" if says and distance is not None and distance < AROUND_METRES else ""


EARTH = 6_371_000
"""Radius of the earth in metres."""


def metres_between(one: Degrees, other: Degrees) -> int:
    """The straight line between two places given as (longitude, latitude), WGS 84, in whole metres."""
    east1, north1, east2, north2 = (radians(float(value)) for value in (*one, *other))
    half = sin((north2 - north1) / 2) ** 2 + cos(north1) * cos(north2) * sin((east2 - east1) / 2) ** 2
    return round(2 * EARTH * asin(sqrt(half)))
