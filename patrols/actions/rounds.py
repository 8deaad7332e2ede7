"""What comes due by itself: the plan of each term, each period of a plan, each key venue each quarter.

All three read rows and the calendar alone, so a round after a stop opens what one without a stop had opened.
"""

from datetime import date, datetime, timedelta

from django.db.models import Q

from accounts.choices import UnitKind
from accounts.models import Unit, User
from common import clock
from common.quarters import Period, quarter_key, quarter_of
from duties import actions as duties
from patrols.actions.year import approved_of, asked_of
from patrols.choices import PlanState, SeasonKind
from patrols.models import Plan, PlanRule, Season, Venue
from patrols.policies import NEW_VENUE_DAYS


def open_plans(*, now: datetime) -> None:
    """`patrol.plan` for every term that has begun, owed by its school. A sweep.

    It is met by the plan that was sent, which may have happened before the term or while nothing swept.
    """
    today, since = clock.local_day(now), _since(now)
    rows = Season.objects.for_system("terms that have begun").filter(
        kind=SeasonKind.TERM,
        from_on__lte=today,
        until_on__gte=since,
        campus__closed_on=None,
        removed_at=None,
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
    """The same for the school of one plan, at the hour of its approval."""
    _open(approved_of([plan.campus_id]), now=now)


def _open(plans: list[Plan], *, now: datetime) -> None:
    today, since = clock.local_day(now), _since(now)
    asked = [one for one in asked_of(plans) if one.period.from_on <= today and one.period.until_on >= since]
    known = duties.known_periods("patrol.round", {one.rule.pk for one in asked})
    for one in asked:
        if (one.rule.pk, one.period.key) not in known:
            _open_one(one.rule, one.plan, one.period)


def drop_rounds(campus: Unit, *, by: User, now: datetime) -> None:
    """The school's year was corrected: what no plan asks for any more is owed no more; a miss stays."""
    asked = {(one.rule.pk, one.period.key) for one in asked_of(approved_of([campus.pk]))}
    rules = PlanRule.objects.for_system("lines of one school").filter(campus=campus)
    for subject, period in sorted(duties.known_periods("patrol.round", [rule.pk for rule in rules])):
        if (subject, period) in asked:
            continue
        why = "校历更正"
        if duties.void("patrol.round", subject=subject, period=period, now=now, reason=why) is None:
            duties.meet("patrol.round", subject=subject, period=period, at=now, now=now, by=by)


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
