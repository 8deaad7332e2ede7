"""Synthetic persons for demo, rehearsal and tests. Whoever sees one knows at once that it is nobody."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from common import idnumber

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_PHONES = 10_000


@dataclass(frozen=True)
class FictionalPerson:
    """A made-up person: number in area 999999, phone 1990000xxxx."""

    name: str
    sex: str  # idnumber.MALE or idnumber.FEMALE
    birth_date: date
    id_number: str
    phone: str


def fictional_name(rng: random.Random) -> str:
    """A name no family gives, such as 示例·甲子寅."""
    return f"示例·{rng.choice(_STEMS)}{rng.choice(_BRANCHES)}{rng.choice(_BRANCHES)}"


def fictional_phone(n: int) -> str:
    """1990000xxxx: the only phone numbers that may stand in a file of this repository."""
    if not 0 <= n < _PHONES:
        raise ValueError("There are ten thousand fictional phones.")
    return f"1990000{n:04d}"


def fictional_person(rng: random.Random, birth_between: tuple[date, date]) -> FictionalPerson:
    """Somebody born within the two days, both included. The same `rng` state gives the same person."""
    first, last = birth_between
    birth = first + timedelta(days=rng.randrange((last - first).days + 1))
    sequence = rng.randrange(1000)
    return FictionalPerson(
        name=fictional_name(rng),
        sex=idnumber.MALE if sequence % 2 else idnumber.FEMALE,
        birth_date=birth,
        id_number=idnumber.make(birth, sequence),
        phone=fictional_phone(rng.randrange(_PHONES)),
    )


def fictional_people(rng: random.Random, birth_between: tuple[date, date]) -> Iterator[FictionalPerson]:
    """Persons without end, no two with the same ID number."""
    seen: set[str] = set()
    while True:
        person = fictional_person(rng, birth_between)
        if person.id_number not in seen:
            seen.add(person.id_number)
            yield person
