"""Backups that can be proven: copied while people work, restored into a scratch place, compared.

A backup is a folder with `manifest.json` and the copy: `database.sqlite3` (SQLite's own online backup) or
`database.dump` (pg_dump, custom format). The manifest holds the head of the read log at the copy, so that it
is an anchor too, the number of rows of each table, and the ids of the keys, never a key.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

from accounts import chain
from accounts.models import ReadChain
from accounts.verifying import Anchor, Verdict, read_anchors, verify
from common import clock
from common.crypto import load_keyring
from config.rehearsal.database import use_database

MANIFEST, SQLITE_COPY, POSTGRES_COPY = "manifest.json", "database.sqlite3", "database.dump"


class BackupFailed(Exception):
    """A sentence for whoever runs the command."""


def back_up(folder: Path, *, now: datetime) -> dict[str, Any]:
    """Copy the configured database into the new `folder`; the manifest. Raises BackupFailed."""
    folder.mkdir(parents=True, mode=0o700)
    copy = folder / (SQLITE_COPY if connection.vendor == "sqlite" else POSTGRES_COPY)
    if connection.vendor == "sqlite":
        _copy_sqlite(Path(str(connection.settings_dict["NAME"])), copy)
    else:
        _run(["pg_dump", "--format=custom", "--file", str(copy), *_where(), _name()])
    with restored(copy):
        manifest = {
            "at": clock.local(now).isoformat(timespec="seconds"),
            "vendor": connection.vendor,
            "sha256": _sha256(copy),
            "rows": _rows(),
            "read_log": _head(),
            "keys": sorted(load_keyring().keys),
        }
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    return manifest


@dataclass(frozen=True)
class Drill:
    """What a restore showed. `problems` is empty when the backup is as good as its manifest says."""

    folder: Path
    rows: int
    tables: int
    verdict: Verdict
    problems: list[str]


def drill(folder: Path) -> Drill:
    """Restore a backup beside the configured database, compare it with its manifest, drop it again."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    copy = folder / (SQLITE_COPY if manifest["vendor"] == "sqlite" else POSTGRES_COPY)
    if manifest["vendor"] != connection.vendor:
        raise BackupFailed(f"备份来自 {manifest['vendor']}，当前数据库是 {connection.vendor}。")
    problems = [] if _sha256(copy) == manifest["sha256"] else ["文件与清单的校验值不符"]
    with restored(copy):
        found, head = _rows(), _head()
        verdict = verify(_anchors_up_to(head["seq"], manifest))
        problems += _integrity()
    problems += [
        f"{table}：清单 {wanted} 行，恢复出 {found.get(table, 0)} 行"
        for table, wanted in manifest["rows"].items()
        if found.get(table) != wanted
    ]
    if head != manifest["read_log"]:
        problems.append("查阅日志的链头与清单不符")
    if verdict.finding is not None:
        problems.append(f"查阅日志：{verdict.finding}")
    lost = sorted(set(manifest["keys"]) - set(load_keyring().keys))
    problems += [f"密钥文件里没有这份备份要用的密钥 {kid}" for kid in lost]
    return Drill(folder, sum(found.values()), len(found), verdict, problems)


def newest(place: Path) -> Path | None:
    """The newest backup that was finished: the manifest is written last."""
    found = sorted(path.parent for path in place.glob(f"*/{MANIFEST}"))
    return found[-1] if found else None


@contextmanager
def restored(copy: Path) -> Iterator[None]:
    """Use the restored copy as the database inside the block; then drop it."""
    with tempfile.TemporaryDirectory() as scratch:
        if connection.vendor == "sqlite":
            target = str(Path(scratch) / SQLITE_COPY)
            shutil.copyfile(copy, target)
            with use_database(target):
                yield
            return
        name = f"{_name()[:40]}_drill_{os.getpid()}"
        quoted = connection.ops.quote_name(name)
        _statement(f"CREATE DATABASE {quoted}")
        try:
            _run(["pg_restore", "--no-owner", "--exit-on-error", *_where(), "--dbname", name, str(copy)])
            with use_database(name):
                yield
        finally:
            _statement(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


def _anchors_up_to(seq: int, manifest: dict[str, Any]) -> list[Anchor]:
    """Anchors older than the copy, and the manifest as the newest. What came later is not in it yet."""
    path = Path(settings.ANCHOR_FILE)
    older = [anchor for anchor in read_anchors(path) if anchor.seq <= seq] if path.exists() else []
    told = manifest["read_log"]
    return [*older, Anchor(manifest["at"], told["seq"], told["hash"])]


def _head() -> dict[str, Any]:
    head = ReadChain.objects.get()
    return {"seq": head.seq, "hash": head.hash, "code": chain.short(head.hash)}


def _rows() -> dict[str, int]:
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        found = {}
        for table in [table for table in tables if table in there]:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # nosec B608 our names
            found[table] = int(cursor.fetchone()[0])
    return found


def _integrity() -> list[str]:
    """What the database says of itself; PostgreSQL checks constraints while it restores."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        said = [row[0] for row in cursor.fetchall()]
        cursor.execute("PRAGMA foreign_key_check")
        broken = cursor.fetchall()
    return [f"数据库自检：{line}" for line in said if line != "ok"] + [f"外键断开 {len(broken)} 处"] * bool(
        broken
    )


def _copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's own online backup: readers and writers go on meanwhile."""
    if not source.exists():
        raise BackupFailed(f"找不到数据库文件：{source}。")
    before, after = sqlite3.connect(source), sqlite3.connect(target)
    try:
        before.backup(after)
    finally:
        before.close()
        after.close()
    target.chmod(0o600)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _where() -> list[str]:
    given = connection.settings_dict
    options = {"--host": given["HOST"], "--port": given["PORT"], "--username": given["USER"]}
    return [part for name, value in options.items() if value for part in (name, str(value))]


def _run(command: list[str]) -> None:
    password = str(connection.settings_dict.get("PASSWORD") or "")
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # nosec B603
    except FileNotFoundError as error:
        raise BackupFailed(f"没有 {command[0]}，请安装 PostgreSQL 的客户端工具。") from error
    if done.returncode != 0:
        raise BackupFailed(f"{command[0]} 失败：{done.stderr.strip()[:500]}")


def _statement(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
