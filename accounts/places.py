"""Rows that lie somewhere, and which of them a post sees: for places and outreach, where no person stands."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q

from accounts.choices import UnitKind
from accounts.models import Appointment, Unit, User, county_column, township_column
from accounts.permissions import may, roles
from accounts.scoping import NOTHING, ScopedRecord
from common.errors import DomainError


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


def titles_of(users: Iterable[User], now: datetime) -> dict[UUID, str]:
    """Name, unit and post of each: in one township several people may bear like names."""
    users = list(users)
    rows = Appointment.objects.live(now).filter(user__in=users).select_related("unit").order_by("unit__area")
    words = {row.user_id: f"{row.unit.name} {row.get_post_display()}" for row in rows}
    return {user.pk: f"{user.name}（{words[user.pk]}）" if user.pk in words else user.name for user in users}


def refuse_doer(
    by: User, done_by: User, place: Unit, now: datetime, *, does: str, keeps: str, field: str = "done_by"
) -> None:
    """Raise where `done_by` is nobody `by` writes for, or one of another village or school than `place`.

    Raises PermissionDenied for a stranger, DomainError on `field` for the wrong place: whoever was named
    would see nothing of it.
    """
    if done_by.pk == by.pk:
        return
    if done_by not in doers_for(by, now, does=does, keeps=keeps):
        raise PermissionDenied("not one to write for")
    rows = Appointment.objects.live(now).filter(user=done_by).select_related("unit")
    units = {row.unit.pk: row.unit.kind for row in rows}
    single = (UnitKind.VILLAGE, UnitKind.SCHOOL)
    if place.kind in single and place.pk not in units and set(units.values()) <= set(single):
        raise DomainError("选的人不在这个村（学校）任职，请选实际去的人。", field=field)


def units_by_area(areas: Iterable[str]) -> dict[str, str]:
    """Names of villages and townships by their code."""
    rows = Unit.objects.filter(area__in=set(areas), kind__in=[UnitKind.VILLAGE, UnitKind.TOWNSHIP])
    return dict(rows.values_list("area", "name"))
