"""Who may do what, and how far a post's sight reaches. The table itself is `config/roles.py`."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from accounts.models import User


class AccountPerm(StrEnum):
    MANAGE_UNITS = "accounts.manage_units"
    MANAGE_ACCOUNTS = "accounts.manage_accounts"
    CONFIRM_APPOINTMENT = "accounts.confirm_appointment"
    END_APPOINTMENT = "accounts.end_appointment"
    RECORD_ABSENCE = "accounts.record_absence"
    SET_REMINDER = "accounts.set_reminder"
    READ_LOG = "accounts.read_log"


class NotNow(PermissionDenied):
    """The post may and the row is in scope, but the state of things does not allow it (403).

    The message is a complete Chinese sentence, without personal data, that says how; the page shows it.
    """


class Reach(StrEnum):
    """How far a post sees rows about minors."""

    TERRITORY = "territory"  # the unit's own division, by code
    OWN_UNIT = "own_unit"  # what the unit itself logged
    OWN_CASES = "own_cases"  # live grants only
    NOTHING = "nothing"


@dataclass(frozen=True)
class Role:
    """What one post may do (`permissions`) and see.

    `files` is the reach over coded records, cases and, through the one door, vaults; `codes` the reach
    over level-1 rows (reports, duty labels), which hold no identity; `duties` the reach over duties,
    OWN_CASES meaning the ones the person holds or their post owes.
    """

    permissions: frozenset[str]
    files: Reach = Reach.NOTHING
    codes: Reach = Reach.NOTHING
    duties: Reach = Reach.OWN_CASES


@cache
def roles() -> dict[str, Role]:
    """The office's table of posts, loaded through the setting `ROLES` so that imports point down."""
    return import_string(settings.ROLES)


def may(user: "User", perm: str, row: Any = None) -> bool:
    """True when the post `user` acts as grants `perm` and, if given, `row` lies in its scope.

    Asks the table of posts, never `has_perm`: Django's superuser shortcut would say yes to everything.
    """
    acting = getattr(user, "acting", None)
    if not user.is_active or acting is None or perm not in roles()[acting.post].permissions:
        return False
    return row is None or _in_scope(user, row)


def require(user: "User", perm: str, row: Any = None) -> None:
    """Raise PermissionDenied unless `may(user, perm, row)`. The first line of every action."""
    if not may(user, perm, row):
        raise PermissionDenied(f"{perm} refused")


def _in_scope(user: "User", row: Any) -> bool:
    return type(row).objects.visible_to(user).filter(pk=row.pk).exists()
