"""The map and the plan of a school on a phone: letters of a size to read, links to reach, axe clean."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Appointment, User
from common import clock
from common.clock import shanghai
from duties import actions as duties
from tests.browser.conftest import PHONE
from tests.patrols.given import WEEKLY, a_plan, a_term, a_venue

MONDAY = shanghai(2026, 3, 23, 9)
TERM = {"from_on": shanghai(2026, 3, 2).date(), "until_on": shanghai(2026, 7, 10).date()}
HERE = {"longitude": Decimal("109.25"), "latitude": Decimal("25.07")}


@pytest.fixture
def viewport():
    return PHONE


def seated(username):
    user = User.objects.get(username=username)
    return user.act_as(Appointment.objects.filter(user=user).select_related("unit").first(), at=MONDAY)


def test_map_plan_and_form_on_a_phone(county_loaded, travel, person, axe_clean, live_server):
    travel(MONDAY)
    with clock.at(MONDAY):
        teacher, head, clerk = (seated(f"gd-{post}") for post in ("school-1", "head", "clerk"))
        campus = teacher.acting.unit
        term = a_term(teacher, campus, **TERM)
        plan = a_plan(teacher, term, WEEKLY, now=MONDAY, approved_by=head)
        for name in ("示例甲店", "示例乙店", "示例丙店"):
            a_venue(clerk, name=name, campus=campus, distance=60, **HERE)
        duties.tick(MONDAY)
    page = person("gd-school-1").page
    page.goto(live_server.url + reverse("patrols:map_page"))
    axe_clean(page)
    assert page.locator(".q-map svg a").count() == 3
    letter = page.locator(".q-map svg text").first
    assert letter.evaluate("one => one.getBoundingClientRect().height") >= 12
    for name, key in (("plan_detail", plan.pk), ("school_detail", campus.pk), ("season_edit", term.pk)):
        page.goto(live_server.url + reverse(f"patrols:{name}", args=[key]))
        axe_clean(page)
    page.goto(live_server.url + reverse("patrols:plan_of_season", args=[term.pk]) + "?change=1")
    axe_clean(page)
