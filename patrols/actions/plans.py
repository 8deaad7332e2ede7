"""A plan is drafted at the school, approved by the station's head, and opens its rounds from that hour on.

Who sends has done what they owe: from there on the head's clock runs (ADR 054).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.choices import Post, UnitKind
from accounts.models import Unit, User
from accounts.permissions import require
from common import clock
from common.errors import DomainError
from common.wording import require_reason
from duties import actions as duties
from patrols.actions.findings import station_of
from patrols.actions.rounds import open_rounds_of
from patrols.choices import PlanState, SeasonKind
from patrols.models import Plan, PlanRule, Season
from patrols.permissions import PatrolPerm
from patrols.rules import PLAN_FLOW


@dataclass(frozen=True)
class RuleDrawn:
    """One line of a plan as it was typed: when, how often, where, by which post, to which places."""

    season_kind: str
    repeat: str
    surrounding: str
    post: str
    places: str
    village: Unit | None = None


@transaction.atomic
def draft_plan(
    *,
    by: User,
    season: Season,
    focus: str,
    lines: Sequence[RuleDrawn],
    now: datetime,
    from_on: date | None = None,
    client_id: UUID | None = None,
) -> Plan:
    """Send a new version of the plan of a term to the station's head.

    Where one is approved already it is a change that holds from the day `from_on`; what was asked for before
    that day stays. Raises DomainError without a line, while a draft waits, and for a day that is not ahead.
    """
    require(by, PatrolPerm.DRAFT_PLAN, season)
    season = Season.objects.for_system("lock").select_for_update(of=("self",)).get(pk=season.pk)
    plans = Plan.objects.for_system("versions of one plan").filter(season=season)
    if client_id and (sent := plans.filter(client_id=client_id).first()):
        return sent
    if season.kind != SeasonKind.TERM:
        raise DomainError("计划按学期制定。")
    approved = plans.filter(state=PlanState.APPROVED).order_by("version").last()
    if approved is not None:
        _refuse_day(from_on, season, approved, clock.local_day(now))
    if plans.filter(state=PlanState.SENT).exists():
        raise DomainError("上一稿还在等办公室主任审定。")
    if not lines:
        raise DomainError("至少写一条安排。")
    plan = Plan(
        season=season,
        campus=season.campus,
        area=season.area,
        version=plans.count() + 1,
        state=PlanState.SENT,
        from_on=from_on if approved is not None else None,
        focus=focus,
        drafted_by=by,
        drafted_at=now,
        client_id=client_id,
    )
    plan.full_clean()
    plan.save()
    for no, line in enumerate(lines, 1):
        _add_rule(plan, no, line)
    _hand_over(plan, by=by, now=now)
    return plan


def _refuse_day(from_on: date | None, season: Season, approved: Plan, today: date) -> None:
    if from_on is None:
        raise DomainError("本学期的计划已经审定；要改，请写从哪天起。", field="from_on")
    if not max(today, approved.starts_on) < from_on <= season.until_on:
        first = max(today, approved.starts_on) + timedelta(days=1)
        raise DomainError(
            f"从哪天起改：应在{first:%Y-%m-%d}到学期最后一天{season.until_on:%Y-%m-%d}之间。", field="from_on"
        )


def _hand_over(plan: Plan, *, by: User, now: datetime) -> None:
    """What was owed for the term is done; deciding is owed by the head from here on."""
    duties.meet("patrol.plan", subject=plan.season_id, at=now, now=now, by=by)
    before = str(plan.version - 1)
    duties.meet("patrol.revise", subject=plan.season_id, period=before, at=now, now=now, by=by)
    station = station_of(plan.area)
    if station is not None:
        duties.open("patrol.approve", subject=plan.pk, unit=station, label=_label(plan), at=now)


def _label(plan: Plan) -> str:
    return f"{plan.campus} {plan.season.from_on:%Y-%m} 第{plan.version}稿"


def _add_rule(plan: Plan, no: int, line: RuleDrawn) -> None:
    unit = _office(plan, line)
    row = PlanRule(
        plan=plan,
        no=no,
        campus=plan.campus,
        area=unit.area if line.post == Post.VILLAGE_SECRETARY else plan.area,  # else the village sees it not
        season_kind=line.season_kind,
        repeat=line.repeat,
        surrounding=line.surrounding,
        post=line.post,
        unit=unit,
        places=line.places,
    )
    row.full_clean(validate_constraints=False)
    twins = PlanRule.objects.for_system("a line is said once").filter(plan=plan)
    if twins.filter(season_kind=row.season_kind, surrounding=row.surrounding, unit=row.unit).exists():
        raise DomainError(f"同一期间、同一范围，{unit.name}只写一条安排。")
    row.save()


def _office(plan: Plan, line: RuleDrawn) -> Unit:
    """Which unit owes a line: the school itself, the township's station, or the village it names."""
    assert plan.campus is not None
    if line.post == Post.SCHOOL_LIAISON:
        return plan.campus
    if line.post == Post.VILLAGE_SECRETARY:
        village = line.village
        is_here = village is not None and village.township == plan.campus.township
        if village is None or village.kind != UnitKind.VILLAGE or not is_here:
            raise DomainError("请选择由哪个村负责。")
        return village
    station = station_of(plan.campus.area)
    if station is None:
        raise DomainError("本乡还没有工作站，请先由学校自己巡查。")
    return station


