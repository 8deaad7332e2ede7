"""The matrix of places and audiences: computed from what was done and how many there are, never typed.

A fixed number of queries, however many places. Rows are read for places that were found visible before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.permissions import may
from common import clock
from common.quarters import Period
from outreach.choices import Audience, PlaceKind
from outreach.models import CareRound, CoverageGoal, FamilyWork, GapReason, Headcount, Reach, VillageReach
from outreach.permissions import OutreachPerm
from outreach.policies import NEW_PLACE_DAYS
from outreach.rules import Cell, Said, Tally, goal_of, looked_at

Key = tuple[UUID, str]
ASKED: tuple[Audience, ...] = tuple(one for one in Audience if one != Audience.OTHER)


@dataclass(frozen=True)
class Row:
    """One village or school with its cells, in the order of the audiences."""

    place: Unit
    cells: list[Cell]


def places_seen(user: User) -> QuerySet[Unit]:
    """Villages and schools whose coverage `user` sees: the own one, or those of the territory."""
    acting = user.acting
    rows = Unit.objects.filter(kind__in=[UnitKind.VILLAGE, UnitKind.SCHOOL])
    if acting is None or not may(user, OutreachPerm.VIEW):
        return rows.none()
    if acting.unit.kind in (UnitKind.VILLAGE, UnitKind.SCHOOL):
        return rows.filter(pk=acting.unit.pk)
    return rows.filter(**{acting.level: acting.area})


def places_of(township: str) -> QuerySet[Unit]:
    """Villages and schools of one township."""
    return Unit.objects.filter(kind__in=[UnitKind.VILLAGE, UnitKind.SCHOOL], township=township)


def asked_in(rows: QuerySet[Unit], quarter: Period) -> list[Unit]:
    """Those asked for in this quarter: there early enough, and still there at its end."""
    there = Q(closed_on=None) | Q(closed_on__gt=quarter.until_on)
    last = date.fromordinal(quarter.until_on.toordinal() - NEW_PLACE_DAYS)
    return list(rows.filter(there, opened_on__lte=last).order_by("township", "-kind", "area", "name"))


def of_township(places: list[Unit], township: str) -> list[Unit]:
    """Those of one township by its code; all of them where none is asked for."""
    return [place for place in places if place.township == township] if township else places


def matrix(places: Iterable[Unit], quarter: Period, today: date) -> list[Row]:
    """The cells of `places` in one quarter, as of `today`. Eight queries."""
    places = list(places)
    on = looked_at(quarter, today)
    tallies = _tallies(places, quarter, on)
    counts = _headcounts(places, quarter)
    goals = _goals(places)
    reasons = _reasons(places, quarter)
    rows = []
    for place in places:
        kind = PlaceKind.SCHOOL if place.kind == UnitKind.SCHOOL else PlaceKind.VILLAGE
        county, township = goals.get(place.county, []), goals.get(place.township, [])
        cells = []
        for audience in ASKED:
            key = (place.pk, audience.value)
            reason = reasons.get(key)
            cells.append(
                Cell(
                    place=place.pk,
                    place_name=place.name,
                    audience=audience,
                    goal=goal_of(kind, audience, quarter, county, township),
                    headcount=counts.get(key),
                    tally=tallies.get(key, Tally()),
                    on=on,
                    reason=reason.reason if reason else "",
                    is_signed=bool(reason and reason.signed_at),
                )
            )
        rows.append(Row(place, cells))
    return rows


def gaps(rows: Iterable[Row]) -> list[Cell]:
    """The gaps, longest uncovered first, else as the table has them; one never covered before all."""
    found = [cell for row in rows for cell in row.cells if cell.is_gap]
    return sorted(found, key=lambda cell: cell.tally.last_on or date.min)


def _tallies(places: list[Unit], quarter: Period, on: date) -> dict[Key, Tally]:
    """What was done for each audience, by the place it was done at."""
    schools = [place.pk for place in places if place.kind == UnitKind.SCHOOL]
    villages = {place.area: place.pk for place in places if place.kind == UnitKind.VILLAGE}
    found: dict[Key, Tally] = {}

    def add(place: UUID, audience: str, row: dict) -> None:
        last = row["last"]
        tally = Tally(row["times"], row["sum"], clock.local_day(last) if last else None)
        found[place, audience] = found.get((place, audience), Tally()) + tally

    reached = Reach.objects.for_system("coverage of places already seen").filter(
        event__held_at__lt=clock.end_of_day(on), event__withdrawn_at=None
    )
    at_schools = _summed(reached.filter(event__campus__in=schools), "event__", quarter, people="people")
    for row in at_schools.values("event__campus", "audience", "times", "sum", "last"):
        add(row["event__campus"], row["audience"], row)
    at_villages = reached.filter(event__campus=None, event__area__in=list(villages))
    for row in _summed(at_villages, "event__", quarter, people="people", by="event__area").values(
        "event__area", "audience", "times", "sum", "last"
    ):
        add(villages[row["event__area"]], row["audience"], row)
    apart = VillageReach.objects.for_system("coverage of places already seen").filter(
        area__in=list(villages), event__held_at__lt=clock.end_of_day(on), event__withdrawn_at=None
    )
    for row in _summed(apart, "event__", quarter, people="people", by="area").values(
        "area", "audience", "times", "sum", "last"
    ):
        add(villages[row["area"]], row["audience"], row)
    family = (
        FamilyWork.objects.for_system("coverage of places already seen")
        .standing()
        .filter(campus__in=schools, held_at__lt=clock.end_of_day(on), reached__gt=0)
    )
    for row in _summed(family, "", quarter, people="reached", by="campus").values(
        "campus", "times", "sum", "last"
    ):
        add(row["campus"], Audience.PARENT.value, row)
    care = (
        CareRound.objects.for_system("coverage of places already seen")
        .standing()
        .filter(area__in=list(villages), held_at__lt=clock.end_of_day(on), seen__gt=0)
    )
    for row in _summed(care, "", quarter, people="seen", by="area").values("area", "times", "sum", "last"):
        add(villages[row["area"]], Audience.LEFT_BEHIND.value, row)
    return found


def _summed(rows: QuerySet, via: str, quarter: Period, *, people: str, by: str = "event__campus") -> QuerySet:
    """Times and people within the quarter, and the last instant of all, by place and audience."""
    inside = Q(
        **{
            f"{via}held_at__gte": clock.start_of_day(quarter.from_on),
            f"{via}held_at__lt": clock.end_of_day(quarter.until_on),
        }
    )
    keys = (by, "audience") if via else (by,)
    return (
        rows.order_by()
        .values(*keys)
        .annotate(
            times=Count("pk", filter=inside),
            sum=Coalesce(Sum(F(people), filter=inside), 0),
            last=Max(f"{via}held_at"),
        )
    )


def _headcounts(places: list[Unit], quarter: Period) -> dict[Key, int]:
    """The newest count of each place up to this quarter: who was not counted anew is still there."""
    rows = Headcount.objects.for_system("coverage of places already seen").filter(
        place__in=places, from_on__lte=quarter.from_on
    )
    newest = rows.order_by("from_on").values_list("place", "audience", "people")
    return {(place, audience): people for place, audience, people in newest}


def _goals(places: list[Unit]) -> dict[str, list[Said]]:
    """What county and township ask, by their division code, in the order in which it was said."""
    areas = {place.county for place in places} | {place.township for place in places}
    found: dict[str, list[Said]] = {}
    rows = CoverageGoal.objects.for_system("goals of places already seen").filter(area__in=areas)
    for goal in rows.order_by("entered_at"):
        said = Said(goal.place_kind, goal.audience, goal.from_on, goal.times, goal.share)
        found.setdefault(goal.area, []).append(said)
    return found


def _reasons(places: list[Unit], quarter: Period) -> dict[Key, GapReason]:
    rows = GapReason.objects.for_system("reasons of places already seen").filter(
        place__in=places, from_on=quarter.from_on
    )
    return {(reason.place_id, reason.audience): reason for reason in rows}


def is_settled(township: str, quarter: Period, now: datetime) -> bool:
    """Whether no gap of this quarter is left, or each has its signed reason."""
    places = asked_in(places_of(township), quarter)
    rows = matrix(places, quarter, clock.local_day(now))
    return not any(cell.is_open for row in rows for cell in row.cells)
