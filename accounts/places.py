"""Rows that lie somewhere, and which of them a post sees: for places and outreach, where no person stands."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q

from accounts.choices import UnitKind
from accounts.models import Appointment, Unit, User, county_column, township_column
from accounts.permissions import may, roles
from accounts.scoping import NOTHING, ScopedRecord


def by_place(user: User, perm: str, via: str = "") -> Q:
    """Rows with `area`, its level columns and `campus`, for whoever holds `perm`.

    A school sees what is about its own grounds and surroundings, a village what lies in it, everybody else
    with the permission their territory; nobody else sees a row.
    """
    acting = user.acting
    if acting is None or not may(user, perm):
        return NOTHING
    if acting.unit.kind == UnitKind.SCHOOL:
        return Q(**{f"{via}campus": acting.unit})
    if acting.unit.kind == UnitKind.VILLAGE:
        return Q(**{f"{via}area": acting.area})
    return Q(**{f"{via}{acting.level}": acting.area})


class Placed(ScopedRecord):
    """A row that lies somewhere: a division code, and the school it is in or around, if any.

    `area` is a village (12 digits) where it is known, else the township (9).
    """

    area = models.CharField("行政区划代码", max_length=12)
    county = county_column()
    township = township_column()
    campus = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所属或最近的学校"
    )

    is_reading = False

    class Meta:
        abstract = True


def within(by: User, *, campus: Unit | None, area: str) -> None:
    """Raise PermissionDenied where the place lies outside what the post may speak of."""
    acting = by.acting
    assert acting is not None
    if acting.unit.kind == UnitKind.SCHOOL:
        if campus is None or campus.pk != acting.unit.pk:
            raise PermissionDenied("another school")
        return
    if not area.startswith(acting.area) or (campus is not None and not campus.area.startswith(acting.area)):
        raise PermissionDenied("outside the territory")


def areas_of(user: User) -> list[Unit]:
    """The villages and the township that `user` may put a place into, by their units."""
    acting = user.acting
    if acting is None:
        return []
    kinds = [UnitKind.TOWNSHIP, UnitKind.VILLAGE]
    rows = Unit.objects.active().filter(kind__in=kinds, county=acting.unit.county)
    rows = rows if acting.level == "county" else rows.filter(township=acting.unit.township)
    return list(rows.order_by("area"))


def schools_of(user: User) -> list[Unit]:
    """The schools `user` may speak of: the own one, or those of the territory."""
    acting = user.acting
    if acting is None:
        return []
    rows = Unit.objects.active().filter(kind=UnitKind.SCHOOL)
    if acting.unit.kind == UnitKind.SCHOOL:
        return list(rows.filter(pk=acting.unit.pk))
    if acting.level == "county":
        return list(rows.filter(county=acting.unit.county).order_by("area", "name"))
    return list(rows.filter(township=acting.unit.township).order_by("area", "name"))


def doers_for(user: User, now: datetime, *, does: str, keeps: str) -> list[User]:
    """Who may have done what `user` writes down (代录): the own person first.

    Whoever `keeps` the books of a township writes for everybody there whose post `does` it, the village
    secretaries and the schools' liaisons among them.
    """
    acting = user.acting
    assert acting is not None
    if keeps not in roles()[acting.post].permissions:
        return [user]
    posts = [post for post, role in roles().items() if does in role.permissions]
    rows = Appointment.objects.live(now).filter(unit__township=acting.unit.township, post__in=posts)
    others = {row.user.pk: row.user for row in rows.select_related("user").order_by("post", "user__username")}
    others.pop(user.pk, None)
    return [user, *others.values()]


def units_by_area(areas: Iterable[str]) -> dict[str, str]:
    """Names of villages and townships by their code."""
    rows = Unit.objects.filter(area__in=set(areas), kind__in=[UnitKind.VILLAGE, UnitKind.TOWNSHIP])
    return dict(rows.values_list("area", "name"))