@transaction.atomic
def approve_plan(*, by: User, plan: Plan, now: datetime) -> Plan:
    """Approve: the rounds of what is running open at once.

    A change holds from its own day on, from tomorrow if that has come: what has begun is walked as asked.
    """
    require(by, PatrolPerm.APPROVE_PLAN, plan)
    tomorrow = clock.local_day(now) + timedelta(days=1)
    from_on = max(plan.from_on, tomorrow) if plan.from_on else None
    row = _decide(plan, PlanState.APPROVED, by=by, now=now, from_on=from_on)
    open_rounds_of(row, now=now)
    return row


@transaction.atomic
def return_plan(*, by: User, plan: Plan, reason: str, now: datetime) -> Plan:
    """Send it back with what is missing; whoever drafted it owes a new version, unless a plan stands."""
    require(by, PatrolPerm.APPROVE_PLAN, plan)
    why = require_reason(reason, field="reason")
    row = _decide(plan, PlanState.RETURNED, by=by, now=now, returned_because=why)
    approved = Plan.objects.for_system("what stands").filter(season=row.season_id, state=PlanState.APPROVED)
    if approved.exists():  # nobody owes a change
        return row
    unit, post = _drafted_at(row, now)
    period = str(row.version)
    season, label = row.season_id, _label(row)
    duties.open("patrol.revise", subject=season, unit=unit, post=post, label=label, at=now, period=period)
    return row


def _drafted_at(plan: Plan, now: datetime) -> tuple[Unit, str]:
    """Where a draft came from: the township's station, if its drafter works there, else the school itself."""
    assert plan.campus is not None
    station = station_of(plan.area)
    posts = plan.drafted_by.appointments.live(now)
    if station is not None and posts.filter(unit=station).exists():
        return station, Post.STATION_CLERK
    return plan.campus, Post.SCHOOL_LIAISON


def _decide(plan: Plan, to: PlanState, *, by: User, now: datetime, **more: Any) -> Plan:
    row = Plan.objects.for_system("lock").select_for_update(of=("self",)).get(pk=plan.pk)
    PLAN_FLOW.check(PlanState(row.state), to)
    if row.drafted_by_id == by.pk:
        raise DomainError("自己起草的计划由别人审定。")
    row.state, row.decided_by, row.decided_at = to, by, now
    for name, value in more.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    duties.meet("patrol.approve", subject=row.pk, at=now, now=now, by=by)
    return row
