"""Two people at one case: the second is told what changed, keeps the typed text, and may send again."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.choices import Post
from cases import actions
from cases.choices import DecisionKind
from cases.models import CarePlan, Measure, SchoolStatus, Team, Transfer
from common import clock
from tests.cases.factories import HOUR, decided, in_care, open_case
from tests.cases.test_measure_pages import paper
from tests.cases.transfers import AWAY, drafted, outside
from tests.cast import NOW, staff

pytestmark = pytest.mark.django_db
LATER = NOW + HOUR


@pytest.fixture
def case(clerk, head, officer, worker, acting):
    row = in_care(clerk, head, officer, worker)
    for who in (clerk, head, worker):
        acting(who, LATER)
    return row


@pytest.fixture(autouse=True)
def an_hour_later():
    with clock.at(LATER):
        yield


def url(name, case):
    return reverse(f"cases:{name}", args=[case.pk])


def seen_on(text):
    return re.search(r'name="seen" value="(\w+)"', text)[1]


def opened(client, name, case):
    """The mark of the page as it was opened."""
    return seen_on(client.get(url(name, case)).text)


def told(answer, who, *typed):
    assert answer.status_code == 200
    assert f"这一页打开以后，{who.name}已于" in answer.text
    for text in typed:
        assert text in answer.text
    return seen_on(answer.text)


def plan(**changes):
    given = {"goals": "回到学校", "steps": "每周走访一次", "child_view": "同意", "guardian_view": "同意"}
    return {"client_id": str(uuid4()), **given, **changes}


def propose(by, case, goals="先找工作"):
    return actions.propose_plan(
        by=by, case=case, goals=goals, steps="联系民政", child_view="同意", guardian_view="同意", now=LATER
    )


def test_a_plan_over_a_plan_one_has_not_seen(case, clerk, worker, client_as):
    client = client_as(clerk)
    seen = opened(client, "plan_propose", case)
    propose(worker, case)
    sent = plan(seen=seen)
    again = told(client.post(url("plan_propose", case), sent), worker, "回到学校", "每周走访一次")
    assert CarePlan.objects.for_system("test").count() == 1
    assert client.post(url("plan_propose", case), {**sent, "seen": again}).status_code == 302
    assert client.post(url("plan_propose", case), {**sent, "seen": seen}).status_code == 302  # a double click
    assert CarePlan.objects.for_system("test").count() == 2


def test_the_head_does_not_approve_another_plan_than_the_one_read(case, head, worker, client_as):
    propose(worker, case)
    client = client_as(head)
    seen = opened(client, "plan_decide", case)
    propose(worker, case, goals="别的目标")
    sent = {"decision": "approved", "reason": "", "seen": seen}
    told(client.post(url("plan_decide", case), sent), worker)
    assert not CarePlan.objects.for_system("test").filter(state="approved").exists()


def test_a_decision_over_one_that_came_meanwhile(case, clerk, head, client_as):
    client = client_as(clerk)
    seen = opened(client, "decision_record", case)
    decided(head, case, DecisionKind.CORRECTION, now=LATER)
    shown = client.post(url("decision_record", case), paper(seen=seen))
    told(shown, head, "示例戒决字")
    assert Measure.objects.for_system("test").count() == 1


def test_a_report_in_that_somebody_else_has_entered(case, clerk, worker, client_as):
    decided(clerk, case, now=NOW)
    client = client_as(clerk)
    seen = opened(client, "report_in", case)
    today = clock.local_day(NOW)
    actions.report_in(by=worker, case=case, on=today, now=LATER)
    told(client.post(url("report_in", case), {"on": today.isoformat(), "seen": seen}), worker)


def test_a_team_over_a_proposal_one_has_not_seen(case, clerk, head, officer, worker, station, client_as):
    other = staff("second-worker", station, Post.SOCIAL_WORKER)
    client = client_as(head)
    seen = opened(client, "team_propose", case)
    actions.propose_team(
        by=clerk, case=case, community_officer=officer, social_worker=other, watch="外婆在家", now=LATER
    )
    sent = {"community_officer": officer.pk, "social_worker": other.pk, "watch": "孩子不接电话", "seen": seen}
    told(client.post(url("team_propose", case), sent), clerk, "孩子不接电话")
    confirmed = client.post(url("team_confirm", case), {"seen": seen}, follow=True)
    assert f"{clerk.name}已于" in confirmed.text
    assert Team.objects.for_system("test").proposed().count() == 1
    now_seen = seen_on(client.get(url("team_propose", case)).text)
    client.post(url("team_confirm", case), {"seen": now_seen})
    assert Team.objects.for_system("test").live().get().social_worker == other


def school(**changes):
    given = {"state": "dropped", "since": "2026-03-02", "reason": "班主任说不再到校"}
    return {"client_id": str(uuid4()), **given, **changes}


def test_a_school_change_over_one_that_one_has_not_seen(case, clerk, worker, client_as):
    client = client_as(clerk)
    seen = opened(client, "school_status", case)
    given = {"state": "suspended", "since": clock.local_day(NOW), "reason": "村里说休学在家"}
    actions.record_school_status(by=worker, case=case, now=LATER, **given)
    sent = school(seen=seen)
    again = told(client.post(url("school_status", case), sent), worker, "班主任说不再到校")
    assert SchoolStatus.objects.for_system("test").count() == 1
    assert client.post(url("school_status", case), {**sent, "seen": again}).status_code == 302
    assert (
        client.post(url("school_status", case), {**sent, "seen": seen}).status_code == 302
    )  # a double click
    assert SchoolStatus.objects.for_system("test").count() == 2


def test_a_school_change_over_a_way_that_somebody_chose_meanwhile(case, clerk, head, client_as):
    client = client_as(clerk)
    seen = opened(client, "school_status", case)
    with clock.at(LATER + HOUR / 60):
        actions.change_route(by=head, case=case, route="local", reason="村里核实已不在校", now=clock.now())
    told(client.post(url("school_status", case), school(seen=seen)), head, "班主任说不再到校")


def test_ones_own_change_stops_nobody(case, clerk, client_as):
    client = client_as(clerk)
    seen = opened(client, "plan_propose", case)
    propose(clerk, case)
    assert client.post(url("plan_propose", case), plan(seen=seen)).status_code == 302


def test_a_hand_over_drafted_by_two(clerk, head, station, acting, client_as):
    for who in (clerk, head):
        acting(who, LATER)
    case = open_case(clerk, station, with_facts=AWAY)
    place = outside(clerk)
    client = client_as(head)
    assert client.get(url("transfer_add", case)).status_code == 200
    drafted(clerk, case, now=LATER)
    sent = {
        "client_id": str(uuid4()),
        "purpose": "hand_over",
        "to_outside": place.pk,
        "grounds": "居住在该镇一年",
        "decision": "residence",
        "reason": "随父母在当地居住",
    }
    shown = client.post(url("transfer_add", case), sent)
    assert "已有一件移交在办" in shown.text
    assert clerk.name in shown.text
    assert "居住在该镇一年" in shown.text
    assert Transfer.objects.for_system("test").count() == 1


def test_a_contact_before_the_case_is_refused_in_words(case, worker, client_as):
    at = clock.local(NOW - HOUR).strftime("%Y-%m-%dT%H:%M")
    sent = {
        "client_id": str(uuid4()),
        "at": at,
        "with_whom": "child",
        "channel": "visit",
        "outcome": "met",
        "note": "在家里见到",
    }
    shown = client_as(worker).post(url("contact_add", case), sent)
    assert "时间不能早于立案" in shown.text
    assert "在家里见到" in shown.text


def test_a_route_changed_meanwhile_is_said_and_the_reason_kept(clerk, head, case, client_as):
    first, second = client_as(clerk), client_as(head)
    was = re.search(r'name="was" value="(\w+)"', second.get(url("route_change", case)).text)[1]
    typed = {"was": was, "route": "outgoing", "reason": "全家已搬到外地居住（示例）"}
    assert first.post(url("route_change", case), {**typed, "route": "dual"}).status_code == 302
    answer = second.post(url("route_change", case), typed)
    assert "刚才已有人把路径改为" in answer.text
    assert "全家已搬到外地居住（示例）" in answer.text
    again = re.search(r'name="was" value="(\w+)"', answer.text)[1]
    assert second.post(url("route_change", case), {**typed, "was": again}).status_code == 302
