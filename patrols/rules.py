"""What follows from given values. Pure: no table is read here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from common.flow import Flow
from common.quarters import Period
from patrols.choices import FindingState, PlanState, Repeat, VenueKind, VenueState
from patrols.policies import NEAR_SCHOOL

_DAY = timedelta(days=1)

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
    """What has become of a finding: its last order, and the last re-check after that order."""

    fix_by: date | None = None
    rechecked_after_order: bool = False
    passed: bool = False


def finding_state(steps: Steps, today: date) -> FindingState:
    """Where a finding stands on `today`. A failed re-check stands until a new order is out."""
    if steps.passed:
        return FindingState.CLOSED
    if steps.fix_by is None:
        return FindingState.OPEN
    if steps.rechecked_after_order:
        return FindingState.FAILED
    return FindingState.OVERDUE if steps.fix_by < today else FindingState.ORDERED


def venue_state(open_findings: Iterable[FindingState], *, checked_this_quarter: bool) -> VenueState:
    """The word and colour of a venue (design §6): one thing gone wrong outweighs a thousand looks.

    A clue is not among what is asked, so that nothing at the door warns anybody.
    """
    states = set(open_findings)
    if states & {FindingState.OVERDUE, FindingState.FAILED}:
        return VenueState.BAD
    if states & {FindingState.OPEN, FindingState.ORDERED}:
        return VenueState.MENDING
    return VenueState.GOOD if checked_this_quarter else VenueState.UNCHECKED


def too_near(kind: str, distance: int | None) -> int:
    """The metres the law wants between such a venue and a school, if this one stands nearer; else 0.

    Law: 互联网上网服务营业场所管理条例 第九条.
    """
    least = NEAR_SCHOOL.get(VenueKind(kind), 0)
    return least if distance is not None and distance < least else 0
