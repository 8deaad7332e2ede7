"""What may stand in free text between offices: sentences about work, never a person's number.

A reason, a note or an answer is read far beyond the desk where it was typed; a child is told apart by code.
"""

import re
import unicodedata

from common.errors import DomainError

_BEFORE, _AFTER = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_GAP = r"[ \-.·]?"
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_ID_NUMBER = re.compile(
    rf"{_BEFORE}[1-9]\d{{5}}{_GAP}(?:(?:18|19|20)\d{{2}}{_GAP}{_MONTH_DAY}{_GAP}\d{{3}}[\dXx]"
    rf"|\d{{2}}{_MONTH_DAY}\d{{3}}){_AFTER}"
)
_PHONE = re.compile(rf"{_BEFORE}(?:\+?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}{_AFTER}")
_DIGIT_BY_DIGIT = re.compile(rf"{_BEFORE}\d(?:[ \-.·]{{1,3}}[\dXx]){{10,}}{_AFTER}")
"""Every digit by itself, as people write who know that a number is looked for."""


def refuse_numbers(text: str, *, field: str) -> None:
    """Raise DomainError with the line on which an ID number or a telephone stands; never repeat it."""
    for number, line in enumerate(_plain(text).splitlines(), start=1):
        what = _number_in(line)
        if what:
            raise DomainError(f"第{number}行像是写了{what}，请删去；说到某个孩子时只写编号。", field=field)


def refuse_numbers_in(**texts: str) -> None:
    """The same for several fields of one form, by name."""
    for field, text in texts.items():
        refuse_numbers(text, field=field)


MIN_REASON = 6
"""A reason that others will act upon has at least so many letters, not one or two repeated."""


def require_reason(text: str, *, field: str) -> str:
    """The reason without the space around it; DomainError if it says nothing or names a number."""
    said = text.strip()
    signs = re.sub(r"[\W_]", "", _plain(said))
    if len(signs) < MIN_REASON or len(set(signs)) < MIN_REASON // 2:
        raise DomainError(f"请写明理由：至少{MIN_REASON}个字，不能只重复一两个字。", field=field)
    refuse_numbers(said, field=field)
    return said


def _plain(text: str) -> str:
    """Full-width digits as plain ones, and nothing invisible between them."""
    kept = (char for char in text if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFKC", "".join(kept))


def _number_in(line: str) -> str:
    joined = _DIGIT_BY_DIGIT.sub(lambda found: re.sub(r"[ \-.·]", "", found[0]), line)
    if _ID_NUMBER.search(joined):
        return "身份证号码"
    return "手机号码" if _PHONE.search(joined) else ""
