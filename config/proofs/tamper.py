"""Edits of the read log by somebody who has the whole database, triggers gone, and not the key file.

Twelve kinds, drawn in turn; after each the chain is verified against its head and against anchors taken
before, and everything is rolled back. Found means `verify` names a row. Without the anchors a head rolled
back together with the tail stays unseen: the figure `missed_without_anchors` says how often.
"""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from accounts import chain, readlog
from accounts.choices import ReadKind
from accounts.models import ReadChain, ReadEntry
from accounts.triggers import SPECS
from accounts.verifying import Anchor, Verdict, verify
from common import clock, triggers

ROWS, ANCHOR_EACH = 40, 10
FORGED = b"a key that is not in the key file"
Rows = list[dict[str, Any]]


def run(count: int, seed: int) -> dict[str, Any]:
    """Try `count` edits on a log of ROWS entries. Needs an empty, migrated database with keys."""
    rng = random.Random(seed)  # nosec B311 which edit is tried, not a secret
    anchors = _fill(rng)
    rows: Rows = [readlog.values_of(entry) for entry in ReadEntry.objects.order_by("seq")]
    triggers.drop(connection, SPECS)
    tried: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    unanchored = 0
    try:
        for number in range(count):
            edit = EDITS[number % len(EDITS)]
            tried[edit.__name__] += 1
            with_anchors, without = _attempt(edit, rng, rows, anchors)
            missed[edit.__name__] += with_anchors.finding is None
            unanchored += without.finding is None
    finally:
        triggers.install(connection, SPECS)
    return {
        "tried": sum(tried.values()),
        "kinds": len(tried),
        "missed": sum(missed.values()),
        "missed_without_anchors": unanchored,
        "missed_by_kind": {name: lost for name, lost in missed.items() if lost},
        "whole_at_the_end": verify(anchors).finding is None,
    }


def _fill(rng: random.Random) -> list[Anchor]:
    anchors = []
    for number in range(1, ROWS + 1):
        entry = ReadEntry(
            user_id=UUID(int=rng.getrandbits(128)),
            post="station_clerk",
            unit_id=UUID(int=rng.getrandbits(128)),
            kind=rng.choice(list(ReadKind)),
            file=UUID(int=rng.getrandbits(128)),
            code=f"T{number:03d}",
            fields="name",
            purpose="示例用途",
            basis="登记",
            at=clock.shanghai(2026, 3, 2, 9) + timedelta(minutes=number),
        )
        readlog.append(entry)
        if number % ANCHOR_EACH == 0:
            anchors.append(Anchor(entry.at.isoformat(), entry.seq, entry.hash))
    return anchors


def _attempt(edit: "Edit", rng: random.Random, rows: Rows, anchors: list[Anchor]) -> tuple[Verdict, Verdict]:
    with transaction.atomic():
        edit(rng, rows)
        found = verify(anchors), verify()
        transaction.set_rollback(True)
    return found


# --- the edits; each leaves the log different from what it was


def change_column(rng: random.Random, rows: Rows) -> None:
    row = rng.choice(rows)
    changes: dict[str, Any] = {
        "at": row["at"] + timedelta(seconds=rng.randint(1, 10_000)),
        "user_id": UUID(int=rng.getrandbits(128)),
        "post": "auditor",
        "unit_id": None,
        "deputy": not row["deputy"],
        "kind": rng.choice([kind for kind in ReadKind if kind != row["kind"]]),
        "file": rng.choice([None, UUID(int=rng.getrandbits(128))]),
        "code": "",
        "fields": "code",
        "purpose": row["purpose"] + " ",
        "basis": "批准查阅",
        "codes": "A,B",
        "rows": rng.randint(1, 99),
        "continues": rng.randint(1, ROWS),
        "view": "cases:case_list",
        "key": UUID(int=rng.getrandbits(128)),
    }
    column = rng.choice(sorted(changes))
    _row(row["seq"]).update(**{column: changes[column]})


