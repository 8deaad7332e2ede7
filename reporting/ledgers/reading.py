"""Whoever prints or exports leaves an entry in the read log, in the transaction that reads."""

from datetime import date

from accounts import readlog
from accounts.choices import ReadKind
from accounts.models import ReadEntry, User
from accounts.reading import Collector, collected
from accounts.readlog import mark

__all__ = ["mark", "record"]

BASIS = "岗位职责（台账打印、导出登记）"


def record(user: User, kind: ReadKind, title: str, first: date, last: date, lines: int) -> ReadEntry:
    """No entry, no sheet. Call it when the lines have been read: it names every file that stands in them."""
    collector = collected() or Collector()
    return readlog.record(
        by=user,
        kind=kind,
        fields=title,
        purpose=f"{kind.label}{title} {first.isoformat()}至{last.isoformat()}",
        basis=BASIS,
        rows=lines,
        **collector.named(),
    )
