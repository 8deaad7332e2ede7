"""What was planted, in every dress it might leave in: plain, full-width, escaped, base64, pinyin."""

import base64
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from urllib.parse import quote, quote_plus

from config.access.world import World
from minors.pinyin import spellings
from minors.rules import ChildIn

WORDS = (
    "name", "alias", "features", "id_number", "phone", "household_address", "residence_address",
    "school", "class_name", "guardian_name", "guardian_phone",
)  # fmt: skip
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
ENCODINGS = ("utf-8", "gb18030", "utf-16-le")


@dataclass(frozen=True)
class Needle:
    """One dress of one word of one child."""

    child: str
    field: str
    dress: str
    text: bytes


class Haystack:
    """Looks for every needle at once: first for the stems that all needles of one kind share."""

    def __init__(self, world: World) -> None:
        self.needles = [needle for label, child in world.children.items() for needle in needles(label, child)]

    @cached_property
    def _stems(self) -> dict[bytes, list[Needle]]:
        """Needles by a piece that they hold: few pieces, so that most text is passed over quickly."""
        found: dict[bytes, list[Needle]] = {}
        for needle in self.needles:
            half = needle.text[: max(6, len(needle.text) * 2 // 3)]
            found.setdefault(half, []).append(needle)
        return found

    def search(self, text: bytes) -> list[Needle]:
        """The needles in `text`; an Office file is opened and searched inside."""
        return [needle for part in _opened(text) for needle in self._in(part)]

    def _in(self, text: bytes) -> list[Needle]:
        folded = text.lower()
        return [
            needle
            for stem, candidates in self._stems.items()
            if stem in folded
            for needle in candidates
            if needle.text in folded
        ]


def _opened(text: bytes) -> Iterator[bytes]:
    yield text
    if text.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(text)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield archive.read(name)


def needles(label: str, child: ChildIn) -> Iterator[Needle]:
    """Every dress of every word of one child, in lower case."""
    for field in WORDS:
        word = core(str(getattr(child, field)))
        by_text = {text.lower(): dress for dress, text in _dresses(word)}
        for text, dress in by_text.items():
            yield Needle(label, field, dress, text)


def core(word: str) -> str:
    """The part of a word that no other text has: without 示例 and the dot."""
    return word.removeprefix("示例").removeprefix("·").removeprefix("乡")


def _dresses(word: str) -> Iterator[tuple[str, bytes]]:
    for encoding in ENCODINGS:
        yield encoding, word.encode(encoding)
    yield "full-width", word.translate(WIDE).encode()
    yield "spaced", " ".join(word).encode()
    yield "json", json.dumps(word)[1:-1].encode()
    yield "percent", quote(word).encode()
    yield "percent-plus", quote_plus(word, encoding="gb18030").encode()
    yield "entities", "".join(f"&#{ord(sign)};" for sign in word).encode()
    yield "hex entities", "".join(f"&#x{ord(sign):x};" for sign in word).encode()
    yield "escaped", escape(word).encode()
    yield "repr", repr(word.encode())[2:-1].encode()
    yield "hex", word.encode().hex().encode()
    for offset in range(3):
        yield f"base64+{offset}", _base64(word.encode(), offset)
    if not word.isascii():
        for number, spelling in enumerate(sorted(spellings(word))):
            yield f"pinyin {number}", spelling.encode()


def _base64(text: bytes, offset: int) -> bytes:
    """What `text` looks like inside base64 when it begins `offset` bytes into a group of three."""
    whole = base64.b64encode(b"\0" * offset + text)
    first = (offset * 8 + 5) // 6
    last = len(text) + offset
    return whole[first : last * 8 // 6]
