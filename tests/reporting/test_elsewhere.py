"""A child on file in another township: the station asks, the county decides, the line is closed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cases.models import Case
from common.errors import DomainError
from duties.models import Duty
from minors.choices import MinorState
from minors.models import Minor
from reporting import actions
from reporting.choices import LineState, Verdict
from reporting.models import ElsewhereCheck, IntakeLine
from tests.minors.factories import registered
from tests.reporting import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offices", "county", "at_now")]

LATER = given.NOW + timedelta(minutes=30)
REASON = "与两站电话核对，住址和家庭都不同"


@pytest.fixture
def existing(outsider, other_station) -> Minor:
    """The same child in the other township's register, there with a number."""
    child = given.child(id_number=given.id_number(), birth_date=None)
    return registered(outsider, other_station, child=child)


@pytest.fixture
def namesake(outsider, other_station) -> Minor:
    return registered(outsider, other_station, child=given.child())


def again(line) -> IntakeLine:
    return IntakeLine.objects.for_system("test").select_related("minor").get(pk=line.pk)


def ask(by, line, **values):
    return actions.ask_county(by=by, line=line, identity=given.child(**values), now=given.NOW)


def decide(by, line, verdict, reason=REASON):
    return actions.decide_elsewhere(by=by, line=line, verdict=verdict, reason=reason, now=LATER)


def test_asking_gives_the_county_a_task_that_names_a_code_only(clerk, line, existing, county):
    check = ask(clerk, line, id_number=given.id_number(), birth_date=None)
    duty = Duty.objects.get(kind="register.elsewhere")
    assert (duty.unit, duty.label, duty.subject) == (county, line.code, line.pk)
    assert (check.existing, check.held_by, check.same_number) == (existing, existing.unit, True)
    assert ask(clerk, line) == check


def test_nothing_elsewhere_is_nothing_to_ask(clerk, line):
    with pytest.raises(DomainError):
        ask(clerk, line)


@pytest.mark.parametrize("verdict", [Verdict.SAME_STAY, Verdict.SAME_MOVE])
def test_one_child_is_matched_and_the_stations_clock_stops(clerk, county_user, line, existing, verdict):
    intake = line.minor_id
    ask(clerk, line, id_number=given.id_number(), birth_date=None)
    decide(county_user, line, verdict)
    row = again(line)
    assert (row.state, row.minor_id, row.registered_by) == (LineState.MATCHED, existing.pk, county_user)
    assert Minor.objects.for_system("test").get(pk=intake).state == MinorState.MERGED
    for kind in ("report.register", "register.elsewhere"):
        assert Duty.objects.get(kind=kind, subject=line.pk).met_at == LATER
    with pytest.raises(DomainError, match="已认定"):
        decide(county_user, line, Verdict.OTHER)


def test_namesakes_are_registered_on_the_countys_word(clerk, county_user, client_as, line, namesake):
    ask(clerk, line)
    decide(county_user, line, Verdict.OTHER)
    assert again(line).state == LineState.WAITING
    data = {
        "name": "示例·甲子寅", "birth_date": "2011-05-01", "sex": "M", "is_pupil": "yes",
        "captured_in": "yes",
        "household": "ours", "residence": "ours", "target": "new", "shown_route": "1ours-ours-1",
    }  # fmt: skip
    assert client_as(clerk).post(reverse("reporting:line_register", args=[line.pk]), data).status_code == 302
    assert again(line).state == LineState.REGISTERED
    assert Case.objects.for_system("test").filter(minor=again(line).minor).exists()


def test_one_number_is_one_child(clerk, county_user, line, existing):
    ask(clerk, line, id_number=given.id_number(), birth_date=None)
    with pytest.raises(DomainError) as refused:
        decide(county_user, line, Verdict.OTHER)
    assert refused.value.field == "verdict"


@pytest.mark.parametrize("reason", ["", "是", "本人号码 999999201105010018"])
def test_a_decision_says_why_and_carries_no_number(clerk, county_user, line, namesake, reason):
    ask(clerk, line)
    with pytest.raises(DomainError) as refused:
        decide(county_user, line, Verdict.SAME_STAY, reason)
    assert refused.value.field == "reason"


@pytest.mark.parametrize("who", ["outsider", "bystander", "liaison", "leader", "county_user"])
def test_only_the_station_asks(request, who, line, namesake):
    with pytest.raises(PermissionDenied):
        ask(request.getfixturevalue(who), line)


@pytest.mark.parametrize("who", ["outsider", "bystander", "liaison", "leader", "clerk"])
def test_only_the_county_decides(request, who, clerk, line, namesake):
    ask(clerk, line)
    with pytest.raises(PermissionDenied):
        decide(request.getfixturevalue(who), line, Verdict.SAME_STAY)


def test_the_pages_from_the_question_to_the_word(clerk, county_user, client_as, line, existing):
    desk, url = client_as(clerk), reverse("reporting:line_register", args=[line.pk])
    typed = {"name": "示例·甲子寅", "id_number": given.id_number(), "sex": "M"}
    page = desk.post(url, {**typed, "is_pupil": "yes", "captured_in": "yes", "household": "ours",
                           "residence": "ours", "target": "new", "shown_route": "1ours-ours-1"})  # fmt: skip
    assert "请县禁毒办核对" in page.text
    assert "处需要改正" not in page.text
    assert existing.code not in page.text
    assert desk.post(url, {**typed, "ask": "1"}).status_code == 302
    assert "等待认定" in desk.get(url).text
    assert existing.code not in desk.get(url).text
    office, there = client_as(county_user), reverse("reporting:line_elsewhere", args=[line.pk])
    text = office.get(there).text
    assert existing.code in text
    assert existing.unit.name in text
    assert line.code in text
    assert "示例·甲子寅" not in text
    done = office.post(there, {"verdict": "same_stay", "reason": REASON}, follow=True)
    assert "登记事项随之办结" in done.text
    assert "同一人，由原档案所在站继续" in desk.get(url).text
    assert ElsewhereCheck.objects.for_system("test").get().decided_by == county_user
    assert desk.get(there).status_code == 403
