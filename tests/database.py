"""Test databases: migrate once per state of the migrations into a template, copy it for each run and worker.

After a transactional test (every live-server test) the database is restored from the template instead of
flushed: rows laid down by migrations survive, and the append-only triggers, which would make a flush fail,
are never taken off.
"""

import fcntl
import hashlib
import io
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase

ROOT = Path(__file__).resolve().parents[1]


def digest_of_migrations() -> str:
    """Changes whenever a migration, a trigger file or Django itself does."""
    files = sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/triggers.py"), *ROOT.glob("*/**/*.sql")])
    text = hashlib.sha256(django.__version__.encode())
    for file in files:
        if "node_modules" not in file.parts and ".venv" not in file.parts:
            text.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    text.update("\n".join(settings.INSTALLED_APPS).encode())
    return text.hexdigest()[:12]


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Let one process at a time build a template."""
    folder = ROOT / "var" / "test"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def use(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def migrate(name: str) -> None:
    use(name)
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()


# --- SQLite


def sqlite_template() -> Path:
    folder = ROOT / "var" / "test"
    template = folder / f"template-{settings.TEST_ID}-{digest_of_migrations()}.sqlite3"
    with locked(f"sqlite-{settings.TEST_ID}"):
        if not template.exists():
            for old in folder.glob(f"template-{settings.TEST_ID}-*.sqlite3*"):
                old.unlink()
            building = template.with_suffix(".building")
            building.unlink(missing_ok=True)
            migrate(str(building))
            building.rename(template)
    return template


def sqlite_copy(template: Path, target: str) -> Callable[[], None]:
    def restore() -> None:
        connection.close()
        source, copy = sqlite3.connect(template), sqlite3.connect(target, timeout=20)
        try:
            source.backup(copy)  # takes SQLite's own locks, so a live server's late request cannot tear it
        finally:
            source.close()
            copy.close()

    restore()
    return restore


# --- PostgreSQL


def postgres_names() -> set[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return {row[0] for row in cursor.fetchall()}


def postgres_run(*statements: str) -> None:
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def postgres_template() -> str:
    prefix = f"tpl_qinghu_{settings.TEST_ID}_".replace("-", "_")
    template = prefix + digest_of_migrations()
    with locked(f"postgres-{settings.TEST_ID}"):
        names = postgres_names()
        if template not in names:
            old = [name for name in names if name.startswith(prefix)]
            building = f"{prefix}building"
            postgres_run(*(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in {*old, building}))
            postgres_run(f'CREATE DATABASE "{building}"')
            migrate(building)
            postgres_run(f'ALTER DATABASE "{building}" RENAME TO "{template}"')
    return template


def postgres_copy(template: str, target: str) -> Callable[[], None]:
    connection.close()
    with locked(f"postgres-{settings.TEST_ID}"):  # a template must have no second reader while it is copied
        postgres_run(
            f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)',
            f'CREATE DATABASE "{target}" TEMPLATE "{template}"',
        )
    return PostgresRows().restore


class PostgresRows:
    """The rows that migrations laid down, kept in memory: putting them back takes milliseconds, while to
    drop and copy the database anew waits for a checkpoint each time."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
            self.tables = [name for (name,) in cursor.fetchall()]
            cursor.execute("SELECT quote_ident(sequencename), last_value FROM pg_sequences")
            self.sequences = cursor.fetchall()
            self.rows: dict[str, bytes] = {}
            for table in self.tables:
                cursor.copy_expert(f"COPY {table} TO STDOUT", content := io.BytesIO())
                if content.tell():
                    self.rows[table] = content.getvalue()
        connection.close()

    def restore(self) -> None:
        connection.close()
        with transaction.atomic(), connection.cursor() as cursor:
            # A live server's last request may still hold locks.
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            # For this transaction alone no trigger fires: neither foreign keys nor append-only.
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(";".join(f"DELETE FROM {table}" for table in self.tables))
            for table, content in self.rows.items():
                cursor.copy_expert(f"COPY {table} FROM STDIN", io.BytesIO(content))
            for name, value in self.sequences:
                cursor.execute("SELECT setval(%s, %s, %s)", [name, value or 1, value is not None])
        connection.close()


# --- the fixtures


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: pytest.FixtureRequest,
    django_db_modify_db_settings: None,
) -> Iterator[Callable[[], None]]:
    """Replace pytest-django's: copy the template, and restore from it after each transactional test."""
    original_name = settings.DATABASES["default"]["NAME"]
    target = str(connection.settings_dict["TEST"]["NAME"])
    sqlite = connection.vendor == "sqlite"
    with django_db_blocker.unblock():
        template = sqlite_template() if sqlite else postgres_template()
        if sqlite:
            for leftover in (target, f"{target}-wal", f"{target}-shm"):
                Path(leftover).unlink(missing_ok=True)

        use(target)
        restore = sqlite_copy(template, target) if sqlite else postgres_copy(template, target)
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: restore())
    yield restore
    patch.undo()
    with django_db_blocker.unblock():
        use(original_name)
        if sqlite:
            for leftover in (target, f"{target}-wal", f"{target}-shm"):
                Path(leftover).unlink(missing_ok=True)
        else:
            postgres_run(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
