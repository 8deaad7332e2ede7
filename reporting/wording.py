"""What may stand in a paper between offices: sentences about work, never a person's number."""

import re
import unicodedata

from common.errors import DomainError

_BEFORE, _AFTER = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_GAP = r"[ \-]?"
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_ID_NUMBER = re.compile(
    rf"{_BEFORE}[1-9]\d{{5}}{_GAP}(?:(?:18|19|20)\d{{2}}{_GAP}{_MONTH_DAY}{_GAP}\d{{3}}[\dXx]"
    rf"|\d{{2}}{_MONTH_DAY}\d{{3}}){_AFTER}"
)
_PHONE = re.compile(rf"{_BEFORE}(?:\+?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}{_AFTER}")


def lines_of(text: str) -> list[str]:
    """The lines that hold something."""
    return [line for line in text.splitlines() if line.strip()]


def refuse_long(text: str, *, most: int, field: str) -> None:
    """Raise DomainError if `text` has more than `most` written lines."""
    written = len(lines_of(text))
    if written > most:
        raise DomainError(f"最多写{most}行，现在有{written}行，请删减后再报送。", field=field)


def refuse_numbers(text: str, *, field: str) -> None:
    """Raise DomainError with the line on which an ID number or a telephone stands; never repeat it."""
    for number, line in enumerate(unicodedata.normalize("NFKC", text).splitlines(), start=1):
        what = "身份证号码" if _ID_NUMBER.search(line) else "手机号码" if _PHONE.search(line) else ""
        if what:
            raise DomainError(f"第{number}行像是写了{what}，请删去；说到某个孩子时只写编号。", field=field)
