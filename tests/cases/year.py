"""A case that has run for a year, by the actions themselves: what the longest pages and sheets must hold."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from accounts.models import User
from cases import actions
from cases.choices import Channel, HelpKind, Outcome, Reachable, Risk, WithWhom
from cases.models import Case
from common import clock
from minors.choices import Relation
from minors.models import NoticeGiven
from tests.cases.factories import decided, fresh, in_care
from tests.cases.measured import kit, take
from tests.cast import NOW

DAY = timedelta(days=1)
LONG = "上门谈了半小时，孩子说近来睡得好，想回学校读书，和家里人说话也多了；约好下周同一时间再来。"


class Year(NamedTuple):
    case: Case
    ends: datetime


def a_year(
    clerk: User, head: User, officer: User, worker: User, *, act: Callable[[User, datetime], User],
    weeks: int = 42, start: datetime = NOW,
) -> Year:  # fmt: skip
    """From `start` on for so many weeks: a contact each week, a test each second, and what a year brings."""
    case = in_care(clerk, head, officer, worker, now=start)
    day = clock.local_day(start)
    _papers(case, clerk, head, officer, worker, start)
    lot = kit(clerk, now=start)
    for week in range(1, weeks + 1):
        at = start + week * 7 * DAY
        with clock.at(at):
            by, second = act(worker, at), act(officer, at)
            _contact(by, case, at, week)
            if week % 2 == 0:
                take(by, case, second, lot, at=at)
            if week % 7 == 0:
                given = {"kind": HelpKind.SCHOOL, "provider": "示例中学", "what": "补课一个月"}
                actions.give_help(by=by, case=case, from_on=day + week * 7 * DAY, now=at, **given)
            actions.settle_tests(fresh(case), now=at)
    return Year(fresh(case), start + (weeks * 7 + 1) * DAY)


def _papers(case: Case, clerk: User, head: User, officer: User, worker: User, start: datetime) -> None:
    day = clock.local_day(start)
    for relation in (Relation.PARENT, Relation.GRANDPARENT):
        actions.add_member(
            by=clerk, case=case, relation=relation, is_guardian=relation == Relation.PARENT,
            cares=relation != Relation.PARENT, reachable=Reachable.HOME, from_on=day, now=start,
        )  # fmt: skip
    NoticeGiven(
        minor=case.minor, unit=case.unit, given_to="guardian", language="miao", at=start, by=clerk
    ).save()
    decided(clerk, case, now=start)
    actions.report_in(by=worker, case=case, on=day, now=start)
    days = {"child_on": day, "guardian_on": day, "station_on": day}
    actions.sign_agreement(by=clerk, case=case, terms=LONG, now=start, **days)
    words = dict.fromkeys(("goals", "steps", "child_view", "guardian_view"), LONG)
    actions.propose_plan(by=worker, case=case, now=start, **words)
    actions.decide_plan(by=head, case=case, approve=True, now=start)
    in_time = day + timedelta(days=80)
    actions.assess_risk(by=worker, case=case, level=Risk.HIGH, reasons=LONG, review_on=in_time, now=start)


def _contact(by: User, case: Case, at: datetime, week: int) -> None:
    reached = week % 5 != 0
    channel, outcome = (Channel.VISIT, Outcome.MET) if reached else (Channel.PHONE, Outcome.NO_ANSWER)
    actions.record_contact(
        by=by, case=case, at=at, with_whom=WithWhom.CHILD, channel=channel, outcome=outcome,
        note=LONG if reached else "", now=at,
    )  # fmt: skip
    if week % 8 == 0:
        actions.record_contact(
            by=by, case=case, at=at, with_whom=WithWhom.GUARDIAN, channel=Channel.PHONE,
            outcome=Outcome.SPOKE, note="父亲说年底回来。", now=at,
        )  # fmt: skip
