"""Which places a post sees, in one place for every table of this app."""

from django.db import models
from django.db.models import Q

from accounts.choices import UnitKind
from accounts.models import Unit, User, county_column, township_column
from accounts.permissions import may
from accounts.scoping import NOTHING, ScopedRecord
from patrols.permissions import PatrolPerm


def by_place(user: User, via: str = "") -> Q:
    """Rows with `area`, its level columns and `campus`.

    A school sees what is about its own grounds and surroundings, a village what lies in it, everybody else
    with the permission their territory; nobody else sees a row.
    """
    acting = user.acting
    if acting is None or not may(user, PatrolPerm.VIEW):
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

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return by_place(user, via)
