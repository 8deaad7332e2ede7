"""A database of the rehearsal's own, beside the configured one, dropped when it ends."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from common.crypto import create_key_file

MARK = "_rehearsal_"


def is_a_rehearsal(name: str) -> bool:
    """True if `name` is a database that a rehearsal made for itself."""
    return MARK in name


@contextmanager
def own_database(template: Path | None = None) -> Iterator[str]:
    """Create, migrate and use a database of our own; go back to the configured one and drop ours.

    `template` is a migrated SQLite file without rows to copy, which spares the migrating. The caller has
    checked that the configured database is not itself a rehearsal's.
    """
    configured = str(connection.settings_dict["NAME"])
    options = connection.settings_dict["OPTIONS"]
    name = _beside(configured)
    _drop(name)
    _create(name)
    if template is not None:
        shutil.copyfile(template, name)
    try:
        _use(name, _hurried(options))
        if template is None:
            call_command("migrate", verbosity=0, interactive=False)
        with _own_keys():
            yield name
    finally:
        _use(configured, options)
        _drop(name)


@contextmanager
def use_database(name: str) -> Iterator[None]:
    """Use the database `name`, migrated already, inside the block; then the configured one again."""
    configured, options = str(connection.settings_dict["NAME"]), connection.settings_dict["OPTIONS"]
    _use(name, options)
    try:
        yield
    finally:
        _use(configured, options)


@contextmanager
def _own_keys() -> Iterator[None]:
    """Made-up children under a made-up key: works before the first start, never touches the office's."""
    configured = settings.KEY_FILE, settings.ANCHOR_FILE
    with tempfile.TemporaryDirectory() as folder:
        settings.KEY_FILE = Path(folder) / "keys.json"
        settings.ANCHOR_FILE = Path(folder) / "anchors.jsonl"
        create_key_file(settings.KEY_FILE)
        try:
            yield
        finally:
            settings.KEY_FILE, settings.ANCHOR_FILE = configured


def _beside(configured: str) -> str:
    if connection.vendor == "sqlite":
        path = Path(configured)
        return str(path.with_name(f"{path.stem}{MARK}{os.getpid()}.sqlite3"))
    return f"{configured[:40]}{MARK}{os.getpid()}"


def _use(name: str, options: dict) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.settings_dict["OPTIONS"] = options


def _hurried(options: dict) -> dict:
    """This database is dropped at the end: it need not survive a power cut."""
    if connection.vendor == "sqlite":
        return {**options, "init_command": f"{options.get('init_command', '')}PRAGMA synchronous=OFF;"}
    return {**options, "options": f"{options.get('options', '')} -c synchronous_commit=off"}


def _create(name: str) -> None:
    if connection.vendor != "sqlite":
        _run(f"CREATE DATABASE {connection.ops.quote_name(name)}")


def _drop(name: str) -> None:
    if connection.vendor == "sqlite":
        for suffix in ("", "-wal", "-shm"):
            Path(name + suffix).unlink(missing_ok=True)
    else:
        _run(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)} WITH (FORCE)")


def _run(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
