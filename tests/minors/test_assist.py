"""协助走访: one secretary, one neutral sentence, 48 hours, and a page that gives nothing away."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.actions.closing import close_appointments, run_close_hooks
from accounts.models import Appointment, ReadEntry
from cases.choices import CaseStatus
from common import clock
from common.errors import DomainError
from duties.models import Duty
from minors import actions
from minors.choices import Concern, Track
from minors.models import Disclosure, Minor, VillageHelp
from tests.cases.factories import open_case
from tests.cast import NOW, staff
from tests.minors.factories import child_in, registered, seal

LATER = NOW + timedelta(hours=2)
OVER = NOW + timedelta(hours=48)
NAME, HOUSE = "示例·走访", "示例乡示例村五组"


@pytest.fixture
def minor(clerk, station):
    return registered(clerk, station, child=child_in(name=NAME, household_address=HOUSE))


@pytest.fixture
def to(secretary):
    return Appointment.objects.get(user=secretary)


@pytest.fixture
def asked(head, minor, to):
    return release(head, minor, to)


def release(by, minor, to, **changes):
    given = {"sentence": "home", "household": "registered", "now": NOW}
    return actions.release_help(by=by, minor=minor, to=to, **{**given, **changes})


def page(client, help):
    return client.get(reverse("minors:assist_answer", args=[help.pk]))


def at(moment):
    return clock.at(moment)


def again(help):
    return VillageHelp.objects.for_system("test").get(pk=help.pk)


# --- what is released


def test_the_secretary_sees_name_household_and_one_sentence_and_each_opening_is_logged(
    client_as, secretary, asked, minor
):
    with at(LATER):
        text = page(client_as(secretary), asked).text
    assert NAME in text
    assert HOUSE in text
    entry = ReadEntry.objects.filter(file=minor.pk, user_id=secretary.pk).get()
    assert (entry.basis, entry.fields) == ("协助走访", "household_address,name")


def test_the_page_gives_nothing_away(client_as, secretary, asked, minor):
    with at(LATER):
        answer = page(client_as(secretary), asked)
    for word in ["毒", "青护", "查获", "个案", "档案", "失联", "派出所", minor.code, str(minor.pk), "封存",
                 *Track.labels, *Concern.labels]:  # fmt: skip
        assert word not in answer.text + answer.request["PATH_INFO"], word
    assert "乡未成年人保护工作站" in answer.text
    assert "no-store" in answer["Cache-Control"]


def test_the_page_of_a_left_behind_child_is_the_same_to_the_letter(
    client_as, head, clerk, station, to, secretary
):
    pages = []
    for concern, track in ((Concern.DRUGS, Track.COMMUNITY_DETOX), (Concern.CARE, Track.CARE)):
        child = registered(clerk, station, child=child_in(name=NAME, household_address=HOUSE))
        child.concern, child.track = concern, track
        child.save()
        help = release(head, child, to)
        with at(LATER):
            text = page(client_as(secretary), help).text
        pages.append(re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", text))
    assert pages[0] == pages[1]


def test_the_duty_on_today_carries_no_code_of_the_child(client_as, secretary, asked, minor):
    duty = Duty.objects.get(kind="assist.visit", subject=asked.pk)
    assert (duty.label, duty.holder, duty.file, duty.due_at) == (asked.number, secretary, None, OVER)
    with at(LATER):
        text = client_as(secretary).get(reverse("duties:today")).text
    assert asked.number in text
    assert minor.code not in text
    assert NAME not in text


def test_an_address_that_is_not_on_file_is_not_told(head, clerk, station, to):
    minor = registered(clerk, station, child=child_in(name=NAME, residence_address=""))
    with pytest.raises(DomainError, match="没有现住址") as error:
        release(head, minor, to, household="residence")
    assert error.value.field == "household"
    assert not Disclosure.objects.for_system("test").exists()


def test_it_is_a_row_of_what_was_provided(head, asked, minor):
    (row,) = Disclosure.objects.visible_to(head)
    assert (row.kind, row.code, row.basis, row.recipient) == (
        "assist",
        minor.code,
        "other",
        asked.village.name,
    )
    assert "第四十三条" in row.basis_text


def test_the_exception_of_article_103_needs_a_child_who_is_lost(head, clerk, station, to):
    case = open_case(clerk, station)
    with pytest.raises(DomainError, match="没有转为失联"):
        release(head, case.minor, to, really_missing=True)
    case.status = CaseStatus.LOST
    case.save()
    release(head, case.minor, to, really_missing=True)
    assert Disclosure.objects.visible_to(head).get().basis == "protection_103"


# --- to whom


def test_one_at_a_time_per_file(head, minor, asked, bystander):
    with pytest.raises(DomainError, match="已经请了一位"):
        release(head, minor, Appointment.objects.get(user=bystander))


def test_a_secretary_of_another_township_cannot_be_asked(head, minor, county):
    from_elsewhere = staff("far", _village("450225209201"), "village_secretary")
    with pytest.raises(DomainError) as error:
        release(head, minor, Appointment.objects.get(user=from_elsewhere))
    assert error.value.field == "to"


def _village(area):
    from tests.accounts.factories import UnitFactory  # noqa: PLC0415

    return UnitFactory(kind="village", area=area)


@pytest.mark.parametrize(("who", "status"), [
    ("bystander", 404), ("clerk", 403), ("head", 403), ("school_liaison", 404), ("auditor", 404),
    ("leader", 404), ("administrator", 404), ("county_user", 403),
])  # fmt: skip
def test_nobody_else_opens_the_secretarys_page(request, client_as, asked, who, status):
    with at(LATER):
        answer = page(client_as(request.getfixturevalue(who)), asked)
    assert answer.status_code == status
    assert NAME not in answer.text


@pytest.mark.parametrize(
    "who", ["clerk", "worker", "officer", "secretary", "leader", "outsider", "other_head"]
)
def test_only_the_head_of_the_station_releases(request, minor, to, who):
    with pytest.raises(PermissionDenied):
        release(request.getfixturevalue(who), minor, to)


# --- how it ends


def answer(by, help, word="seen", **given):
    return actions.answer_help(by=by, help=help, answer=word, now=LATER, **given)


def test_an_answer_closes_it_and_meets_the_duty_and_the_head_reads_it(client_as, secretary, head, asked):
    answer(secretary, asked, "away", away_where="广东示例市")
    assert again(asked).closed_how == "answered"
    assert Duty.objects.get(kind="assist.visit", subject=asked.pk).met_at == LATER
    duty = Duty.objects.get(kind="assist.result", subject=asked.pk)
    with at(LATER):
        assert page(client_as(secretary), asked).status_code == 404
        shown = client_as(head).get(duty.page_url)
        assert "广东示例市" in shown.text
        client_as(head).post(duty.page_url)
    duty.refresh_from_db()
    assert duty.met_at is not None


def test_the_same_answer_sent_twice_is_one_and_another_is_told(secretary, asked):
    assert answer(secretary, asked) == answer(secretary, asked)
    with pytest.raises(DomainError, match="已经结束"):
        answer(secretary, asked, "not_seen")


@pytest.mark.parametrize(("where", "sentence"), [("", "请写明去了哪里"), ("电话19900001234", "手机号码")])
def test_away_needs_a_place_and_no_number(client_as, secretary, asked, where, sentence):
    with at(LATER):
        url = reverse("minors:assist_answer", args=[asked.pk])
        shown = client_as(secretary).post(url, {"answer": "away", "away_where": where})
    assert sentence in shown.text
    assert "毒" not in shown.text
    assert again(asked).closed_at is None


def test_the_thanks_page_says_nothing_of_the_child(client_as, secretary, asked):
    with at(LATER):
        url = reverse("minors:assist_answer", args=[asked.pk])
        thanks = client_as(secretary).post(url, {"answer": "unknown"}, follow=True)
    assert "谢谢您" in thanks.text
    assert NAME not in thanks.text
    assert "毒" not in thanks.text


@pytest.mark.parametrize(("moment", "status"), [(OVER - timedelta(microseconds=1), 200), (OVER, 404)])
def test_the_page_shuts_at_its_hour_without_any_sweep(client_as, secretary, asked, moment, status):
    with at(moment):
        assert page(client_as(secretary), asked).status_code == status


def test_the_sweep_closes_it_once_and_the_missed_visit_stays_late(asked):
    assert [actions.sweep_helps(now=OVER), actions.sweep_helps(now=OVER)] == [1, 0]
    duty = Duty.objects.get(kind="assist.visit", subject=asked.pk)
    assert (again(asked).closed_how, duty.met_at >= duty.due_at) == ("expired", True)
    assert Duty.objects.open().filter(kind="assist.result", subject=asked.pk).exists()


def test_the_head_takes_it_back_at_once(client_as, head, secretary, asked):
    with at(LATER):
        client_as(head).post(reverse("minors:assist_withdraw", args=[asked.pk]))
        assert page(client_as(secretary), asked).status_code == 404
    assert Duty.objects.get(kind="assist.visit", subject=asked.pk).voided_at == LATER


def test_it_ends_with_the_secretarys_appointment(client_as, head, secretary, asked, to):
    with at(LATER):
        browser = client_as(secretary)
        close_appointments([to], by=head, reason="换届", now=LATER)
        assert page(browser, asked).status_code in (302, 403, 404)
    run_close_hooks(secretary, reason="换届", now=LATER)
    assert again(asked).closed_how == "ended"
    assert not Duty.objects.open().filter(kind="assist.visit").exists()


def test_a_sealed_file_is_not_shown_even_while_it_was_open(client_as, secretary, asked, minor):
    seal(Minor.objects.for_system("test").get(pk=minor.pk))
    with at(LATER):
        assert page(client_as(secretary), asked).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("clerk", 200), ("head", 200), ("outsider", 404), ("worker", 404)]
)
def test_who_reads_the_list_of_a_file(request, client_as, asked, minor, who, status):
    with at(LATER):
        url = reverse("minors:assist_list", args=[minor.pk])
        assert client_as(request.getfixturevalue(who)).get(url).status_code == status


def test_the_head_releases_on_the_page(client_as, head, minor, to):
    with at(NOW):
        url = reverse("minors:assist_add", args=[minor.pk])
        browser = client_as(head)
        form = browser.get(url).context["form"]
        data = {
            "client_id": form.get_initial_for_field(form.fields["client_id"], "client_id"),
            "to": to.pk, "sentence": "care", "household": "residence",
        }  # fmt: skip
        for _ in range(2):  # a double click
            assert "已请托" in browser.post(url, data, follow=True).text
    assert VillageHelp.objects.for_system("test").count() == 1
