"""Random codes that say nothing: no year, no sequence, no count can be read off them."""

import random
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID, uuid4

# Crockford base32: no I, L, O (read as 1, 1, 0) and no U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_MISREAD = str.maketrans("ILO", "110")
_GROUP = 4
_rng: ContextVar[random.Random | None] = ContextVar("qinghu_codes", default=None)


def random_code(prefix: str = "", length: int = 8) -> str:
    """A new code of `length` random characters in groups of four, such as `7K3M-9PQR` or `QH-7K3M-9PQR`.

    `prefix` is made of the same alphabet, so that `normalise` gives every code back unchanged.
    """
    if not set(prefix) <= set(ALPHABET):
        raise ValueError("A prefix consists of Crockford base32 characters only.")
    choice = (_rng.get() or secrets).choice
    return _grouped(prefix + "".join(choice(ALPHABET) for _ in range(length)))


def normalise(code: str) -> str:
    """The code as it is stored, from what a person typed: width, case, gaps, and I, L, O misread.

    Never fails: what is no code stays something that matches no code.
    """
    folded = unicodedata.normalize("NFKC", code).upper()
    kept = "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in ("Pd", "Cf"))
    return _grouped(kept.translate(_MISREAD))


def random_uuid() -> UUID:
    """A row's key: `uuid4`, or drawn from the seed inside `seeded`, so that ties sort the same way again."""
    rng = _rng.get()
    return uuid4() if rng is None else UUID(int=rng.getrandbits(128), version=4)


@contextmanager
def seeded(rng: random.Random) -> Iterator[None]:
    """Draw codes and row keys from `rng`, so that a rehearsal is reproducible. Keys and nonces never are.

    Only for a database of its own: the same seed gives the same keys again.
    """
    token = _rng.set(rng)
    try:
        yield
    finally:
        _rng.reset(token)


def _grouped(text: str) -> str:
    # From the right, so that a short prefix ends up in a group of its own.
    first = len(text) % _GROUP
    groups = [text[:first], *(text[i : i + _GROUP] for i in range(first, len(text), _GROUP))]
    return "-".join(group for group in groups if group)
