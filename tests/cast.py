"""The cast of every test: who sits where, and what each of them proves.

`worker` (right place, right post), `outsider` (right post, wrong place), `bystander` (right place, no
post for it), `county_user` (a level above). Everybody already acts as their one appointment at NOW.
"""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.conf import settings
from django.test import Client

from accounts.choices import Post, UnitKind
from accounts.middleware import SESSION_KEY
from accounts.models import Appointment, Unit, User
from common import clock
from tests.accounts.factories import AppointmentFactory, UnitFactory, UserFactory

NOW = clock.shanghai(2026, 3, 2, 9)
"""A Monday morning, a working day."""

LOGGED = 3
"""Queries of one entry in the read log: lock the head, insert, move the head on. A page that shows rows about
persons, or refuses one, costs so many more; one more still if a code must be looked up for its key."""

COUNTY, TOWNSHIP, OTHER_TOWNSHIP, OTHER_COUNTY = "450225", "450225208", "450225209", "450224"


def staff(username: str, unit: Unit, post: str, *, at: datetime = NOW) -> User:
    """A user with one confirmed appointment, acting as it."""
    user = UserFactory(username=username)
    appointment = AppointmentFactory(user=user, unit=unit, post=post)
    return user.act_as(appointment, at=at)


# --- units


@pytest.fixture
def county(db: None) -> Unit:
    return UnitFactory(kind=UnitKind.COUNTY, area=COUNTY)


@pytest.fixture
def township(county: Unit) -> Unit:
    """The township unit is its leading group."""
    return UnitFactory(kind=UnitKind.TOWNSHIP, area=TOWNSHIP)


@pytest.fixture
def station(township: Unit) -> Unit:
    return UnitFactory(kind=UnitKind.STATION, area=TOWNSHIP)


@pytest.fixture
def police_post(township: Unit) -> Unit:
    return UnitFactory(kind=UnitKind.POLICE_POST, area=TOWNSHIP)


@pytest.fixture
def village(township: Unit) -> Unit:
    return UnitFactory(kind=UnitKind.VILLAGE, area=f"{TOWNSHIP}201")


@pytest.fixture
def village2(township: Unit) -> Unit:
    return UnitFactory(kind=UnitKind.VILLAGE, area=f"{TOWNSHIP}202")


@pytest.fixture
def villages(village: Unit, village2: Unit) -> list[Unit]:
    return [village, village2]


@pytest.fixture
def school(township: Unit) -> Unit:
    return UnitFactory(kind=UnitKind.SCHOOL, area=TOWNSHIP)


@pytest.fixture
def other_township(county: Unit) -> Unit:
    return UnitFactory(kind=UnitKind.TOWNSHIP, area=OTHER_TOWNSHIP)


@pytest.fixture
def other_station(other_township: Unit) -> Unit:
    return UnitFactory(kind=UnitKind.STATION, area=OTHER_TOWNSHIP)


@pytest.fixture
def other_police_post(other_township: Unit) -> Unit:
    return UnitFactory(kind=UnitKind.POLICE_POST, area=OTHER_TOWNSHIP)


@pytest.fixture
def other_county(db: None) -> Unit:
    return UnitFactory(kind=UnitKind.COUNTY, area=OTHER_COUNTY)


# --- users of the township


@pytest.fixture
def liaison(police_post: Unit) -> User:
    return staff("liaison", police_post, Post.POLICE_LIAISON)


@pytest.fixture
def police_head(police_post: Unit) -> User:
    return staff("police-head", police_post, Post.POLICE_HEAD)


@pytest.fixture
def officer(police_post: Unit) -> User:
    return staff("officer", police_post, Post.COMMUNITY_OFFICER)


@pytest.fixture
def worker(station: Unit) -> User:
    return staff("worker", station, Post.SOCIAL_WORKER)


@pytest.fixture
def clerk(station: Unit) -> User:
    return staff("clerk", station, Post.STATION_CLERK)


@pytest.fixture
def head(station: Unit) -> User:
    return staff("head", station, Post.STATION_HEAD)


@pytest.fixture
def leader(township: Unit) -> User:
    return staff("leader", township, Post.TOWNSHIP_LEADER)


@pytest.fixture
def secretary(village: Unit) -> User:
    return staff("secretary", village, Post.VILLAGE_SECRETARY)


@pytest.fixture
def school_liaison(school: Unit) -> User:
    return staff("school-liaison", school, Post.SCHOOL_LIAISON)


# --- users of the county


@pytest.fixture
def county_user(county: Unit) -> User:
    return staff("county", county, Post.COUNTY_REVIEWER)


@pytest.fixture
def county_user2(county: Unit) -> User:
    return staff("county-2", county, Post.COUNTY_REVIEWER)


@pytest.fixture
def auditor(county: Unit) -> User:
    return staff("auditor", county, Post.AUDITOR)


@pytest.fixture
def administrator(county: Unit) -> User:
    return staff("administrator", county, Post.ADMINISTRATOR)


# --- who must be refused


@pytest.fixture
def outsider(other_station: Unit) -> User:
    """Same post, other township: may do everything, but not here."""
    return staff("outsider", other_station, Post.STATION_CLERK)


@pytest.fixture
def other_head(other_station: Unit) -> User:
    return staff("other-head", other_station, Post.STATION_HEAD)


@pytest.fixture
def other_leader(other_township: Unit) -> User:
    return staff("other-leader", other_township, Post.TOWNSHIP_LEADER)


@pytest.fixture
def other_liaison(other_police_post: Unit) -> User:
    return staff("other-liaison", other_police_post, Post.POLICE_LIAISON)


@pytest.fixture
def bystander(village2: Unit) -> User:
    """Same township, a post that reads no file."""
    return staff("bystander", village2, Post.VILLAGE_SECRETARY)


# --- how they act


@pytest.fixture
def acting() -> Callable[..., User]:
    """`acting(user, at)`: the same person, acting as their appointment at another instant."""

    def act(user: User, at: datetime | None = None, *, post: str = "") -> User:
        appointments = Appointment.objects.filter(user=user, ended_at=None).select_related("unit")
        if post:
            appointments = appointments.filter(post=post)
        return user.act_as(appointments.order_by("recorded_at")[0], at=at or NOW)

    return act


@pytest.fixture
def client_as() -> Callable[[User], Client]:
    """`client_as(user)`: a browser logged in as `user`, acting as what `user.acting` says."""

    def browser(user: User, **headers: str) -> Client:
        client = Client(headers=headers or None)
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[1])
        if user.acting:
            session = client.session
            session[SESSION_KEY] = user.acting.key
            session.save()
        return client

    return browser
