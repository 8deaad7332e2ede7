"""Whoever prints or exports leaves an entry in the read log, in the transaction that reads."""

from datetime import date

from accounts import chain, readlog
from accounts.choices import ReadKind
from accounts.models import ReadEntry, User
from accounts.reading import Collector, collected
from common import clock

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


def mark(user: User, entry: ReadEntry) -> str:
    """The line on every sheet: who, in which post, when, under which number of the log.

    The 日志校验码 anchors the log on paper: the auditor can check it against the chain.
    """
    at = clock.local(entry.at).strftime("%Y-%m-%d %H:%M")
    post = user.acting.label if user.acting else ""
    who = f"{entry.get_kind_display()}：{user.get_full_name()}（{post}）"
    code = chain.short(entry.hash)
    return f"{who} {at} 第{entry.pk}号 日志校验码 {code} 内部资料，依法保密，不得外传"
