"""A small county of made-up people: every post in three places, and children whose words are unique.

All rows lie in the home township. Somebody else's row is the same row seen from the other township or the
other county, so that whatever the house holds is met by every post from every distance.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models

from accounts.choices import POSTS_OF_UNIT, Post, UnitKind
from accounts.models import Appointment, Unit, User
from common import clock, idnumber
from minors.rules import ChildIn

NOW = clock.shanghai(2026, 3, 2, 9)
"""A Monday morning."""
EARLIER = NOW - timedelta(days=9)
HOME, NEAR, FAR = "450225208", "450225209", "450224101"
"""The home township, another township of the county, a township of another county."""
PLACES = {"home": HOME, "near": NEAR, "far": FAR}
LEVELS = {UnitKind.COUNTY: 6, UnitKind.VILLAGE: 12}
OPENED = clock.local_day(EARLIER)

CHILDREN = ("own", "not mine", "expired", "sealed", "waiting", "elsewhere", "letter", "mandatory")
"""What each planted child's file is to the home team's worker and officer."""
SIGNS = "甲乙丙丁戊己庚辛"


@dataclass
class World:
    """Who is there, whose file is whose, and what was planted."""

    units: dict[tuple[str, str], Unit] = field(default_factory=dict)
    people: dict[tuple[str, str], User] = field(default_factory=dict)
    files: dict[UUID, str] = field(default_factory=dict)
    children: dict[str, ChildIn] = field(default_factory=dict)
    named: dict[str, models.Model] = field(default_factory=dict)
    """Rows of one's own choice as `app.Model label`, beside those found by themselves."""

    def unit(self, kind: str, place: str = "home") -> Unit:
        return self.units[place, kind]

    def who(self, post: str, place: str = "home") -> User:
        """Whoever holds `post` there, acting at NOW."""
        return self.act(self.people[place, post], NOW)

    def act(self, user: User, at: datetime) -> User:
        assert user.acting is not None
        return user.act_as(user.acting.appointment, at=at)


def people_and_units() -> World:
    """Units of three places and one holder of each post in each of them (the county's once a county)."""
    world = World()
    for place, area in PLACES.items():
        for office in UnitKind:
            world.units[place, office] = _unit(office, area)
        for kind, posts in POSTS_OF_UNIT.items():
            for post in posts:
                if not (place == "near" and kind == UnitKind.COUNTY):
                    world.people[place, post] = _person(f"{place}-{post}", world.units[place, kind], post)
    # a second reviewer of the same county: nobody confirms or approves themselves
    world.people["near", Post.COUNTY_REVIEWER] = _person(
        "near-reviewer", world.unit(UnitKind.COUNTY), Post.COUNTY_REVIEWER
    )
    return world


def _unit(kind: str, area: str) -> Unit:
    code = area[:6] if kind == UnitKind.COUNTY else f"{area}201" if kind == UnitKind.VILLAGE else area
    parent = None
    if kind != UnitKind.COUNTY:
        above = UnitKind.COUNTY if kind == UnitKind.TOWNSHIP else UnitKind.TOWNSHIP
        parent = _unit(above, area)
    name = f"{code}{UnitKind(kind).label}（虚构）"
    found, _ = Unit.objects.get_or_create(
        kind=kind, area=code, defaults={"name": name, "parent": parent, "opened_on": OPENED}
    )
    return found


def _person(username: str, unit: Unit, post: str) -> User:
    user = User.objects.create(
        username=username, name=f"示例职员·{Post(post).label}", password="made-up", password_changed_at=NOW
    )
    appointment = Appointment.objects.create(
        user=user, unit=unit, post=post, from_on=date(2026, 1, 1), confirmed_at=clock.shanghai(2026, 1, 1)
    )
    return user.act_as(appointment, at=NOW)


def child(label: str) -> ChildIn:
    """A child all of whose words occur nowhere else. Odd sequence: a boy."""
    n = CHILDREN.index(label)
    sign = SIGNS[n]
    birth = date(2011, 5, 1) + timedelta(days=n)
    return ChildIn(
        name=f"示例·金丝雀{sign}",
        alias=f"示例绰号翠鸟{sign}",
        features=f"左臂画鹈鹕{sign}",
        id_number=idnumber.make(birth, 777 + 2 * n),
        sex="M",
        birth_date=birth,
        phone=f"1990000{7100 + n}",
        household_address=f"示例乡鸬鹚村{sign}号",
        residence_address=f"示例乡白鹭屯{sign}号",
        school=f"示例鸿雁学校{sign}",
        class_name=f"示例鹧鸪班{sign}",
        is_pupil=True,
        guardian_name=f"示例·斑鸠{sign if n else SIGNS[1]}",  # the first two share a guardian
        guardian_relation="parent",
        guardian_phone=f"1990000{7300 + max(n, 1)}",
    )


def as_kwargs(label: str, user: User) -> dict[str, Any]:
    """What most actions ask: on whose behalf, and when."""
    return {"by": user, "now": NOW}
