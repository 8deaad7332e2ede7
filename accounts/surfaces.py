"""What every address of the house is: who may come, about which row, and what reading it is.

The table itself is `config/surfaces.py`, loaded through the setting `SURFACES` so that imports point down.
The read log asks it what to write, the access matrix what to expect; an address that is not in it fails the
suite.
"""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Surface:
    """One named URL.

    `perm` is what a post needs to come here ("" is everybody who is logged in); `row` the model
    (`app.Model`) whose key stands in the URL, whose scope decides between a page and a 404; `read` the
    `ReadKind` that a visit is, "" where no child's row can be shown; `methods` what it answers.
    """

    perm: str = ""
    row: str = ""
    read: str = ""
    methods: tuple[str, ...] = ("GET",)


@cache
def surfaces() -> dict[str, Surface]:
    """The table by view name, such as `cases:case_detail`."""
    return import_string(settings.SURFACES)
