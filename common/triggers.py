"""Rows the database itself refuses to change, on SQLite and PostgreSQL alike.

A spec is `(table, kind, columns)`:

- `append_only`: no UPDATE, no DELETE; `columns` is `()`, or its texts that may be removed.
- `frozen_columns`: the columns never change; no DELETE.
- `write_once_columns`: a column may go from NULL to a value and never changes after that; no DELETE.
- `erasable_columns`: the first column is a mark, written once; the others change in the one UPDATE that
  writes it and never else; no DELETE. For what must be forgotten when its term has run out.
- `counts_up`: the first column grows by exactly one with each UPDATE, the others never change; no DELETE.

A column written `~text` holds words of a person. They may be removed at any time, and never replaced: the
one value let in is `common.wording.REMOVED` (ADR 027). An `append_only` table names those it has.

An app keeps its specs in `<app>/triggers.py` as `SPECS`, installs a copy of them from a migration, and is
listed in `settings.APPEND_ONLY` so that all of them can be put up, and missed, at once. Tests never take
them down: they restore the database from a migrated template (`tests/database.py`, ADR 006), and the
triggers stand during every test. There is no switch inside a trigger. A refusal arrives as
`django.db.IntegrityError`.

Two traps on SQLite. A later migration that alters such a table rebuilds it and loses its triggers without
a word: end it with `install`, and let a test call `missing_all`. And `INSERT OR REPLACE` deletes past a
trigger unless the connection says `PRAGMA recursive_triggers=ON`, which belongs in `init_command`.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.module_loading import import_string

from common.wording import REMOVED

Spec = tuple[str, str, Sequence[str]]

SPECS: list[Spec] = [("common_calendarday", "append_only", ("~basis",))]
"""Those of this app."""

APPEND_ONLY = "append_only"
FROZEN_COLUMNS = "frozen_columns"
WRITE_ONCE_COLUMNS = "write_once_columns"
ERASABLE_COLUMNS = "erasable_columns"
COUNTS_UP = "counts_up"
TEXT = "~"

_FUNCTION = "qinghu_refuse_change"
_CREATE_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation';
END
$$
"""


class _Trigger(NamedTuple):
    table: str
    name: str
    event: str
    message: str
    condition: str = ""


def install(connection: BaseDatabaseWrapper, specs: Iterable[Spec]) -> None:
    """Put the triggers up. Those that stand are replaced, so it may run again."""
    specs = list(specs)
    drop(connection, specs)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_CREATE_FUNCTION)
        for trigger in _triggers(connection, specs):
            cursor.execute(_create_sql(connection, trigger))


def drop(connection: BaseDatabaseWrapper, specs: Iterable[Spec]) -> None:
    """Take the triggers down, those that stand. For migrations backwards."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for trigger in _triggers(connection, specs):
            place = f" ON {quote(trigger.table)}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {quote(trigger.name)}{place}")


def missing(connection: BaseDatabaseWrapper, specs: Iterable[Spec]) -> list[str]:
    """Names of the triggers that ought to stand and do not."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        standing = {name for (name,) in cursor.fetchall()}
    return sorted({trigger.name for trigger in _triggers(connection, specs)} - standing)


def all_specs() -> list[Spec]:
    """The specs of every list named in `settings.APPEND_ONLY`."""
    return [spec for path in settings.APPEND_ONLY for spec in import_string(path)]


def install_all(connection: BaseDatabaseWrapper) -> None:
    """Put up every trigger of the house."""
    install(connection, all_specs())


def drop_all(connection: BaseDatabaseWrapper) -> None:
    """Take down every trigger of the house."""
    drop(connection, all_specs())


