"""Rows whose key may stand in an address, where they are not a table's own scope."""

from django.db.models import QuerySet

from accounts.choices import UnitKind
from accounts.models import Unit, User
from outreach.actions.coverage import places_seen


def places_near(user: User) -> QuerySet[Unit]:
    """Villages and schools whose coverage `user` may open; one that is a place sees itself alone."""
    return places_seen(user)


def villages_near(user: User) -> QuerySet[Unit]:
    """The villages among them."""
    return places_seen(user).filter(kind=UnitKind.VILLAGE)
