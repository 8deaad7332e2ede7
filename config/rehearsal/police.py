"""What the police posts do of themselves: log, report, declare. Everything else answers a duty."""

import random
from datetime import date, datetime, timedelta

from accounts.choices import Post, UnitKind
from accounts.models import Unit
from cases.choices import Place
from common import clock
from common.fictional import FictionalPerson, fictional_person
from common.idnumber import MALE
from common.models import Substance
from config.rehearsal.plan import DayKind, Filing, PostDay
from config.rehearsal.world import World
from minors.choices import Sex
from minors.rules import ChildIn
from reporting import actions as reporting
from reporting.actions import ChildLineIn, SeizureIn
from reporting.choices import Adult, Disposition, GuardianHow, HandedTo, HowFound, Measure, PlaceKind
from reporting.models import Seizure

ETOMIDATE = "依托咪酯"
MORNING = timedelta(hours=9, minutes=30)
LATE = "深夜查获，次日补报（演练）"
YOUNGEST_YEARS, OLDEST_YEARS = 11, 17
SEEN_BEFORE, FAMILIAR = 0.15, 3
PLACES = {Place.OURS: 70, Place.ELSEWHERE: 22, Place.UNKNOWN: 8}


def plan_posts(world: World) -> None:
    """Put every post's every day of the month on the calendar."""
    for unit in world.units[UnitKind.POLICE_POST]:
        for offset in range(world.options.days):
            day = world.options.first_day + timedelta(days=offset)
            if world.options.is_left_alone(unit.area, day):
                continue
            _plan_day(world, unit, day, world.chance.post_day(unit.area, day))


def _plan_day(world: World, unit: Unit, day: date, plan: PostDay) -> None:
    match plan.kind:
        case DayKind.ZERO | DayKind.LATE_ZERO:
            world.at(plan.zero_at, _declare, unit, day)
        case DayKind.ZERO_THEN_SEIZURE:
            world.at(plan.zero_at, _declare, unit, day)
            world.at(plan.logged_at, _log, unit, day, plan)
        case DayKind.SEIZURE:
            world.at(plan.logged_at, _log, unit, day, plan)
        case DayKind.FORGOTTEN:
            pass


def _declare(world: World, unit: Unit, day: date, *, now: datetime) -> None:
    liaison = world.acting(unit, Post.POLICE_LIAISON, now)
    reporting.declare_zero(by=liaison, day=day, now=now, late_reason=late_reason(day, now))


def _log(world: World, unit: Unit, day: date, plan: PostDay, *, now: datetime) -> None:
    liaison = world.acting(unit, Post.POLICE_LIAISON, now)
    if plan.filing == Filing.PRE_REPORT:
        reporting.pre_report(
            by=liaison,
            captured_at=plan.captured_at,
            suspected_count=plan.children,
            place_kind=PlaceKind.HOTEL,
            client_id=_key(world, unit, day),
            now=now,
            late_reason=late_reason(day, now),
        )
        return
    reporting.log_seizure(
        by=liaison,
        seizure=facts(world, plan.captured_at, unit, day),
        children=children(world, unit, day, plan.children),
        client_id=_key(world, unit, day),
        submit=plan.filing != Filing.SAVED_ONLY,
        now=now,
        late_reason=late_reason(day, now),
    )


def facts(world: World, captured_at: datetime, unit: Unit, day: date) -> SeizureIn:
    """The level-1 facts of the seizure of `unit` on `day`."""
    rng = world.chance.rng("facts", unit.area, day)
    return SeizureIn(
        captured_at=captured_at,
        place_kind=rng.choice(list(PlaceKind)),
        how_found=rng.choice(list(HowFound)),
        substance=Substance.objects.filter(name=ETOMIDATE).first(),
        dispositions=(rng.choice([Disposition.UNDECIDED, Disposition.ADMONISHED, Disposition.NOT_PUNISHED]),),
        source_clue_asked=True,
    )


def complete(world: World, seizure: Seizure, *, now: datetime) -> None:
    """The full version after a 预报."""
    liaison = world.acting(seizure.unit, Post.POLICE_LIAISON, now)
    reporting.complete_report(
        by=liaison,
        seizure=seizure,
        values=facts(world, seizure.captured_at, seizure.unit, seizure.day),
        children=children(world, seizure.unit, seizure.day, seizure.suspected_count or 1),
        now=now,
        late_reason=late_reason(seizure.day, now),
    )


def children(world: World, unit: Unit, day: date, how_many: int) -> list[ChildLineIn]:
    """The made-up children of one seizure: known, half known, from here or from elsewhere."""
    return [_child(world, unit, day, number) for number in range(how_many)]


def _child(world: World, unit: Unit, day: date, number: int) -> ChildLineIn:
    rng = world.chance.rng("child", unit.area, day, number)
    person = somebody(world, unit.area, "child", day, number)
    is_known, told_at_once, is_pupil = rng.random() < 0.9, rng.random() < 0.6, rng.random() < 0.55
    child = ChildIn(
        name=person.name if is_known else "",
        features="" if is_known else "演练人员，未报姓名",
        id_number=person.id_number if is_known and rng.random() < 0.8 else "",
        birth_date=person.birth_date,
        sex=Sex.MALE if person.sex == MALE else Sex.FEMALE,
        is_pupil=is_pupil,
        guardian_name="示例·监护人" if is_known else "",
    )
    household, residence = (rng.choices(list(PLACES), list(PLACES.values()))[0] for _ in range(2))
    told = {"guardian_how": GuardianHow.PHONE, "handed_to": HandedTo.GUARDIAN} if told_at_once else {}
    return ChildLineIn(
        child=child,
        household=household,
        residence=residence,
        measures=(Measure.TEST, Measure.TALK),
        health_looked_at=True,
        appropriate_adult=Adult.GUARDIAN if told_at_once else Adult.NOBODY,
        guardian_told_at=world.chance.post_day(unit.area, day).logged_at if told_at_once else None,
        **told,
    )


def somebody(world: World, area: str, *key: object) -> FictionalPerson:
    """The made-up person behind a name of the plan; now and then a township finds the same child twice."""
    rng = world.chance.rng("person", area, *key)
    year = world.options.first_day.year
    if rng.random() < SEEN_BEFORE:
        rng = world.chance.rng("known", area, rng.randrange(FAMILIAR))
    return made_up(world, rng, (date(year - OLDEST_YEARS, 6, 1), date(year - YOUNGEST_YEARS, 12, 31)))


def made_up(world: World, rng: random.Random, born_between: tuple[date, date]) -> FictionalPerson:
    """A made-up person, whose name and number the watch looks for where none may stand."""
    person = fictional_person(rng, born_between)
    world.watch.said |= {person.name, person.id_number}
    return person


def late_reason(day: date, now: datetime) -> str:
    """A reason when the day is over, else nothing."""
    return LATE if clock.local_day(now) > day else ""


def _key(world: World, unit: Unit, day: date):
    return world.chance.uuid("seizure", unit.area, day)
