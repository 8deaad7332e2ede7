"""A contact by two taps on a phone in a valley without a line: kept, sent once, met when it happened."""

import pytest
from playwright.sync_api import expect

from accounts.models import Appointment, User
from cases.models import Contact
from common import clock
from common.clock import shanghai
from duties.models import Duty
from tests.browser.conftest import PHONE
from tests.cases.factories import in_care

MORNING, TAPPED, BACK = (shanghai(2026, 3, 3, hour, minute) for hour, minute in ((9, 0), (10, 5), (14, 0)))


@pytest.fixture
def viewport():
    return PHONE


def seated(username):
    user = User.objects.get(username=username)
    seat = Appointment.objects.filter(user=user).select_related("unit").first()
    return user.act_as(seat, at=MORNING)


@pytest.fixture
def worker(county_loaded, travel, person):
    """On the Today page of a phone, with a first visit to make."""
    travel(MORNING)
    with clock.at(MORNING):
        in_care(*(seated(f"gd-{post}") for post in ("clerk", "head", "officer", "worker")), now=MORNING)
    travel(shanghai(2026, 3, 3, 10))
    return person("gd-worker")


def test_a_tap_without_a_line_arrives_once_and_counts_from_when_it_happened(worker, travel, axe_clean):
    page, context = worker.page, worker.page.context
    page.clock.set_fixed_time(TAPPED)
    page.get_by_role("listitem").filter(has_text="首次走访").get_by_text("一键记录").click()
    axe_clean(page)
    context.set_offline(True)
    page.get_by_role("button", name="见到").click()
    expect(page.locator("[data-note=line]")).to_contain_text("已存在本机")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "met" in kept
    assert Contact.objects.for_system("test").count() == 0
    page.close()

    travel(BACK)
    context.set_offline(False)
    page = worker.page = context.new_page()
    page.clock.set_fixed_time(BACK)
    worker.come_in()
    worker.sees("已记录：见到")
    assert page.evaluate("Object.keys(localStorage).length") == 0
    row = Contact.objects.for_system("test").get()
    assert row.at.replace(microsecond=0) == TAPPED
    duty = Duty.objects.get(kind="case.first_visit")
    assert (duty.met_at.replace(microsecond=0), duty.is_backfilled) == (TAPPED, False)
