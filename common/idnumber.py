"""Citizen identity numbers (GB 11643-1999): checksum, birth date, sex. Nothing here prints a number."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from stdnum import numdb
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

FICTIONAL_AREA = "999999"
MALE, FEMALE = "M", "F"

_LENGTH = 18
_OLD_LENGTH = 15
_EARLIEST_YEAR = 1900
_rehearsing: ContextVar[bool] = ContextVar("qinghu_fictional_ids", default=False)


class BadIdNumber(ValueError):
    """The text is no acceptable number. The message is a Chinese sentence and never repeats the text."""


@dataclass(frozen=True)
class IdNumber:
    """A number that passed. An unknown prefix is a reason to look twice, never to refuse a person."""

    number: str = field(repr=False)
    birth_date: date = field(repr=False)
    sex: str = field(repr=False)  # MALE or FEMALE
    fictional: bool
    known_prefix: bool


def parse(text: str, *, today: date, allow_fictional: bool | None = None) -> IdNumber:
    """Read a number as a person types it: full-width digits, gaps and a small x are put right.

    `allow_fictional` None asks the settings (`DEMO` or `ALLOW_FICTIONAL_IDS`) and `fictional_allowed`.
    Raises BadIdNumber with a sentence for the field.
    """
    number = _normalise(text)
    _check_shape(number)
    birth_date = _birth_date(number, today)
    fictional = number.startswith(FICTIONAL_AREA)
    if fictional and not (_fictional_allowed() if allow_fictional is None else allow_fictional):
        raise BadIdNumber("这是演示用的虚构号码，正式系统不能使用。")
    return IdNumber(
        number=number,
        birth_date=birth_date,
        sex=MALE if int(number[16]) % 2 else FEMALE,
        fictional=fictional,
        known_prefix=any("county" in properties for _, properties in numdb.get("cn/loc").info(number[:6])),
    )


def make(birth: date, sequence: int, area: str = FICTIONAL_AREA) -> str:
    """A checksum-valid number for a synthetic person; an odd `sequence` (0–999) makes it a man's."""
    if area != FICTIONAL_AREA:
        raise ValueError("Numbers are made up only in the fictional area.")
    if not 0 <= sequence <= 999:
        raise ValueError("A sequence has three digits.")
    body = f"{area}{birth:%Y%m%d}{sequence:03d}"
    return body + ric.calc_check_digit(body + "0")


@contextmanager
def fictional_allowed() -> Iterator[None]:
    """Accept the fictional area inside the block: the rehearsal plays in a database of its own."""
    token = _rehearsing.set(True)
    try:
        yield
    finally:
        _rehearsing.reset(token)


def _fictional_allowed() -> bool:
    return (
        _rehearsing.get()
        or getattr(settings, "DEMO", False)
        or getattr(settings, "ALLOW_FICTIONAL_IDS", False)
    )


def _normalise(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf")


def _check_shape(number: str) -> None:
    if len(number) == _OLD_LENGTH and number.isascii() and number.isdigit():
        raise BadIdNumber("这是15位旧号码，请填写18位公民身份号码。")
    if len(number) != _LENGTH:
        raise BadIdNumber(f"公民身份号码应为18位，现为{len(number)}位。")
    if not (number.isascii() and number[:-1].isdigit() and (number[-1].isdigit() or number[-1] == "X")):
        raise BadIdNumber("公民身份号码前17位应为数字，末位为数字或X。")
    if number[-1] != ric.calc_check_digit(number):
        raise BadIdNumber("公民身份号码校验位不对，请对照证件重新填写。")


def _birth_date(number: str, today: date) -> date:
    try:
        birth_date = ric.get_birth_date(number)
    except InvalidComponent:
        raise BadIdNumber("公民身份号码中的出生日期不存在。") from None
    if birth_date.year < _EARLIEST_YEAR:
        raise BadIdNumber("公民身份号码中的出生日期不存在。")
    if birth_date > today:
        raise BadIdNumber("公民身份号码中的出生日期晚于今天。")
    return birth_date
