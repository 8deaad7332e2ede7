"""An event typed on a phone in a village without a line: kept, sent once; then seen where it belongs."""

import pytest
from playwright.sync_api import expect

from common.clock import shanghai
from outreach.models import Event, Reach
from tests.browser.conftest import PHONE
from tests.browser.test_patrol_offline import until

FORM = "/outreach/events/add/"
TOLD, BACK = shanghai(2026, 3, 9, 16), shanghai(2026, 3, 9, 18)


@pytest.fixture
def viewport():
    return PHONE


@pytest.fixture
def secretary(county_loaded, travel, person):
    travel(TOLD)
    return person("gd-village-201")


def arrived(page, events: int = 1) -> None:
    for _ in range(100):
        if Event.objects.for_system("test").count() >= events:
            return
        page.wait_for_timeout(100)
    raise AssertionError("nothing arrived")


def test_an_event_in_a_village_without_a_line_arrives_once(secretary, person, travel, axe_clean):
    page, context = secretary.page, secretary.page.context
    secretary.today()
    page.get_by_role("link", name="宣传", exact=True).first.click()
    expect(page.get_by_role("heading", name="记一次宣传")).to_be_visible()
    axe_clean(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.set_offline(True)
    page.get_by_label("农村").check()
    page.get_by_label("主题").fill("认清依托咪酯")
    page.get_by_label("社会闲散人员（人）").fill("12")
    page.get_by_role("button", name="记下", exact=True).click()
    expect(page.locator("[data-note=line]")).to_contain_text("已存在本机")
    page.get_by_role("button", name="先修改").click()
    page.get_by_label("家长（人）").fill("3")
    page.get_by_role("button", name="记下", exact=True).click()
    expect(page.locator("[data-note=line]")).to_contain_text("已存在本机")
    assert not Event.objects.for_system("test").exists()
    page.close()

    travel(BACK)
    context.set_offline(False)
    page = secretary.page = context.new_page()
    secretary.come_in()
    arrived(page)
    page.wait_for_timeout(1500)  # Today loads itself again once what was kept is sent
    secretary.today()
    event = Event.objects.for_system("test").get()
    reach = Reach.objects.for_system("test").filter(event=event)
    assert set(reach.values_list("audience", "people")) == {("idle", 12), ("parent", 3)}

    clerk = person("gd-clerk")
    clerk.open("/outreach/coverage/")
    axe_clean(clerk.page)
    clerk.page.get_by_role("link", name=event.unit.name).last.click()
    clerk.sees("认清依托咪酯")
    axe_clean(clerk.page)


def test_two_events_of_one_day_without_a_line_are_two(secretary, travel):
    """The phone keeps one empty form; each opening of it is an event of its own."""
    page, context = secretary.page, secretary.page.context
    secretary.today()
    until(page, "navigator.serviceWorker.ready.then((worker) => worker.active.state === 'activated')")
    until(page, f"caches.match('{FORM}').then((kept) => kept !== undefined)")
    context.set_offline(True)
    for topic in ("认清依托咪酯", "远离电子烟"):
        secretary.open(FORM)
        page.get_by_label("农村").check()
        page.get_by_label("主题").fill(topic)
        page.get_by_label("社会闲散人员（人）").fill("12")
        page.get_by_role("button", name="记下", exact=True).click()
        expect(page.locator("[data-note=line]")).to_contain_text("已存在本机")
    page.close()
    travel(BACK)
    context.set_offline(False)
    page = secretary.page = context.new_page()
    secretary.come_in()
    arrived(page, 2)
    topics = Event.objects.for_system("test").values_list("topic", flat=True)
    assert set(topics) == {"认清依托咪酯", "远离电子烟"}
