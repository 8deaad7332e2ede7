"""Made-up people on the posts of the synthetic county. Only the demo, the rehearsal and tests call this."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.choices import Post, UnitKind
from accounts.models import Appointment, Unit, User
from common import clock
from common.fictional import fictional_name

HOME = "450225208"
TOWNSHIP_POSTS: dict[str, list[tuple[str, str]]] = {
    UnitKind.POLICE_POST: [
        ("liaison", Post.POLICE_LIAISON),
        ("police-head", Post.POLICE_HEAD),
        ("officer", Post.COMMUNITY_OFFICER),
    ],
    UnitKind.STATION: [
        ("clerk", Post.STATION_CLERK),
        ("head", Post.STATION_HEAD),
        ("worker", Post.SOCIAL_WORKER),
    ],
    UnitKind.TOWNSHIP: [("leader", Post.TOWNSHIP_LEADER)],
}
AT_COUNTY = [
    ("county", Post.COUNTY_REVIEWER),
    ("county-2", Post.COUNTY_REVIEWER),
    ("auditor", Post.AUDITOR),
    ("admin", Post.ADMINISTRATOR),
]
TOUR = [
    "gd-liaison", "gd-police-head", "gd-officer", "gd-worker", "gd-clerk", "gd-head", "gd-leader", "gd-both",
    "gd-village-201", "gd-school-1", "county", "county-2", "auditor", "admin",
]  # fmt: skip
"""One login per post, in the order in which a newcomer should try them."""


@dataclass(frozen=True)
class Seat:
    username: str
    unit: Unit
    post: str


def load_staff(units: dict[str, list[Unit]], *, password: str | None) -> list[Seat]:
    """Give every post of `units` somebody who can log in with `password`, where nobody has it yet.

    Confirmed by nobody: these people begin the office. Accounts that exist are left as they are.
    """
    hashed = make_password(password)  # one costly hash for all: this password is printed on the screen
    taken: set[str] = set()
    plan = list(seats(units))
    for seat in plan:
        user, _ = User.objects.get_or_create(
            username=seat.username, defaults={"name": _name(seat.username, taken), "password": hashed}
        )
        taken.add(user.name)
        if not Appointment.objects.filter(user=user, unit=seat.unit, post=seat.post).exists():
            Appointment.objects.create(
                user=user,
                unit=seat.unit,
                post=seat.post,
                from_on=seat.unit.opened_on,
                confirmed_at=clock.start_of_day(seat.unit.opened_on),
            )
    return plan


def seats(units: dict[str, list[Unit]]) -> Iterator[Seat]:
    """Who sits where. `gd-both` holds two posts: 办公室主任由政法委员兼任 (plan 三)."""
    for county in units[UnitKind.COUNTY]:
        yield from (Seat(name, county, post) for name, post in AT_COUNTY)
    for kind, posts in TOWNSHIP_POSTS.items():
        for unit in units[kind]:
            prefix = "gd" if unit.area == HOME else f"t{unit.area[6:9]}"
            yield from (Seat(f"{prefix}-{name}", unit, post) for name, post in posts)
    for kind, post in ((UnitKind.TOWNSHIP, Post.TOWNSHIP_LEADER), (UnitKind.STATION, Post.STATION_HEAD)):
        yield from (Seat("gd-both", unit, post) for unit in units[kind] if unit.area == HOME)
    for unit in units[UnitKind.VILLAGE]:
        yield Seat(f"gd-village-{unit.area[9:]}", unit, Post.VILLAGE_SECRETARY)
    schools = [unit for unit in units[UnitKind.SCHOOL] if unit.area == HOME]
    for number, unit in enumerate(schools, start=1):
        yield Seat(f"gd-school-{number}", unit, Post.SCHOOL_LIAISON)


def _name(username: str, taken: set[str]) -> str:
    rng = random.Random(f"staff:{username}")
    while (name := fictional_name(rng)) in taken:
        pass
    return name
