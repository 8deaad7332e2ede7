"""Which rows stand in an address: found in the tables themselves, and named by whose file they are about."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from config.access.world import World
from minors.models import Minor

WAYS = (
    "minor_id",
    "file",
    "file_id",
    "case",
    "line",
    "report",
    "grant",
    "duty",
    "escalation",
    "excuse",
    "help",
    "round",
)
"""Columns that lead to the file of a row, nearest first."""
NEVER = UUID("00000000-0000-4000-8000-000000000000")


def objects(world: World, model: str) -> dict[str, UUID]:
    """Key by label: the planted child's label, `unit` for rows about no child, `never` for what never was."""
    found: dict[str, UUID] = {}
    for row in _rows(apps.get_model(model)):
        label = label_of(world, row)
        if label is not None:
            found.setdefault(label, row.pk)
    prefix = f"{model} "
    chosen = {
        name.removeprefix(prefix): row.pk for name, row in world.named.items() if name.startswith(prefix)
    }
    return {**found, **chosen, "never": NEVER}


def label_of(world: World, row: models.Model) -> str | None:
    """Whose file `row` is about; None for a file that is no object of this walk."""
    key = file_of(row)
    return "unit" if key is None else world.files.get(key) or None


def file_of(row: Any, depth: int = 3) -> UUID | None:
    """The key of the file that `row` is about, along the foreign keys of the house."""
    if row._meta.label == "minors.Minor":
        return row.pk
    for way in WAYS:
        try:
            value = getattr(row, way, None)
        except ObjectDoesNotExist:
            continue
        if isinstance(value, UUID):
            return value
        if isinstance(value, models.Model) and depth and (key := file_of(value, depth - 1)) is not None:
            return key
    return _file_by_code(getattr(row, "code", ""))


def _file_by_code(code: str) -> UUID | None:
    """A query holds the code of a file, not its key."""
    files = Minor.objects.for_system("access matrix").filter(code=code)
    return files.values_list("pk", flat=True).first() if code else None


def _rows(model: Any) -> Iterator[models.Model]:
    manager = model.objects
    rows = manager.for_system("access matrix") if hasattr(manager.none(), "for_system") else manager.all()
    ordered = rows.order_by("recorded_at", "pk") if hasattr(model, "recorded_at") else rows.order_by("pk")
    return ordered.iterator()
