"""The two ciphers: AES-256-GCM (`v1`) and, for offices held to 商用密码, SM4-GCM with HMAC-SM3 (`v2`).

SM4 has keys of 16 bytes. They are derived from our 32-byte keys by HMAC-SM3, so that a
key serves both ciphers, never with the same bytes.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

V1, V2 = "v1", "v2"
NONCE_BYTES, TAG_BYTES = 12, 16
_SM4_KEY_BYTES = 16
_SM4_LABEL = b"qinghu:sm4-gcm:v2"


def encrypt(version: str, key: bytes, plain: bytes, aad: bytes) -> bytes:
    """Nonce, ciphertext and tag in a row. `key` has 32 bytes."""
    nonce = os.urandom(NONCE_BYTES)
    if version == V1:
        return nonce + AESGCM(key).encrypt(nonce, plain, aad)
    sealing = Cipher(algorithms.SM4(_sm4_key(key)), modes.GCM(nonce)).encryptor()
    sealing.authenticate_additional_data(aad)
    return nonce + sealing.update(plain) + sealing.finalize() + sealing.tag


def decrypt(version: str, key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """The plain bytes of what `encrypt` made. Raises InvalidTag for anything else."""
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise InvalidTag
    nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    if version == V1:
        return AESGCM(key).decrypt(nonce, body, aad)
    mode = modes.GCM(nonce, body[-TAG_BYTES:])
    opening = Cipher(algorithms.SM4(_sm4_key(key)), mode).decryptor()
    opening.authenticate_additional_data(aad)
    return opening.update(body[:-TAG_BYTES]) + opening.finalize()


def hmac_sm3(key: bytes, message: bytes) -> bytes:
    mac = hmac.HMAC(key, hashes.SM3())
    mac.update(message)
    return mac.finalize()


def _sm4_key(key: bytes) -> bytes:
    return hmac_sm3(key, _SM4_LABEL)[:_SM4_KEY_BYTES]
