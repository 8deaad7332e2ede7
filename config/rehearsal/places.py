"""Schools, venues and what is found there in the rehearsed month, in the home township alone: nobody at the
other schools of the synthetic county has an account.

One school has its plan from the second day on; the other waits for whoever owes one. Whether an item fails is
drawn from the seed by the name of the place and the period, never by the moment.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from accounts.choices import Post, UnitKind
from accounts.models import Unit, User
from common import clock
from config.rehearsal.world import World
from duties.models import Duty
from patrols import actions
from patrols.actions.patrols import Marked
from patrols.actions.plans import RuleDrawn
from patrols.choices import (
    ClueKind,
    Mark,
    ReferralResult,
    Repeat,
    SchoolKind,
    SeasonKind,
    Surrounding,
    VenueKind,
)
from patrols.models import ChecklistItem, Clue, Finding, Patrol, Plan, PlanRule, Referral, Season, Venue
from patrols.rules import competent
from reporting.actions.clue import clue_of_seizure
from reporting.models import Seizure

DAY, MORNING = timedelta(days=1), timedelta(hours=9)
TERM_DAYS = 120
"""So long is the term where the month is not played to its end."""

VENUES: tuple[tuple[str, str, tuple[str, str] | None, int | None], ...] = (
    ("校门口小卖部（演练）", VenueKind.SHOP, ("109.001", "25.0012"), None),
    ("老街网吧（演练）", VenueKind.INTERNET_CAFE, None, 150),
    ("圩口电子烟店（演练）", VenueKind.ECIGARETTE, ("109.003", "25.0020"), None),
    ("河边歌厅（演练）", VenueKind.KTV, None, 600),
    ("车站旅店（演练）", VenueKind.HOTEL, None, None),
    ("街上药店（演练）", VenueKind.PHARMACY, ("109.002", "25.0031"), None),
)
"""Name, kind, degrees where they are known, metres where somebody paced them. All of it is made up."""

FAILS, SUSPECTED, MENDED, REFERRED = 0.35, 0.08, 0.75, 0.3
"""So often something is wrong at a stop, is suspected, is mended at the second look, goes to a bureau."""

LINES = (
    RuleDrawn(
        SeasonKind.TERM,
        Repeat.WEEKLY,
        Surrounding.INSIDE,
        Post.SCHOOL_LIAISON,
        "宿舍楼（演练）\n厕所（演练）",
    ),
    RuleDrawn(SeasonKind.TERM, Repeat.MONTHLY, Surrounding.OUTSIDE, Post.STATION_CLERK, "校门口（演练）"),
)


def plan_places(world: World) -> None:
    """What is entered on the first mornings; the rest is owed, and answered like any duty."""
    schools = schools_of(world)
    if not schools:
        return
    start = world.options.starts_at + MORNING
    world.at(start, _enter, schools)
    world.at(start + DAY, _draft, schools[0])
    world.at(start + DAY + timedelta(hours=5), _approve, schools[0])
    world.at(start + 2 * DAY, _look_around, schools[0])
    world.at(start + 3 * DAY, _tell_of_a_seizure)


def schools_of(world: World) -> list[Unit]:
    """The schools that somebody looks after here."""
    home = world.units[UnitKind.TOWNSHIP][0].area
    return [unit for unit in world.units.get(UnitKind.SCHOOL, []) if unit.area == home]


def _clerk(world: World, area: str, now: datetime) -> User:
    return world.acting(world.office(UnitKind.STATION, area[:9]), Post.STATION_CLERK, now)


def _enter(world: World, schools: list[Unit], *, now: datetime) -> None:
    """The station writes down schools and venues; each school its term. One school is not on the map."""
    clerk, today = _clerk(world, schools[0].area, now), clock.local_day(now)
    last = world.options.ends_at if world.options.settle_days else now + TERM_DAYS * DAY
    for no, campus in enumerate(schools):
        school: dict[str, Any] = {"kind": SchoolKind.JUNIOR, "grades": "", "has_boarders": no == 0}
        school |= {"area": campus.area, "keeper": "安全员（演练）"}
        school |= _degrees(("109.000000", "25.000000") if no == 0 else None)
        actions.save_school(by=clerk, campus=campus, values=school)
        actions.add_season(
            by=world.acting(campus, Post.SCHOOL_LIAISON, now),
            campus=campus,
            kind=SeasonKind.TERM,
            name="学期（演练）",
            from_on=today,
            until_on=clock.local_day(last - DAY),
        )
    for name, kind, where, metres in VENUES:
        venue: dict[str, Any] = {"name": name, "kind": kind, "area": schools[0].area, "distance": metres}
        venue |= {"campus": schools[0] if metres is not None else None, "keeper": "店主（演练）"}
        venue |= {"is_key": kind != VenueKind.PHARMACY, **_degrees(where)}
        actions.add_venue(by=clerk, values=venue, today=today)


def _degrees(where: tuple[str, str] | None) -> dict[str, Decimal | None]:
    east, north = (Decimal(text) for text in where) if where else (None, None)
    return {"longitude": east, "latitude": north}


def _draft(world: World, campus: Unit, *, now: datetime) -> None:
    season = Season.objects.for_system("rehearsal").select_related("campus").get(campus=campus)
    if not Plan.objects.for_system("rehearsal").filter(season=season).exists():
        by = world.acting(campus, Post.SCHOOL_LIAISON, now)
        actions.draft_plan(by=by, season=season, focus="后山小路（演练）", lines=LINES, now=now)


def _approve(world: World, campus: Unit, *, now: datetime) -> None:
    plan = Plan.objects.for_system("rehearsal").get(campus=campus)
    head = world.acting(world.office(UnitKind.STATION, campus.township), Post.STATION_HEAD, now)
    actions.approve_plan(by=head, plan=plan, now=now)


def _look_around(world: World, campus: Unit, *, now: datetime) -> None:
    """The clerk's first way: two things are wrong and one is suspected, whatever the seed says."""
    shop, cafe, smokes = (Venue.objects.for_system("rehearsal").get(name=name) for name, *_ in VENUES[:3])
    stops = [
        _seen(shop.kind, Mark.FAIL, venue=shop),
        _seen(cafe.kind, Mark.FAIL, venue=cafe),
        _seen(smokes.kind, "", venue=smokes),
    ]
    clerk = _clerk(world, campus.area, now)
    patrol = _walk(world, clerk, stops, now, key=("first way",), campus=campus, area=campus.area)
    found = Finding.objects.for_system("rehearsal").get(stop__patrol=patrol, venue=cafe)
    world.at(now + DAY, _refer_it, found)


