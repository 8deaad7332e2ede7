"""Pieces of a text that could be a person's or a school's name, to be looked up by blind index. Pure."""

import itertools
import re
import unicodedata

SHORTEST, LONGEST = 2, 6
"""Letters of a name written without a dot: 2 to 4 of a Han name, up to 6 where somebody left the dot out."""

LONGEST_PART = 8
"""Letters on either side of the dot in a name such as 示例·阿依."""

SCHOOL_LONGEST = 18

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff〇\U00020000-\U0002fa1f"
_DOTS = "·•・‧∙⋅.-–—_*/|~^+"
_RUN = re.compile(rf"[{_HAN}{re.escape(_DOTS)}]+")
_DOT = re.compile(rf"[{re.escape(_DOTS)}]+")
_SCHOOL_END = re.compile(
    r"学校|中学|小学|高中|初中|完小|中心校|教学点|职校|技校|中专|学院|幼儿园|[一二三四五六]中"
)


def folded(text: str) -> str:
    """Width levelled, without white space and without anything invisible."""
    kept = (sign for sign in unicodedata.normalize("NFKC", text) if not sign.isspace())
    return "".join(sign for sign in kept if unicodedata.category(sign) not in ("Cf", "Mn", "Me"))


def name_candidates(text: str) -> list[str]:
    """Every piece of `text` that could be a name, without its dots, sorted and each once.

    How many there are depends on the text alone, so that looking them up takes as long for any name.
    """
    found: set[str] = set()
    for run in _RUN.findall(folded(text)):
        parts = [part for part in _DOT.split(run) if part]
        for whole in (*parts, "".join(parts)):
            found |= _pieces(whole)
        for left, right in itertools.pairwise(parts):
            found |= _across(left, right)
    return sorted(piece for piece in found if len(piece) >= SHORTEST)


def school_candidates(text: str) -> list[str]:
    """Every piece of `text` that ends as a school's name does."""
    plain = _DOT.sub("", folded(text))
    found: set[str] = set()
    for end in (match.end() for match in _SCHOOL_END.finditer(plain)):
        found |= {plain[start:end] for start in range(max(0, end - SCHOOL_LONGEST), end - 2)}
    return sorted(found)


def _pieces(run: str) -> set[str]:
    sizes = range(SHORTEST, LONGEST + 1)
    return {run[start : start + size] for size in sizes for start in range(len(run) - size + 1)}


def _across(left: str, right: str) -> set[str]:
    starts = range(max(0, len(left) - LONGEST_PART), len(left))
    ends = range(1, min(len(right), LONGEST_PART) + 1)
    return {left[start:] + right[:end] for start in starts for end in ends}
