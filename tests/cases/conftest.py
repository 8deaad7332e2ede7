from datetime import timedelta

import pytest

from common import clock
from tests.cast import NOW

LATER = NOW + timedelta(days=1)


@pytest.fixture
def a_day_later():
    """The day after everything of the factories happened."""
    with clock.at(LATER) as instant:
        yield instant