def _refer_it(world: World, finding: Finding, *, now: datetime) -> None:
    _send_on(world, finding, _clerk(world, finding.area, now), now)


def _tell_of_a_seizure(world: World, *, now: datetime) -> None:
    """Where it was sold, asked at the first seizure of the township, if there has been one."""
    post = world.office(UnitKind.POLICE_POST, world.units[UnitKind.TOWNSHIP][0].area)
    rows = Seizure.objects.for_system("rehearsal").filter(unit=post).select_related("unit")
    seizure = rows.order_by("captured_at").first()
    if seizure is not None:
        clue_of_seizure(
            by=world.acting(post, Post.POLICE_LIAISON, now),
            seizure=seizure,
            kind=ClueKind.SELLING,
            venue_kind=VenueKind.ECIGARETTE,
            victim_is_minor=True,
            now=now,
            client_id=world.chance.uuid("clue of a seizure", post.area),
        )


# --- walking


def _seen(kind: str, mark: str, *, venue: Venue | None = None, place: str = "") -> actions.StopSeen:
    """A stop whose first item is marked so ("" for suspected), and whose others are as they should be."""
    items = list(ChecklistItem.objects.on(clock.local_day(clock.now())).filter(kind=kind).order_by("no"))
    marks = {item.pk: Marked(Mark.PASS) for item in items}
    if mark == Mark.FAIL:
        marks[items[0].pk] = Marked(Mark.FAIL, "现场所见（演练）")
    elif not mark:
        marks[items[0].pk] = Marked("", "现场所见（演练）", ClueKind.SELLING)
    return actions.StopSeen(kind=kind, venue=venue, place=place, marks=marks)


