"""Every way a Chinese full name may be spelt without tones. Pure: what a name search compares by."""

import itertools
import unicodedata

from pypinyin import Style, pinyin

from minors.policies import MAX_SPELLINGS, MIN_NAME

U_UMLAUT = ("v", "yu", "u")
"""吕 is typed lv, lyu (passports) or lu."""

_TYPED_UMLAUT = str.maketrans(dict.fromkeys("üǖǘǚǜÜǕǗǙǛ", "v"))


def folded_name(name: str) -> str:
    """A full name as it is compared: no spaces, no dots between the parts, width and case levelled."""
    kept = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in kept if sign.isalnum())


def is_full_name(name: str) -> bool:
    """False for a single character, which is shared by too many to be worth a key."""
    return len(folded_name(name)) >= MIN_NAME


def folded_pinyin(typed: str) -> str:
    """Toneless letters in a row, from what somebody typed: `Qín Xiǎo-míng` is `qinxiaoming`."""
    plain = unicodedata.normalize("NFKC", typed).translate(_TYPED_UMLAUT).lower()
    letters = unicodedata.normalize("NFKD", plain.replace("u:", "v"))
    return "".join(sign for sign in letters if sign.isascii() and sign.isalnum())


def spellings(name: str) -> set[str]:
    """The pinyin of a full name in all readings of each character, surname readings included.

    Empty for what is no full name. Past `MAX_SPELLINGS` only the first two characters, the surname, keep
    all their readings.
    """
    if not is_full_name(name):
        return set()
    readings = [_readings(sign) for sign in folded_name(name)]
    if _ways(readings) > MAX_SPELLINGS:
        readings = [*readings[:2], *(one[:1] for one in readings[2:])]
    found = {"".join(parts) for parts in itertools.product(*readings)}
    return {folded for one in found if len(folded := folded_pinyin(one)) >= MIN_NAME}


def _readings(sign: str) -> list[str]:
    """Readings of one character, the commonest first; a letter or digit reads as itself."""
    found = pinyin(sign, style=Style.NORMAL, heteronym=True, errors="ignore")
    plain = found[0] if found else [sign]
    return [way for one in plain for way in _ways_to_type(one)]


def _ways_to_type(reading: str) -> list[str]:
    return [reading.replace("v", sign) for sign in U_UMLAUT] if reading in ("lv", "nv") else [reading]


def _ways(readings: list[list[str]]) -> int:
    product = 1
    for one in readings:
        product *= len(one)
    return product
