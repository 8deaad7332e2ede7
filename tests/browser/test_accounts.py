"""A new colleague from the first password to the first page, and an account switched off under its user."""

import pytest
from playwright.sync_api import expect

from accounts.models import Appointment, User
from common.clock import shanghai

NEW_PASSWORD = "Eigenes-Wort-77"
MORNING = shanghai(2026, 3, 4, 9)


def test_a_new_clerk_is_made_confirmed_and_switched_off(
    county_loaded, travel, person, axe_clean, browser, viewport
):
    travel(MORNING)
    admin = person("admin")
    for path in ("/accounts/users/", "/accounts/units/", "/accounts/units/add/", "/accounts/absences/"):
        axe_clean(admin.open(path))
    page = admin.open("/accounts/users/add/")
    axe_clean(page)
    page.get_by_label("账号").fill("gd-clerk-2")
    page.get_by_label("姓名").fill("示例·新人")
    admin.press_exactly("增加")
    admin.sees("只显示这一次")
    axe_clean(page)
    password = page.locator("dd").nth(2).inner_text().strip()
    admin.press_exactly("办理任职")
    axe_clean(page)
    page.get_by_label("单位").select_option(label="杆洞乡社区戒毒（康复）工作站")
    page.get_by_label("职务").select_option("station_clerk")
    admin.press_exactly("录入")
    admin.sees("任职已录入")
    axe_clean(page)

    head = person("gd-head")
    axe_clean(head.open("/accounts/appointments/"))
    head.press("确认 示例·新人")
    head.sees("已确认：示例·新人")

    context = browser.new_context(locale="zh-CN", viewport=viewport)
    new = context.new_page()
    new.goto(head.base_url)
    new.get_by_label("账号").fill("gd-clerk-2")
    new.get_by_label("密码", exact=True).fill(password)
    new.get_by_role("button", name="登录").click()
    expect(new.get_by_role("heading", name="请先换成自己的密码")).to_be_visible()
    axe_clean(new)
    new.get_by_label("当前密码").fill(password)
    new.get_by_label("新密码", exact=True).fill(NEW_PASSWORD)
    new.get_by_label("新密码（重复）").fill(NEW_PASSWORD)
    new.get_by_role("button", name="更换密码").click()
    expect(new.get_by_role("heading", name="今日待办")).to_be_visible()

    account = User.objects.get(username="gd-clerk-2")
    page = admin.open(f"/accounts/users/{account.pk}/deactivate/")
    axe_clean(page)
    page.get_by_label("原因").fill("示例：离职")
    admin.press_exactly("停用")
    admin.sees("账号已停用")
    new.reload()
    expect(new.get_by_role("heading", name="登录")).to_be_visible()
    context.close()
    assert not admin.errors
    assert not head.errors


def test_one_person_with_two_posts_chooses_and_switches(
    county_loaded, travel, browser, viewport, live_server, axe_clean
):
    travel(MORNING)
    context = browser.new_context(locale="zh-CN", viewport=viewport)
    page = context.new_page()
    page.goto(live_server.url)
    page.get_by_label("账号").fill("gd-both")
    page.get_by_label("密码", exact=True).fill("demo-Qinghu-2026")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="以哪个岗位工作？")).to_be_visible()
    axe_clean(page)
    page.get_by_role("button", name="办公室主任").click()
    expect(page.get_by_role("link", name="切换当前岗位")).to_contain_text("办公室主任")
    page.get_by_role("link", name="切换当前岗位").click()
    page.get_by_role("button", name="乡党政领导").click()
    expect(page.get_by_role("link", name="切换当前岗位")).to_contain_text("乡党政领导")
    context.close()


def test_a_head_covers_an_absence_and_prints_a_hand_over(county_loaded, travel, person, axe_clean):
    travel(MORNING)
    row = Appointment.objects.get(user__username="gd-clerk")
    head = person("gd-head")
    page = head.open(f"/accounts/appointments/{row.pk}/absences/add/")
    axe_clean(page)
    page.get_by_label("代理人").select_option(index=1)
    page.locator("[name=from_at]").fill("2026-03-04T09:00")
    page.locator("[name=until_at]").fill("2026-03-06T09:00")
    head.press_exactly("登记")
    head.sees("缺勤，")
    axe_clean(page)
    for path in ("leave", "end"):
        axe_clean(head.open(f"/accounts/appointments/{row.pk}/{path}/"))
    assert not head.errors
    with pytest.raises(AssertionError):
        axe_clean_is_awake(page, axe_clean)


def axe_clean_is_awake(page, axe_clean):
    """A page with an unlabelled field is seen."""
    page.set_content("<html lang='zh'><title>x</title><main><h1>x</h1><input></main></html>")
    axe_clean(page)
