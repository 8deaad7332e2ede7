"""The head of the read log, written down where the database cannot reach it."""

import fcntl
import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts.models import ReadChain
from accounts.policies import ANCHOR_EVERY
from accounts.verifying import anchor_line
from common import clock

_TAIL = 4_096


def anchor_read_log(now: datetime) -> int:
    """Append the head of the chain to `settings.ANCHOR_FILE` if the last anchor is old enough; how many.

    One line, appended and synced, under a lock: two engines write one. Each line covers the one before.
    """
    path = Path(settings.ANCHOR_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        last = _last_line(descriptor)
        if last is not None and now - datetime.fromisoformat(last["at"]) < ANCHOR_EVERY:
            return 0
        head = ReadChain.objects.get()
        line = anchor_line(
            at=clock.local(now).isoformat(timespec="seconds"),
            seq=head.seq,
            head=head.hash,
            prev=last["mac"] if last else "",
        )
        os.write(descriptor, (json.dumps(line, sort_keys=True) + "\n").encode())
        os.fsync(descriptor)
        return 1
    finally:
        os.close(descriptor)


def last_anchor() -> dict[str, Any] | None:
    """The newest line of the file of anchors, unchecked; None without a file or a readable line."""
    try:
        descriptor = os.open(settings.ANCHOR_FILE, os.O_RDONLY)
    except OSError:
        return None
    try:
        return _last_line(descriptor)
    finally:
        os.close(descriptor)


def _last_line(descriptor: int) -> dict[str, Any] | None:
    size = os.fstat(descriptor).st_size
    text = os.pread(descriptor, _TAIL, max(0, size - _TAIL)).decode("utf-8", "replace").rstrip("\n")
    try:
        line: dict[str, Any] = json.loads(text.rpartition("\n")[2])
        datetime.fromisoformat(line["at"]), line["mac"]
    except (ValueError, KeyError, TypeError):
        return None
    return line


def anchor_is_late(now: datetime) -> bool:
    """True if the last anchor is three rounds old: the engine, or the place of the file, is out of reach."""
    line = last_anchor()
    return line is None or now - datetime.fromisoformat(line["at"]) > 3 * ANCHOR_EVERY + timedelta(minutes=1)
