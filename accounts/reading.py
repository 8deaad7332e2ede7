"""What one request has read of persons: filled by the scoped querysets, written down at its end.

A `ScopedQuerySet` that acts for a user notes here every row it materialises, so that no page can show a
row without a trace (ADR 020). Outside a request, and for `for_system`, nothing is noted.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models

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


@contextmanager
def collecting() -> Iterator[Collector]:
    """Note what is read inside the block."""
    collector = Collector()
    token = _collector.set(collector)
    try:
        yield collector
    finally:
        _collector.reset(token)
