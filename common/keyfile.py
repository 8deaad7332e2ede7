"""The key file: what stands in it, and how it changes without ever being half written.

Only what `json` and the operating system give: production settings read it before Django is there.
"""

import base64
import json
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

try:
    import fcntl
except ImportError:  # Windows: one administrator at a time, by agreement
    fcntl = None  # type: ignore[assignment]

KEY_BYTES = 32
SHA256, SM3 = "sha256", "sm3"
MODE = 0o600


class KeyFileUnusable(ImproperlyConfigured):
    """The key file is not set, not there or damaged. The sentence is Chinese and names the file."""


@dataclass(frozen=True)
class Keyring:
    """The content of the key file: KEKs by id, the one in use, and the key of the blind indexes.

    `index_hash` is the hash of the blind indexes; it is chosen once, when the file is made, because an
    index of one hash finds nothing of the other.
    """

    current: str
    keys: Mapping[str, bytes] = field(repr=False)
    index_key: bytes = field(repr=False)
    index_hash: str = SHA256


def create(path: str | Path, *, index_hash: str = "") -> None:
    """Write a new key file, readable by its owner only. Raises FileExistsError: never overwrites.

    Without `index_hash` it follows QINGHU_FIELD_CIPHER: SM3 beside SM4, else SHA-256.
    """
    kid = _new_kid()
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    chosen = index_hash or (SM3 if os.environ.get("QINGHU_FIELD_CIPHER") == "v2" else SHA256)
    content = {"current": kid, "keys": {kid: _random_key()}, "index_key": _random_key(), "index_hash": chosen}
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    _write(descriptor, content)
    _sync_folder(Path(path).parent)


def read(path: str | Path) -> Keyring:
    """The keys in the file. Raises KeyFileUnusable; a damaged file is not quoted."""
    return _keyring(_content(path), path)


def add_kek(path: str | Path) -> str:
    """Add a fresh key-encryption key and make it the current one; returns its id. The old ones stay."""
    kid = _new_kid()

    def change(content: dict[str, Any]) -> None:
        content["keys"][kid] = _random_key()
        content["current"] = kid

    _change(path, change)
    return kid


def forget_old(path: str | Path) -> list[str]:
    """Remove every key-encryption key but the current one; returns their ids. The caller has checked."""
    gone: list[str] = []

    def change(content: dict[str, Any]) -> None:
        gone.extend(sorted(content["keys"].keys() - {content["current"]}))
        content["keys"] = {content["current"]: content["keys"][content["current"]]}

    _change(path, change)
    return gone


def _change(path: str | Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Write the whole new file beside the old one, bring it to the disk, and put it in the old one's place.

    Whatever dies in between, the file is the old one or the new one.
    """
    folder = Path(path).parent
    with _alone(folder):
        content = _content(path)
        _keyring(content, path)
        change(content)
        descriptor, fresh = tempfile.mkstemp(prefix=".keys-", dir=folder)  # made with 0600
        try:
            _write(descriptor, content)
            read(fresh)
            os.replace(fresh, path)
        finally:
            Path(fresh).unlink(missing_ok=True)  # gone already if it took its place
        _sync_folder(folder)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One change at a time; the lock goes with the process."""
    if fcntl is None:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _content(path: str | Path) -> dict[str, Any]:
    try:
        text = Path(path).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise KeyFileUnusable(f"找不到密钥文件：{path}。请从密钥备份恢复，切勿新建后覆盖。") from error
    except (OSError, ValueError):
        raise _damaged(path) from None
    try:
        return dict(json.loads(text))
    except (ValueError, TypeError):
        # Not chained: a JSON error quotes the document.
        raise _damaged(path) from None


def _keyring(content: dict[str, Any], path: str | Path) -> Keyring:
    try:
        keys = {kid: _decoded_key(text) for kid, text in content["keys"].items()}
        index_hash = content.get("index_hash", SHA256)
        keyring = Keyring(content["current"], keys, _decoded_key(content["index_key"]), index_hash)
        keys[keyring.current]
        if index_hash not in (SHA256, SM3):
            raise ValueError("An index is keyed with SHA-256 or SM3.")
    except (ValueError, LookupError, TypeError, AttributeError):
        raise _damaged(path) from None
    return keyring


def _damaged(path: str | Path) -> KeyFileUnusable:
    return KeyFileUnusable(f"密钥文件无法读取或内容不完整：{path}。请从密钥备份恢复。")


def _write(descriptor: int, content: dict[str, Any]) -> None:
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _new_kid() -> str:
    return f"k{secrets.token_hex(4)}"


def _random_key() -> str:
    return base64.b64encode(os.urandom(KEY_BYTES)).decode("ascii")


def _decoded_key(text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError("A key has 32 bytes.")
    return key
