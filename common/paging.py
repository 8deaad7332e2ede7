"""Pages by key: the row after which to go on, never a number of rows to skip."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

SIZE = 50


@dataclass(frozen=True)
class Page:
    rows: list[Any]
    next_after: UUID | None


def page_after(rows: QuerySet[Any], *, field: str, after: str, size: int = SIZE) -> Page:
    """`size` rows, newest by `field` first, after the row whose key is `after` (empty: from the start).

    A key that is no key, or of a row outside `rows`, begins at the start.
    """
    ordered = rows.order_by(f"-{field}", "-pk")
    anchor = ordered.filter(pk=key).values_list(field, flat=True).first() if (key := key_of(after)) else None
    if anchor is not None:
        ordered = ordered.filter(Q(**{f"{field}__lt": anchor}) | Q(**{field: anchor, "pk__lt": key}))
    found = list(ordered[: size + 1])
    more = len(found) > size
    return Page(found[:size], found[size - 1].pk if more else None)


def key_of(text: str) -> UUID | None:
    """The key in a query string, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
