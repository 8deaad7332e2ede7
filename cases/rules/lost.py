"""When a child counts as lost, what is done next to find it, and what says early that it may be. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil
from typing import Any

from cases.choices import SearchKind, StepResult
from cases.policies.lost import DRIFT_SHARE, LOST_FAILURES, LOST_WITHIN
from cases.rules.custody import Span, lost_outside
from common import clock
from minors.choices import AssistAnswer

CHAIN = (SearchKind.CHANNEL, SearchKind.VISIT, SearchKind.GUARDIAN, SearchKind.VILLAGE)
"""Who is asked in turn on every drug track; the police come after, where they may be asked."""

AT_ONCE = (SearchKind.TOLD, SearchKind.CHANNEL)
AT_LAST = (SearchKind.REVIEW, SearchKind.DECIDE)
"""Both come back for as long as the child is lost."""

OF_TEAM = (SearchKind.CHANNEL, SearchKind.VISIT, SearchKind.GUARDIAN)
OF_STATION = (*OF_TEAM, SearchKind.VILLAGE, SearchKind.REVIEW)
OF_COUNTY = (SearchKind.TOLD, SearchKind.DECIDE)


def result_of_village(answer: str) -> StepResult:
    """What a village's answer is for the search: whoever says where the child is or was gives a lead."""
    return StepResult.LEAD if answer in (AssistAnswer.SEEN, AssistAnswer.AWAY) else StepResult.NOTHING


def search_duty(kind: str) -> str:
    """The duty that clocks a step."""
    return f"case.search.{kind}"


SEARCH_DUTIES = tuple(search_duty(kind) for kind in SearchKind)


@dataclass(frozen=True)
class Attempt:
    """One attempt that did not reach the child: when it was made, and when it was known here."""

    at: datetime
    known_at: datetime


def lost_by_failures(failed: Sequence[Attempt], *, since: datetime | None) -> datetime | None:
    """The instant at which failed attempts make the case 失联, or None.

    LOST_FAILURES of them within LOST_WITHIN, both ends included, all after `since`, when the child was last
    reached. The instant is when the last of them became known, so that a late entry dates nothing back.
    """
    rows = sorted((one for one in failed if since is None or one.at > since), key=lambda one: one.at)
    found = [
        max(one.known_at for one in rows[first : first + LOST_FAILURES])
        for first in range(len(rows) - LOST_FAILURES + 1)
        if rows[first + LOST_FAILURES - 1].at - rows[first].at <= LOST_WITHIN
    ]
    return min(found, default=None)


def lost_by_ladder(
    *, due_at: datetime, tail: timedelta, reached: Sequence[datetime], every: timedelta
) -> datetime:
    """The instant at which an unmet promise has passed its whole ladder and the child counts as lost.

    `tail` is the last rung after the hour. A child spoken to after the hour is not lost: the time between
    two contacts and the ladder run once more from then, though the promise (a visit) stays overdue.
    """
    late = [at for at in reached if at >= due_at]
    return max([due_at + tail, *(at + every + tail for at in late)])


def loss_of_promise(
    due_at: datetime,
    ladder: Sequence[Mapping[str, Any]],
    reached: Sequence[datetime],
    every: timedelta,
    inside: Sequence[Span] = (),
) -> datetime | None:
    """`lost_by_ladder` from a duty's own copy of its ladder; None while a paper has the child `inside`."""
    tail = max(timedelta(seconds=max((rung["after"] for rung in ladder), default=0)), timedelta())
    at = lost_by_ladder(due_at=due_at, tail=tail, reached=reached, every=every)
    return lost_outside(at, inside, again=every + tail)


def recent_failures(failed: Sequence[Attempt]) -> int:
    """How many failed attempts stand within LOST_WITHIN before the last one, itself counted."""
    last = max((one.at for one in failed), default=None)
    return 0 if last is None else sum(last - one.at <= LOST_WITHIN for one in failed)


@dataclass(frozen=True)
class StepFact:
    """A step of the search: its kind, and when it was done or its hour passed."""

    kind: str
    over_at: datetime


def next_steps(steps: Sequence[StepFact], *, police: bool) -> tuple[tuple[str, ...], datetime] | None:
    """What opens next and at which instant; None when everything has been opened.

    A step that nobody did does not hold up the search: the next begins when its hour has passed. `police`:
    a decision binds the child, or missing or danger is recorded; else the search is welfare (design §5).
    """
    over = {step.kind: step.over_at for step in steps}
    for before, after in pairwise(CHAIN):
        if after not in over:
            return (after,), over[before]
    end = max(over[kind] for kind in CHAIN)  # the visit a village's word called for comes first
    if SearchKind.REVIEW in over:
        return None
    if police and SearchKind.POLICE not in over:
        return (SearchKind.POLICE,), end
    return AT_LAST, max(end, over.get(SearchKind.POLICE, end))


@dataclass(frozen=True)
class Drift:
    """What is known of a case that may be on its way to 失联."""

    failures: int
    reached_at: datetime | None
    last_was_call: bool
    contact_due: datetime | None
    every: timedelta
    first_visit_due: datetime | None
    away_since: datetime | None
    lost_at: datetime | None


def warnings(case: Drift, now: datetime) -> list[str]:
    """Why a case may be drifting towards 失联, each reason a sentence. No score: a person decides."""
    found = [_failures(case.failures)] if case.failures >= LOST_FAILURES - 1 else []
    if case.first_visit_due and case.first_visit_due <= now:
        found.append("首次走访已逾期，还没有见到本人")
    found += _contact(case, now)
    if case.away_since:
        found.append(f"外出未核实，{clock.local(case.away_since):%m月%d日}得知")
    if found and case.lost_at and now < case.lost_at <= now + timedelta(days=3):
        found.append(f"{clock.local(case.lost_at):%m月%d日 %H:%M}仍未联系到本人即转失联")
    return found


_WORDS = "零一两三四五六七八九"


def _failures(failures: int) -> str:
    again = "第三次" if LOST_FAILURES == 3 else f"第{LOST_FAILURES}次"
    return f"已{_WORDS[failures] if failures < len(_WORDS) else failures}次未联系上，{again}将转失联"


def _contact(case: Drift, now: datetime) -> list[str]:
    if case.contact_due is None:
        return []
    begun = case.contact_due - case.every
    if now < begun + case.every * DRIFT_SHARE:
        return []
    of, found = round(case.every / timedelta(days=1)), []
    if case.reached_at is not None:
        days = (clock.local_day(now) - clock.local_day(case.reached_at)).days
        found.append(f"距上次{'通话' if case.last_was_call else '见到本人'}{days}天，期限{of}天")
    if case.contact_due <= now:
        late = ceil((now - case.contact_due) / timedelta(days=1))
        found.append(f"定期联系已逾期{late}天")
    if case.last_was_call:
        found.append("上次是通话，这次须见到本人")
    return found
