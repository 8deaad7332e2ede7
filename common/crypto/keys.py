"""Data keys, and the key-encryption keys of the key file that wrap them."""

import hashlib
import hmac
import os
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from django.conf import settings

from common import keyfile
from common.crypto.ciphers import V1, V2, decrypt, encrypt, hmac_sm3
from common.keyfile import KEY_BYTES, KeyFileUnusable, Keyring

MASK = "***"

_SM4_WRAP = b"\x02"
"""First byte of a data key wrapped with SM4; one wrapped with AES is a byte shorter."""

_AES_WRAP_BYTES = 12 + KEY_BYTES + 16


class CannotDecrypt(Exception):
    """Wrong key, wrong row or column, damaged token, or a destroyed key. Says no more than that."""


class DataKey:
    """The key of one file. Prints nothing and refuses to be pickled."""

    __slots__ = ("_key", "kid")

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("A data key has 32 bytes.")
        self._key = key
        self.kid = hashlib.sha256(b"qinghu:data-key-id:" + key).hexdigest()[:12]

    def __repr__(self) -> str:
        return f"<DataKey {MASK}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A data key is not pickled.")

    def encrypt(self, version: str, plain: bytes, aad: bytes) -> bytes:
        return encrypt(version, self._key, plain, aad)

    def decrypt(self, version: str, sealed: bytes, aad: bytes) -> bytes:
        """Raises InvalidTag."""
        return decrypt(version, self._key, sealed, aad)

    def wrapped_by(self, kid: str, keyring: Keyring) -> bytes:
        """This key under the KEK `kid`: what is stored, and what rotation writes anew."""
        version = field_cipher()
        sealed = encrypt(version, keyring.keys[kid], self._key, _wrap_aad(kid))
        return sealed if version == V1 else _SM4_WRAP + sealed


def field_cipher() -> str:
    """Which tokens are written: "v1" (AES-256-GCM) or "v2" (SM4-GCM). Both are always read.

    Raises KeyFileUnusable for anything else, so that a misspelt setting stops the start.
    """
    version: str = getattr(settings, "FIELD_CIPHER", V1)
    if version not in (V1, V2):
        raise KeyFileUnusable("FIELD_CIPHER（QINGHU_FIELD_CIPHER）只能是 v1（AES-256-GCM）或 v2（SM4-GCM）。")
    return version


def load_keyring() -> Keyring:
    """The keys of `settings.KEY_FILE`, read again when the file changes.

    Raises KeyFileUnusable with a Chinese sentence if the file is missing or damaged.
    """
    path = getattr(settings, "KEY_FILE", None)
    if not path:
        raise KeyFileUnusable("未设置密钥文件（KEY_FILE），无法读写身份信息。")
    try:
        stamp = Path(path).stat()
    except OSError as error:
        raise KeyFileUnusable(f"找不到密钥文件：{path}。请从密钥备份恢复，切勿新建后覆盖。") from error
    return _read_keyring(str(path), stamp.st_mtime_ns, stamp.st_ino)


def new_data_key() -> tuple[str, bytes]:
    """A fresh data key, wrapped: (id of the KEK, what to store). `unwrap` gives the key itself."""
    keyring = load_keyring()
    return keyring.current, DataKey(os.urandom(KEY_BYTES)).wrapped_by(keyring.current, keyring)


def unwrap(kid: str, wrapped: bytes | memoryview | None) -> DataKey:
    """The data key behind a stored pair. Raises CannotDecrypt, also for a destroyed key (None)."""
    kek = load_keyring().keys.get(kid)
    stored = bytes(wrapped or b"")
    if kek is None or len(stored) < _AES_WRAP_BYTES:
        raise CannotDecrypt("没有可用的数据密钥。")
    is_sm4 = len(stored) > _AES_WRAP_BYTES and stored[:1] == _SM4_WRAP
    version, sealed = (V2, stored[1:]) if is_sm4 else (V1, stored)
    try:
        return DataKey(decrypt(version, kek, sealed, _wrap_aad(kid)))
    except (InvalidTag, ValueError):
        raise CannotDecrypt("数据密钥已损坏或与密钥文件不符。") from None


def index_digest(message: bytes) -> str:
    """The keyed hash of the blind indexes, 64 hex digits: HMAC with the key file's own hash."""
    keyring = load_keyring()
    if keyring.index_hash == keyfile.SM3:
        return hmac_sm3(keyring.index_key, message).hex()
    return hmac.new(keyring.index_key, message, hashlib.sha256).hexdigest()


@lru_cache(maxsize=4)
def _read_keyring(path: str, *_stamp: int) -> Keyring:
    return keyfile.read(path)


def _wrap_aad(kid: str) -> bytes:
    return f"qinghu:data-key:v1:{kid}".encode()