def missing_all(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers of the house that do not stand; empty when all is well."""
    return missing(connection, all_specs())


def _triggers(connection: BaseDatabaseWrapper, specs: Iterable[Spec]) -> list[_Trigger]:
    found: dict[str, _Trigger] = {}
    for table, kind, columns in specs:
        for trigger in (_update(connection, table, kind, columns), *_removals(connection, table)):
            found[trigger.name] = trigger
    return list(found.values())


def _update(connection: BaseDatabaseWrapper, table: str, kind: str, columns: Sequence[str]) -> _Trigger:
    texts = {column[1:] for column in columns if column.startswith(TEXT)}
    names = [column.removeprefix(TEXT) for column in columns]
    differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"

    def was(name: str) -> str:
        return f"OLD.{connection.ops.quote_name(name)}"

    def now(name: str) -> str:
        return f"NEW.{connection.ops.quote_name(name)}"

    def changed(name: str) -> str:
        is_other = f"{was(name)} {differs} {now(name)}"
        return f"({is_other} AND {now(name)} {differs} '{REMOVED}')" if name in texts else is_other

    if len(texts) != len(columns) if kind == APPEND_ONLY else not columns:
        raise ValueError(f"{table}: {kind} and its columns do not go together.")
    if kind == APPEND_ONLY:
        every = [] if not texts else _columns(connection, table)
        condition = " OR ".join(changed(name) for name in every)
        return _Trigger(table, f"{table}_append_only", "UPDATE", f"{table}：只增不改", condition)
    if kind == FROZEN_COLUMNS:
        condition = " OR ".join(changed(name) for name in names)
        return _Trigger(table, f"{table}_frozen", "UPDATE", f"{table}：不可更改的列", condition)
    if kind == WRITE_ONCE_COLUMNS:
        condition = " OR ".join(f"({was(name)} IS NOT NULL AND {changed(name)})" for name in names)
        return _Trigger(table, f"{table}_write_once", "UPDATE", f"{table}：只能填写一次的列", condition)
    if kind == ERASABLE_COLUMNS:
        mark, *rest = names
        erased = " OR ".join(changed(name) for name in rest)
        condition = (
            f"({was(mark)} IS NOT NULL AND {changed(mark)})"
            f" OR (({was(mark)} IS NOT NULL OR {now(mark)} IS NULL) AND ({erased}))"
        )
        return _Trigger(table, f"{table}_erasable", "UPDATE", f"{table}：只能在销毁时清空的列", condition)
    if kind == COUNTS_UP:
        grown = f"{now(names[0])} {differs} {was(names[0])} + 1"
        condition = " OR ".join([grown, *(changed(name) for name in names[1:])])
        return _Trigger(table, f"{table}_counts_up", "UPDATE", f"{table}：只能逐一递增", condition)
    raise ValueError(f"{table}: no kind of trigger is called {kind}.")


def _columns(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """The columns the table has now: whatever is added later stands outside until `install` runs again."""
    with connection.cursor() as cursor:
        return [one.name for one in connection.introspection.get_table_description(cursor, table)]


def _removals(connection: BaseDatabaseWrapper, table: str) -> list[_Trigger]:
    events = ["DELETE", "TRUNCATE"] if connection.vendor == "postgresql" else ["DELETE"]
    return [_Trigger(table, f"{table}_no_{event.lower()}", event, f"{table}：不可删除") for event in events]


def _create_sql(connection: BaseDatabaseWrapper, trigger: _Trigger) -> str:
    quote = connection.ops.quote_name
    head = f"CREATE TRIGGER {quote(trigger.name)} BEFORE {trigger.event} ON {quote(trigger.table)}"
    each = "STATEMENT" if trigger.event == "TRUNCATE" else "ROW"
    when = f"WHEN ({trigger.condition})" if trigger.condition else ""
    if connection.vendor == "postgresql":
        return f"{head} FOR EACH {each} {when} EXECUTE FUNCTION {_FUNCTION}('{trigger.message}')"
    return f"{head} FOR EACH {each} {when} BEGIN SELECT RAISE(ABORT, '{trigger.message}'); END"