def _drawn(world: World, *key: object) -> str:
    """How the first item of a stop looks, by the name of what is looked at."""
    drawn = world.chance.rng("stop", *key).random()
    return "" if drawn < SUSPECTED else Mark.FAIL if drawn < SUSPECTED + FAILS else Mark.PASS


def _walk(
    world: World,
    by: User,
    stops: list[actions.StopSeen],
    at: datetime,
    *,
    key: tuple[object, ...],
    campus: Unit | None,
    area: str,
    rule: PlanRule | None = None,
    skipped_because: str = "",
) -> Patrol:
    return actions.record_patrol(
        by=by,
        done_by=by,
        campus=campus,
        area=area,
        rule=rule,
        started_at=at - timedelta(hours=1),
        finished_at=at,
        present=["巡查员甲（演练）", "巡查员乙（演练）"],
        stops=stops,
        skipped_because=skipped_because,
        note="",
        now=clock.now(),
        client_id=world.chance.uuid("patrol", *key),
    )


def _round(world: World, duty: Duty, by: User, now: datetime) -> None:
    """Whoever is late with the paper went in time all the same."""
    rule = PlanRule.objects.for_system("rehearsal").select_related("campus").get(pk=duty.subject)
    key, at = of_rule(rule, duty.period), min(now, duty.due_at - timedelta(hours=10))
    stops = [
        _seen(rule.surrounding, _drawn(world, *key, place), place=place) for place in rule.places.splitlines()
    ]
    why = "周边场所另有季度检查（演练）"
    _walk(world, by, stops, at, key=key, campus=rule.campus, area=rule.area, rule=rule, skipped_because=why)


def _check(world: World, duty: Duty, by: User, now: datetime) -> None:
    venue = Venue.objects.for_system("rehearsal").select_related("campus").get(pk=duty.subject)
    at = min(now, duty.due_at - timedelta(hours=10))
    key = (venue.name, duty.period)
    stop = _seen(venue.kind, _drawn(world, *key), venue=venue)
    _walk(world, by, [stop], at, key=key, campus=venue.campus, area=venue.area)


def _plan(world: World, duty: Duty, by: User, now: datetime) -> None:
    _draft(world, duty.unit, now=now)


def _plan_approve(world: World, duty: Duty, by: User, now: datetime) -> None:
    actions.approve_plan(by=by, plan=Plan.objects.for_system("rehearsal").get(pk=duty.subject), now=now)


# --- what was found


def _finding(duty: Duty) -> Finding:
    return Finding.objects.for_system("rehearsal").select_related("item", "stop__patrol").get(pk=duty.subject)


def _order(world: World, duty: Duty, by: User, now: datetime) -> None:
    """An order, or a letter to whoever is competent."""
    row, key = _finding(duty), ("order", *of_finding(duty.subject), duty.started_at.isoformat())
    waits = Referral.objects.for_system("rehearsal").filter(finding=row, answered_on=None).exists()
    if not waits and world.chance.rng(*key).random() < REFERRED:
        _send_on(world, row, by, now)
        return
    actions.order_fix(
        by=by,
        finding=row,
        to_whom="责任人（演练）",
        demand="限期改正（演练）",
        fix_by=clock.local_day(now) + 7 * DAY,
        now=now,
        client_id=world.chance.uuid(*key),
    )


def _send_on(world: World, row: Finding, by: User, now: datetime) -> None:
    about = (row.item.kind, row.item.basis) if row.item else (row.stop.kind, "")
    actions.refer_finding(
        by=by,
        finding=row,
        bureau=competent(*about),
        matter="现场所见（演练）",
        now=now,
        client_id=world.chance.uuid("letter", *of_finding(row.pk), now.isoformat()),
    )


def _recheck(world: World, duty: Duty, by: User, now: datetime) -> None:
    key = ("recheck", duty.kind, *of_finding(duty.subject), duty.period)
    passed = world.chance.rng(*key).random() < MENDED
    actions.recheck(
        by=by,
        finding=_finding(duty),
        done_by=by,
        at=now,
        passed=passed,
        note="" if passed else "还没有改（演练）",
        now=now,
        client_id=world.chance.uuid(*key),
    )


