"""Which state of a case follows which, and which cases a lot picks. Pure."""

from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

from cases.choices import CaseStatus
from common.flow import Flow

CASE_FLOW = Flow(
    {
        CaseStatus.OPEN: {CaseStatus.IN_CARE, CaseStatus.REFERRED, CaseStatus.CLOSED},
        CaseStatus.IN_CARE: {CaseStatus.OPEN, CaseStatus.LOST, CaseStatus.REFERRED, CaseStatus.CLOSED},
        CaseStatus.LOST: {CaseStatus.IN_CARE, CaseStatus.REFERRED},
        CaseStatus.REFERRED: set(),
        CaseStatus.CLOSED: set(),
    }
)


def drawn(files: Iterable[UUID], seed: str, size: int) -> list[UUID]:
    """The `size` files that `seed` picks: those with the smallest digest. The same seed picks the same."""
    return sorted(files, key=lambda key: sha256(f"{seed}{key}".encode()).digest())[:size]
