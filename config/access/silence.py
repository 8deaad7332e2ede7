"""Did an answer that showed a file, or refused one, leave its row in the read log? Asked of what left, not of
what the log thinks it saw: the codes of all files are looked for in the body, in workbooks too."""

import io
import zipfile

from config.access.browser import Answer
from config.access.walk import Cell
from minors.models import Minor

ENTRY = "accounts_readentry"
REFUSALS = (403, 404, 500)
OF_THE_LOG = frozenset({"accounts:read_list", "minors:digest_detail"})
"""The auditor and the heads read the log itself, which holds codes."""


def file_codes() -> list[bytes]:
    """The codes of every file there is."""
    return [code.encode() for code in Minor.objects.for_system("proof").values_list("code", flat=True)]


def is_silent(cell: Cell, answer: Answer, codes: list[bytes]) -> bool:
    """True if somebody was shown the code of a file, or was refused, and no entry says so."""
    user = cell.viewer.user
    if user is None or user.acting is None or ":" not in cell.view or ENTRY in answer.writes:
        return False
    return answer.status in REFUSALS or (not _is_no_reading(cell) and shows(answer.body, codes))


def shows(body: bytes, codes: list[bytes]) -> bool:
    """True if one of `codes` stands in the body or in a part of the office file that it is."""
    texts = [body]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            texts = [book.read(name) for name in book.namelist()]
    return any(code in text for text in texts for code in codes)


def _is_no_reading(cell: Cell) -> bool:
    """Pages of duties hold codes and are read by everybody all day (ADR 020); 逾期台账 on the screen, too."""
    is_of_duties = cell.view.startswith("duties:") or (
        cell.view == "reporting:ledger_detail" and ("ledger", "misses") in cell.kwargs
    )
    return is_of_duties or cell.view in OF_THE_LOG
