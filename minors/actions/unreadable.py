"""What cannot be decrypted: one error, one sentence, and a note that outlives the reading's transaction.

The reading rolls back, so it cannot write the incident itself. It notes what happened in a context variable;
whoever collects (`minors.middleware` around every request) writes the incident afterwards, in a transaction
of its own and before the answer leaves: 已上报 is true when it is read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from common.crypto import CannotDecrypt, KeyFileUnusable
from common.errors import DomainError
from minors.models import Minor

SENTENCE = "无法解密，已上报。请联系县禁毒办，不要重复登记。"

WHOLE_OFFICE = UUID(int=0)
"""Stands for the file where the key file itself is the trouble: one incident for all."""


class Unreadable(DomainError, CannotDecrypt):
    """A vault or the key file could not be opened. Reported; the message is for the page."""

    def __init__(self) -> None:
        super().__init__(SENTENCE)


@dataclass(frozen=True)
class Trouble:
    """The file that could not be opened and the technical reason, without anything personal."""

    file: UUID
    code: str
    why: str


_found: ContextVar[list[Trouble] | None] = ContextVar("minors_unreadable", default=None)


@contextmanager
def collecting() -> Iterator[list[Trouble]]:
    """Collect what turns out unreadable inside; the caller reports it once its transactions have ended."""
    found: list[Trouble] = []
    token = _found.set(found)
    try:
        yield found
    finally:
        _found.reset(token)


@contextmanager
def noted(minor: Minor | None = None) -> Iterator[None]:
    """Turn whatever keys and ciphertexts raise into `Unreadable`, and note it for the collector."""
    try:
        yield
    except Unreadable:
        raise
    except KeyFileUnusable:
        note_key_file()
        raise Unreadable from None
    except CannotDecrypt as error:
        _note(Trouble(minor.pk, minor.code, str(error)) if minor else Trouble(WHOLE_OFFICE, "", str(error)))
        raise Unreadable from None


def note_key_file() -> None:
    """The key file is missing or damaged while the system runs: one trouble of the whole office."""
    _note(Trouble(WHOLE_OFFICE, "", "密钥文件不可用"))


def _note(trouble: Trouble) -> None:
    found = _found.get()
    if found is not None and trouble.file not in {one.file for one in found}:
        found.append(trouble)
