"""What the demo's pages show on the first morning: the days before it, played as in the rehearsal."""

from datetime import datetime, timedelta
from uuid import uuid4

from accounts.choices import Post, UnitKind
from accounts.models import Unit
from cases.choices import Place
from common import clock
from common.models import Substance
from config.county.staff import HOME
from config.rehearsal import police
from config.rehearsal.month import prepare
from config.rehearsal.world import Options, World
from minors.choices import Sex
from minors.rules import ChildIn
from reporting import actions as reporting
from reporting.actions import ChildLineIn, SeizureIn
from reporting.choices import Adult, Disposition, HandedTo, HowFound, Measure, PlaceKind

EXAMPLE_DAYS = 9
"""So many days before the first morning of the demo the offices opened."""

SEED = 7
LAST_NIGHT = timedelta(hours=22, minutes=40)


def play_examples(units: dict[str, list[Unit]], now: datetime) -> None:
    """Play the last days up to `now`; leave today of the home township to whoever sits down."""
    first_day = clock.local_day(now) - timedelta(days=EXAMPLE_DAYS)
    options = Options(
        townships=len(units[UnitKind.TOWNSHIP]),
        days=EXAMPLE_DAYS + 1,
        seed=SEED,
        first_day=first_day,
        settle_days=0,
        tick_every=timedelta(hours=6),
        until=now,
        left_alone=HOME,
    )
    world = prepare(options, units)
    world.at(clock.start_of_day(clock.local_day(now)) - timedelta(days=1) + LAST_NIGHT, _last_night)
    world.run()


def _last_night(world: World, *, now: datetime) -> None:
    """Two children in a rented house, reported the same night: to be signed for and registered today."""
    home = world.office(UnitKind.POLICE_POST, HOME)
    reporting.log_seizure(
        by=world.acting(home, Post.POLICE_LIAISON, now),
        seizure=SeizureIn(
            captured_at=now - timedelta(minutes=50),
            place_kind=PlaceKind.RENTED,
            how_found=HowFound.TIP,
            substance=Substance.objects.filter(name=police.ETOMIDATE).first(),
            dispositions=(Disposition.UNDECIDED,),
            source_clue_asked=True,
        ),
        children=[_child(world, 1, is_pupil=True), _child(world, 2, is_pupil=False)],
        client_id=uuid4(),
        submit=True,
        now=now,
    )


def _child(world: World, number: int, *, is_pupil: bool) -> ChildLineIn:
    person = police.somebody(world, HOME, "last night", number)
    return ChildLineIn(
        child=ChildIn(
            name=person.name,
            id_number=person.id_number,
            birth_date=person.birth_date,
            sex=Sex.MALE if person.sex == "M" else Sex.FEMALE,
            is_pupil=is_pupil,
        ),
        household=Place.OURS,
        residence=Place.OURS,
        measures=(Measure.TEST, Measure.TALK),
        health_looked_at=True,
        appropriate_adult=Adult.NOBODY,
        handed_to=HandedTo.POLICE,
    )
