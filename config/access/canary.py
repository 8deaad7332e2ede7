"""The planted words are looked for in everything that leaves: 0 hits outside a reveal of whom it may show."""

import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from accounts.choices import ReadKind
from accounts.surfaces import surfaces
from config.access.browser import Answer
from config.access.ear import Ear
from config.access.matrix import is_right
from config.access.needles import Haystack, Needle
from config.access.objects import file_of
from config.access.walk import Cell, expected
from config.access.world import World

SHOWN_ON = frozenset({"reporting:line_register"})
"""Pages beside the reveals that open a vault as part of their work, to whoever they let in."""


@dataclass(frozen=True)
class Hit:
    """A planted word where it must not be. Says which child and field, never the word."""

    where: str
    child: str
    field: str
    dress: str


@dataclass
class Canary:
    """What was searched, and what was found."""

    world: World
    ear: Ear
    hits: list[Hit] = field(default_factory=list)
    surfaces: set[str] = field(default_factory=set)
    searched: int = 0
    revealed: int = 0
    """Texts in which the words of a child stood as they may: on a reveal, of that child alone."""

    def __post_init__(self) -> None:
        self.haystack = Haystack(self.world)

    def look(self, where: str, text: bytes | str) -> None:
        """Search one thing that leaves; every word in it is a hit."""
        raw = text.encode() if isinstance(text, str) else text
        self.surfaces.add(where.partition(" ")[0])
        self.searched += 1
        self._note(where, self.haystack.search(raw))

    def watch(self, cell: Cell, answer: Answer) -> None:
        """Search one answer and what was logged meanwhile."""
        where = f"{cell.view} {cell.method} {cell.viewer.name} {cell.object}"
        self.look(f"log:{where}", self.ear.take())
        text = b"\n".join([answer.body, *(f"{k}: {v}".encode() for k, v in answer.headers.items())])
        self.surfaces.add(cell.view)
        self.searched += 1
        found = self.haystack.search(text)
        if found and may_show(cell, answer):
            mine = self.world.files.get(_file(cell), "")
            self.revealed += any(needle.child == mine for needle in found)
            found = [needle for needle in found if needle.child != mine]
        self._note(where, found)

    def _note(self, where: str, found: list[Needle]) -> None:
        self.hits += [Hit(where, needle.child, needle.field, needle.dress) for needle in found]


def may_show(cell: Cell, answer: Answer) -> bool:
    """True for a page whose work is to open one vault, answering somebody the tables let in."""
    allowed = expected(cell)
    is_reveal = surfaces()[cell.view].read == ReadKind.REVEAL or cell.view in SHOWN_ON
    return is_reveal and allowed is None and is_right(allowed, answer)


def _file(cell: Cell) -> Any:
    line = cell.surface
    user = cell.viewer.user
    row = line.rows_of(user).filter(pk=cell.key).first() if user is not None and line.row else None
    return file_of(row) if row is not None else None


def dumps() -> Iterator[tuple[str, bytes]]:
    """The present database as somebody who steals it reads it: raw bytes, and as a dump."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            if Path(name + suffix).exists():
                yield f"database:raw{suffix}", Path(name + suffix).read_bytes()
        with sqlite3.connect(name) as copy:
            yield "database:dump", "\n".join(copy.iterdump()).encode()
        return
    url = "postgresql://{USER}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    done = subprocess.run(["pg_dump", "--inserts", url], capture_output=True, check=True, timeout=120)
    yield "database:dump", done.stdout


def files() -> Iterator[tuple[str, bytes]]:
    """Every file that the house keeps, with its name."""
    for path in sorted(Path(settings.VAR_DIR).rglob("*")):
        if path.is_file():
            yield f"file:{path.suffix or path.name}", str(path).encode() + b"\n" + path.read_bytes()
