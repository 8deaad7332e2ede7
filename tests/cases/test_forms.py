"""Each form of a case: it works, bad input stays on the page, a second click is one row."""

import inspect
from datetime import timedelta
from uuid import uuid4

import pytest
from django.forms import Form
from django.urls import reverse

from accounts.choices import Post
from cases import forms as every
from cases.models import Case, Contact, ResidenceCheck, StationContact, Team
from common import clock
from common.forms import WordedForm
from duties.models import Duty
from tests.cases.conftest import LATER
from tests.cases.factories import facts, in_care, open_case
from tests.cast import NOW, staff

pytestmark = pytest.mark.usefixtures("a_day_later")


def url(name, case):
    return reverse(f"cases:{name}", args=[case.pk])


def typed(instant) -> str:
    return clock.local(instant).strftime("%Y-%m-%dT%H:%M")


def contact(**changes):
    return {
        "client_id": str(uuid4()),
        "at": typed(LATER),
        "with_whom": "child",
        "channel": "visit",
        "outcome": "met",
        "note": "",
        "next_on": "",
        **changes,
    }


# --- contact_add


def test_two_taps_record_a_visit(worker, officer, clerk, head, client_as):
    case = in_care(clerk, head, officer, worker)
    client = client_as(worker)
    form = client.get(url("contact_add", case)).context["form"]
    prefilled = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    sent = {
        **prefilled,
        "at": typed(prefilled["at"]),
        "outcome": "met",
        "next_on": "",
        "note": "",
        "away_where": "",
    }
    assert client.post(url("contact_add", case), sent).url == url("case_detail", case)
    assert Duty.objects.get(kind="case.first_visit").met_by == worker
    assert "首次走访" in client.get(url("case_detail", case)).content.decode()


def test_a_double_click_is_one_contact(clerk, station, client_as):
    case, sent = open_case(clerk, station), contact()
    client = client_as(clerk)
    assert [client.post(url("contact_add", case), sent).status_code for _ in range(2)] == [302, 302]
    assert Contact.objects.for_system("test").count() == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"at": typed(LATER + timedelta(minutes=1))}, "时间不能晚于现在"),
        ({"at": typed(NOW - timedelta(minutes=1))}, "时间不能早于立案"),
        ({"at": ""}, "请填写时间"),
        ({"at": "昨天"}, "时间格式不对"),
        ({"outcome": ""}, "请选择结果"),
        ({"channel": "phone"}, "这种方式不会有这样的结果"),
        ({"next_on": "2026-03-01"}, "下次联系不能早于今天"),
        ({"note": "电话 19900000001"}, "像是写了手机号码"),
    ],
)
def test_bad_input_says_why_and_keeps_the_note(clerk, station, client_as, changes, says):
    case = open_case(clerk, station)
    page = client_as(clerk).post(url("contact_add", case), contact(**{"note": "谈了半小时", **changes}))
    text = page.content.decode()
    assert says in text
    assert changes.get("note", "谈了半小时") in text
    assert not Contact.objects.for_system("test").exists()


def test_a_post_to_another_township_writes_nothing(outsider, bystander, clerk, station, client_as):
    case = open_case(clerk, station)
    for user in (outsider, bystander):
        assert client_as(user).post(url("contact_add", case), contact()).status_code == 404
    assert not Contact.objects.for_system("test").exists()


# --- team_propose


def test_the_clerk_proposes_and_the_head_confirms_in_one_tap(
    clerk, head, officer, worker, station, client_as
):
    case = open_case(clerk, station)
    sent = {"community_officer": officer.pk, "social_worker": worker.pk, "clerk": ""}
    assert client_as(clerk).post(url("team_propose", case), sent).status_code == 302
    assert not Team.objects.for_system("test").live().exists()
    browser = client_as(head)
    text = browser.get(url("team_propose", case)).content.decode()
    assert url("team_confirm", case) in text
    assert officer.name in text
    browser.post(url("team_confirm", case))
    assert Team.objects.for_system("test").live().get().confirmed_by == head


def test_the_clerk_sees_no_button_to_confirm_and_cannot(clerk, officer, worker, station, client_as):
    case = open_case(clerk, station)
    browser = client_as(clerk)
    browser.post(url("team_propose", case), {"community_officer": officer.pk, "social_worker": worker.pk})
    assert url("team_confirm", case) not in browser.get(url("team_propose", case)).content.decode()
    assert browser.post(url("team_confirm", case)).status_code == 403


def test_the_head_names_and_confirms_at_once(clerk, head, officer, worker, station, client_as):
    case = open_case(clerk, station)
    sent = {"community_officer": officer.pk, "social_worker": worker.pk}
    assert client_as(head).post(url("team_propose", case), sent).status_code == 302
    assert Team.objects.for_system("test").live().get().confirmed_by == head


