"""Children who visibly are nobody, and files in each state. Sequences and literals only."""

import itertools
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from accounts.models import Unit, User
from common import idnumber
from minors import actions
from minors.models import Minor
from minors.rules import ChildIn
from tests.cast import NOW

_sequence = itertools.count(1, 2)  # odd, which is male: who is matched must agree in sex

BIRTH = date(2011, 6, 15)


def child_in(**changes: Any) -> ChildIn:
    """A child nobody has heard of before, with everything known."""
    n = next(_sequence)
    given = ChildIn(
        name=f"示例·甲{n}",
        id_number=idnumber.make(BIRTH, n % 1000),
        sex="M" if n % 2 else "F",
        birth_date=BIRTH,
        phone=f"1990000{n % 10000:04d}",
        household_address="示例乡示例村",
        residence_address="示例乡示例村",
        school="示例中学",
        class_name="示例班",
        is_pupil=True,
        guardian_name=f"示例·乙{n}",
        guardian_relation="parent",
        guardian_phone=f"1990000{(n + 5000) % 10000:04d}",
    )
    return replace(given, **changes)


def pending(by: User, station: Unit, *, now: datetime = NOW, child: ChildIn | None = None) -> Minor:
    """A file as the police post or the station makes it: 待登记."""
    return actions.take_in(
        by=by, child=child or child_in(), unit=station, intake_unit=by.acting.unit, now=now
    )


def registered(by: User, station: Unit, *, now: datetime = NOW, child: ChildIn | None = None) -> Minor:
    """A file in the register; `by` is the station's clerk or head."""
    minor = pending(by, station, now=now, child=child)
    return actions.register(by=by, minor=minor, identity=ChildIn(is_pupil=True), now=now)


def seal(minor: Minor, at: datetime = NOW) -> Minor:
    minor.sealed_at = at
    minor.save()
    return minor
