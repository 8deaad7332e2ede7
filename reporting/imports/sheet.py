"""A workbook as a grid of cells, read by a child process that may fail without harm (stack.md, trap 8)."""

import csv
import io
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from common import clock
from common.errors import DomainError

MOST_BYTES = 2 * 1024 * 1024
"""A workbook of a township's year is smaller. 本单位规定 (D)."""

SECONDS = 20
"""Longer than the child's own limit of processor time: it may have to wait its turn."""

ROWS, COLUMNS, LETTERS = 2_000, 40, 2_000
"""As much as the child reads of a workbook."""

TOO_LARGE = DomainError("表格太大：最多2000行、40列，每格最多2000字，请分几次导入。", field="file")

_CHILD = Path(__file__).with_name("child.py")
_EPOCH = date(1899, 12, 30)
"""Day 0 of a serial, counting the leap day of 1900 that never was."""

_SERIALS = range(36526, 73051)
"""2000-01-01 to 2099-12-31: other numbers are no dates."""

_DAY = re.compile(
    r"(?P<y>20\d{2})(?:[.\-/年](?P<m>\d{1,2})[.\-/月](?P<d>\d{1,2})[日号]?|(?P<m2>\d{2})(?P<d2>\d{2}))"
    r"(?:[ T]*(?P<h>\d{1,2})[:时点](?P<min>\d{1,2})?分?(?::\d{2})?)?"
)


class BadCell(Exception):
    """What a cell holds cannot be used. The message names no value."""


@dataclass(frozen=True)
class Cell:
    kind: str  # s text, n number, d date, b yes or no
    value: str
    name: str  # C5

    @property
    def text(self) -> str:
        """The text typed. Raises BadCell for a long number: the workbook has rounded it."""
        if self.kind == "n" and len(re.sub(r"\D", "", self.value)) > 10:
            raise BadCell("长数字被表格软件当成了数值，可能已丢位，请把这一格设为“文本”后重填。")
        return self.value.strip()

    @property
    def instant(self) -> datetime:
        """A day, or a day and an hour, Shanghai: a date cell, a serial, 2024.9.17 or 2024年9月1日 14:30.

        A day alone counts from its beginning. Raises BadCell.
        """
        try:
            return self._instant()
        except (ValueError, OverflowError):
            raise BadCell("日期认不出来，请写成 2024-9-17 或 2024年9月17日。") from None

    def _instant(self) -> datetime:
        if self.kind == "n" and int(float(self.value)) in _SERIALS:
            day, share = divmod(float(self.value), 1)
            midnight = clock.start_of_day(_EPOCH + timedelta(days=int(day)))
            return midnight + timedelta(minutes=round(share * 24 * 60))
        if self.kind == "d":
            read = datetime.fromisoformat(self.value)
            return clock.shanghai(read.year, read.month, read.day, read.hour, read.minute)
        found = _DAY.fullmatch(self.value.strip())
        if found is None:
            raise ValueError
        year, month, day_of = found["y"], found["m"] or found["m2"], found["d"] or found["d2"]
        return clock.shanghai(
            int(year), int(month), int(day_of), int(found["h"] or 0), int(found["min"] or 0)
        )

    @property
    def masked(self) -> str:
        """The first letter, so that the clerk finds the cell; never the value."""
        return f"{self.value.strip()[0]}***" if self.value.strip() else ""


@dataclass(frozen=True)
class Grid:
    """Rows of cells by their number in the workbook, blank rows left out."""

    rows: list[tuple[int, list[Cell]]]


def read_workbook(content: bytes) -> Grid:
    """The first sheet, or a CSV. Raises DomainError with a sentence where it is too large, or none at all."""
    if len(content) > MOST_BYTES:
        raise DomainError(f"文件超过{MOST_BYTES // 1024 // 1024}MB，请分几次导入。", field="file")
    if (text := _as_csv(content)) is not None:
        return _csv_grid(text)
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD)],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        raise DomainError("表格太复杂，读不完，请另存为简单表格再导入。", field="file") from None
    if done.returncode == 3:
        raise TOO_LARGE
    if done.returncode != 0:
        raise DomainError("这个文件读不了，请另存为 .xlsx 再导入。", field="file")
    return _grid(json.loads(done.stdout))


def _as_csv(content: bytes) -> str | None:
    """The text of a CSV in UTF-8 or as an office here saves it (GB 18030); None for what is none."""
    if b"\0" in content:
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        is_table = "," in text and not re.search(r"[\x01-\x08\x0e-\x1f]", text)
        return text if is_table else None
    return None


def _csv_grid(text: str) -> Grid:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        raise DomainError("这个CSV读不了，引号或逗号不成对，请另存为 .xlsx 再导入。", field="file") from None
    if (
        len(rows) > ROWS
        or any(len(row) > COLUMNS for row in rows)
        or any(len(value) > LETTERS for row in rows for value in row)
    ):
        raise TOO_LARGE
    cells = [
        (number, [Cell("s", value, f"{_letters(place)}{number}") for place, value in enumerate(row)])
        for number, row in enumerate(rows, start=1)
    ]
    return Grid([(number, row) for number, row in cells if any(cell.value.strip() for cell in row)])


def _grid(found: dict) -> Grid:
    rows = []
    for offset, values in enumerate(found["rows"]):
        number = found["top"] + offset + 1
        cells = [
            Cell(
                kind,
                "是" if value is True else "否" if value is False else value,
                f"{_letters(column)}{number}",
            )
            for column, (kind, value) in enumerate(values, start=found["left"])
        ]
        if any(cell.value.strip() for cell in cells):
            rows.append((number, cells))
    return Grid(rows)


def _letters(column: int) -> str:
    word = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        word = chr(ord("A") + rest) + word
    return word
