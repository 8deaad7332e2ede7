"""Drafts, a lost line, an ended session, a double click: nothing typed is lost, nothing private is stored."""

import pytest
from playwright.sync_api import expect

from common import clock
from tests.accounts.factories import AppointmentFactory
from tests.browser import sample_pages
from tests.browser.conftest import PHONE
from tests.browser.people import PASSWORD

NAME = "某甲"


@pytest.fixture
def page(browser, live_server, settings, transactional_db):
    settings.ROOT_URLCONF = "tests.browser.sample_pages"
    sample_pages.TAKEN.clear()
    for username in ("sample-one", "sample-two"):
        user = AppointmentFactory(user__username=username).user
        user.set_password(PASSWORD)
        user.must_change_password, user.password_changed_at = False, clock.now()
        user.save()
    context = browser.new_context(locale="zh-CN", viewport=PHONE, base_url=live_server.url)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto("/accounts/login/")
    log_in(page, "sample-one")
    page.wait_for_url("**/")
    page.goto("/sample/")
    yield page
    context.close()


def log_in(where, username):
    where.locator("[name=login]").fill(username)
    where.locator("[name=password]").fill(PASSWORD)
    where.get_by_role("button", name="登录", exact=True).click()


def fill(page):
    page.get_by_label("怎样发现").fill("群众举报")
    page.get_by_text("宾馆").click()
    page.locator("[name=row-0-name]").fill(NAME)


def end_session(page):
    page.wait_for_load_state("networkidle")  # an answer still on its way would bring the cookie back
    page.context.clear_cookies(name="sessionid")


def stored(page):
    return page.evaluate("JSON.stringify(localStorage)")


def test_a_draft_comes_back_without_what_is_private(page):
    fill(page)
    page.get_by_role("button", name="再加一名").click()
    page.locator("[name=row-1-note]").fill("电话 19900001234")
    key = page.locator("[name=client_id]").input_value()
    page.wait_for_timeout(700)  # the draft is written 0.4 s after the last key
    assert NAME not in stored(page)
    assert "19900001234" not in stored(page)
    page.reload()
    expect(page.locator("[data-note=draft]")).to_contain_text("已恢复未提交的草稿")
    expect(page.get_by_label("怎样发现")).to_have_value("群众举报")
    expect(page.locator("[name=row-1-note]")).to_have_value("")
    expect(page.locator("[name=row-0-name]")).to_have_value("")
    expect(page.locator("[name=client_id]")).to_have_value(key)
    page.get_by_role("button", name="丢弃").click()
    expect(page.get_by_label("怎样发现")).to_have_value("")
    assert stored(page) == "{}"


def test_a_lost_line_keeps_everything_and_sends_when_it_is_back(page):
    fill(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="送出").click()
    expect(page.locator("[data-note=line]")).to_contain_text("网络断开，内容已保留，恢复后自动再送")
    expect(page.locator("[name=row-0-name]")).to_have_value(NAME)
    page.context.set_offline(False)
    page.wait_for_url("**/done/")
    expect(page.locator("#messages")).to_contain_text("已收到")
    assert stored(page) == "{}"
    assert len(sample_pages.TAKEN) == 1


def test_an_ended_session_is_renewed_over_the_form(page):
    fill(page)
    end_session(page)
    page.get_by_role("button", name="送出").click()
    log_in(page.locator("dialog"), "sample-one")
    page.wait_for_url("**/done/")
    assert len(sample_pages.TAKEN) == 1


def test_another_account_does_not_send_what_the_first_one_typed(page):
    fill(page)
    end_session(page)
    page.get_by_role("button", name="送出").click()
    log_in(page.locator("dialog"), "sample-two")
    expect(page.locator("[data-note=line]")).to_contain_text("另一个账号")
    expect(page.locator("[name=row-0-name]")).to_have_value(NAME)
    assert sample_pages.TAKEN == []


def test_two_clicks_send_once(page):
    fill(page)
    page.get_by_role("button", name="送出").dblclick()
    page.wait_for_url("**/done/")
    assert len(sample_pages.TAKEN) == 1


def test_a_refused_form_keeps_what_was_typed_and_leads_to_the_field(page, axe_clean):
    page.locator("[name=row-0-name]").fill(NAME)
    page.get_by_role("button", name="送出").click()
    expect(page.get_by_role("alert")).to_contain_text("有 2 处需要改正")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("[name=row-0-name]")).to_have_value(NAME)
    axe_clean(page)
    page.get_by_role("link", name="怎样发现").click()
    expect(page.get_by_label("怎样发现")).to_be_focused()


def test_logging_out_clears_the_drafts(page):
    fill(page)
    page.wait_for_timeout(700)
    assert "群众举报" in stored(page)
    page.locator(".q-top details summary").click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/accounts/login/")
    assert stored(page) == "{}"


def test_without_scripts_an_ended_session_still_keeps_the_form(page, browser, live_server):
    context = browser.new_context(
        java_script_enabled=False, locale="zh-CN", viewport=PHONE, base_url=live_server.url
    )
    old = context.new_page()
    old.goto("/accounts/login/")
    log_in(old, "sample-one")
    old.goto("/sample/")
    fill(old)
    end_session(old)
    old.get_by_role("button", name="送出").click()
    with context.expect_page() as opened:
        old.get_by_role("link", name="打开登录窗口").click()
    log_in(opened.value, "sample-one")
    opened.value.wait_for_url("**/")
    old.get_by_role("button", name="再次提交").click()
    old.get_by_role("button", name="确认提交").click()
    old.wait_for_url("**/done/")
    assert len(sample_pages.TAKEN) == 1
    context.close()


def test_a_form_that_shows_an_identity_masks_itself_and_loses_nothing(page):
    page.clock.install()
    page.goto("/masked/")
    page.locator("[name=born]").fill("2011-05-01")
    page.clock.run_for(59_000)
    expect(page.locator("[name=name]")).to_have_value(NAME)
    page.clock.run_for(2_000)
    for name in ("name", "born"):
        expect(page.locator(f"[name={name}]")).to_have_value("***")
    assert NAME not in page.content()
    page.locator("[name=place]").fill("网吧")
    page.get_by_role("button", name="送出").click()
    page.wait_for_url("**/done/")
    (taken,) = sample_pages.TAKEN
    assert taken == f"{NAME} 2011-05-01 网吧"
