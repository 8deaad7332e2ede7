"""Which places a post sees, in one place for every table of this app."""

from django.db.models import Q

from accounts import places
from accounts.models import User
from patrols.permissions import PatrolPerm


def by_place(user: User, via: str = "") -> Q:
    """Rows of places in the reach of whoever may see patrols."""
    return places.by_place(user, PatrolPerm.VIEW, via)


class Placed(places.Placed):
    """A row of this app that lies somewhere."""

    class Meta:
        abstract = True

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return by_place(user, via)
