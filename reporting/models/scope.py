"""Which level-1 rows a post sees, in one place for every table of reporting."""

from django.db.models import Q

from accounts.models import User
from accounts.permissions import Reach
from accounts.scoping import NOTHING


def by_codes(user: User, via: str = "") -> Q:
    """Rows with `unit`, `county`, `township`: the territory by level column, or what the own unit logged.

    A school, a village and a case worker see none: their reach over codes is no territory.
    """
    acting = user.acting
    if acting is None:
        return NOTHING
    match user.codes_reach:
        case Reach.TERRITORY:
            return Q(**{f"{via}{acting.level}": acting.area})
        case Reach.OWN_UNIT:
            return Q(**{f"{via}unit": acting.unit})
        case _:
            return NOTHING


def between_units(user: User, via: str = "") -> Q:
    """Papers between two offices: those sent or received by the own unit, and those to its territory."""
    acting = user.acting
    if acting is None:
        return NOTHING
    own = Q(**{f"{via}from_unit": acting.unit}) | Q(**{f"{via}to_unit": acting.unit})
    if user.codes_reach == Reach.TERRITORY:
        return own | Q(**{f"{via}to_unit__{acting.level}": acting.area})
    return own