def change_hash(rng: random.Random, rows: Rows) -> None:
    _row(rng.choice(rows)["seq"]).update(**{rng.choice(["hash", "prev"]): f"{rng.getrandbits(256):064x}"})


def delete_row(rng: random.Random, rows: Rows) -> None:
    _row(rng.choice(rows[:-1])["seq"]).delete()


def delete_tail(rng: random.Random, rows: Rows) -> None:
    ReadEntry.objects.filter(seq__gt=rng.randrange(ROWS)).delete()


def insert_row(rng: random.Random, rows: Rows) -> None:
    """Into the middle, linked to the row before as if it fitted; the rest and the head moved on by one."""
    before = rng.choice(rows)
    at = before["seq"] + 1
    for seq in range(ROWS, at - 1, -1):
        _row(seq).update(seq=seq + 1)
    row = {**before, "seq": at, "prev": before["hash"], "code": "T999"}
    _insert(row)
    ReadChain.objects.update(seq=ROWS + 1)


def swap_rows(rng: random.Random, rows: Rows) -> None:
    one, two = rng.sample(range(1, ROWS + 1), 2)
    _row(one).update(seq=-1)
    _row(two).update(seq=one)
    _row(-1).update(seq=two)


def renumber(rng: random.Random, rows: Rows) -> None:
    """Delete one row and close the gap behind it; the head follows."""
    gone = rng.randrange(1, ROWS)
    _row(gone).delete()
    for seq in range(gone + 1, ROWS + 1):
        _row(seq).update(seq=seq - 1)
    ReadChain.objects.update(seq=ROWS - 1)


def roll_back_head(rng: random.Random, rows: Rows) -> None:
    row = rng.choice(rows[:-1])
    ReadChain.objects.update(seq=row["seq"], hash=row["hash"])


def cut_tail_with_head(rng: random.Random, rows: Rows) -> None:
    """What no chain sees by itself: a log that simply ends earlier."""
    row = rng.choice(rows[:-1])
    ReadEntry.objects.filter(seq__gt=row["seq"]).delete()
    ReadChain.objects.update(seq=row["seq"], hash=row["hash"])


def replay_row(rng: random.Random, rows: Rows) -> None:
    """An old row once more at the end, linked to the last, the head moved on to it."""
    row = {**rng.choice(rows), "seq": ROWS + 1, "prev": rows[-1]["hash"]}
    ReadChain.objects.update(seq=ROWS + 1, hash=_insert(row))


def rewrite_suffix(rng: random.Random, rows: Rows) -> None:
    """Change a row and hash it and all that follow anew, under a key that is not ours; the head follows."""
    start = rng.randrange(ROWS)
    prev = rows[start]["prev"]
    for row in rows[start:]:
        row = {**row, "purpose": "改过的用途", "prev": prev}
        prev = chain.digest(row, FORGED)
        _row(row["seq"]).update(purpose=row["purpose"], prev=row["prev"], hash=prev)
    ReadChain.objects.update(hash=prev)


def edit_head(rng: random.Random, rows: Rows) -> None:
    changes: list[dict[str, Any]] = [
        {"hash": f"{rng.getrandbits(256):064x}"},
        {"seq": ROWS + rng.randint(1, 9)},
    ]
    ReadChain.objects.update(**rng.choice(changes))


def _row(seq: int) -> Any:
    return ReadEntry.objects.filter(seq=seq)


def _insert(row: dict[str, Any]) -> str:
    row["hash"] = chain.digest(row, FORGED)
    ReadEntry(**row).save(force_insert=True)
    return str(row["hash"])


Edit = Callable[[random.Random, Rows], None]
EDITS: tuple[Edit, ...] = (
    change_column,
    change_hash,
    delete_row,
    delete_tail,
    insert_row,
    swap_rows,
    renumber,
    roll_back_head,
    cut_tail_with_head,
    replay_row,
    rewrite_suffix,
    edit_head,
)
