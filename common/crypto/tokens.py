"""Tokens, and the blind index by which a value is found."""

import base64
import binascii
import re
import unicodedata

from cryptography.exceptions import InvalidTag
from django.views.decorators.debug import sensitive_variables

from common.crypto.keys import CannotDecrypt, DataKey, field_cipher, index_digest

TOKEN = re.compile(r"(v[12]):([0-9a-f]{12}):([A-Za-z0-9_-]{38,})")


@sensitive_variables("plaintext")
def seal_value(data_key: DataKey, plaintext: str, aad: bytes) -> str:
    """The token `<version>:<data key id>:<nonce and ciphertext>` of `plaintext`, bound to `aad`."""
    version = field_cipher()
    sealed = data_key.encrypt(version, plaintext.encode("utf-8"), aad)
    return f"{version}:{data_key.kid}:{base64.urlsafe_b64encode(sealed).rstrip(b'=').decode('ascii')}"


def open_value(data_key: DataKey, token: str, aad: bytes) -> str:
    """The plaintext of a token of either version. Raises CannotDecrypt."""
    match = TOKEN.fullmatch(token)
    if match is None or match[2] != data_key.kid:
        raise CannotDecrypt("密文格式不对，或不是用这把数据密钥加密的。")
    try:
        sealed = base64.urlsafe_b64decode(match[3] + "=" * (-len(match[3]) % 4))
        return data_key.decrypt(match[1], sealed, aad).decode("utf-8")
    except (InvalidTag, binascii.Error):
        raise CannotDecrypt("密文已损坏，或不属于这一行这一列。") from None


def version_of(token: str) -> str:
    """Which cipher wrote a token: v1 or v2."""
    return token.partition(":")[0]


def blind_index(label: str, value: str) -> str:
    """A keyed fingerprint to look a value up by without storing it. One `label` per column.

    Width, case and white space do not count. Raises ValueError for nothing: a missing number has no index.
    """
    folded = unicodedata.normalize("NFKC", value).upper()
    kept = "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf")
    if not (label and kept):
        raise ValueError("A blind index needs a label and a value.")
    return index_digest(f"{label}\0{kept}".encode())
