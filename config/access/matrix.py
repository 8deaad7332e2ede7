"""What every visit answered beside what the tables say, beside its twins, and what it wrote or failed to."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from config.access.browser import Answer
from config.access.silence import file_codes, is_silent
from config.access.walk import Cell, expected

READING = ("GET", "HTMX", "HEAD")
BOOKKEEPING = frozenset({"django_session", "accounts_readentry", "accounts_readchain"})
"""What a reading request may write: that it was a reading, and that the session is alive."""
NONCE = re.compile(rb"nonce(?:=[\"']|-)[\w+/=-]+[\"']?")
CSRF = re.compile(rb"(csrfmiddlewaretoken[\"'][^>]*value=[\"'])\w+")

Watcher = Callable[[Cell, Answer], None]


@dataclass
class Report:
    """The matrix in figures, and everything in it that was not as it must be."""

    cells: int = 0
    urls: set[str] = field(default_factory=set)
    rows: set[str] = field(default_factory=set)
    unexpected: list[dict[str, Any]] = field(default_factory=list)
    twins: int = 0
    """Pairs of refusals that had to be the same to the byte."""
    refused: int = 0
    let_in: int = 0

    def figures(self) -> dict[str, Any]:
        """As `manage.py access_matrix --json` prints them (design §9)."""
        order = ("url", "method", "post", "object", "expected", "got")
        found = sorted(self.unexpected, key=lambda row: [str(row[name]) for name in order])
        return {"cells": self.cells, "urls": len(self.urls), "unexpected": found}


def walk(groups: Iterable[list[Cell]], watch: Watcher = lambda cell, answer: None) -> Report:
    """Make every visit once, and judge it. `watch` sees each answer, too."""
    report, codes = Report(), file_codes()
    for group in groups:
        refusals: list[tuple[Cell, Answer]] = []
        for cell in group:
            allowed, answer = expected(cell), cell.send()
            watch(cell, answer)
            _count(report, cell, allowed)
            _judge(report, cell, allowed, answer)
            if is_silent(cell, answer, codes):
                _note(report, cell, "a row in the read log", "none")
            if cell.key and allowed == frozenset({404}):
                refusals.append((cell, answer))
        _compare(report, refusals)
    return report


def _count(report: Report, cell: Cell, allowed: frozenset[int] | None) -> None:
    report.cells += 1
    report.urls.add(cell.view)
    report.let_in += allowed is None
    report.refused += allowed is not None
    if cell.surface.row:
        report.rows.add(f"{cell.surface.row} {cell.object}")


def _judge(report: Report, cell: Cell, allowed: frozenset[int] | None, answer: Answer) -> None:
    if not is_right(allowed, answer, leaves=cell.view == "account_logout"):
        wanted = "in" if allowed is None else "/".join(map(str, sorted(allowed)))
        _note(report, cell, wanted, str(answer.status))
    written = set(answer.writes) - BOOKKEEPING
    if cell.method in READING and written:
        _note(report, cell, "no write", f"wrote {', '.join(sorted(written))}")


def is_right(allowed: frozenset[int] | None, answer: Answer, *, leaves: bool = False) -> bool:
    """True if the status is one that the tables allow; let in is no refusal, no fault, no way to the login.

    `leaves`: the address leads out of the house, so that a way to the login is what it is for.
    """
    if allowed is not None:
        return answer.status in allowed
    if answer.status in (400, 422):
        return True
    return answer.status < 400 and (leaves or not answer.location.startswith("/accounts/login"))


def _compare(report: Report, refusals: list[tuple[Cell, Answer]]) -> None:
    """Foreign, sealed and never existed: the same to the byte, in status, headers, body and queries."""
    if not refusals:
        return
    first = bare(*refusals[0])
    for cell, answer in refusals[1:]:
        report.twins += 1
        other = bare(cell, answer)
        if other != first:
            parts = [name for name in first if first[name] != other[name]]
            twin = refusals[0][0].object
            _note(report, cell, f"as {twin}", f"other {', '.join(parts)}")


def bare(cell: Cell, answer: Answer) -> dict[str, Any]:
    """The answer without what must differ: the nonce, the masked token, the key that was asked for."""
    key = str(cell.key).encode()
    body = CSRF.sub(rb"\1", NONCE.sub(b"nonce", answer.body)).replace(key, b"KEY")
    headers = {
        name: NONCE.sub(b"nonce", value.encode()).replace(key, b"KEY")
        for name, value in answer.headers.items()
    }
    return {"status": answer.status, "headers": headers, "body": body, "queries": answer.queries}


def _note(report: Report, cell: Cell, wanted: str, got: str) -> None:
    report.unexpected.append(
        {
            "url": cell.view,
            "method": cell.method,
            "post": cell.viewer.name,
            "object": cell.object or "-",
            "expected": wanted,
            "got": got,
        }
    )
