"""Take a whole ledger in, or say cell by cell why not. A dry run does everything, and keeps nothing."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import readlog
from accounts.choices import ReadKind
from accounts.models import User
from accounts.permissions import require
from common.errors import DomainError
from reporting.imports.kinds import KINDS, Entry, Kind, NoSuchCode
from reporting.imports.sheet import BadCell, Cell, Grid
from reporting.permissions import ReportPerm

HEADER_WITHIN = 5
"""The titles stand in one of the first rows, under a heading perhaps."""


@dataclass(frozen=True)
class Refusal:
    """The first cell of a row that cannot be taken; its value masked."""

    row: int
    column: str
    value_masked: str
    message: str


@dataclass(frozen=True)
class Outcome:
    rows: int = 0
    accepted: int = 0
    refused: list[Refusal] = field(default_factory=list)
    committed: bool = False

    def as_data(self) -> dict[str, Any]:
        """The keys of design §9."""
        refused = [asdict(one) for one in self.refused]
        return {"rows": self.rows, "accepted": self.accepted, "refused": refused}


@transaction.atomic
def run(*, by: User, kind: str, grid: Grid, commit: bool, now: datetime) -> Outcome:
    """Put every row through the action of its ledger. Nothing stays unless every row is accepted.

    Rows of a dry run are written and rolled back, so that it says, costs and reveals what the import would.
    That its cells were compared with registered names stands in the read log, like any search.
    Raises DomainError where the titles are not found.
    """
    require(by, ReportPerm.IMPORT_LEDGER)
    ledger = KINDS[kind]
    columns, body = _columns(ledger, grid)
    with transaction.atomic():
        outcome = _take_all(ledger, columns, body, by=by, commit=commit, now=now)
    readlog.record(
        by=by,
        kind=ReadKind.SEARCH,
        fields="姓名（比对）",
        purpose=f"台账{'导入' if outcome.committed else '试读'}：{ledger.title}",
        basis="岗位职责范围",
        rows=outcome.rows,
    )
    return outcome


def _take_all(
    ledger: Kind,
    columns: dict[str, int],
    body: list[tuple[int, list[Cell]]],
    *,
    by: User,
    commit: bool,
    now: datetime,
) -> Outcome:
    refused = []
    made: set[Any] = set()
    for number, cells in body:
        refusal = _take(ledger, columns, number, cells, by, now, made)
        if refusal is not None:
            refused.append(refusal)
    keep = commit and not refused
    if not keep:
        transaction.set_rollback(True)
    return Outcome(len(body), len(body) - len(refused), refused, keep)


def _columns(ledger: Kind, grid: Grid) -> tuple[dict[str, int], list[tuple[int, list[Cell]]]]:
    """The place of each title, and the rows below them."""
    needed = {entry.title for entry in ledger.entries if entry.required}
    known = {entry.title for entry in ledger.entries}
    for place, (_, cells) in enumerate(grid.rows[:HEADER_WITHIN]):
        titles = [re.sub(r"\s|[*＊]", "", cell.value) for cell in cells]
        if needed <= set(titles):
            return {t: titles.index(t) for t in known if t in titles}, grid.rows[place + 1 :]
    missing = "、".join(entry.title for entry in ledger.entries if entry.required)
    raise DomainError(f"没有找到表头。前{HEADER_WITHIN}行里须有一行写着：{missing}。", field="file")


def _take(
    ledger: Kind,
    columns: Mapping[str, int],
    number: int,
    cells: list[Cell],
    by: User,
    now: datetime,
    made: set[Any],
) -> Refusal | None:
    at: dict[str, tuple[Entry, Cell]] = {}
    values: dict[str, Any] = {}
    for entry in ledger.entries:
        place = columns.get(entry.title, len(cells))
        cell = cells[place] if place < len(cells) else Cell("s", "", f"第{number}行")
        at[entry.name] = entry, cell
        if not cell.value.strip():
            if entry.required:
                return _refused(number, entry, cell, "没有填写。")
            continue
        try:
            values[entry.name] = entry.read(cell)
        except BadCell as error:
            return _refused(number, entry, cell, str(error))
    return _act(ledger, number, at, values, by, now, made)


def _act(
    ledger: Kind,
    number: int,
    at: Mapping[str, tuple[Entry, Cell]],
    values: Mapping[str, Any],
    by: User,
    now: datetime,
    made: set[Any],
) -> Refusal | None:
    first = next(iter(at.values()))
    try:
        with transaction.atomic():
            row = ledger.take(by, now, values)
    except NoSuchCode:
        return _refused(number, *at["code"], "没有这个编号，或者不在您的范围内。")
    except DomainError as error:
        return _refused(number, *at.get(error.field or "", first), str(error))
    except ValidationError as error:
        name, words = next(iter(error.message_dict.items()))
        return _refused(number, *at.get(name, first), words[0])
    if _is_known(ledger, row, made, by):
        return _refused(number, *first, "与已有记录相同，不重复导入。")
    made.add(row.pk)
    return None


def _is_known(ledger: Kind, row: Any, made: set[Any], by: User) -> bool:
    """Whether the unit had the same row before this import; alike rows of one ledger are two."""
    same = {name: getattr(row, name) for name in (*ledger.columns, *ledger.within)}
    rows = type(row).objects.visible_to(by).filter(**same)
    return not set(rows.values_list("pk", flat=True)) <= {row.pk, *made}


def _refused(number: int, entry: Entry, cell: Cell, why: str) -> Refusal:
    return Refusal(number, entry.title, cell.masked, f"{cell.name}：{why}")
