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


def in_main(page, text):
    """Where it is seen; the line for screen readers says it a second time."""
    return page.get_by_role("main").get_by_text(text)


def kept_form(secretary):
    """An event typed without a line and kept, on the page of the form."""
    page, context = secretary.page, secretary.page.context
    secretary.today()
    until(page, "navigator.serviceWorker.ready.then((worker) => worker.active.state === 'activated')")
    until(page, f"caches.match('{FORM}').then((kept) => kept !== undefined)")
    until(page, "caches.match('/nosignal/').then((kept) => kept !== undefined)")
    context.set_offline(True)
    secretary.open(FORM)
    page.get_by_label("农村").check()
    page.get_by_label("主题").fill("认清依托咪酯")
    page.get_by_label("社会闲散人员（人）").fill("12")
    page.wait_for_timeout(700)  # a draft is written 0.4 s after the last key
    page.get_by_role("button", name="记下", exact=True).click()
    expect(page.locator("[data-note=line]")).to_contain_text("已存在本机")
    return page, context


def test_a_kept_form_is_changed_before_it_is_sent(secretary, travel):
    page, context = kept_form(secretary)
    secretary.open(FORM)
    expect(page.get_by_label("主题")).to_have_value("")  # another opening is another event
    expect(in_main(page, "还没有送出")).to_be_visible()
    page.get_by_role("button", name="打开修改").click()
    expect(page.get_by_label("主题")).to_have_value("认清依托咪酯")
    page.get_by_label("主题").fill("认清依托咪酯，补充")
    context.set_offline(False)
    page.wait_for_timeout(1000)  # what lies open to be changed is not sent meanwhile
    assert not Event.objects.for_system("test").exists()
    page.get_by_role("button", name="记下", exact=True).click()
    secretary.sees("认清依托咪酯，补充")
    assert Event.objects.for_system("test").get().topic == "认清依托咪酯，补充"
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_a_kept_form_that_is_dropped_is_not_sent(secretary):
    page, context = kept_form(secretary)
    secretary.open(FORM)
    page.get_by_role("button", name="丢弃这份").click()
    expect(in_main(page, "还没有送出")).to_be_hidden()
    context.set_offline(False)
    secretary.today()
    page.wait_for_timeout(1500)
    assert not Event.objects.for_system("test").exists()


def test_a_kept_form_that_is_refused_says_why_and_opens_again(secretary):
    page, context = kept_form(secretary)
    page.get_by_role("button", name="先修改").click()
    page.get_by_label("主题").fill("")
    page.get_by_role("button", name="记下", exact=True).click()
    expect(page.locator("[data-note=line]")).to_contain_text("还没有写全：“主题”")
    page.close()
    context.set_offline(False)
    page = secretary.page = context.new_page()
    secretary.come_in()
    expect(in_main(page, "没有被接受：主题：请填写“主题”。")).to_be_visible()
    page.get_by_role("button", name="打开").click()
    expect(page.get_by_label("社会闲散人员（人）")).to_have_value("12")
    expect(in_main(page, "没有被接受")).to_have_count(1)
    page.get_by_label("主题").fill("认清依托咪酯")
    page.get_by_role("button", name="记下", exact=True).click()
    secretary.sees("已记下")
    assert Event.objects.for_system("test").count() == 1


def test_without_a_line_every_page_leads_to_the_kept_forms(secretary, axe_clean):
    page, context = kept_form(secretary)
    for path in ("/", "/patrols/", "/outreach/care/"):
        secretary.open(path)
        expect(page.get_by_role("heading", name="没有信号")).to_be_visible()
    expect(page.get_by_text("本机存着 1 份没有送出的")).to_be_visible()
    axe_clean(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for form in ("记一次巡查", "留守儿童关爱走访", "记一次宣传"):
        secretary.open("/")
        page.get_by_role("link", name=form).click()
        expect(page.get_by_role("heading", name=form)).to_be_visible()
    secretary.open("/")
    context.set_offline(False)
    expect(page.get_by_role("heading", name="今日待办")).to_be_visible()
    expect(in_main(page, "没有网络时记的 1 条宣传已送达。")).to_have_count(1)
    expect(in_main(page, "宣传活动已记下")).to_have_count(0)


def test_back_after_saving_says_that_it_was_saved(secretary):
    page = secretary.page
    secretary.open(FORM)
    page.get_by_label("农村").check()
    page.get_by_label("主题").fill("认清依托咪酯")
    page.get_by_label("社会闲散人员（人）").fill("12")
    page.get_by_role("button", name="记下", exact=True).click()
    secretary.sees("宣传活动已记下")
    page.go_back()
    expect(in_main(page, "这份宣传已于")).to_be_visible()
    expect(page.get_by_label("主题")).to_have_value("")
    page.get_by_role("button", name="记下", exact=True).click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    assert Event.objects.for_system("test").count() == 1


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
