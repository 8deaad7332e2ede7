"""The one writer of the read log."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from accounts import chain
from accounts.choices import ReadKind
from accounts.models import ReadChain, ReadEntry
from accounts.reading import collected
from common import clock

if TYPE_CHECKING:
    from accounts.models import User

COLUMNS = tuple(field.attname for field in ReadEntry._meta.local_fields)
MAX_FIELDS, MAX_PURPOSE = 200, 200
MAX_CODES = 200
"""So many codes stand in one entry; a longer list goes on in further ones, which say what they continue."""


def record(
    *,
    by: "User",
    kind: ReadKind,
    fields: str,
    purpose: str,
    basis: str,
    file: UUID | None = None,
    code: str = "",
    codes: Sequence[str] = (),
    rows: int = 0,
    view: str = "",
    key: UUID | None = None,
) -> ReadEntry:
    """Write who looked. Call it in the transaction that reads, and late in it: it locks the chain's head.

    Every one of `codes` is written, in as many entries as it takes; the first of them is returned.
    No log means no data: whatever fails here takes the reading with it. The request's collector learns of
    the entry, so that the same reading is not written twice.
    """
    acting = by.acting
    entry = ReadEntry(
        user_id=by.pk,
        post=acting.post if acting else "",
        unit_id=acting.unit.pk if acting else None,
        deputy=acting.is_deputy if acting else False,
        kind=kind,
        file=file,
        code=code,
        fields=fields[:MAX_FIELDS],
        purpose=purpose[:MAX_PURPOSE],
        basis=basis,
        codes=",".join(codes[:MAX_CODES]),
        rows=rows,
        view=view,
        key=key,
    )
    append(entry)
    for start in range(MAX_CODES, len(codes), MAX_CODES):
        append(_continued(entry, codes[start : start + MAX_CODES]))
    if (collector := collected()) is not None:
        collector.written.append(entry.seq)
    return entry


def _continued(entry: ReadEntry, codes: Sequence[str]) -> ReadEntry:
    """The same reading once more, with the next codes of its list and no rows of its own."""
    own = {"seq": None, "codes": ",".join(codes), "rows": 0, "continues": entry.seq}
    return ReadEntry(**{**values_of(entry), **own})


def append(entry: ReadEntry) -> None:
    """Give the entry its number and its hash and write it; the head's lock ends with the transaction."""
    with transaction.atomic(savepoint=False):
        head = ReadChain.objects.select_for_update().get()
        entry.seq, entry.prev = head.seq + 1, head.hash
        entry.hash = chain.digest(values_of(entry))
        entry.save(force_insert=True)
        ReadChain.objects.filter(pk=head.pk).update(seq=entry.seq, hash=entry.hash)


def values_of(entry: ReadEntry) -> dict[str, Any]:
    """An entry by column name, as the chain covers it."""
    return {name: getattr(entry, name) for name in COLUMNS}


def mark(user: "User", entry: ReadEntry) -> str:
    """The line on every sheet: who, in which post, when, under which number of the log.

    The 日志校验码 anchors the log on paper: the auditor can check it against the chain.
    """
    at = clock.local(entry.at).strftime("%Y-%m-%d %H:%M")
    post = user.acting.label if user.acting else ""
    who = f"{entry.get_kind_display()}：{user.get_full_name()}（{post}）"
    code = chain.short(entry.hash)
    return f"{who} {at} 第{entry.pk}号 日志校验码 {code} 内部资料，依法保密，不得外传"
