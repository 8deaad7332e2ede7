"""Who is reached at a level of the ladder, and who is when nobody sits there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.choices import Post, UnitKind
from accounts.models import Appointment, Unit, User
from common import clock
from duties.choices import Tell
from duties.models import Duty
from duties.policies import HEADS

LEVELS = [Tell.HOLDER, Tell.UNIT_HEAD, Tell.TOWNSHIP_LEADER, Tell.COUNTY]
CLOSED_LEVELS = [Tell.HOLDER, Tell.UNIT_HEAD, Tell.STATION_HEAD]
"""Of a kind that is not for everybody to read: it goes no higher than those who may (ADR 053)."""


@dataclass(frozen=True)
class Addressee:
    """Where one message goes. `skipped_level`: nobody sat at the level it was meant for (越级：下级无人)."""

    tell: Tell
    unit: Unit
    post: str
    user: User | None = None
    skipped_level: bool = False


class Offices:
    """The units above a batch of duties and who was appointed there, read once: two queries."""

    def __init__(self, units: Iterable[Unit]) -> None:
        places = {(unit.township, unit.county) for unit in units}
        townships, counties = {place[0] for place in places}, {place[1] for place in places}
        here = Q(township__in=townships) | Q(county__in=counties, kind=UnitKind.COUNTY)
        offices = [UnitKind.COUNTY, UnitKind.TOWNSHIP, UnitKind.STATION]
        self._office: dict[tuple[str, str], Unit] = {}
        for unit in Unit.objects.filter(here, kind__in=offices):
            self._office[unit.kind, unit.territory] = unit
        self._appointments: dict[UUID, list[Appointment]] = {}
        there = Q(unit__township__in=townships) | Q(unit__county__in=counties, unit__kind=UnitKind.COUNTY)
        for appointment in Appointment.objects.filter(there).select_related("user", "unit").order_by("id"):
            self._appointments.setdefault(appointment.unit_id, []).append(appointment)

    def office(self, kind: str, near: Unit) -> Unit | None:
        """The office of `kind` that is responsible for the place of `near`."""
        if near.kind == kind:
            return near
        return self._office.get((kind, near.county if kind == UnitKind.COUNTY else near.township))

    def staff(self, unit: Unit, post: str, at: datetime) -> list[User]:
        """Who held `post` in `unit` at the instant `at`. Somebody absent counts: a deputy stands in."""
        return [
            appointment.user
            for appointment in self._appointments.get(unit.pk, [])
            if appointment.post == post and was_live(appointment, at)
        ]

    def works_in_township(self, user: User, unit: Unit, at: datetime) -> bool:
        return any(
            appointment.user_id == user.pk
            and appointment.unit.township == unit.township
            and was_live(appointment, at)
            for appointments in self._appointments.values()
            for appointment in appointments
        )

    def head(self, unit: Unit) -> tuple[Unit, str] | None:
        """Where the head of `unit` sits, and as what."""
        kind, post = HEADS[unit.kind]
        office = self.office(kind, unit)
        return (office, post) if office else None


def was_live(appointment: Appointment, at: datetime) -> bool:
    """True if the appointment held at the instant `at`, whatever became of it since.

    `AppointmentQuerySet.live` asks about the present; catching up must ask about then.
    """
    day = clock.local_day(at)
    user = appointment.user
    return (
        appointment.confirmed_at is not None
        and appointment.confirmed_at <= at
        and appointment.from_on <= day
        and (appointment.until_on is None or appointment.until_on >= day)
        and (appointment.ended_at is None or appointment.ended_at > at)
        and (user.is_active if user.deactivated_at is None else user.deactivated_at > at)
    )


def first_staffed_level(duty: Duty, tell: Tell, at: datetime, offices: Offices) -> Addressee:
    """Who is told at the instant `at`; where nobody sits, the next level up, marked 越级：下级无人."""
    last: Addressee | None = None
    levels = CLOSED_LEVELS if duty.policy.read_with else LEVELS
    for level in levels[levels.index(tell) if tell in levels else -1 :]:
        found = _at_level(duty, level, offices)
        if found is None:
            continue
        unit, post = found
        if level == Tell.HOLDER and duty.holder and offices.works_in_township(duty.holder, unit, at):
            return Addressee(level, unit, post, duty.holder)
        last = Addressee(level, unit, post, skipped_level=level != tell)
        if offices.staff(unit, post, at):
            return last
    return last or Addressee(tell, duty.unit, duty.post)


def _at_level(duty: Duty, level: Tell, offices: Offices) -> tuple[Unit, str] | None:
    match level:
        case Tell.HOLDER:
            return duty.unit, duty.post
        case Tell.UNIT_HEAD:
            return offices.head(duty.unit)
        case Tell.STATION_HEAD:
            office, post = offices.office(UnitKind.STATION, duty.unit), Post.STATION_HEAD
        case Tell.TOWNSHIP_LEADER:
            if duty.unit.kind == UnitKind.COUNTY:
                return None
            office, post = offices.office(UnitKind.TOWNSHIP, duty.unit), Post.TOWNSHIP_LEADER
        case _:
            office, post = offices.office(UnitKind.COUNTY, duty.unit), Post.COUNTY_REVIEWER
    return (office, str(post)) if office else None
