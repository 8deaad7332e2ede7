"""查找: who sees which form, what the second person is told, and where a lost child stands every day."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from cases import actions
from cases.models import Contact, LostSpell, SearchStep
from common import clock
from duties.models import Duty
from tests.cases.factories import DAY, HOUR, UNANSWERED, fresh, only
from tests.cast import NOW


def url(name, case):
    return reverse(f"cases:{name}", args=[case.pk])


@pytest.fixture
def lost(case, acting, request):
    """An hour after the case became 失联; everybody acts then."""
    end = only("case.first_visit", case).due_at + DAY
    actions.sweep_lost(end)
    with clock.at(end + HOUR):
        for name in ("worker", "officer", "clerk", "head", "county_user"):
            acting(request.getfixturevalue(name), end + HOUR)
        yield case


def step(kind, **changes):
    return {"client_id": str(uuid4()), "kind": kind, "result": "nothing", "note": "", **changes}


@pytest.mark.parametrize(
    ("who", "forms"), [("worker", {"channel"}), ("head", {"channel"}), ("county_user", {"told"})]
)
def test_each_sees_the_form_of_a_step_that_is_theirs(lost, who, forms, request, client_as):
    page = client_as(request.getfixturevalue(who)).get(url("search_detail", lost))
    shown = {row.kind for spell in page.context["spells"] for row in spell.steps if row.form}
    assert shown == forms


def test_a_step_is_recorded_and_the_next_one_waits(lost, worker, client_as):
    client = client_as(worker)
    sent = step("channel")
    assert client.post(url("step_record", lost), sent).url == url("search_detail", lost)
    assert client.post(url("step_record", lost), sent).status_code == 302
    assert SearchStep.objects.for_system("test").filter(kind="visit").count() == 1


def test_two_taps_on_today_record_that_nobody_was_there(lost, worker, client_as):
    client = client_as(worker)
    page = client.get("/").context["page"]
    lines = [*page.overdue, *page.due_today, *page.soon]
    (line,) = [line for line in lines if line.duty.kind == "case.search.channel"]
    ((value, word),) = line.duty.policy.taps
    assert word == "没有找到"
    sent = {"tap": "1", "outcome": value, "client_id": str(line.tap_id), "tapped_at": ""}
    for _ in range(2):
        assert client.post(line.duty.taps_url, sent).url == url("search_detail", lost)
    done = SearchStep.objects.for_system("test").get(kind="channel")
    assert (done.result, done.done_by) == ("nothing", worker)
    assert SearchStep.objects.for_system("test").filter(kind="visit").count() == 1


@pytest.mark.parametrize("value", ["", "channel", "channel:found", "told:nothing", "x:y"])
def test_a_tap_that_says_nothing_changes_nothing(lost, worker, client_as, value):
    sent = {"tap": "1", "outcome": value, "client_id": str(uuid4())}
    assert client_as(worker).post(url("step_record", lost), sent).status_code == 200
    assert not SearchStep.objects.for_system("test").filter(kind="channel", done_at__isnull=False).exists()


def test_the_second_is_told_and_keeps_the_typed_words(lost, worker, officer, client_as):
    client_as(worker).post(url("step_record", lost), step("channel"))
    text = client_as(officer).post(url("step_record", lost), step("channel", note="打过三次")).text
    assert f"已由{worker.name}于" in text
    assert "打过三次" in text


def test_the_county_takes_note_and_is_led_where_it_may_go(lost, county_user, client_as):
    client = client_as(county_user)
    answer = client.post(url("step_decide", lost), step("told"), follow=True)
    assert (answer.status_code, "已记录" in answer.text) == (200, True)
    assert only("case.search.told", lost).met_at is not None


def test_danger_brings_the_police_step(lost, worker, client_as):
    client = client_as(worker)
    assert "请选择情形" in client.post(url("danger_record", lost), {}).text
    said = {"danger": "danger", "reason": "同伴说孩子被人带走"}
    assert client.post(url("danger_record", lost), said).status_code == 302
    assert only("case.search.police", lost).met_at is None


@pytest.mark.parametrize("who", ["worker", "officer", "clerk", "head"])
def test_the_lost_stand_on_today_and_on_their_page(lost, who, request, client_as):
    client = client_as(request.getfixturevalue(who))
    text = client.get("/").text
    assert "失联，正在查找" in text
    assert url("search_detail", lost) in text
    assert lost.minor.code in client.get(reverse("cases:drifting_list")).text
    assert "现在失联" in client.get(url("case_detail", lost)).text


def test_two_failures_are_said_before_the_third(case, contact, worker, acting, client_as):
    for n in range(2):
        contact(NOW + HOUR * (n + 1), **UNANSWERED)
    with clock.at(NOW + HOUR * 3):
        text = client_as(acting(worker, NOW + HOUR * 3)).get("/").text
    assert "已两次未联系上，第三次将转失联" in text


def test_a_tap_on_today_records_and_words_follow_once(case, worker, acting, client_as):
    now = NOW + HOUR * 5
    with clock.at(now):
        client = client_as(acting(worker, now))
        assert "一键记录" in client.get("/").text
        tapped = (NOW + HOUR).astimezone().isoformat()
        sent = {"client_id": str(uuid4()), "outcome": "met", "tap": "1", "tapped_at": tapped}
        noted = client.post(url("contact_add", case), sent).url
        assert client.post(url("contact_add", case), sent).url == noted
        assert client.post(noted, {"note": "在家，精神好", "next_on": ""}).url == reverse("duties:today")
        assert "已经补充过" in client.post(noted, {"note": "再写"}).text
    row = Contact.objects.for_system("test").get()
    assert (row.at, row.channel, row.note) == (NOW + HOUR, "visit", "在家，精神好")
    assert only("case.first_visit", case).met_at == NOW + HOUR


@pytest.mark.parametrize("tapped", ["", "2030-01-01T00:00:00.000Z", "x"])
def test_a_phone_whose_clock_runs_ahead_counts_as_now(case, worker, acting, client_as, tapped):
    now = NOW + HOUR
    with clock.at(now):
        sent = {"client_id": str(uuid4()), "outcome": "no_answer", "tap": "1", "tapped_at": tapped}
        client_as(acting(worker, now)).post(url("contact_add", case), sent)
    assert list(Contact.objects.for_system("test").values_list("at", flat=True)) == [now]


def test_a_journey_is_verified_on_its_page(case, contact, worker, acting, client_as):
    contact(NOW + HOUR, outcome="away", away_where="外地")
    now = NOW + HOUR * 2
    with clock.at(now):
        client = client_as(acting(worker, now))
        assert "外地" in client.get(url("whereabouts_verify", case)).text
        at = clock.local(now).strftime("%Y-%m-%dT%H:%M")
        known = {"parents_reached": "on", "child_spoken": "on", "receiving_place": "外县某乡"}
        sent = {"client_id": str(uuid4()), "at": at, "note": "", **known}
        assert client.post(url("whereabouts_verify", case), sent).status_code == 302
    assert Duty.objects.open().filter(kind="case.residence", subject=case.pk).exists()
    assert fresh(case).status == "in_care"


def test_how_long_a_child_was_lost_stays(lost, contact, worker, client_as):
    end = LostSpell.objects.for_system("test").get().from_at
    contact(end + DAY * 3 + timedelta(minutes=1))
    assert "失联 3 天，已找到" in client_as(worker).get(url("search_detail", lost)).text
