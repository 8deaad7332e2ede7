"""A case opens on a route; the route is verified, changed, and with it the station that is responsible."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from accounts.models import Unit, User
from accounts.permissions import require
from cases import rules
from cases.actions.holding import begin_holding
from cases.actions.inside import open_clocks
from cases.actions.joint import end_rounds, follow_pupil
from cases.actions.numbers import claim_again
from cases.actions.rows import check_when, lock, move, open_duty, refuse_care
from cases.choices import CaseStatus, Place, RoundWhy, Route
from cases.models import Case, ResidenceCheck, RouteDecision, Team
from cases.permissions import CasePerm
from cases.rules import RouteFacts
from cases.rules.transfer import COUNTY_REPORT, NOTICE, REPLY
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty
from minors import actions as minors
from minors.choices import MinorState
from minors.models import Minor
from minors.rules import is_reason

HANDED_OVER = "移交其他工作站"
ROUTE_DUTIES = (rules.TEAM, rules.CONTACT, rules.RESIDENCE)


@transaction.atomic
def open_case(
    *, by: User, minor: Minor, facts: RouteFacts, at: datetime, now: datetime, code: str = ""
) -> Case:
    """Open the one case of a registered child on the route its places give, with that route's first duties.

    A second report about the same child opens none: the open case is returned, its route decided anew if
    the report knows the child otherwise. `at` starts the clocks; `code` is what the police know the child by.
    Raises DomainError unless the child is 在册.
    """
    require(by, CasePerm.OPEN, minor)
    if minor.state != MinorState.REGISTERED:
        raise DomainError("未登记在册的，不能立案。")
    running = Case.objects.for_system("one open case").open().filter(minor=minor).first()
    if running is not None:
        return _follow(running, facts, by=by, now=now)
    decision = rules.route(facts)
    case = Case(
        minor=minor,
        unit=minor.unit,
        track=minor.track,
        opened_at=at,
        opened_by=by,
        **_columns(facts, decision),
    )
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError:  # somebody opened it between the look and the write
        return Case.objects.for_system("one open case").open().get(minor=minor)
    decide_route(case, decision.reason, decision.law, computed=True, by=by, at=now)
    begin_holding(case, now)
    owed = [*decision.duties, REPLY] if decision.route == Route.INCOMING else decision.duties
    for kind in owed:
        open_duty(kind, case, at=at)
    follow_pupil(case, at=at, now=now, code=code)
    return case


@transaction.atomic
def verify_residence(
    *,
    by: User,
    case: Case,
    household: str,
    residence: str,
    how: str,
    at: datetime,
    now: datetime,
    client_id: UUID | None = None,
) -> ResidenceCheck:
    """Record where the child is registered and lives, and decide the route anew.

    Meets `case.residence` once both places are known. Raises DomainError for a time ahead.
    """
    require(by, CasePerm.CHANGE_ROUTE, case)
    client_id = client_id or uuid4()
    if row := ResidenceCheck.objects.for_system("sent twice").filter(client_id=client_id).first():
        return row
    case = lock(case)
    refuse_care(case, "不分办理路径")
    check_when(case, at, now)
    row = ResidenceCheck(
        case=case, household=household, residence=residence, how=how, at=at, by=by, client_id=client_id
    )
    row.save()
    facts = RouteFacts(case.captured_in, Place(household), Place(residence), case.is_pupil)
    reroute(case, facts, rules.route(facts), computed=True, by=by, now=now)
    if not facts.is_unclear:
        duties.meet(rules.RESIDENCE, subject=case.pk, at=at, now=now, by=by)
    return row


@transaction.atomic
def change_route(
    *,
    by: User,
    case: Case,
    route: str,
    reason: str,
    now: datetime,
    is_pupil: bool | None = None,
    was: str = "",
) -> RouteDecision:
    """Choose another route by hand, with a reason; the duties of the new route open, those of the old end.

    `was` is the route that `by` saw. Raises DomainError without a reason, if nothing changes, or if somebody
    else has changed it since.
    """
    require(by, CasePerm.CHANGE_ROUTE, case)
    case = lock(case)
    if was and was != case.route:
        words = f"刚才已有人把路径改为“{case.get_route_display()}”。您填的还在，核对后可以再提交。"
        raise DomainError(words, field="route")
    refuse_care(case, "不分办理路径")
    to = Route(route)
    if to == case.route:
        raise DomainError("与现在的路径相同，没有变更。", field="route")
    if not is_reason(reason):
        raise DomainError("请写明变更理由。", field="reason")
    pupil = {Route.LOCAL_PUPIL: True, Route.LOCAL: False}.get(to, case.is_pupil)
    facts = RouteFacts(
        case.captured_in,
        Place(case.household),
        Place(case.residence),
        pupil if is_pupil is None else is_pupil,
    )
    decision = rules.chosen(to, facts, reason.strip())
    return reroute(case, facts, decision, computed=False, by=by, now=now)


def hand_to_station(
    case: Case, to: Unit, *, receipt: str, household_away: bool, by: User, now: datetime
) -> None:
    """Give child and case to another station of the county, on its receipt: one station before, one after.

    For `accept_transfer`, which has asked its permission and holds the lock. Team and grants end,
    clocks not yet due are voided here and start there.
    """
    relieve(case, reason=HANDED_OVER, now=now)
    # the word to the county stays with whoever owes it, by its code alone, until it is sent or missed
    Duty.objects.open().filter(kind=COUNTY_REPORT, file=case.minor_id, unit=case.unit).update(file=None)
    case.minor = minors.hand_file(minor=case.minor, unit=to, now=now)
    case.unit = to
    case.save(update_fields=["unit"])
    claim_again(case)
    move(case, CaseStatus.OPEN)
    case.captured_in, case.residence = False, Place.OURS
    case.household = Place.ELSEWHERE if household_away else Place.UNKNOWN
    facts = _facts(case)
    decision = rules.route(facts)
    _apply(case, facts, decision)
    decide_route(case, f"由其他工作站移交，回执：{receipt}", decision.law, computed=False, by=by, at=now)
    for kind in decision.duties:
        if kind != rules.CONTACT:  # the other station is the one that handed over: it knows
            open_duty(kind, case, at=now)
    open_clocks(case, at=now)
    follow_pupil(case, at=now, now=now)


def relieve(case: Case, *, reason: str, now: datetime) -> None:
    """End team, grants and running clocks of whoever worked the case; what is already due stays a miss."""
    for team in Team.objects.for_system("handed over").filter(case=case, ended_at=None):
        team.ended_at, team.ended_reason = now, reason
        team.save(update_fields=["ended_at", "ended_reason"])
    end_rounds(case, reason, now)
    minors.end_all_grants([case.minor_id], reason=reason, now=now)
    of_case = Q(subject=case.pk) | Q(file=case.minor_id, kind__in=(rules.CARER_CHECK, rules.HANDOVER))
    running = Duty.objects.open().filter(of_case)
    for kind, subject, period in running.values_list("kind", "subject", "period"):
        duties.void(kind, subject=subject, period=period, now=now, reason=reason)


def _follow(case: Case, new: RouteFacts, *, by: User, now: datetime) -> Case:
    """Bring an open case to what a further report knows; a route chosen by hand stays if nothing differs."""
    case = lock(case)
    known = _facts(case)
    facts = rules.joined(known, new)
    if facts != known:
        decision = rules.route(facts)
        decision = replace(decision, reason=f"再次接报，情况有变：{decision.reason}")
        reroute(case, facts, decision, computed=True, by=by, now=now)
    return case


def _facts(case: Case) -> RouteFacts:
    return RouteFacts(case.captured_in, Place(case.household), Place(case.residence), case.is_pupil)


def reroute(
    case: Case,
    facts: RouteFacts,
    decision: rules.RouteDecision,
    *,
    computed: bool,
    by: User,
    now: datetime,
    at: datetime | None = None,
) -> RouteDecision:
    """Write the decision, open what the new route needs and has not yet, void what it needs no more.

    `at` starts the new clocks (now, if not given). The caller holds the lock and has asked for permission.
    """
    away = _facts(case).lives_here_from_away
    before = set(rules.first_duties(Route(case.route), unclear=case.is_unclear, household_away=away))
    _apply(case, facts, decision)
    row = decide_route(case, decision.reason, decision.law, computed=computed, by=by, at=now)
    for kind in decision.duties:
        if kind not in before:
            open_duty(kind, case, at=at or now)
    for kind in before - set(decision.duties) - {rules.RESIDENCE}:
        duties.void(kind, subject=case.pk, now=now, reason="办理路径变更")
    follow_pupil(case, at=at or now, now=now, why=RoundWhy.RETURNED)
    for path in settings.ON_ROUTE_CHANGE:
        import_string(path)(case=case, at=at or now, now=now, who=by)
    if not rules.writes_next(case.route, household=case.household):
        duties.void(NOTICE, subject=case.pk, now=now, reason="办理路径变更")
    return row


def _apply(case: Case, facts: RouteFacts, decision: rules.RouteDecision) -> None:
    columns = _columns(facts, decision)
    for name, value in columns.items():
        setattr(case, name, value)
    case.save(update_fields=list(columns))


def _columns(facts: RouteFacts, decision: rules.RouteDecision) -> dict[str, object]:
    return {
        "captured_in": facts.captured_in,
        "household": facts.household,
        "residence": facts.residence,
        "is_pupil": facts.is_pupil,
        "route": decision.route,
        "direction": decision.direction,
        "controller": decision.who_controls,
    }


def decide_route(
    case: Case, reason: str, law: str, *, computed: bool, by: User, at: datetime
) -> RouteDecision:
    """Write down which way the case goes and why."""
    row = RouteDecision(
        case=case,
        route=case.route,
        reason=reason,
        law=law,
        computed=computed,
        captured_in=case.captured_in,
        household=case.household,
        residence=case.residence,
        is_pupil=case.is_pupil,
        by=by,
        at=at,
    )
    row.save()
    return row
