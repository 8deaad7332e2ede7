"""Taking a child in: the file in `minors` and the line here, in one transaction."""

from datetime import date, datetime
from typing import Any

from accounts.models import Unit, User
from common import clock
from minors import actions as minors
from minors.rules import born_on
from reporting import rules
from reporting.actions import clocks
from reporting.actions.values import ChildLineIn
from reporting.choices import IntakeSource, PlaceArea, TryOutcome
from reporting.models import GuardianTry, IntakeLine, Seizure


def take_line(
    *, by: User, given: ChildLineIn, unit: Unit, station: Unit, on: date, now: datetime, **values: Any
) -> IntakeLine:
    """Create the file and its line. `unit` deals with the child first; `on` is the day the age is counted."""
    child = given.child
    rules.refuse_future(now, guardian_told_at=given.guardian_told_at)
    minor = minors.take_in(by=by, child=child, unit=station, intake_unit=unit, now=now, on=on)
    band = rules.age_band(born=born_on(child, on=on), birth_year=minor.birth_year, on=on)
    line = IntakeLine(
        minor=minor,
        code=minor.code,
        unit=unit,
        station=station,
        area=station.area,
        age_band=band,
        sex=child.sex,
        is_pupil=child.is_pupil,
        household=given.household,
        household_area=given.household_area,
        residence=given.residence,
        residence_area=given.residence_area,
        measures=list(given.measures),
        health_looked_at=given.health_looked_at,
        appropriate_adult=given.appropriate_adult,
        handed_to=given.handed_to,
        is_named=bool(child.name or child.id_number),
        taken_by=by,
        **values,
    )
    if given.guardian_told_at is not None:
        line.guardian_told_at, line.guardian_told_by = given.guardian_told_at, by
        line.guardian_how = given.guardian_how
    line.full_clean(exclude=["measures"])
    line.save(force_insert=True)
    return line


def take_seized(
    *, by: User, seizure: Seizure, given: ChildLineIn, station: Unit, now: datetime
) -> IntakeLine:
    """One child of a seizure, with the clocks of the police post about it."""
    rules.refuse_before(seizure.captured_at, guardian_told_at=given.guardian_told_at)
    line = take_line(
        by=by,
        given=given,
        unit=seizure.unit,
        station=station,
        on=clock.local_day(seizure.captured_at),
        now=now,
        source=IntakeSource.SEIZURE,
        seizure=seizure,
        received_at=seizure.captured_at,
        captured_in=seizure.place_area == PlaceArea.OWN,
    )
    start_police_clocks(line, at=seizure.captured_at, by=by, now=now)
    return line


def start_police_clocks(line: IntakeLine, *, at: datetime, by: User, now: datetime) -> None:
    """Guardian to be told; and, where no name was given, the child to be identified."""
    clocks.open_line("report.guardian", line, unit=line.unit, at=at)
    if line.guardian_told_at is not None:
        GuardianTry.objects.create(
            line=line, at=line.guardian_told_at, how=line.guardian_how, outcome=TryOutcome.TOLD, by=by
        )
        clocks.meet_line("report.guardian", line, at=line.guardian_told_at, by=by, now=now)
    if not line.is_named:
        clocks.open_line("report.identify", line, unit=line.unit, at=at)
