"""What a ledger is: rows, columns and the day it is ordered by; the same for page, print and workbook."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Unit, User
from accounts.reading import note_shown
from common import clock
from duties.policies import BACKFILL_AFTER

MOST_ROWS = 20_000
"""More rows than this leave in several workbooks. 本单位规定 (D)."""

MOST_PRINTED = 1_000
"""More rows than this are exported, not printed. 本单位规定 (D)."""

CHUNK = 500
SENTENCE = 23
"""Columns at least this wide hold sentences, which may break anywhere."""


@dataclass(frozen=True)
class Column:
    """One column: its title, how a row's value is found, and how wide it is in a workbook (characters).

    A column that is not `on_screen` stands on paper and in the workbook only, so that a page stays readable.
    `tone` colours a value on the page; the word always stands beside the colour.
    """

    title: str
    value: Callable[[Any], Any]
    width: int = 12
    on_screen: bool = True
    tone: Callable[[Any], str] | None = None

    def text(self, row: Any) -> str:
        return as_text(self.value(row))


@dataclass(frozen=True)
class Cell:
    """One value on a page. `parts` are kept whole when the column is too narrow for all of it."""

    title: str
    text: str
    parts: list[str]
    tone: str
    url: str = ""

    @classmethod
    def of(cls, column: Column, row: Any) -> "Cell":
        text = column.text(row)
        tone = column.tone(row) if column.tone and text else ""
        return cls(column.title, text, text.split() if column.width < SENTENCE else [], tone)


@dataclass(frozen=True)
class Filters:
    """From which day to which, both included, and of which unit (None: all that may be seen)."""

    first: date
    last: date
    unit: Unit | None = None

    where: str = "可见范围内全部单位"

    @property
    def slug(self) -> str:
        return f"{self.first:%Y%m%d}-{self.last:%Y%m%d}"

    @property
    def words(self) -> str:
        where = self.unit.name if self.unit else self.where
        return f"{self.first.isoformat()} 至 {self.last.isoformat()}，{where}"


@dataclass(frozen=True)
class Ledger:
    """One ledger. `found(user)` gives the rows in scope; by `moment` they are ordered and filtered.

    `by_day` says that `moment` is a day and not an instant. `stands_until` is the column with the day a row
    left the list: then the ledger holds what stood on it on any of the days, not what came onto it. `spread`
    turns a chunk of found rows into the lines of the ledger as they stand at an instant, where one row has
    several (a seizure has one line per child) or something is computed. `link` is the page about a line.
    `files` says which files some rows name by code, where they are no rows about persons and the read log
    would not see them.
    """

    slug: str
    title: str
    hint: str
    perm: str
    found: Callable[[User], QuerySet[Any]]
    moment: str
    unit_field: str
    columns: Sequence[Column]
    unit_kinds: tuple[str, ...]
    by_day: bool = False
    stands_until: str = ""
    spread: Callable[[User, list[Any], datetime], Iterable[Any]] | None = None
    link: Callable[[Any], str] | None = None
    files: Callable[[list[Any]], dict[UUID, str]] | None = None

    def select(self, user: User, filters: Filters) -> QuerySet[Any]:
        """The rows of these days and this unit that `user` may see, newest first."""
        rows = self.found(user)
        if self.stands_until:
            stood = Q(**{self.stands_until: None}) | Q(**{f"{self.stands_until}__gte": filters.first})
            rows = rows.filter(stood, **{f"{self.moment}__lte": filters.last})
        elif self.by_day:
            rows = rows.filter(**{f"{self.moment}__range": (filters.first, filters.last)})
        else:
            span = {
                f"{self.moment}__gte": clock.start_of_day(filters.first),
                f"{self.moment}__lt": clock.end_of_day(filters.last),
            }
            rows = rows.filter(**span)
        return rows.filter(**{self.unit_field: filters.unit}) if filters.unit else rows

    def lines(self, user: User, rows: list[Any], now: datetime) -> list[Any]:
        """The lines of these rows, with what is computed as it stands at `now`."""
        return list(self.spread(user, rows, now)) if self.spread else rows

    def stream(self, user: User, rows: QuerySet[Any], now: datetime) -> Iterator[Any]:
        """Every line of a sheet, a chunk at a time."""
        chunk: list[Any] = []
        for row in rows.order_by(self.moment, "pk").iterator(chunk_size=CHUNK):
            chunk.append(row)
            if len(chunk) == CHUNK:
                yield from self._on_paper(user, chunk, now)
                chunk = []
        yield from self._on_paper(user, chunk, now)

    def _on_paper(self, user: User, rows: list[Any], now: datetime) -> list[Any]:
        if self.files:
            note_shown(self.title, self.files(rows))
        return self.lines(user, rows, now)

    def texts(self, line: Any) -> list[str]:
        return [column.text(line) for column in self.columns]

    @property
    def screen(self) -> list[Column]:
        return [column for column in self.columns if column.on_screen]

    def cells(self, line: Any) -> list[Cell]:
        """The line as the page shows it."""
        first, *rest = [Cell.of(column, line) for column in self.screen]
        return [replace(first, url=self.link(line) if self.link else ""), *rest]


def as_text(value: Any) -> str:
    """How a value stands in a ledger: Shanghai time, plain days, 是 and 否."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime():
            return clock.local(value).strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case _:
            return str(value)


def due_text(value: datetime) -> str:
    """A deadline as the office says it: the exclusive midnight is 24:00 of the day before."""
    local = clock.local(value)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        day = clock.local_day(value).toordinal() - 1
        return f"{date.fromordinal(day).isoformat()} 24:00"
    return local.strftime("%Y-%m-%d %H:%M")


def backfilled(occurred_at: datetime | None, recorded_at: datetime | None) -> str:
    """The mark 补录 for what was typed long after it happened."""
    if occurred_at is None or recorded_at is None:
        return ""
    return "补录" if recorded_at - occurred_at > BACKFILL_AFTER else ""
