"""The page of a case on a phone and on paper: short before anything is unfolded, one sheet for a year."""

import re

import pytest

from accounts.models import Appointment, User
from common import clock
from common.clock import shanghai
from tests.browser.conftest import PHONE
from tests.cases.factories import in_care
from tests.cases.year import a_year

START = shanghai(2026, 3, 3, 9)
SCREENS = 3
"""So many screens of a phone the page of a case may fill before its folds are opened."""


def seated(user, at):
    seat = Appointment.objects.filter(user=user).select_related("unit").first()
    return user.act_as(seat, at=at)


@pytest.fixture
def people(county_loaded):
    names = ("gd-clerk", "gd-head", "gd-officer", "gd-worker")
    return [seated(User.objects.get(username=name), START) for name in names]


@pytest.fixture
def viewport():
    return PHONE


def height(page) -> int:
    return page.evaluate("document.documentElement.scrollHeight")


def sheets(page) -> int:
    """How many pages of paper Chromium makes of it."""
    return len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True)))


def test_a_case_is_short_on_a_phone_and_a_year_of_it_one_sheet(people, travel, person, axe_clean):
    with clock.at(START):
        new = in_care(*people, now=START)
    year = a_year(*people, act=seated, start=START)
    travel(year.ends)
    worker = person("gd-worker")
    for case in (new, year.case):
        page = worker.open(f"/cases/{case.pk}/")
        axe_clean(page)
        assert height(page) <= SCREENS * PHONE["height"]
    worker.press("经过")
    axe_clean(page)
    worker.press("打印一页")
    axe_clean(page)
    assert sheets(page) == 1
    worker.press("完整经过")
    assert sheets(page) > 1
