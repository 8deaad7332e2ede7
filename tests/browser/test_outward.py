"""Papers and words outward as people see them: the secretary's phone, the slip and the letter on paper."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.models import Appointment
from common.clock import shanghai
from minors import actions
from minors.models import VillageHelp
from tests.browser.conftest import PHONE
from tests.cases.factories import in_care, open_case
from tests.minors.factories import child_in, registered

NOW = shanghai(2026, 3, 4, 9)
NAME, HOME = "示例·浏览", "示例乡示例村九组"


@pytest.fixture
def viewport():
    return PHONE


@pytest.fixture
def staff(county_loaded, travel):
    travel(NOW)

    def acting(username):
        appointment = Appointment.objects.select_related("unit", "user").get(user__username=username)
        return appointment.user.act_as(appointment, at=NOW)

    return acting


@pytest.fixture
def case(staff):
    clerk = staff("gd-clerk")
    child = child_in(name=NAME, household_address=HOME, residence_address=HOME)
    opened = open_case(
        clerk, clerk.acting.unit, now=NOW, minor=registered(clerk, clerk.acting.unit, now=NOW, child=child)
    )
    people = [staff(name) for name in ("gd-head", "gd-officer", "gd-worker")]
    return in_care(clerk, *people, now=NOW, case=opened)


def picture(page, name):
    folder = os.environ.get("QINGHU_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_a_secretary_answers_on_a_phone_and_learns_nothing(staff, case, person, axe_clean):
    head, to = staff("gd-head"), Appointment.objects.get(user__username="gd-village-201")
    actions.release_help(by=head, minor=case.minor, to=to, sentence="home", household="registered", now=NOW)
    secretary = person("gd-village-201")
    picture(secretary.page, "secretary-today")
    secretary.do_today("协助走访")
    page = secretary.page
    expect(page).to_have_title("走访 · 乡未成年人保护工作站")
    secretary.sees(NAME)
    assert "毒" not in page.content()
    assert "青护" not in page.content()
    axe_clean(page)
    picture(page, "secretary-answer")
    page.get_by_label("外出", exact=True).check()
    secretary.press("答复")
    secretary.sees("请写明去了哪里")
    picture(page, "secretary-problem")
    page.get_by_label("外出的，去了哪里").fill("示例市")
    secretary.press("答复")
    secretary.sees("谢谢您")
    picture(page, "secretary-done")
    assert VillageHelp.objects.for_system("test").get().away_where == "示例市"
    assert secretary.errors == []


def test_a_worker_prints_a_slip_and_ticks_it_as_destroyed(case, person, axe_clean):
    worker = person("gd-worker")
    page = worker.open("/minors/slips/add/")
    axe_clean(page)
    picture(page, "slip-choose")
    page.get_by_role("checkbox").first.check()
    worker.press("生成走访单")
    worker.sees(NAME)
    worker.sees(HOME)
    axe_clean(page)
    picture(page, "slip-sheet")
    if folder := os.environ.get("QINGHU_PICTURES"):
        page.pdf(path=f"{folder}/slip.pdf", prefer_css_page_size=True)
    worker.press("完成")
    worker.do_today("销毁走访单")
    worker.press("单子已销毁")
    worker.sees("已登记销毁")
    assert worker.errors == []


def test_a_refusal_is_a_letter_in_plain_words(staff, case, person, axe_clean):
    clerk, head = staff("gd-clerk"), staff("gd-head")
    row = actions.receive_request(
        by=clerk,
        minor=case.minor,
        kind="delete",
        asked_by="guardian",
        checked_how="household",
        at=NOW,
        now=NOW,
    )
    reasons = "法律规定的保存期限还没有满，暂时不能删除；已经停止其他使用。"
    actions.decide_request(by=head, asked=row, verdict="refused", reasons=reasons, now=NOW)
    reader = person("gd-clerk")
    page = reader.open(f"/minors/rights/{row.pk}/letter/")
    reader.sees(reasons)
    axe_clean(page)
    picture(page, "letter")
    if folder := os.environ.get("QINGHU_PICTURES"):
        page.pdf(path=f"{folder}/letter.pdf", prefer_css_page_size=True)
    for path in (f"/minors/{case.minor_id}/notice/", f"/minors/rights/{row.pk}/",
                 f"/minors/{case.minor_id}/rights/",
                 f"/cases/{case.pk}/", "/minors/registers/", "/minors/inquiries/add/"):  # fmt: skip
        reader.open(path)
        axe_clean(page)
        picture(page, path.strip("/").replace("/", "-")[-30:])
    assert reader.errors == []
