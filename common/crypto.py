"""Field encryption: what a stolen database, a log line or a misplaced row must not tell.

Every file (a minor) has a data key; key-encryption keys (KEK) from the key file wrap the data keys, so
rotation re-wraps and disposal destroys one key. A value is AES-256-GCM under the data key and bound, as
associated data, to the live model, the field and the row's UUID `id`: a token copied to another row or
column does not open. `id` exists before insert, and a history row carries the same `id` (its `pk` is
`history_id`), so history opens with the same key.

    row.name = PlainText("…", data_key)   # the one way in; sealed when the row is saved
    row.name                              # Sealed, prints ***
    row.name.reveal(data_key)             # the one way out, or CannotDecrypt

A data key's id in the token (`v1:<kid>:…`) is a fingerprint of the key: re-wrapping does not change it.
Renaming a model or an encrypted field needs a migration that re-seals, because the name is bound.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.views.decorators.debug import sensitive_variables

MASK = "***"

_KEY_BYTES = 32
_NONCE_BYTES = 12
_TOKEN = re.compile(r"v1:([0-9a-f]{12}):([A-Za-z0-9_-]{38,})")


class KeyFileUnusable(ImproperlyConfigured):
    """The key file is not set, not there or damaged. The sentence is Chinese and names the file."""


class CannotDecrypt(Exception):
    """Wrong key, wrong row or column, damaged token, or a destroyed key. Says no more than that."""


# --- keys


@dataclass(frozen=True)
class Keyring:
    """The content of the key file: KEKs by id, the one in use, and the key of the blind indexes."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)
    index_key: bytes = field(repr=False)


class DataKey:
    """The key of one file. Prints nothing and refuses to be pickled."""

    __slots__ = ("_key", "kid")

    def __init__(self, key: bytes) -> None:
        if len(key) != _KEY_BYTES:
            raise ValueError("A data key has 32 bytes.")
        self._key = key
        self.kid = hashlib.sha256(b"qinghu:data-key-id:" + key).hexdigest()[:12]

    def __repr__(self) -> str:
        return f"<DataKey {MASK}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A data key is not pickled.")

    def cipher(self) -> AESGCM:
        return AESGCM(self._key)

    def wrapped_by(self, kid: str, keyring: Keyring) -> bytes:
        """This key under the KEK `kid`: what is stored, and what rotation writes anew."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(keyring.keys[kid]).encrypt(nonce, self._key, _wrap_aad(kid))


def create_key_file(path: str | Path) -> None:
    """Write a new key file, readable by its owner only. Raises FileExistsError: never overwrites."""
    kid = f"k{secrets.token_hex(4)}"
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    content = {"current": kid, "keys": {kid: _random_key()}, "index_key": _random_key()}
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)


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
    return keyring.current, DataKey(os.urandom(_KEY_BYTES)).wrapped_by(keyring.current, keyring)


def unwrap(kid: str, wrapped: bytes | memoryview | None) -> DataKey:
    """The data key behind a stored pair. Raises CannotDecrypt, also for a destroyed key (None)."""
    kek = load_keyring().keys.get(kid)
    stored = bytes(wrapped or b"")
    if kek is None or len(stored) <= _NONCE_BYTES:
        raise CannotDecrypt("没有可用的数据密钥。")
    try:
        return DataKey(AESGCM(kek).decrypt(stored[:_NONCE_BYTES], stored[_NONCE_BYTES:], _wrap_aad(kid)))
    except InvalidTag:
        raise CannotDecrypt("数据密钥已损坏或与密钥文件不符。") from None


@lru_cache(maxsize=4)
def _read_keyring(path: str, *_stamp: int) -> Keyring:
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        keys = {kid: _decoded_key(text) for kid, text in content["keys"].items()}
        keyring = Keyring(content["current"], keys, _decoded_key(content["index_key"]))
        keys[keyring.current]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        # Not chained: a JSON error quotes the document.
        raise KeyFileUnusable(f"密钥文件无法读取或内容不完整：{path}。") from None
    return keyring


def _random_key() -> str:
    return base64.b64encode(os.urandom(_KEY_BYTES)).decode("ascii")


def _decoded_key(text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != _KEY_BYTES:
        raise ValueError("A key has 32 bytes.")
    return key


def _wrap_aad(kid: str) -> bytes:
    return f"qinghu:data-key:v1:{kid}".encode()


# --- values


@sensitive_variables("plaintext")
def seal_value(data_key: DataKey, plaintext: str, aad: bytes) -> str:
    """The token `v1:<data key id>:<nonce and ciphertext>` of `plaintext`, bound to `aad`."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = nonce + data_key.cipher().encrypt(nonce, plaintext.encode("utf-8"), aad)
    return f"v1:{data_key.kid}:{base64.urlsafe_b64encode(sealed).rstrip(b'=').decode('ascii')}"


