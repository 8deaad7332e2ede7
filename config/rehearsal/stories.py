"""Children in the middle of something: the rest of a year in one month.

The office begins on the first day and takes over from paper whom it has looked after before. Each story is
one such child: a decision served some time ago, and what happens on which day of the month. Stories go round
the townships, each at least once and each township at least `PER_TOWNSHIP` times.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.choices import Post, UnitKind
from accounts.models import Unit
from cases import actions as cases
from cases.actions import DecisionIn
from cases.choices import DecisionKind, Place
from cases.models import Case
from cases.rules import RouteFacts
from common.idnumber import MALE
from config.rehearsal import deeds, police
from config.rehearsal.deeds import PICTURE, Deed
from config.rehearsal.world import World
from minors.choices import Sex
from minors.rules import ChildIn
from reporting import actions as reporting
from reporting.actions import ChildLineIn
from reporting.choices import IntakeSource
from reporting.models import IntakeLine

PER_TOWNSHIP = 2
DAY, MORNING = timedelta(days=1), timedelta(hours=9)
GROWN = (date(2008, 3, 25), date(2008, 4, 20))
YOUNG = (date(2009, 1, 1), date(2012, 12, 31))


@dataclass(frozen=True)
class Story:
    """One child. Days count from the first of the month, which is 0; those before it are negative."""

    name: str
    kind: str = ""
    served: int = 0
    reported: int | None = None
    months: int | None = None
    received: int = 0
    born: tuple[date, date] = YOUNG
    household: str = Place.OURS
    residence: str = Place.OURS
    is_pupil: bool = False
    days: tuple[tuple[int, Deed], ...] = ()


DETOX, RECOVERY, CORRECTION = DecisionKind.DETOX, DecisionKind.RECOVERY, DecisionKind.CORRECTION
STORIES = (
    Story(
        "leave",
        DETOX,
        served=-9,
        reported=-2,
        days=(
            (2, deeds.plan),
            (4, deeds.ask_leave(3, 5)),
            (9, deeds.come_back),
            (11, deeds.ask_leave(2, 5)),
            (15, deeds.ask_longer),
            (24, deeds.ask_leave(1, 2)),
        ),
    ),
    Story(
        "refusals",
        DETOX,
        served=-8,
        reported=-1,
        days=(
            (3, deeds.agree),
            (4, deeds.refuse_test),
            (9, deeds.refuse_test),
            (14, deeds.refuse_test),
            (16, deeds.test_more_often),
        ),
    ),
    Story(
        "gone",
        DETOX,
        served=-13,
        reported=-12,
        days=((1, deeds.agree), (2, deeds.gone(14)), (27, deeds.back)),
    ),
    Story(
        "positive",
        DETOX,
        served=-7,
        reported=0,
        days=(
            (5, deeds.test_positive),
            (6, deeds.object_to_it),
            (12, deeds.test_by_surprise),
        ),
    ),
    Story("blind", RECOVERY, served=-6, reported=0, months=12, days=((6, deeds.test_blind),)),
    Story(
        "voluntary",
        is_pupil=True,
        days=(
            (2, deeds.left_with_grandparents),
            (3, deeds.give_help),
            (8, deeds.test_voluntarily),
            (22, deeds.end_help),
        ),
    ),
    Story(
        "term over",
        CORRECTION,
        served=-348,
        days=((1, deeds.review_of(170)), (3, deeds.plan)),
    ),
    Story("longer", CORRECTION, served=-340, days=((1, deeds.review_of(170)), (10, deeds.extend(180)))),
    Story("shorter", CORRECTION, served=-100, days=((12, deeds.end_early),)),
    Story(
        "recovery over",
        RECOVERY,
        served=-14,
        reported=-11,
        months=1,
    ),
    Story(
        "detained",
        DETOX,
        served=-8,
        reported=-3,
        days=((6, deeds.suspend), (6, deeds.go_in), (15, deeds.resume)),
    ),
    Story(
        "mistaken",
        DETOX,
        served=-8,
        reported=-3,
        days=((5, deeds.mistake), (9, deeds.take_back)),
    ),
    Story("moved", DETOX, served=-8, reported=-3, days=((5, deeds.move),)),
    Story(
        "grown",
        CORRECTION,
        served=-60,
        months=24,
        born=GROWN,
    ),
    Story("clean", received=-1090, born=(date(2009, 6, 1), date(2010, 6, 1))),
    Story(
        "lost",
        CORRECTION,
        served=-20,
        days=(
            (3, deeds.call_in_vain),
            (4, deeds.call_in_vain),
            (5, deeds.call_in_vain),
            (13, deeds.see),
        ),
    ),
    Story("away", residence=Place.ELSEWHERE),
    Story("from away", household=Place.ELSEWHERE, residence=Place.ELSEWHERE),
)


def plan_stories(world: World) -> None:
    """Put the children on the calendar of the first morning, and their days after it."""
    stations = world.units[UnitKind.STATION]
    for number in range(max(len(STORIES), PER_TOWNSHIP * len(stations))):
        story, station = STORIES[number % len(STORIES)], stations[number % len(stations)]
        world.at(world.options.starts_at + MORNING + timedelta(minutes=number), _begin, story, station)


def _begin(world: World, story: Story, station: Unit, *, now: datetime) -> None:
    case = begin(world, story, station, now=now)
    for day, deed in story.days:
        world.at(world.options.starts_at + DAY * day + MORNING, _do, case, deed)


def begin(world: World, story: Story, station: Unit, *, now: datetime) -> Case:
    """Taken in, registered, with a team and the decision on file, in one morning."""
    by = world.acting(station, Post.STATION_CLERK, now)
    line = _taken_in(world, story, station, now)
    facts = RouteFacts(True, Place(story.household), Place(story.residence), story.is_pupil)
    case = reporting.register_line(by=by, line=line, facts=facts, identity=ChildIn(), now=now)
    cases.propose_team(
        by=by,
        case=case,
        community_officer=world.acting(
            world.office(UnitKind.POLICE_POST, station.township), Post.COMMUNITY_OFFICER, now
        ),
        social_worker=world.acting(station, Post.SOCIAL_WORKER, now),
        now=now,
    )
    cases.confirm_team(by=world.acting(station, Post.STATION_HEAD, now), case=case, now=now)
    if story.kind:
        by = world.acting(station, Post.STATION_CLERK, now)
        cases.record_decision(by=by, case=case, decision=decision_of(world, story, case), now=now)
    if story.reported is not None:
        reported_on = world.options.first_day + DAY * story.reported
        cases.report_in(by=by, case=case, on=reported_on, now=now)
    return case


def _taken_in(world: World, story: Story, station: Unit, now: datetime) -> IntakeLine:
    person = police.made_up(world, world.chance.rng("story", story.name, station.area), story.born)
    child = ChildIn(
        name=person.name,
        id_number=person.id_number,
        birth_date=person.birth_date,
        sex=Sex.MALE if person.sex == MALE else Sex.FEMALE,
        is_pupil=story.is_pupil,
    )
    return reporting.take_self_referral(
        by=world.acting(station, Post.STATION_CLERK, now),
        source=IntakeSource.OTHER,
        child=ChildLineIn(child=child, household=story.household, residence=story.residence),
        received_at=now + DAY * story.received,
        note="由纸质档案接续（演练）",
        client_id=world.chance.uuid("story", story.name, station.area),
        now=now,
    )


def decision_of(world: World, story: Story, case: Case) -> DecisionIn:
    """The paper of a story; its number is the child's own."""
    day = world.options.first_day + DAY * story.served
    return DecisionIn(
        kind=story.kind,
        number=f"演练决字〔2026〕{case.minor.code}号",
        organ="演练县公安局",
        decided_on=day,
        served_on=day,
        addicted_on=None if story.kind == CORRECTION else day,
        term_months=story.months,
        paper=PICTURE,
    )


def _do(world: World, case: Case, deed: Deed, *, now: datetime) -> None:
    """By the clerk of the station that has the case by now."""
    row = Case.objects.for_system("rehearsal").select_related("minor", "unit").get(pk=case.pk)
    deed(world, row, world.acting(row.unit, Post.STATION_CLERK, now), now)
