"""Field encryption: what a stolen database, a log line or a misplaced row must not tell.

Every file (a minor) has a data key; key-encryption keys (KEK) from the key file wrap the data keys, so
rotation re-wraps and disposal destroys one key. A value is encrypted under the data key (`v1` AES-256-GCM,
`v2` SM4-GCM; the setting `FIELD_CIPHER` says which is written, both are read) and bound, as associated
data, to the live model, the field and the row's UUID `id`: a token copied to another row or column does not
open. `id` exists before insert, and a history row carries the same `id` (its `pk` is `history_id`), so
history opens with the same key.

    row.name = PlainText("…", data_key)   # the one way in; sealed when the row is saved
    row.name                              # Sealed, prints ***
    row.name.reveal(data_key)             # the one way out, or CannotDecrypt

A data key's id in the token (`v1:<kid>:…`) is a fingerprint of the key: re-wrapping does not change it.
Renaming a model or an encrypted field needs a migration that re-seals, because the name is bound.
"""

from common.crypto.field import EncryptedTextField, PlainText, Sealed
from common.crypto.keys import (
    MASK,
    CannotDecrypt,
    DataKey,
    field_cipher,
    load_keyring,
    new_data_key,
    unwrap,
)
from common.crypto.tokens import blind_index, open_value, seal_value, version_of
from common.keyfile import KeyFileUnusable, Keyring
from common.keyfile import create as create_key_file

__all__ = [
    "MASK",
    "CannotDecrypt",
    "DataKey",
    "EncryptedTextField",
    "KeyFileUnusable",
    "Keyring",
    "PlainText",
    "Sealed",
    "blind_index",
    "create_key_file",
    "field_cipher",
    "load_keyring",
    "new_data_key",
    "open_value",
    "seal_value",
    "unwrap",
    "version_of",
]
