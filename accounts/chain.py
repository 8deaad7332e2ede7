"""The hash chain of the read log: what a row's hash covers, and the key nobody finds in the database.

A hash is HMAC-SHA256 over the canonical JSON of the row and of the hash before it, under a key derived from
the key file: whoever has the database alone can change rows but not make them fit again (ADR 019). Blank
columns are left out, so that a column added later leaves the old hashes as they are.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from common import codes
from common.crypto import load_keyring

GENESIS = "0" * 64
"""What the first row continues."""

CODE_LENGTH = 12
"""Characters of a head's short form, as printed on paper: 60 bits of the hash."""

_PREFIX = CODE_LENGTH * 5 // 4
_LABEL = b"qinghu:read-log:v1"


def digest(row: Mapping[str, Any], key: bytes | None = None) -> str:
    """The hash of a row given by column name; `hash` itself does not count. `key`: not ours, for a proof."""
    kept = {
        name: _plain(value)
        for name, value in row.items()
        if name != "hash" and value not in (None, "", False, 0)
    }
    return mac(kept, key)


def mac(content: Mapping[str, Any], key: bytes | None = None) -> str:
    """Keyed hash of plain values, the same for the same content in any order."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(key or _key(), text.encode(), hashlib.sha256).hexdigest()


def short(full: str) -> str:
    """The 12-character code of a hash, such as `7K3M-9PQR-0AB2`."""
    number = int(full[:_PREFIX], 16)
    drawn = (codes.ALPHABET[number >> shift & 31] for shift in range(5 * (CODE_LENGTH - 1), -1, -5))
    return codes.normalise("".join(drawn))


def hashes_like(code: str) -> tuple[str, str] | None:
    """The lowest and the highest hash whose short code is `code` as typed; None if that is no code."""
    letters = codes.normalise(code).replace("-", "")
    if len(letters) != CODE_LENGTH or not set(letters) <= set(codes.ALPHABET):
        return None
    number = 0
    for letter in letters:
        number = number << 5 | codes.ALPHABET.index(letter)
    prefix = f"{number:0{_PREFIX}x}"
    return prefix.ljust(64, "0"), prefix.ljust(64, "f")


def continued(rows: Iterator[dict[str, Any]], *, prev: str = GENESIS) -> Iterator[dict[str, Any]]:
    """`rows` with `prev` and `hash` filled in, in their order. For the migration of an older log."""
    for row in rows:
        row = {**row, "prev": prev}
        row["hash"] = prev = digest(row)
        yield row


def _key() -> bytes:
    return hmac.new(load_keyring().index_key, _LABEL, hashlib.sha256).digest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value
