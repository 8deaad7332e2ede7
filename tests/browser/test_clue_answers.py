"""A clue's page carries several forms: each is sent to its own address, before and after a mistake."""

import pytest
from playwright.sync_api import expect

from accounts.models import Appointment, User
from common import clock
from common.clock import shanghai
from patrols import actions
from patrols.choices import ClueKind
from patrols.models import Clue
from tests.browser.conftest import PHONE
from tests.patrols.given import a_patrol, seen

MORNING = shanghai(2026, 3, 9, 9)


@pytest.fixture
def viewport():
    return PHONE


def seated(username):
    user = User.objects.get(username=username)
    seat = Appointment.objects.filter(user=user).select_related("unit").first()
    return user.act_as(seat, at=MORNING)


def test_a_step_of_a_clue_is_taken_after_a_mistake(county_loaded, travel, person, axe_clean):
    travel(MORNING)
    with clock.at(MORNING):
        stop = seen("outside", place="村口", suspicion=ClueKind.SELLING)
        a_patrol(seated("gd-village-201"), stop, now=MORNING)
        liaison = seated("gd-liaison")
        clue = Clue.objects.visible_to(liaison).get()
        actions.accept_clue(by=liaison, clue=clue, now=MORNING)
    police = person("gd-liaison")
    page = police.page
    police.open(f"/patrols/clues/{clue.pk}/")
    for button, fill in (("答复线索", "立案情况"), ("反馈结果", "处理结果"), ("放行", "可以让场所知道")):
        police.press_exactly(button)
        expect(page.locator("[data-error-summary]")).to_be_visible()
        axe_clean(page)
        page.get_by_label(fill).fill("示例：查无此事")
        if button == "答复线索":
            page.get_by_label("否", exact=True).check()
        police.press_exactly(button)
        expect(page.locator("[data-error-summary]")).to_have_count(0)
        police.sees("示例：查无此事" if button != "放行" else "已放行")
    clue = Clue.objects.visible_to(liaison).get()
    assert (clue.case_filed, clue.outcome, clue.released_at is not None) == (False, "示例：查无此事", True)