SAYS = {ReferralResult.DEALT: 60, ReferralResult.NOT_THEIRS: 15, ReferralResult.NO_BREACH: 5, "silent": 20}


def _answer(world: World, duty: Duty, by: User, now: datetime) -> None:
    """What the bureau said, or that it was asked again."""
    letter = Referral.objects.for_system("rehearsal").get(finding=duty.subject, answered_on=None)
    key = ("bureau", *of_finding(duty.subject), duty.period)
    says = world.chance.pick(SAYS, *key)
    if says == "silent":
        uuid = world.chance.uuid(*key)
        actions.chase_referral(by=by, referral=letter, note="正在办（演练）", now=now, client_id=uuid)
    else:
        today = clock.local_day(now)
        actions.answer_referral(
            by=by, referral=letter, answered_on=today, result=says, answer="函复（演练）", now=now
        )


# --- clues


def _clue(duty: Duty) -> Clue:
    return Clue.objects.for_system("rehearsal").get(pk=duty.subject)


def _clue_accept(world: World, duty: Duty, by: User, now: datetime) -> None:
    actions.accept_clue(by=by, clue=_clue(duty), now=now)


def _clue_answer(world: World, duty: Duty, by: User, now: datetime) -> None:
    filed = world.chance.rng("case filed", *of_clue(duty.subject)).random() < 0.5
    actions.answer_clue(by=by, clue=_clue(duty), case_filed=filed, answer="已核查（演练）", now=now)


def _clue_outcome(world: World, duty: Duty, by: User, now: datetime) -> None:
    """What came of it; what the venue may know by now becomes an ordinary finding."""
    clue = actions.close_clue(by=by, clue=_clue(duty), outcome="已办结（演练）", referred_to="", now=now)
    if clue.stop_id is not None:
        actions.release_clue(by=by, clue=clue, text="柜台物品来历不明（演练）", now=now)


# --- names that depend on no key and on no instant of recording


def of_rule(rule: PlanRule, period: str) -> tuple[object, ...]:
    return (str(rule.campus), rule.no, period)


def of_stop(stop: Any) -> tuple[object, ...]:
    """By the hour of the street and the order of the stops."""
    return (stop.patrol.started_at.isoformat(), stop.no, stop.place or stop.venue.name)


def of_finding(pk: UUID) -> tuple[object, ...]:
    rows = Finding.objects.for_system("rehearsal").select_related("stop__patrol", "stop__venue")
    return of_stop(rows.get(pk=pk).stop)


def of_clue(pk: UUID) -> tuple[object, ...]:
    clue = Clue.objects.for_system("rehearsal").select_related("stop__patrol", "stop__venue").get(pk=pk)
    return of_stop(clue.stop) if clue.stop else ("clue", clue.client_id)


def name_of(duty: Duty) -> tuple[object, ...]:
    """What a duty of patrols is about."""
    if duty.kind.startswith("finding."):
        return (*of_finding(duty.subject), duty.period or duty.started_at.isoformat())
    if duty.kind.startswith("clue."):
        return of_clue(duty.subject)
    if duty.kind == "venue.check":
        return (Venue.objects.for_system("rehearsal").get(pk=duty.subject).name, duty.period)
    if duty.kind == "patrol.round":
        rules = PlanRule.objects.for_system("rehearsal").select_related("campus")
        return of_rule(rules.get(pk=duty.subject), duty.period)
    if duty.kind == "patrol.approve":
        plan = Plan.objects.for_system("rehearsal").select_related("campus").get(pk=duty.subject)
        return (str(plan.campus), plan.version)
    return (duty.unit.name, "term")


ANSWERS = {
    "patrol.plan": _plan,
    "patrol.approve": _plan_approve,
    "patrol.round": _round,
    "venue.check": _check,
    "finding.order": _order,
    "finding.fix": _recheck,
    "finding.recheck": _recheck,
    "finding.answer": _answer,
    "clue.accept": _clue_accept,
    "clue.answer": _clue_answer,
    "clue.outcome": _clue_outcome,
}
