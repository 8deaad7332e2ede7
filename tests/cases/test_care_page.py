"""The page of a child of 关爱帮扶 asks for nothing that is there for users; its typed addresses neither."""

from uuid import uuid4

import pytest
from django.urls import reverse

from cases import actions
from common import clock
from minors import actions as minors
from tests.cases.factories import open_case
from tests.cast import NOW
from tests.minors.factories import child_in, registered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with clock.at(NOW):
        yield


def take(by, **child):
    given = child_in(**{"name": "示例·山雀", "is_pupil": True, **child})
    return actions.take_care(by=by, child=given, kind="hardship", source="visit", at=NOW, now=NOW)


def url(name, case):
    return reverse(f"cases:{name}", args=[case.pk])


OF_USERS = [
    "measure_detail",
    "decision_record",
    "decision_none",
    "report_in",
    "agreement_sign",
    "measure_extend",
    "test_list",
    "test_add",
    "refusal_add",
    "leave_list",
    "leave_add",
    "plan_detail",
    "residence_verify",
    "route_change",
    "station_contact",
    "transfer_add",
    "control_add",
]


@pytest.mark.parametrize("name", OF_USERS)
def test_a_typed_address_of_users_is_refused_in_words(name, clerk, head, client_as):
    case = take(clerk)
    answers = [client_as(user).get(url(name, case)) for user in (clerk, head)]
    assert 200 not in {answer.status_code for answer in answers}
    assert any("关爱帮扶的孩子不涉毒" in answer.text for answer in answers)


def test_the_page_of_the_child_says_nothing_of_the_detox_group(clerk, head, officer, worker, client_as):
    case = take(clerk)
    text = client_as(clerk).get(url("case_detail", case)).text
    for word in ("工作小组（五方）", "社区民警", "禁毒社工", "戒毒条例"):
        assert word not in text
    assert "落实关爱走访的负责人" in text
    assert "工作小组（五方）" in client_as(clerk).get(url("case_detail", open_case(clerk, case.unit))).text


def test_the_confirmed_team_starts_visits_of_care(clerk, head, officer, worker, client_as):
    case = take(clerk)
    browser = client_as(head)
    seen = actions.stamp(case, "team")
    given = {"community_officer": officer.pk, "social_worker": worker.pk, "seen": seen}
    shown = browser.post(url("team_propose", case), {**given, "client_id": str(uuid4())}, follow=True).text
    assert "关爱走访开始计时" in shown
    assert "首次走访" not in shown


def test_a_case_of_care_is_closed_from_its_own_page(clerk, head, client_as):
    case = take(clerk)
    assert url("case_close", case) in client_as(head).get(url("case_detail", case)).text
    assert url("measure_detail", case) not in client_as(head).get(url("case_close", case)).text


def test_a_guardian_of_the_vault_is_not_asked_for_again(clerk, client_as, station):
    minor = registered(
        clerk, station, child=child_in(guardian_name="", guardian_relation="", guardian_phone="")
    )
    case = open_case(clerk, station, minor=minor)
    page = url("case_detail", case)
    assert "监护人未登记" in client_as(clerk).get(page).text
    guardian = minors.GuardianIn(name="示例·青松", relation="parent")
    minors.add_guardian(by=clerk, minor=case.minor, guardian=guardian, now=NOW)
    text = client_as(clerk).get(page).text
    assert "监护人未登记" not in text
    assert "监护人已登记（在身份信息里）" in text
    assert "青松" not in text