def open_value(data_key: DataKey, token: str, aad: bytes) -> str:
    """The plaintext of a token. Raises CannotDecrypt."""
    match = _TOKEN.fullmatch(token)
    if match is None or match[1] != data_key.kid:
        raise CannotDecrypt("密文格式不对，或不是用这把数据密钥加密的。")
    try:
        sealed = base64.urlsafe_b64decode(match[2] + "=" * (-len(match[2]) % 4))
        return data_key.cipher().decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], aad).decode("utf-8")
    except (InvalidTag, binascii.Error):
        raise CannotDecrypt("密文已损坏，或不属于这一行这一列。") from None


def blind_index(label: str, value: str) -> str:
    """A keyed fingerprint to look a value up by without storing it. One `label` per column.

    Width, case and white space do not count. Raises ValueError for nothing: a missing number has no index.
    """
    folded = unicodedata.normalize("NFKC", value).upper()
    kept = "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf")
    if not (label and kept):
        raise ValueError("A blind index needs a label and a value.")
    message = f"{label}\0{kept}".encode()
    return hmac.new(load_keyring().index_key, message, hashlib.sha256).hexdigest()


# --- what an attribute holds


class _Masked:
    """Prints *** wherever it ends up; no pickling, no comparing with text, true in every test."""

    __slots__ = ()

    def __str__(self) -> str:
        return MASK

    def __repr__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return MASK

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        # `value in field.empty_values` must work; `row.name == "…"` would be silently false for ever.
        if isinstance(other, str) and other:
            raise TypeError("A sealed value is compared by its blind index, not with text.")
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("A sealed value is not pickled.")

    def __copy__(self) -> "_Masked":
        return self

    def __deepcopy__(self, memo: object) -> "_Masked":
        return self


class Sealed(_Masked):
    """An encrypted value as read from a row. JSON encoders refuse it, everything else prints ***."""

    __slots__ = ("aad", "token")

    def __init__(self, token: str, aad: bytes | None = None) -> None:
        self.token = token
        self.aad = aad

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Sealed):
            return (self.token, self.aad) == (other.token, other.aad)
        return super().__eq__(other)

    def __hash__(self) -> int:
        return hash((self.token, self.aad))

    def reveal(self, data_key: DataKey) -> str:
        """The plaintext. Raises CannotDecrypt, always so for a handle from `.values()`, which has no row."""
        if self.aad is None:
            raise CannotDecrypt("该密文未与记录绑定，只能从记录本身打开。")
        return open_value(data_key, self.token, self.aad)


class PlainText(_Masked):
    """A value on its way in: `row.name = PlainText(text, data_key)`. `Sealed` once the row is saved."""

    __slots__ = ("_data_key", "_value")

    def __init__(self, value: str, data_key: DataKey) -> None:
        if not isinstance(value, str) or not isinstance(data_key, DataKey):
            raise TypeError("PlainText takes a text and the data key of its file.")
        self._value = value
        self._data_key = data_key

    def sealed_for(self, aad: bytes) -> Sealed:
        return Sealed(seal_value(self._data_key, self._value, aad), aad)


# --- the field


class _SealedAttribute(DeferredAttribute):
    """Binds the handle to the row it is read from, and refuses everything but handles on the way in."""

    field: "EncryptedTextField"

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            return Sealed(value.token, self.field.aad_of(instance))
        return value

    @sensitive_variables("value")
    def __set__(self, instance: models.Model, value: object) -> None:
        if not (value is None or isinstance(value, Sealed | PlainText)):
            raise TypeError(f"{self.field.name}: assign PlainText(value, data_key) or None.")
        if isinstance(value, Sealed) and value.aad and value.aad != self.field.aad_of(instance):
            raise CannotDecrypt("密文不能搬到另一行或另一列。")
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """Text that is stored as a token. Cannot be searched, compared or put on a form."""

    empty_strings_allowed = False
    descriptor_class = _SealedAttribute

    def aad_of(self, instance: Any) -> bytes:
        """Live model, field and row `id`; a historical model knows its live one as `instance_type`."""
        live = getattr(self.model, "instance_type", self.model)
        return f"{live._meta.label_lower}|{self.name}|{UUID(str(instance.id))}".encode()

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        if isinstance(value, PlainText):
            value = value.sealed_for(self.aad_of(model_instance))
            # The attribute must not hold the plain text once it is stored; history copies it from there.
            setattr(model_instance, self.attname, value)
        return value

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Sealed | None:
        return None if value is None else Sealed(value)

    def to_python(self, value: Any) -> Any:
        # Fixtures hold tokens. Anything else is left for __set__ to refuse.
        return Sealed(value) if isinstance(value, str) and _TOKEN.fullmatch(value) else value

    @sensitive_variables("value")
    def get_prep_value(self, value: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise TypeError(f"{self.name}: save a row to seal a value, use the blind index to find one.")
        return value.token

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return value.token if isinstance(value, Sealed) else ""

    def get_lookup(self, lookup_name: str) -> Any:
        # "exact" is how Django spells `name=None`; with a text it ends in get_prep_value.
        if lookup_name not in ("exact", "isnull"):
            raise FieldError(f"{self.name} is encrypted: look it up by its blind index.")
        return super().get_lookup(lookup_name)

    def formfield(self, **kwargs: Any) -> None:
        return None
