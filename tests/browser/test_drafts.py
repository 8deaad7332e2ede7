"""The real seizure form on a phone: a lost line and a closed tab cost nothing and leak nothing."""

import pytest
from playwright.sync_api import expect

from common.clock import shanghai
from reporting.models import Report, Seizure
from tests.browser import steps
from tests.browser.conftest import PHONE

CHILD = steps.a_child(7)


@pytest.fixture
def viewport():
    return PHONE


@pytest.fixture
def liaison(county_loaded, travel, person):
    """At the form on a phone, with everything filled in."""
    travel(shanghai(2026, 3, 3, 10))
    liaison = person("gd-liaison")
    liaison.press("登记查获")
    steps.fill_seizure(liaison, CHILD)
    return liaison


def count(model):
    return model.objects.for_system("test").count()


def stored(page):
    return page.evaluate("JSON.stringify(localStorage)")


def chosen(page, group, option):
    return page.get_by_role("group", name=group).first.get_by_label(option, exact=True)


def test_a_lost_line_keeps_the_whole_form_and_sends_it_once(liaison):
    page = liaison.page
    page.evaluate("window.neverReloaded = true")
    page.context.set_offline(True)
    liaison.press_exactly("保存并报送")
    expect(page.locator("[data-note=line]")).to_contain_text("网络断开，内容已保留，恢复后自动再送")
    expect(page.get_by_label("姓名").first).to_have_value(CHILD.name)
    expect(chosen(page, "在什么地方", "出租屋")).to_be_checked()
    assert page.evaluate("window.neverReloaded")
    assert count(Seizure) == 0

    page.context.set_offline(False)
    liaison.sees("已报送")
    page.wait_for_timeout(1500)  # a second try, if there were one, would have come by now
    assert (count(Seizure), count(Report)) == (1, 1)
    assert stored(page) == "{}"


def test_a_closed_tab_gives_back_what_is_not_private(liaison):
    liaison.page.wait_for_timeout(700)  # the draft is written 0.4 s after the last key
    kept = stored(liaison.page)
    assert "qh:draft:" in kept
    assert CHILD.name not in kept
    assert CHILD.id_number not in kept

    context = liaison.page.context
    liaison.page.close()
    page = liaison.page = context.new_page()
    liaison.today()
    liaison.press("登记查获")
    expect(page.locator("[data-note=draft]")).to_contain_text("已恢复未提交的草稿")
    for group, option in (
        ("在什么地方", "出租屋"),
        ("怎么发现的", "群众举报"),
        ("是否已询问来源、容留线索", "是"),
        ("性别", "男" if CHILD.sex == "M" else "女"),
        ("户籍地", "本乡"),
        ("实际居住地", "本乡"),
    ):
        expect(chosen(page, group, option)).to_be_checked()
    assert "依托咪酯" in page.get_by_label("涉及物质").locator("option:checked").inner_text()
    for private in ("姓名", "公民身份号码"):
        expect(page.get_by_label(private).first).to_have_value("")
    assert count(Seizure) == 0
