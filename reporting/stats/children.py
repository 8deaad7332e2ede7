"""Figures about registered children by township and month. Read-only; they leave here as `ChildCount` alone.

Counted is who is 在册 and not sealed, by the month of registration, which nobody can date back: a month that
is over stays as it was printed, unless a file is sealed, moved or put right.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.permissions import Reach
from cases.choices import Route
from cases.models import Case
from common import clock
from common.smallnumbers import ChildCount, Key, Sum, Table, exact, protect
from minors.choices import Concern, MinorState
from minors.models import Minor
from reporting.models import IntakeLine

MEASURES = {
    "seized": "查获人次",
    "registered": "登记人数",
    "pupils": "其中在校",
    "others": "其中非在校",
    "moved": "其中移交外地",
}
KEPT = "kept"
"""What is left of 登记人数 after 移交: printed nowhere, and yet told by the two."""

OF_FILES = ("registered", "pupils", "others", "moved", KEPT)
SPLITS = (("pupils", "others"), ("moved", KEPT))
WHOLE = "county"
MONTHS_OFFERED = 12


@dataclass(frozen=True)
class Line:
    """One township (or the county) of the table."""

    name: str
    counts: list[ChildCount]

    @property
    def cells(self) -> list[tuple[str, ChildCount]]:
        return list(zip(MEASURES.values(), self.counts, strict=True))


def lists_files(user: User) -> bool:
    """True for a post that has each of these files on its own list: the township's station, nobody else."""
    acting = user.acting
    return acting is not None and acting.unit.kind == UnitKind.STATION and user.files_reach == Reach.TERRITORY


def closed_months(today: date) -> list[date]:
    """First days of the months that are over, the newest first: figures that grow day by day single out."""
    months, day = [], today.replace(day=1)
    for _ in range(MONTHS_OFFERED):
        day = (day - timedelta(days=1)).replace(day=1)
        months.append(day)
    return months


def child_figures(user: User, month: date, *, on_paper: bool) -> list[Line]:
    """The table of one month as `user` may have it: their own township, or every one and the county.

    What is hidden is decided for the whole county once, so that no two posts can put theirs together.
    Paper and workbooks are never exact.
    """
    acting = user.acting
    assert acting is not None
    names = _townships(acting.unit)
    table = _table(acting.unit.county, month, names)
    shown = exact(table.counts) if lists_files(user) and not on_paper else protect(table)
    areas = {**names, WHOLE: "全县"} if acting.level == WHOLE else {acting.area: names[acting.area]}
    return [Line(name, [shown[area, measure] for measure in MEASURES]) for area, name in areas.items()]


def _townships(unit: Unit) -> dict[str, str]:
    rows = Unit.objects.filter(kind=UnitKind.TOWNSHIP, county=unit.county).order_by("area")
    own = {} if unit.kind == UnitKind.COUNTY else {unit.township: unit.name}
    return {**own, **dict(rows.values_list("area", "name"))}


def _table(county: str, month: date, areas: Iterable[str]) -> Table:
    counts = _counted(county, month)
    areas = sorted({*areas, *counts})
    cells: dict[Key, int] = {}
    sums = []
    for measure in (*MEASURES, KEPT):
        parts = tuple((area, measure) for area in areas)
        cells |= {key: counts[key[0]][measure] for key in parts}
        cells[WHOLE, measure] = sum(cells[key] for key in parts)
        sums.append(Sum((WHOLE, measure), parts))
    for area in (*areas, WHOLE):
        sums += [Sum((area, "registered"), ((area, one), (area, two))) for one, two in SPLITS]
    return Table(cells, sums, [key for key in cells if key[1] == KEPT])


def _counted(county: str, month: date) -> dict[str, dict[str, int]]:
    """Raw numbers by township. Private: nothing outside this module sees one."""
    after = (month + timedelta(days=31)).replace(day=1)
    of_month = {
        "registered_at__gte": clock.start_of_day(month),
        "registered_at__lt": clock.start_of_day(after),
        "county": county,
    }
    outgoing = Case.objects.for_system("figures").filter(minor=OuterRef("pk"), route=Route.OUTGOING)
    files = Minor.objects.for_system("figures").filter(
        state=MinorState.REGISTERED, sealed_at=None, concern=Concern.DRUGS, **of_month
    )
    seized = IntakeLine.objects.for_system("figures").filter(
        seizure__isnull=False,
        minor__state=MinorState.REGISTERED,
        minor__sealed_at=None,
        minor__concern=Concern.DRUGS,
        **of_month,
    )
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows: Any = (
        files.annotate(is_moved=Exists(outgoing))
        .order_by()
        .values("township")
        .annotate(
            registered=Count("pk"),
            pupils=Count("pk", filter=Q(is_pupil=True)),
            others=Count("pk", filter=Q(is_pupil=False)),
            moved=Count("pk", filter=Q(is_moved=True)),
            kept=Count("pk", filter=Q(is_moved=False)),
        )
    )
    for row in rows:
        counts[row["township"]] = defaultdict(int, {name: row[name] for name in OF_FILES})
    for township, number in seized.order_by().values_list("township").annotate(Count("pk")):
        counts[township]["seized"] = number
    return counts