def test_only_people_of_this_township_are_offered(clerk, officer, worker, station, other_station, client_as):
    far = staff("far-worker", other_station, Post.SOCIAL_WORKER)
    case = open_case(clerk, station)
    browser = client_as(clerk)
    text = browser.get(url("team_propose", case)).content.decode()
    assert str(worker.pk) in text
    assert str(far.pk) not in text
    page = browser.post(url("team_propose", case), {"community_officer": officer.pk, "social_worker": far.pk})
    assert page.status_code == 200
    assert not Team.objects.for_system("test").exists()


def test_who_is_missing_is_said(clerk, station, client_as):
    text = client_as(clerk).get(url("team_propose", open_case(clerk, station))).content.decode()
    assert "没有在任的社区民警" in text
    assert "没有在任的禁毒社工" in text


def test_confirming_nothing_says_so(clerk, head, station, client_as):
    case = open_case(clerk, station)
    page = client_as(head).post(url("team_confirm", case), follow=True)
    assert "没有待确认的提名" in page.content.decode()


# --- residence_verify, station_contact, route_change


def test_a_verified_residence_shows_the_new_route(clerk, station, client_as):
    case = open_case(clerk, station, with_facts=facts(residence="unknown"))
    sent = {
        "client_id": str(uuid4()),
        "at": typed(LATER),
        "household": "ours",
        "residence": "elsewhere",
        "how": "向村委会核实",
    }
    browser = client_as(clerk)
    for _ in range(2):
        assert browser.post(url("residence_verify", case), sent).status_code == 302
    assert ResidenceCheck.objects.for_system("test").count() == 1
    text = browser.get(url("case_detail", case)).content.decode()
    assert "双向管控" in text
    assert "禁毒法33" in text


def test_a_station_contact_is_recorded_once(clerk, station, client_as):
    case = open_case(clerk, station, with_facts=facts(residence="elsewhere"))
    sent = {
        "client_id": str(uuid4()),
        "at": typed(LATER),
        "station_name": "示例乡工作站",
        "spoke_with": "值班专干",
        "channel": "phone",
        "answer": "同意接收",
    }
    browser = client_as(clerk)
    for _ in range(2):
        assert browser.post(url("station_contact", case), sent).status_code == 302
    assert StationContact.objects.for_system("test").count() == 1
    assert Duty.objects.get(kind="transfer.contact").met_at == LATER
    assert "同意接收" in browser.get(url("case_detail", case)).content.decode()


@pytest.mark.parametrize("name", ["residence_verify", "station_contact", "route_change"])
def test_an_empty_form_says_what_is_missing(name, clerk, station, client_as):
    case = open_case(clerk, station)
    page = client_as(clerk).post(url(name, case), {"csrfmiddlewaretoken": "x"})
    assert page.status_code == 200
    assert "处需要改正" in page.content.decode()


def test_a_route_is_changed_with_a_reason(clerk, station, client_as):
    case = open_case(clerk, station)
    browser = client_as(clerk)
    page = browser.post(url("route_change", case), {"route": "local", "reason": "。。"})
    assert "请写明变更理由" in page.content.decode()
    assert browser.post(url("route_change", case), {"route": "local", "reason": "已辍学"}).status_code == 302
    assert Case.objects.for_system("test").get().route == "local"
    text = browser.get(url("case_detail", case)).content.decode()
    assert "人工变更" in text
    assert "以前的决定" in text


# --- words


def test_every_form_about_a_case_speaks_in_its_own_words():
    """No form is left to the framework's wording; see tests/common/test_forms.py for what is said."""
    modules = [value for value in vars(every).values() if inspect.ismodule(value)]
    found = {one for module in modules for one in vars(module).values() if inspect.isclass(one)}
    theirs = [one for one in found if issubclass(one, Form) and one.__module__.startswith("cases.")]
    assert len(theirs) > 50
    assert [one.__name__ for one in theirs if not issubclass(one, WordedForm)] == []


@pytest.mark.parametrize("name", ["contact_add", "residence_verify", "station_contact", "route_change"])
def test_no_framework_wording_reaches_a_page(name, clerk, station, client_as):
    case = open_case(clerk, station)
    typed_badly = dict.fromkeys(("client_id", "at", "channel", "route", "household", "next_on"), "x")
    typed_badly |= {"note": "长" * 999, "reason": "长" * 999, "how": "长" * 999, "answer": "长" * 999}
    for sent in ({"csrfmiddlewaretoken": "x"}, typed_badly):
        text = client_as(clerk).post(url(name, case), sent).content.decode()
        for alien in ("这个字段", "确保该", "选择一个有效", "输入一个有效", "This field", "Enter a valid"):
            assert alien not in text
