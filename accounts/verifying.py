"""Is the read log whole? Walks the chain row by row, against its head and against anchors kept elsewhere."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts import chain, readlog
from accounts.models import ReadChain, ReadEntry
from common import clock

CHUNK = 5_000


@dataclass(frozen=True)
class Anchor:
    """The head of the chain as it was written down outside the database at one instant."""

    at: str
    seq: int
    hash: str


@dataclass(frozen=True)
class Finding:
    """The first thing that is wrong: the number of the row, and a sentence."""

    seq: int
    what: str

    def __str__(self) -> str:
        return f"第 {self.seq} 条：{self.what}"


@dataclass(frozen=True)
class Verdict:
    """What a walk found. `finding` is None when the log is whole; `seq` and `hash` are then its head."""

    rows: int
    seq: int
    hash: str
    anchors: int = 0
    finding: Finding | None = None


def verify(anchors: Iterable[Anchor] = ()) -> Verdict:
    """Walk the whole chain, streaming. With `anchors` a cut tail and a rolled-back head are found, too."""
    wanted, count = _by_seq(anchors)
    head = ReadChain.objects.filter(pk=1).values("seq", "hash").first()
    rows = ReadEntry.objects.order_by("seq").values(*readlog.COLUMNS).iterator(chunk_size=CHUNK)
    seq, last = 0, chain.GENESIS
    for row, following in _with_next(rows):
        finding = _of_row(row, following, seq, last) or _of_anchor(row["seq"], row["hash"], wanted)
        if finding is not None:
            return Verdict(seq, seq, last, count, finding)
        seq, last = row["seq"], row["hash"]
    return Verdict(seq, seq, last, count, _of_head(head, seq, last) or _of_tail(wanted, seq, last))


def _with_next(rows: Iterator[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Each row together with the one after it, which tells a changed row from an inserted one."""
    before: dict[str, Any] | None = None
    for row in rows:
        if before is not None:
            yield before, row
        before = row
    if before is not None:
        yield before, None


def _of_row(
    row: Mapping[str, Any], following: Mapping[str, Any] | None, seq: int, last: str
) -> Finding | None:
    expected = seq + 1
    if row["seq"] > expected:
        return Finding(expected, "缺失（记录被删除或改号）")
    if row["seq"] < expected:
        return Finding(row["seq"], "序号重复或不是从1开始（记录被插入或改号）")
    fits, follows = chain.digest(row) == row["hash"], row["prev"] == last
    if fits and follows:
        return None
    if fits:
        return Finding(expected, "与上一条接不上（其间有记录被删除、插入或调换）")
    if not follows:
        return Finding(expected, "与上一条接不上，校验值也不符（记录被调换、改号或重放）")
    if following is not None and following["prev"] == last:
        return Finding(expected, "是插入的记录（下一条接的是上一条）")
    return Finding(expected, "内容或校验值被改动")


def _of_anchor(seq: int, found: str, wanted: Mapping[int, Anchor]) -> Finding | None:
    anchor = wanted.get(seq)
    if anchor is None or anchor.hash == found:
        return None
    return Finding(seq, f"与 {anchor.at} 的锚点不符（此条及以后被改写）")


def _of_head(head: Mapping[str, Any] | None, seq: int, last: str) -> Finding | None:
    if head is None:
        return Finding(seq, "链头记录不见了")
    if head["seq"] > seq:
        return Finding(seq + 1, f"末尾被截去（链头写明有 {head['seq']} 条）")
    if head["seq"] < seq:
        return Finding(head["seq"] + 1, "链头被退回，此条起不在链头之内")
    return None if head["hash"] == last else Finding(seq, "链头的校验值与末条不符（链头被改动）")


def _of_tail(wanted: Mapping[int, Anchor], seq: int, last: str) -> Finding | None:
    beyond = [anchor for at, anchor in wanted.items() if at > seq]
    if beyond:
        first = min(beyond, key=lambda anchor: anchor.seq)
        return Finding(seq + 1, f"末尾被截去（{first.at} 的锚点写明有 {first.seq} 条）")
    return None


def _by_seq(anchors: Iterable[Anchor]) -> tuple[dict[int, Anchor], int]:
    """The first anchor of each number: a head that stood still is anchored again and again."""
    found: dict[int, Anchor] = {}
    count = 0
    for anchor in anchors:
        count += 1
        kept = found.setdefault(anchor.seq, anchor)
        if kept.hash != anchor.hash:  # both cannot be true: keep the one that no row fits
            found[anchor.seq] = Anchor(anchor.at, anchor.seq, "")
    return {seq: anchor for seq, anchor in found.items() if seq > 0}, count


class BrokenAnchors(Exception):
    """The file of anchors itself was changed: which line, in a sentence."""


def anchor_line(*, at: str, seq: int, head: str, prev: str) -> dict[str, Any]:
    """One line of the file of anchors: it covers the line before it, under the key of the chain."""
    content = {"at": at, "seq": seq, "hash": head, "prev": prev}
    return {**content, "mac": chain.mac(content)}


def read_anchors(path: Path) -> Iterator[Anchor]:
    """The anchors of a file, checked line by line against each other. Raises BrokenAnchors, OSError."""
    prev = ""
    with path.open(encoding="utf-8") as file:
        for number, text in enumerate(file, start=1):
            try:
                line = json.loads(text)
                wanted = anchor_line(at=line["at"], seq=line["seq"], head=line["hash"], prev=prev)
            except (ValueError, KeyError, TypeError):
                raise BrokenAnchors(f"锚点文件第 {number} 行读不出来。") from None
            if line != wanted:
                raise BrokenAnchors(f"锚点文件第 {number} 行与上一行接不上，或内容被改动。")
            prev = line["mac"]
            yield Anchor(line["at"], line["seq"], line["hash"])


def note_verified(verdict: Verdict, now: datetime) -> None:
    """Keep what the last walk found beside the anchors, for the auditor's page."""
    told = {
        "at": clock.local(now).isoformat(timespec="seconds"),
        "rows": verdict.rows,
        "anchors": verdict.anchors,
        "finding": str(verdict.finding) if verdict.finding else "",
    }
    path = _verified_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def last_verified() -> dict[str, Any] | None:
    """What the last `readlog verify` found; None before the first."""
    try:
        told: dict[str, Any] = json.loads(_verified_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return {**told, "at": datetime.fromisoformat(told["at"])}


def _verified_file() -> Path:
    return Path(settings.ANCHOR_FILE).with_suffix(".verified.json")
