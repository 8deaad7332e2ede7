"""Which paper a 文号 names, however somebody types it. Pure."""

import re
import unicodedata
from hashlib import sha256
from uuid import UUID

_BRACKETS = str.maketrans("〔【［[〈《{", "(((((((") | str.maketrans("〕】］]〉》}", ")))))))")


def plain(text: str) -> str:
    """`text` without what typing varies: width, brackets, blanks, 第 and noughts before a figure."""
    said = unicodedata.normalize("NFKC", text).translate(_BRACKETS).casefold()
    said = re.sub(r"\s+", "", said)
    said = re.sub(r"第(?=\d)", "", said)
    return re.sub(r"(?<!\d)0+(?=\d)", "", said)


def paper_key(station: UUID, kind: str, organ: str, number: str) -> str:
    """The mark of a paper at a station: kind, issuing organ and number. The same paper, the same mark."""
    return sha256("|".join((str(station), kind, plain(organ), plain(number))).encode()).hexdigest()
