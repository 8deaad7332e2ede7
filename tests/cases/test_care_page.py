"""The page of a child of 关爱帮扶 asks for nothing that is there for users; its typed addresses neither."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases import actions
from cases.models import Team
from common import clock
from common.errors import DomainError
from minors import actions as minors
from tests.cases.factories import DAY, in_care, only, open_case, running
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
    given = {"social_worker": worker.pk, "seen": seen}
    shown = browser.post(url("team_propose", case), {**given, "client_id": str(uuid4())}, follow=True).text
    assert "关爱走访开始计时" in shown
    assert "首次走访（" not in shown
    assert "首次关爱走访（见到本人）" in shown
    assert f"社区民警 {officer.name}" not in shown


@pytest.mark.parametrize("lead", ["worker", "clerk"])
def test_one_person_leads_the_visits_and_no_officer_is_asked_for(
    lead, clerk, head, officer, request, client_as
):
    case, browser = take(clerk), client_as(head)
    form = browser.get(url("team_propose", case)).context["form"]
    assert set(form.fields) == {"social_worker", "seen"}
    sent = {"social_worker": request.getfixturevalue(lead).pk, "seen": actions.stamp(case, "team")}
    assert browser.post(url("team_propose", case), sent).status_code == 302
    team = Team.objects.for_system("test").get()
    assert (team.of_care, team.community_officer, team.social_worker.username) == (True, None, lead)
    assert actions.gaps_of(team, NOW) == []
    assert (
        "请选择负责人" in browser.post(url("team_propose", case), {"seen": actions.stamp(case, "team")}).text
    )


def test_officers_belong_to_the_teams_of_users_alone(clerk, head, officer, worker, station):
    cared, user = take(clerk), open_case(clerk, station)
    for case, given in ((cared, officer), (user, None)):
        with pytest.raises(DomainError) as refused:
            actions.propose_team(by=clerk, case=case, community_officer=given, social_worker=worker, now=NOW)
        assert refused.value.field == "community_officer"
    with pytest.raises(DomainError) as refused:
        actions.propose_team(by=clerk, case=user, community_officer=officer, social_worker=clerk, now=NOW)
    assert refused.value.field == "social_worker"
    row = {"case": cared, "social_worker": worker, "proposed_by": clerk, "proposed_at": NOW}
    for bad in ({"of_care": True, "community_officer": officer}, {"of_care": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Team(**row, **bad).save(force_insert=True)


def test_the_first_visit_is_owed_soon_and_starts_the_regular_ones(clerk, head, officer, worker, acting):
    case = in_care(clerk, head, officer, worker, case=take(clerk))
    assert running(case, "case.care_contact") is None
    now = NOW + DAY
    with clock.at(now):
        actions.record_contact(
            by=acting(worker, now),
            case=case,
            at=now,
            with_whom="child",
            channel="visit",
            outcome="met",
            now=now,
        )
    assert only("case.care_first_visit", case).met_at == now
    assert running(case, "case.care_contact").due_at == clock.end_of_day(clock.local_day(NOW) + DAY * 91)


def test_who_was_met_before_somebody_was_named_is_visited_as_ever(clerk, head, officer, worker):
    case = take(clerk)
    actions.record_contact(
        by=clerk, case=case, at=NOW, with_whom="child", channel="visit", outcome="met", now=NOW
    )
    in_care(clerk, head, officer, worker, case=case)
    assert running(case, "case.care_contact").holder == worker
    assert running(case, "case.care_first_visit") is None


def test_paper_and_course_say_nothing_of_users(clerk, head, officer, worker, client_as):
    case = in_care(clerk, head, officer, worker, case=take(clerk))
    browser = client_as(clerk)
    for name in ("case_print", "course_print", "case_timeline"):
        text = browser.get(url(name, case)).text.replace("检测引擎", "")
        for word in ("检测", "决定文书", "阳性", "社区民警", "办理路径", "非在校", "在校学生", "在所"):
            assert word not in text, (name, word)
        assert "关爱走访" in text


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
