"""What may stand in free text between offices: sentences about work, never a person's number.

A reason, a note or an answer is read far beyond the desk where it was typed; a child is told apart by code.
"""

import re
import unicodedata

from common.errors import DomainError
from common.relatives import names_a_relative

REMOVED = "〔已删去〕"
"""What stands in the place of a text a head had removed; the one word a frozen text column lets in."""

_INSTEAD = "请删去；说到某个人时不写姓名和号码，有编号的只写编号。"

_BEFORE, _AFTER = r"(?<!\d)", r"(?!\d)"
_GAP = r"[ \-.·]?"
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_ID_18 = rf"[1-9]\d{{5}}{_GAP}(?:18|19|20)\d{{2}}{_GAP}{_MONTH_DAY}{_GAP}\d{{3}}[\dXx]"
_ID_NUMBER = re.compile(rf"{_BEFORE}(?:{_ID_18}|[1-9]\d{{5}}{_GAP}\d{{2}}{_MONTH_DAY}\d{{3}}){_AFTER}")
_MOBILE = r"(?:\+?86)?1[3-9]\d{9}"
_PHONE = re.compile(rf"{_BEFORE}(?:\+?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}{_AFTER}")
_ONE_BY_ONE = r"[\s\-–—−.·•・_/\\,，、;；*~|]{1,3}"
_DIGIT_BY_DIGIT = re.compile(rf"{_BEFORE}\d(?:{_ONE_BY_ONE}[\dXx]){{10,}}{_AFTER}")
"""Every digit by itself, as people write who know that a number is looked for."""
_GROUPS = re.compile(rf"{_BEFORE}\+?\d{{1,8}}(?P<gap>[ \-.·_])\d{{1,8}}(?:(?P=gap)\d{{1,8}})*[Xx]?{_AFTER}")
"""Digits in groups with one and the same sign between them; two dates use two."""
_MAILBOX = re.compile(r"[\w.+-]+@[\w-]+\.[A-Za-z]{2,}")
_CHAT = re.compile(
    r"(?<![A-Za-z0-9-])(?!(?:QQ|WX)(?=[0-9-]*[A-Z])[0-9A-Z]{2}-[0-9A-Z]{4}(?![\w-]))"
    r"(?:微信号?|加微|[Vv]信|[Ww]e[Cc]hat|[Ww][Xx]|[Qq]{2}号?|扣扣)(?:是|为|[:： ])*"
    r"(?![A-Za-z]+(?![\w-]))[A-Za-z0-9][\w-]{4,}",
    re.ASCII,
)
"""Not inside a word or one of our codes, which may have these letters by chance (CX-TQQN-3660)."""
_WRITTEN_OUT = str.maketrans("〇零○一二三四五六七八九壹贰叁肆伍陆柒捌玖幺Хх", "000123456789123456789" + "1Xx")

_SURNAMES = (
    "王李张刘陈杨赵吴周徐孙朱胡郭林罗梁宋郑韩唐冯董萧曹袁邓傅沈彭吕苏卢蒋蔡贾丁魏薛叶阎潘杜戴钟汪范姜"
    "谭廖邹熊陆郝孔崔邱秦顾侯邵莫覃韦蓝欧滚吴侗贺龚庞樊兰殷施洪翟倪葛伍申尤詹俞柳"
)
_GIVEN = r"[\u4e00-\u9fff]{1,2}"
_PERSON = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])[{_SURNAMES}]{_GIVEN}(?:同学|小朋友|之[子女父母])"
    rf"|(?:学生|少年|男孩|女孩)[{_SURNAMES}]{_GIVEN}(?![\u4e00-\u9fff])"
    rf"|(?<![\u4e00-\u9fff])[和与对跟向]?[{_SURNAMES}]{_GIVEN}[（(][^）)]{{0,8}}班[）)]"
    rf"|姓名[:： ]+[\u4e00-\u9fff·]{{2,8}})"
)
"""A name by its surroundings, narrowly: an ordinary sentence about work must pass."""


