"""A sheet of words becomes a PDF (typst) or a document (docxtpl). What was typed is text, never markup.

A character no installed font has would leave an empty box in a letter, so such a PDF is refused.
"""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from docxtpl import DocxTemplate
from PIL import ImageFont

from common.errors import DomainError

FOLDER = Path(settings.BASE_DIR) / "templates" / "documents"
BODY = ("FangSong_GB2312", "FangSong", "仿宋", "STFangsong", "Noto Serif CJK SC")
TITLE = ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "STZhongsong", "Noto Serif CJK SC")
HEAD = ("SimHei", "黑体", "STHeiti", "Noto Sans CJK SC")
"""The faces of GB/T 9704-2012 are not free; what stands last is in the package fonts-noto-cjk (law.md §6)."""
FORMATS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
NEVER_A_GLYPH = "\U0010fffe"


class MissingGlyphs(DomainError):
    """The sheet holds characters that no installed font can print."""

    def __init__(self, found: Iterable[str]) -> None:
        codes = "、".join(f"U+{ord(sign):04X}" for sign in sorted(found))
        super().__init__(f"字体里缺少这些字，不能印成PDF：{codes}。请改用docx，或由管理员安装字体。")


def typeset(sheet: dict[str, Any], form: str) -> bytes:
    """The sheet as a file of `form` (pdf, docx). Raises MissingGlyphs for a PDF with an empty box in it."""
    return _docx(sheet) if form == "docx" else _pdf(sheet)


def _pdf(sheet: dict[str, Any]) -> bytes:
    faces = {name: _installed(names) for name, names in (("body", BODY), ("title", TITLE), ("head", HEAD))}
    missing = {sign for face in faces.values() for sign in _missing("".join(_texts(sheet)), tuple(face))}
    if missing:
        raise MissingGlyphs(missing)
    inputs = {"sheet": json.dumps(sheet, ensure_ascii=False), "faces": json.dumps(faces)}
    made = typst.compile(str(FOLDER / "letter.typ"), root=str(FOLDER), sys_inputs=inputs, timestamp=0)
    assert isinstance(made, bytes)
    return made


def _docx(sheet: dict[str, Any]) -> bytes:
    document = DocxTemplate(FOLDER / "letter.docx")
    document.render(sheet, autoescape=True)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for part in value.values():
                yield from _texts(part)
        case list():
            for part in value:
                yield from _texts(part)


@cache
def _families() -> dict[str, tuple[str, int]]:
    """Installed family → file and index of its regular face."""
    found: dict[str, tuple[str, int]] = {}
    for font in sorted(typst.Fonts().fonts(), key=lambda font: abs(font.weight - 400)):
        if font.path:
            found.setdefault(font.family, (font.path, font.index))
    return found


def _installed(names: tuple[str, ...]) -> list[str]:
    there = [name for name in names if name in _families()]
    if not there:
        raise DomainError("服务器上没有中文字体，不能印成PDF。请由管理员安装 fonts-noto-cjk，或改用docx。")
    return there


def _missing(text: str, names: tuple[str, ...]) -> set[str]:
    signs = {sign for sign in text if not sign.isspace()}
    return {sign for sign in signs if not any(_has(name, sign) for name in names)}


@cache
def _face(name: str) -> ImageFont.FreeTypeFont:
    path, index = _families()[name]
    return ImageFont.truetype(path, 20, index=index)


@cache
def _has(name: str, sign: str) -> bool:
    """True if the face draws something else than its empty box."""
    face = _face(name)
    return _drawn(face, sign) != _drawn(face, NEVER_A_GLYPH)


def _drawn(face: ImageFont.FreeTypeFont, sign: str) -> tuple[tuple[int, int], bytes]:
    mask = face.getmask(sign)
    return mask.size, bytes(mask)
