"""Rows about persons are refused until somebody says on whose behalf they are read.

`Model.objects` of a `ScopedRecord` compiles no SQL before `.visible_to(user)` or
`.for_system("why")`. The check sits in `Query.get_compiler`, through which get, exists, count,
aggregate, iterator, union, sub-queries and reverse foreign keys all pass; `update`, `delete`, `raw`,
`|`, bulk writes and uniqueness checks are guarded beside it. Reverse one-to-one relations and joins
do not pass here: relations from a vault table are `related_name="+"`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Q, sql

from accounts.reading import Collector, collected
from common.models import Record

if TYPE_CHECKING:
    from accounts.models import User

NOTHING = Q(pk__in=[])
"""The scope of somebody who sees no row at all."""

_trusted: ContextVar[bool] = ContextVar("scoping_trusted", default=False)


class UnscopedQuery(RuntimeError):
    """Rows about persons were about to be read without saying on whose behalf."""


@contextmanager
def _constraint_check() -> Iterator[None]:
    """Let Django's own uniqueness and constraint validation look at every row."""
    token = _trusted.set(True)
    try:
        yield
    finally:
        _trusted.reset(token)


class ScopedQuery(sql.Query):
    scope = ""

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        if not (self.scope or _trusted.get() or self.is_empty()):
            raise UnscopedQuery(
                f"{self.model and self.model.__name__}: use .visible_to(user) or .for_system(why)"
            )
        return super().get_compiler(*args, **kwargs)


class ScopedQuerySet(models.QuerySet):
    """A queryset that must be told on whose behalf it reads."""

    def __init__(self, model=None, query=None, using=None, hints=None):
        super().__init__(model, ScopedQuery(model) if query is None else query, using, hints)

    def visible_to(self, user: "User") -> Self:
        """Rows `user` may see in the post they act as; none for anybody without a post."""
        if not user.is_authenticated or getattr(user, "acting", None) is None:
            return self.none()
        scope_for = self.model.scope_for  # type: ignore[attr-defined]
        return self.filter(scope_for(user))._scoped(f"user:{user.pk}")

    def for_system(self, why: str) -> Self:
        """Every row, for code that acts for no user. `why` ends up in tracebacks and in review."""
        return self.all()._scoped(f"system:{why}")

    def _scoped(self, scope: str) -> Self:
        clone = self._chain()  # type: ignore[attr-defined]
        clone.query.scope = scope
        return clone

    def _fetch_all(self) -> None:
        is_new = self._result_cache is None
        super()._fetch_all()
        if is_new and (collector := self._collector()) is not None:
            for row in self._result_cache or ():
                collector.note(self, row)

    def iterator(self, chunk_size: int | None = None) -> Iterator[Any]:
        rows = super().iterator(chunk_size) if chunk_size else super().iterator()
        collector = self._collector()
        return rows if collector is None else self._noted(rows, collector)

    def _noted(self, rows: Iterator[Any], collector: Collector) -> Iterator[Any]:
        for row in rows:
            collector.note(self, row)
            yield row

    def _collector(self) -> Collector | None:
        """Who notes what is read on behalf of a user; nobody where the house acts for itself."""
        return collected() if getattr(self.query, "scope", "").startswith("user:") else None

    def _require_scope(self, what: str) -> None:
        if not (getattr(self.query, "scope", "") or _trusted.get() or self.query.is_empty()):
            raise UnscopedQuery(f"{self.model.__name__}.{what}: say on whose behalf first")

    def _combine_checked(self, other: Any) -> None:
        self._require_scope("combine")
        if isinstance(other, ScopedQuerySet):
            other._require_scope("combine")

    def __or__(self, other: Any) -> Any:
        self._combine_checked(other)
        return super().__or__(other)

    def __and__(self, other: Any) -> Any:
        self._combine_checked(other)
        return super().__and__(other)

    def __xor__(self, other: Any) -> Any:
        self._combine_checked(other)
        return super().__xor__(other)

    def update(self, **values: Any) -> int:
        self._require_scope("update")
        self._refuse_with_history("update")
        return super().update(**values)

    def delete(self) -> Any:
        self._require_scope("delete")
        return super().delete()

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        self._refuse_with_history("bulk_update")
        return super().bulk_update(*args, **kwargs)

    def bulk_create(self, *args: Any, **kwargs: Any) -> Any:
        self._refuse_with_history("bulk_create")
        return super().bulk_create(*args, **kwargs)

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        raise UnscopedQuery(f"{self.model.__name__}.raw: raw SQL cannot be scoped")

    def extra(self, *args: Any, **kwargs: Any) -> Any:
        raise UnscopedQuery(f"{self.model.__name__}.extra: raw SQL cannot be scoped")

    def _refuse_with_history(self, what: str) -> None:
        # simple-history listens to save(); a bulk write would leave no trace (stack.md, trap 1)
        if hasattr(self.model, "history"):
            raise UnscopedQuery(f"{self.model.__name__}.{what}: rows with history change one at a time")

    update.alters_data = delete.alters_data = bulk_update.alters_data = bulk_create.alters_data = True  # type: ignore[attr-defined]


ScopedManager = models.Manager.from_queryset(ScopedQuerySet)


class ScopedRecord(Record):
    """Base of every table about a person. Says where a row belongs in one place: `scope_for`.

    Rows read on behalf of a user are noted for the read log: `file_field` is the column that holds the key
    of the file they are about; `is_reading` is False for papers between offices that speak of no child.
    """

    file_field: ClassVar[str] = "minor_id"
    is_reading: ClassVar[bool] = True

    objects = ScopedManager()

    class Meta:
        abstract = True

    @staticmethod
    def scope_for(user: "User", via: str = "") -> Q:
        """The rows `user` may see in the post they act as; `via` prefixes the lookups."""
        raise NotImplementedError

    def validate_unique(self, exclude: Any = None) -> None:
        with _constraint_check():
            super().validate_unique(exclude)

    def validate_constraints(self, exclude: Any = None) -> None:
        with _constraint_check():
            super().validate_constraints(exclude)