def refuse_numbers(text: str, *, field: str) -> None:
    """Raise DomainError with the line on which an ID number or a telephone stands; never repeat it."""
    told = _plain(text)
    lines = [(number, line) for number, line in enumerate(told.splitlines(), start=1)]
    for number, line in [*lines, (1, " ".join(line for _, line in lines))]:
        what = _number_in(line)
        if what:
            raise DomainError(f"第{number}行像是写了{what}，{_INSTEAD}", field=field)


def refuse_numbers_in(**texts: str) -> None:
    """The same for several fields of one form, by name."""
    for field, text in texts.items():
        refuse_numbers(text, field=field)


MIN_REASON = 6
"""A reason that others will act upon has at least so many letters, not one or two repeated."""

MIN_LETTERS = 4
"""So many of them are Han or Latin letters: digits alone are no reason."""


def require_reason(text: str, *, field: str) -> str:
    """The reason without the space around it; DomainError if it says nothing or names a number."""
    said = text.strip()
    signs = re.sub(r"[\W_]", "", _plain(said))
    if len(signs) < MIN_REASON or is_babble(said):
        raise DomainError(f"请写明理由：至少{MIN_REASON}个字，不能只重复一两个字。", field=field)
    if sum(sign.isalpha() for sign in signs) < MIN_LETTERS:
        raise DomainError("请用文字写明理由，不能只写数字。", field=field)
    refuse_numbers(said, field=field)
    return said


def is_babble(text: str) -> bool:
    """True for what a hand types to fill a field: one or two signs over and over, keys in a row.

    哈哈呵呵哈哈呵呵, aAaAaA, asdf. Words of fewer than three different signs say nothing either.
    """
    signs = re.sub(r"[\W_]", "", _plain(text)).casefold()
    left = signs
    for row in _KEYS:
        for run in (row, row[::-1]):
            for size in range(len(run), _RUN - 1, -1):
                for start in range(len(run) - size + 1):
                    left = left.replace(run[start : start + size], "")
    return len(set(left)) < _DIFFERENT or any(
        len(signs) > size and signs == (signs[:size] * len(signs))[: len(signs)]
        for size in range(1, len(signs) // 2 + 1)
    )


_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
_RUN, _DIFFERENT = 3, 3


def refuse_person(text: str, *, field: str) -> None:
    """Raise DomainError with the line that looks like a person's name (某某同学, 学生某某, 父亲某某)."""
    for number, line in enumerate(_plain(text).splitlines(), start=1):
        told = re.sub(r"\s", "", line)
        if _PERSON.search(told) or names_a_relative(told):
            raise DomainError(f"第{number}行像是写了姓名，{_INSTEAD}", field=field)


def plain(text: str) -> str:
    """Full-width signs as plain ones, every digit an ASCII one, and nothing invisible between them."""
    return _plain(text)


def _plain(text: str) -> str:
    kept = (char for char in text if unicodedata.category(char) not in ("Cf", "Mn", "Me"))
    folded = unicodedata.normalize("NFKC", "".join(kept))
    return "".join(str(unicodedata.decimal(char, char)) for char in folded)


def _number_in(line: str) -> str:
    """What kind of number stands in the line, also written out 一三八…; "" if none."""
    for told in (line, line.translate(_WRITTEN_OUT)):
        joined = _DIGIT_BY_DIGIT.sub(lambda found: re.sub(_ONE_BY_ONE, "", found[0]), told)
        grouped = {re.sub(r"[ \-.·_]", "", found[0]) for found in _GROUPS.finditer(told)}
        if _ID_NUMBER.search(joined) or any(re.fullmatch(_ID_18, digits) for digits in grouped):
            return "身份证号码"
        if _PHONE.search(joined) or any(re.fullmatch(_MOBILE, digits) for digits in grouped):
            return "手机号码"
    if _MAILBOX.search(line):
        return "电子邮箱"
    return "微信或QQ号" if _CHAT.search(line) else ""
