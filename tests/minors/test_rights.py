"""Requests of the child or guardian: received, decided with reasons, carried out, delivered."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import ReadEntry
from common import clock
from common.errors import DomainError
from duties.models import Duty
from minors import actions
from minors.models import (
    Disclosure,
    ImpactAssessment,
    NoticeGiven,
    RightsRequest,
)
from tests.cast import NOW
from tests.minors.factories import child_in, registered, seal

LATER = NOW + timedelta(hours=2)
NAME = "示例·申请"


@pytest.fixture
def minor(clerk, station):
    return registered(clerk, station, child=child_in(name=NAME))


@pytest.fixture
def later():
    with clock.at(LATER) as instant:
        yield instant


def received(by, minor, kind="see", **changes):
    given = {"asked_by": "guardian", "checked_how": "household", "wish": "", "at": NOW, "now": NOW}
    return actions.receive_request(by=by, minor=minor, kind=kind, **{**given, **changes})


def decided(head, row, verdict="granted", reasons="核对无误，同意办理。"):
    return actions.decide_request(by=head, asked=row, verdict=verdict, reasons=reasons, now=LATER)


def again(row):
    return RightsRequest.objects.for_system("test").get(pk=row.pk)


# --- receive and decide


def test_a_request_owes_an_answer_in_fifteen_working_days(clerk, minor):
    row = received(clerk, minor)
    duty = Duty.objects.get(kind="rights.answer", subject=row.pk)
    assert (duty.post, duty.unit, duty.label, duty.file) == ("station_head", minor.unit, row.number, minor.pk)
    assert duty.due_at == clock.shanghai(2026, 3, 24)  # 23 March, 24:00


def test_a_form_sent_twice_is_one_request(clerk, minor):
    key = uuid4()
    assert received(clerk, minor, client_id=key) == received(clerk, minor, client_id=key)


@pytest.mark.parametrize(("changes", "field"), [
    ({"wish": "电话改为19900001234"}, "wish"), ({"at": NOW + timedelta(minutes=1)}, "at"),
])  # fmt: skip
def test_what_a_request_may_not_say(clerk, minor, changes, field):
    with pytest.raises(DomainError) as error:
        received(clerk, minor, **changes)
    assert error.value.field == field


@pytest.mark.parametrize("verdict", ["granted", "refused"])
@pytest.mark.parametrize("reasons", ["", "不不不不不不", "好"])
def test_no_decision_without_reasons(clerk, head, minor, verdict, reasons):
    with pytest.raises(DomainError) as error:
        decided(head, received(clerk, minor), verdict, reasons)
    assert error.value.field == "reasons"


def test_the_second_to_decide_is_told(clerk, head, minor):
    row = received(clerk, minor)
    decided(head, row)
    with pytest.raises(DomainError, match="已经决定：同意"):
        decided(head, row, "refused")


@pytest.mark.parametrize("who", ["clerk", "worker", "outsider", "other_head", "auditor", "county_user"])
def test_only_the_head_of_the_station_decides(request, clerk, minor, who):
    with pytest.raises(PermissionDenied):
        decided(request.getfixturevalue(who), received(clerk, minor))


# --- carry out


def test_see_prints_the_file_through_the_one_door_and_leaves_a_row_outward(
    client_as, clerk, head, minor, later
):
    row = received(clerk, minor, "see")
    url = reverse("minors:rights_print", args=[row.pk])
    assert NAME not in client_as(clerk).post(url, follow=True).text  # not before the head granted it
    decided(head, row)
    page = client_as(clerk).post(url)
    assert NAME in page.text
    assert "no-store" in page["Cache-Control"]
    entry = ReadEntry.objects.get(file=minor.pk, basis="办理本人或监护人的申请")
    assert (entry.kind, entry.purpose) == ("print", f"答复申请 {row.number}")
    assert Disclosure.objects.for_system("test").get().basis_text == "个人信息保护法第四十五条"
    client_as(clerk).post(url)  # printed once more: read once more, still one row outward
    assert Disclosure.objects.for_system("test").count() == 1


@pytest.mark.parametrize("kind", ["delete", "explain", "correct"])
def test_only_see_and_copy_print(clerk, head, minor, kind):
    row = decided(head, received(clerk, minor, kind))
    with pytest.raises(DomainError, match="不能办理"):
        actions.print_file(by=clerk, asked=row, now=LATER)
    assert not ReadEntry.objects.filter(kind="print").exists()


# --- deliver


def test_delivery_closes_it_and_meets_the_duty(clerk, head, minor):
    row = decided(
        head, received(clerk, minor, "delete"), "refused", "保存期限未满，依个人信息保护法第四十七条。"
    )
    for _ in range(2):
        actions.deliver_answer(by=clerk, asked=row, how="hand", at=LATER, now=LATER)
    assert Duty.objects.get(kind="rights.answer").met_at == LATER
    assert again(row).delivered_how == "hand"


@pytest.mark.parametrize("kind", ["see", "copy", "correct"])
def test_what_was_granted_is_done_before_it_is_delivered(clerk, head, minor, kind):
    row = received(clerk, minor, kind)
    for sentence in ("还没有决定", "要先办理"):
        with pytest.raises(DomainError, match=sentence):
            actions.deliver_answer(by=clerk, asked=row, how="hand", at=LATER, now=LATER)
        if not again(row).verdict:
            decided(head, row)
    assert Duty.objects.open().filter(kind="rights.answer").exists()


def test_a_refusal_prints_a_letter_with_reasons_and_remedy_and_no_name(client_as, clerk, head, minor, later):
    row = decided(head, received(clerk, minor, "delete"), "refused", "保存期限未满，暂不能删除。")
    text = client_as(clerk).get(reverse("minors:rights_letter", args=[row.pk])).text
    letter = text[text.index('class="q-paper"') : text.index("</main>")]
    for there in ("不同意", "保存期限未满，暂不能删除。", "人民法院", row.number):
        assert there in letter
    for gone in (NAME, minor.code):
        assert gone not in letter


# --- who sees it


@pytest.mark.parametrize("page", ["rights_list", "rights_add", "notice_sheet"])
@pytest.mark.parametrize(("who", "status"), [
    ("clerk", 200), ("head", 200), ("outsider", 404), ("worker", 404), ("secretary", 404), ("auditor", 404),
    ("county_user", 403),
])  # fmt: skip
def test_who_opens_the_pages_of_a_file(request, client_as, minor, later, page, who, status):
    url = reverse(f"minors:{page}", args=[minor.pk])
    assert client_as(request.getfixturevalue(who)).get(url).status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [("clerk", 200), ("auditor", 200), ("outsider", 404), ("liaison", 404)]
)
def test_who_opens_a_request(request, client_as, clerk, minor, later, who, status):
    url = reverse("minors:rights_detail", args=[received(clerk, minor).pk])
    assert client_as(request.getfixturevalue(who)).get(url).status_code == status


def test_of_a_sealed_file_the_station_finds_no_request(client_as, clerk, minor, later):
    url = reverse("minors:rights_detail", args=[received(clerk, minor).pk])
    seal(minor)
    assert client_as(clerk).get(url).status_code == 404


def test_the_whole_way_by_its_pages(client_as, clerk, head, minor, later):
    browser = client_as(clerk)
    sent = {"client_id": uuid4(), "kind": "correct", "asked_by": "child", "checked_how": "known",
            "wish": "现住址写错了", "at": "2026-03-02T09:30"}  # fmt: skip
    page = browser.post(reverse("minors:rights_add", args=[minor.pk]), sent, follow=True)
    assert "已受理" in page.text
    key = RightsRequest.objects.for_system("test").get().pk
    url = lambda name: reverse(f"minors:{name}", args=[key])  # noqa: E731
    decision = {"verdict": "granted", "reasons": "核对户口簿，确有错误。"}
    assert browser.post(url("rights_decide"), decision).status_code == 403
    assert "已决定" in client_as(head).post(url("rights_decide"), decision, follow=True).text
    fixed = browser.post(url("rights_correct"), {"residence_address": "示例乡新村"}, follow=True)
    assert "已更正" in fixed.text
    done = browser.post(url("rights_deliver"), {"how": "visit", "at": "2026-03-02T11:00"}, follow=True)
    assert "已送达" in done.text
    assert Duty.objects.get(kind="rights.answer").met_at is not None


@pytest.mark.parametrize("slug", ["rights", "notices", "slips"])
def test_the_registers_print_codes_alone(client_as, auditor, clerk, minor, later, slug):
    received(clerk, minor)
    actions.give_notice(by=clerk, minor=minor, given_to="child", language="miao", at=NOW, now=LATER)
    page = client_as(auditor).get(reverse("reporting:ledger_print", args=[slug]))
    assert page.status_code == 200
    assert NAME not in page.text
    assert (minor.code in page.text) == (slug != "slips")


# --- the notice sheet


def test_the_notice_is_a_row_with_its_language_and_prints_no_child(client_as, clerk, minor, later):
    browser, url = client_as(clerk), reverse("minors:notice_sheet", args=[minor.pk])
    text = browser.get(url).text
    sheet = text[text.index('id="notice-text"') : text.index("登记告知")]
    for gone in (NAME, minor.code, "查获"):
        assert gone not in sheet
    sent = {"client_id": uuid4(), "given_to": "guardian", "language": "dong", "at": "2026-03-02T10:00"}
    assert "请对方说说大意" in browser.post(url, sent).text
    sent |= {"understood": "again", "explained_by": "村妇联主任"}
    for _ in range(2):
        browser.post(url, sent)
    row = NoticeGiven.objects.for_system("test").get()
    assert (row.get_language_display(), row.by) == ("侗语", clerk)
    assert (row.understood, row.explained_by) == ("again", "村妇联主任")
    assert "要再讲一次" in browser.get(reverse("minors:rights_list", args=[minor.pk])).text


# --- impact assessments


def assessed(by, **changes):
    given = {"title": "示例·当日报告", "processing": "甲", "necessity": "乙", "risks": "丙", "measures": "丁",
             "assessed_on": clock.local_day(NOW), "now": NOW,
             "next_review_on": clock.local_day(NOW) + timedelta(days=365)}  # fmt: skip
    return actions.assess(by=by, **{**given, **changes})


def test_an_assessment_is_looked_at_again_within_a_year(county_user):
    first = assessed(county_user)
    duty = Duty.objects.get(kind="assessment.review", subject=first.pk)
    assert duty.due_at == clock.end_of_day(first.next_review_on)
    assessed(county_user, replaces=first, now=LATER)
    duty.refresh_from_db()
    assert duty.met_at == LATER
    with pytest.raises(DomainError, match="已经有人复评过"):
        assessed(county_user, replaces=first)


@pytest.mark.parametrize(("days", "field"), [(0, "next_review_on"), (367, "next_review_on")])
def test_a_review_lies_within_a_year(county_user, days, field):
    with pytest.raises(DomainError) as error:
        assessed(county_user, next_review_on=clock.local_day(NOW) + timedelta(days=days))
    assert error.value.field == field


@pytest.mark.parametrize(("who", "read", "write"), [
    ("county_user", 200, 200), ("auditor", 200, 403), ("administrator", 200, 403), ("head", 403, 403),
    ("leader", 403, 403),
])  # fmt: skip
def test_who_reads_and_who_writes_assessments(request, client_as, county_user, later, who, read, write):
    row = assessed(county_user)
    browser = client_as(request.getfixturevalue(who))
    assert browser.get(reverse("minors:assessment_list")).status_code == read
    assert browser.get(reverse("minors:assessment_add")).status_code == write
    last = browser.get(reverse("minors:assessment_review", args=[row.pk]))
    assert last.status_code == (404 if read == 403 else read)  # the row is asked for first
    if read == 200:
        assert ("登记复评" in last.text) == (write == 200)


@pytest.mark.parametrize("make", [
    lambda clerk, county, minor: (NoticeGiven, actions.give_notice(
        by=clerk, minor=minor, given_to="child", language="miao", at=NOW, now=NOW)),
    lambda clerk, county, minor: (ImpactAssessment, assessed(county)),
])  # fmt: skip
def test_the_database_keeps_them_as_written(clerk, county_user, minor, make):
    model, row = make(clerk, county_user, minor)
    rows = model.objects.for_system("test").filter(pk=row.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()
