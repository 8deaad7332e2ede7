"""The other doors, and papers that start without a duty: letters, reports, help sought, problems."""

from datetime import datetime, timedelta

from accounts.choices import Post, UnitKind
from accounts.models import Unit
from cases.choices import Place
from common.idnumber import MALE
from config.rehearsal import police
from config.rehearsal.world import World
from minors.choices import Sex
from minors.rules import ChildIn
from reporting import actions as reporting
from reporting.actions import ChildLineIn, LetterIn
from reporting.choices import IntakeSource

LETTER, MANDATORY, SELF, PROBLEM = "letter", "mandatory", "self", "problem"
OF_100 = {LETTER: 30, MANDATORY: 25, SELF: 15, PROBLEM: 50}
"""How many townships in a hundred see each of these in a month."""


def plan_doors(world: World) -> None:
    """Put the month's letters, reports and problems on the calendar."""
    opened = {LETTER: _letter, MANDATORY: _mandatory, SELF: _self, PROBLEM: _problem}
    for station in world.units[UnitKind.STATION]:
        for door, act in opened.items():
            rng = world.chance.rng(door, station.area)
            if rng.randrange(100) < OF_100[door]:
                day = rng.randrange(max(world.options.days - 3, 1))
                at = world.options.starts_at + timedelta(days=day, hours=rng.randrange(8, 18))
                world.at(at, act, station)


def _letter(world: World, station: Unit, *, now: datetime) -> None:
    reporting.forward_letter(
        by=world.reviewer(now),
        township=world.office(UnitKind.TOWNSHIP, station.township),
        letter=LetterIn(
            source=IntakeSource.LETTER, received_at=now, organ="外县禁毒办（演练）", number="演练函1号"
        ),
        child=_child(world, LETTER, station),
        client_id=world.chance.uuid(LETTER, station.area),
        now=now,
    )


def _mandatory(world: World, station: Unit, *, now: datetime) -> None:
    reporting.report_mandatory(
        by=world.acting(station, Post.SOCIAL_WORKER, now),
        child=_child(world, MANDATORY, station).child,
        client_id=world.chance.uuid(MANDATORY, station.area),
        now=now,
    )


def _self(world: World, station: Unit, *, now: datetime) -> None:
    reporting.take_self_referral(
        by=world.acting(station, Post.STATION_CLERK, now),
        source=IntakeSource.SELF,
        child=_child(world, SELF, station),
        received_at=now,
        note="监护人陪同来站（演练）",
        client_id=world.chance.uuid(SELF, station.area),
        now=now,
    )


def _problem(world: World, station: Unit, *, now: datetime) -> None:
    reporting.file_problem(
        by=world.acting(station, Post.STATION_CLERK, now),
        to_unit=world.county,
        text="试剂不足，请协调（演练）。",
        client_id=world.chance.uuid(PROBLEM, station.area),
        now=now,
    )


def _child(world: World, door: str, station: Unit) -> ChildLineIn:
    person = police.somebody(world, station.area, door)
    child = ChildIn(
        name=person.name,
        id_number=person.id_number,
        birth_date=person.birth_date,
        sex=Sex.MALE if person.sex == MALE else Sex.FEMALE,
        is_pupil=world.chance.rng("pupil", door, station.area).random() < 0.5,
    )
    return ChildLineIn(child=child, household=Place.OURS, residence=Place.OURS)
