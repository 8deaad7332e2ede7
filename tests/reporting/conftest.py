"""Every test of reporting stands in a township whose offices exist."""

from collections.abc import Iterator

import pytest

from accounts.models import Unit, User
from common import clock
from reporting.models import IntakeLine, Seizure
from tests.reporting import given


@pytest.fixture
def offices(police_post: Unit, station: Unit, township: Unit) -> None:
    """Police post, station and leading group of the township."""


@pytest.fixture
def seizure(liaison: User, offices: None) -> Seizure:
    """Logged and reported by the liaison."""
    return given.log(liaison)


@pytest.fixture
def line(seizure: Seizure) -> IntakeLine:
    return given.lines(seizure)[0]


@pytest.fixture
def at_now() -> Iterator[None]:
    """Pages ask the clock: let it show the cast's NOW."""
    with clock.at(given.NOW):
        yield
