"""What one request has read of persons: filled by the scoped querysets, written down at its end.

A `ScopedQuerySet` that acts for a user notes here every row it materialises, so that no page can show a
row without a trace (ADR 020). Outside a request, and for `for_system`, nothing is noted.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

_collector: ContextVar["Collector | None"] = ContextVar("qinghu_reading", default=None)


@dataclass
class Collector:
    """Files by key (with their code where it came along), codes of other rows, tables and number of rows;
    `written` are the numbers of the entries that the view wrote itself.
    """

    files: dict[UUID, str] = field(default_factory=dict)
    labels: set[str] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)
    rows: int = 0
    written: list[int] = field(default_factory=list)

    def note(self, queryset: models.QuerySet, row: Any) -> None:
        """One row was read. Values count too; a dictionary tells its file if it holds the key."""
        model: Any = queryset.model
        if not getattr(model, "is_reading", True):
            return
        self.tables.add(str(model._meta.verbose_name))
        self.rows += 1
        key, code = _file_of(model, row)
        if isinstance(key, UUID):
            self.files[key] = self.files.get(key) or code
        elif label := getattr(row, "__dict__", {}).get("code", ""):
            self.labels.add(label)

    def show(self, table: str, files: Mapping[UUID, str]) -> None:
        """A sheet names these files by their code, without a row about them: key and code of each."""
        if files:
            self.tables.add(table)
            self.rows += len(files)
            self.files |= {key: code or self.files.get(key, "") for key, code in files.items()}

    def coded(self) -> dict[UUID, str]:
        """Every file with its code, looked up where it did not come along."""
        unknown = [key for key, code in self.files.items() if not code]
        found = import_string(settings.READ_CODES)(unknown) if unknown else {}
        return {key: code or found.get(key, str(key)) for key, code in self.files.items()}

    def named(self) -> dict[str, Any]:
        """What an entry says of it: `file` and `code` of the only one, else `codes` of all."""
        files = self.coded()
        one = next(iter(files)) if len(files) == 1 else None
        codes = sorted({*files.values(), *self.labels})
        return {
            "file": one,
            "code": files[one] if one else "",
            "codes": () if one and len(codes) == 1 else codes,
        }


def _file_of(model: Any, row: Any) -> tuple[Any, str]:
    path = getattr(model, "file_field", "minor_id")
    if isinstance(row, dict):
        return row.get(path) or row.get(path.removesuffix("_id")), row.get("code", "") if path == "id" else ""
    if not isinstance(row, models.Model):
        return None, ""
    if path in row.get_deferred_fields():
        return None, ""
    if path == "id":
        return row.pk, "" if "code" in row.get_deferred_fields() else getattr(row, "code", "")
    parent = row._state.fields_cache.get(path.removesuffix("_id"))
    return getattr(row, path, None), getattr(parent, "code", "")


def collected() -> Collector | None:
    """The collector of the present request, if there is one."""
    return _collector.get()


def note_shown(table: str, files: Mapping[UUID, str]) -> None:
    """Note files that a sheet names by code without a row about them, if a request is on."""
    if (collector := collected()) is not None:
        collector.show(table, files)


@contextmanager
def collecting() -> Iterator[Collector]:
    """Note what is read inside the block."""
    collector = Collector()
    token = _collector.set(collector)
    try:
        yield collector
    finally:
        _collector.reset(token)
