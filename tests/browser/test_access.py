"""Ask → approve → reveal → masked again; 紧急查阅 → review. On a desk and on a phone."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.models import Unit, User
from common.clock import shanghai
from minors import actions
from minors.rules import ChildIn
from tests.browser.people import Person
from tests.minors.factories import child_in

MORNING = shanghai(2026, 3, 4, 9)


@pytest.fixture
def child():
    return child_in()


@pytest.fixture
def file(county_loaded, travel, child):
    travel(MORNING)
    clerk = User.objects.get(username="gd-clerk")
    clerk.act_as(clerk.appointments.select_related("unit").get(), at=MORNING)
    station = Unit.objects.get(pk=clerk.acting.unit.pk)
    minor = actions.take_in(by=clerk, child=child, unit=station, intake_unit=station, now=MORNING)
    return actions.register(by=clerk, minor=minor, identity=ChildIn(is_pupil=True), now=MORNING)


def picture(somebody: Person, name: str) -> None:
    folder = os.environ.get("QINGHU_PICTURES")
    if folder:
        width = somebody.page.viewport_size["width"]
        somebody.page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)


def page_of(somebody: Person, file) -> None:
    somebody.open(f"/minors/{file.pk}/reveal/")


@pytest.mark.postgres
def test_asked_approved_read_and_masked_again(file, child, travel, person, axe_clean):
    clerk = person("gd-clerk")
    page_of(clerk, file)
    clerk.sees("没有查阅依据")
    picture(clerk, "reveal-none")
    axe_clean(clerk.page)
    clerk.press("申请查阅")
    clerk.page.get_by_label("用途").fill("联系监护人安排走访")
    axe_clean(clerk.page)
    picture(clerk, "ask")
    clerk.press("提交申请")
    clerk.sees("等待审批")

    head = person("gd-head")
    head.do_today("审批查阅申请")
    axe_clean(head.page)
    picture(head, "decide")
    head.press_exactly("批准")
    head.sees("已批准")

    clerk.do_today("查阅申请已答复")
    axe_clean(clerk.page)
    clerk.press("去查阅")
    clerk.sees("已遮蔽")
    expect(clerk.page.get_by_text(child.name)).to_have_count(0)
    axe_clean(clerk.page)
    expect(
        clerk.page.get_by_label("联系监护人安排走访")
    ).to_be_checked()  # what it was approved for, in one tap
    picture(clerk, "reveal-masked")
    clerk.page.clock.install()
    clerk.press("查阅并记入日志")
    clerk.sees(child.name)
    expect(clerk.page.locator("[data-mark*=gd-clerk]").first).to_be_visible()
    picture(clerk, "revealed")
    axe_clean(clerk.page)
    clerk.page.locator("[data-call]").first.evaluate(
        "link => { link.removeAttribute('href'); link.click(); }"
    )
    clerk.page.clock.run_for(61_000)
    clerk.sees("已重新遮蔽")
    expect(clerk.page.get_by_text(child.name)).to_have_count(0)
    expect(clerk.page.get_by_text(child.phone)).to_be_visible()  # the call goes on
    picture(clerk, "masked-again")
    axe_clean(clerk.page)
    clerk.press("通话结束")
    expect(clerk.page.get_by_text(child.phone)).to_have_count(0)
    assert clerk.errors == []


def test_opened_in_an_emergency_and_reviewed(file, child, travel, person, axe_clean):
    head = person("gd-head")
    page_of(head, file)
    head.press("紧急查阅")
    head.page.get_by_label("理由").fill("孩子有轻生言语，急需联系监护人")
    axe_clean(head.page)
    picture(head, "emergency")
    head.press("立即打开")
    head.sees("已遮蔽")

    county = person("county")
    county.do_today("复核紧急查阅")
    axe_clean(county.page)
    county.page.get_by_label("理由不成立").check()
    county.page.get_by_label("理由", exact=True).fill("当时可以先行申请，理由不足")
    picture(county, "review")
    county.press("记入结论")
    county.sees("当时可以先行申请")
    county.open("/minors/openings/")
    county.sees("理由不成立")
    axe_clean(county.page)
    assert head.errors == county.errors == []
