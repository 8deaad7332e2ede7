"""What every address of the house is: who may come, about which row, and what reading it is.

The table itself is `config/surfaces.py`, loaded through the setting `SURFACES` so that imports point down.
The read log asks it what to write, the access matrix what to expect; an address that is not in it fails the
suite.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from accounts.permissions import may

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Surface:
    """One named URL. The answer is settled in this order: login, method, row, permission, state.

    `perm` is what a post needs to come here ("" is everybody who is logged in), `also` what it needs
    besides, `either` what will do in its place, one of them. `row` is the model (`app.Model`) whose key
    `pk` stands in the URL: in `rows` (dotted path `f(user) -> QuerySet`; the model's own
    `objects.visible_to` if empty) or 404. `state` is a dotted path `f(user, row, method, kwargs) -> int`:
    a status that the row's state adds (403, 404), or 0. `read` is the `ReadKind` that a visit is, "" where
    no child's row can be shown; `methods` what it answers. `is_open` needs no login; `is_shut` is 404 to
    everybody.
    """

    perm: str = ""
    row: str = ""
    read: str = ""
    methods: tuple[str, ...] = ("GET",)
    also: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    rows: str = ""
    state: str = ""
    is_open: bool = False
    is_shut: bool = False

    def grants(self, user: "User") -> bool:
        """True if the post `user` acts as holds what this address asks for."""
        first = not self.perm or may(user, self.perm)
        wanted = first or any(may(user, perm) for perm in self.either)
        return wanted and all(may(user, perm) for perm in self.also)

    def rows_of(self, user: "User") -> QuerySet:
        """The rows whose key may stand in this address for `user`."""
        if self.rows:
            return import_string(self.rows)(user)
        return apps.get_model(self.row).objects.visible_to(user)


@cache
def surfaces() -> dict[str, Surface]:
    """The table by view name, such as `cases:case_detail`."""
    return import_string(settings.SURFACES)
