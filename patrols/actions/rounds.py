"""What comes due by itself: the plan of each term, each period of a plan, each key venue each quarter.

All three read rows and the calendar alone, so a round after a stop opens what one without a stop had opened.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db.models import Q

from accounts.choices import UnitKind
from accounts.models import Unit
from common import clock
from common.quarters import Period, quarter_key, quarter_of
from duties import actions as duties
from patrols.choices import PlanState, SeasonKind
from patrols.models import Plan, PlanRule, Season, Venue
from patrols.policies import NEW_VENUE_DAYS
from patrols.rules import periods_of


def open_plans(*, now: datetime) -> None:
    """`patrol.plan` for every term that has begun, owed by its school. A sweep.

    It is met by the plan that was sent, which may have happened before the term or while nothing swept.
    """
    today, since = clock.local_day(now), _since(now)
    rows = Season.objects.for_system("terms that have begun").filter(
        kind=SeasonKind.TERM, from_on__lte=today, until_on__gte=since, campus__closed_on=None
    )
    terms = list(rows.select_related("campus"))
    known = duties.known_periods("patrol.plan", [term.pk for term in terms])
    sent = {
        plan.season_id: plan for plan in Plan.objects.for_system("sent").filter(version=1, season__in=terms)
    }
    for term in terms:
        assert term.campus is not None
        if (term.pk, "") not in known:
            at = max(clock.start_of_day(term.from_on), term.recorded_at)
            label = f"{term.campus.name} {term.from_on:%Y-%m}"
            duties.open("patrol.plan", subject=term.pk, unit=term.campus, label=label, at=at)
            if plan := sent.get(term.pk):
                at = max(at, plan.drafted_at)
                duties.meet("patrol.plan", subject=term.pk, at=at, now=at, by=plan.drafted_by)


def open_rounds(*, now: datetime) -> None:
    """`patrol.round` for every period of an approved plan that has begun. A sweep."""
    plans = Plan.objects.for_system("approved plans").filter(
        state=PlanState.APPROVED, campus__closed_on=None, decided_at__lte=now
    )
    _open(list(plans.select_related("season", "campus")), now=now)


def open_rounds_of(plan: Plan, *, now: datetime) -> None:
    """The same for one plan, at the hour of its approval."""
    _open([plan], now=now)


def _open(plans: list[Plan], *, now: datetime) -> None:
    today, since = clock.local_day(now), _since(now)
    rules = list(
        PlanRule.objects.for_system("lines of plans").filter(plan__in=plans).select_related("unit", "campus")
    )
    by_plan = {plan.pk: plan for plan in plans}
    seasons = list(
        Season.objects.for_system("seasons of schools").filter(
            campus__in=[plan.campus_id for plan in plans], from_on__lte=today, until_on__gte=since
        )
    )
    until = _replaced_on([plan.campus_id for plan in plans])
    known = duties.known_periods("patrol.round", [rule.pk for rule in rules])
    for rule in rules:
        plan = by_plan[rule.plan_id]
        for period in _periods(rule, plan, seasons, until.get(plan.campus_id, [])):
            if period.from_on > today or period.until_on < since or (rule.pk, period.key) in known:
                continue
            _open_one(rule, plan, period)


def _open_one(rule: PlanRule, plan: Plan, period: Period) -> None:
    assert plan.decided_at is not None
    assert rule.campus is not None
    at, due_at = clock.start_of_day(period.from_on), clock.end_of_day(period.until_on)
    at = max(at, plan.decided_at)
    if at < due_at:
        duties.open(
            "patrol.round",
            subject=rule.pk,
            unit=rule.unit,
            post=rule.post,
            label=f"{rule.campus.name} {rule.get_surrounding_display()} {period.words}",
            at=at,
            due_at=due_at,
            period=period.key,
        )


def periods_of_rule(rule: PlanRule) -> list[Period]:
    """Every period a line of a plan has, in order, as far as the school's year is entered."""
    seasons = Season.objects.for_system("the year of one school").filter(campus=rule.campus_id)
    plan = Plan.objects.for_system("the plan of a line").select_related("season").get(pk=rule.plan_id)
    until = _replaced_on([rule.campus_id]).get(rule.campus_id, [])
    return sorted(_periods(rule, plan, list(seasons), until), key=lambda period: period.from_on)


def _periods(rule: PlanRule, plan: Plan, seasons: Iterable[Season], later: list[date]) -> Iterator[Period]:
    """A plan speaks of the seasons from its own term on, until the term of the next approved one."""
    first = plan.season.from_on
    end = min((day for day in later if day > first), default=None)
    for season in seasons:
        if season.campus_id != plan.campus_id or season.kind != rule.season_kind or season.from_on < first:
            continue
        if end is None or season.from_on < end:
            yield from periods_of(rule.repeat, season.from_on, season.until_on)


def _replaced_on(campuses: list) -> dict:
    """First days of the terms that have an approved plan, by school."""
    found: dict = {}
    rows = Plan.objects.for_system("terms with a plan").filter(campus__in=campuses, state=PlanState.APPROVED)
    for campus, day in rows.values_list("campus_id", "season__from_on"):
        found.setdefault(campus, []).append(day)
    return found


def open_checks(*, now: datetime) -> None:
    """`venue.check` for every key venue, once a quarter. A sweep.

    A venue that came onto the list in the last NEW_VENUE_DAYS of a quarter is first checked in the next.
    """
    today, since = clock.local_day(now), _since(now)
    quarter = quarter_of(since)
    while quarter.from_on <= today:
        _open_quarter(quarter)
        quarter = quarter_of(quarter.until_on + timedelta(days=1))


def _open_quarter(quarter: Period) -> None:
    last = quarter.until_on - timedelta(days=NEW_VENUE_DAYS)
    rows = Venue.objects.for_system("key venues").filter(is_key=True, opened_on__lte=last)
    rows = rows.filter(Q(closed_on=None) | Q(closed_on__gt=quarter.from_on))
    venues = list(rows)
    period = quarter_key(quarter.from_on)
    known = duties.known_periods("venue.check", [venue.pk for venue in venues])
    missing = [venue for venue in venues if (venue.pk, period) not in known]
    stations = {
        unit.township: unit
        for unit in Unit.objects.active()
        .of_kind(UnitKind.STATION)
        .filter(township__in={venue.township for venue in missing})
    }
    for venue in missing:
        station = stations.get(venue.township)
        at = max(clock.start_of_day(max(quarter.from_on, venue.opened_on)), venue.recorded_at)
        due_at = clock.end_of_day(quarter.until_on)
        if station is not None and at < due_at:
            duties.open(
                "venue.check",
                subject=venue.pk,
                unit=station,
                label=f"{venue.code} {period}",
                at=at,
                due_at=due_at,
                period=period,
            )


def _since(now: datetime) -> date:
    """The day up to which everything has been opened, else long ago."""
    return duties.opened_until(now) or clock.local_day(now) - timedelta(days=366)
