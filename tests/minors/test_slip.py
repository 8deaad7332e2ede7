"""走访单: name and address of one's own visits, numbered, logged, destroyed the next working day."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import ReadEntry
from cases import actions as cases
from common import clock
from common.errors import DomainError
from duties.models import Duty
from minors import actions
from minors.models import Disclosure, VisitSlip
from tests.cases.factories import in_care, open_case
from tests.cast import NOW
from tests.minors.factories import child_in, registered

LATER = NOW + timedelta(hours=1)
NAME, HOME, PHONE = "示例·走访单", "示例乡示例村七组", "19900001111"


@pytest.fixture
def case(clerk, head, officer, worker, station):
    child = child_in(name=NAME, residence_address=HOME, phone=PHONE)
    opened = open_case(clerk, station, minor=registered(clerk, station, child=child))
    return in_care(clerk, head, officer, worker, case=opened)


@pytest.fixture
def other(clerk, station):
    """A case of nobody's."""
    return open_case(clerk, station)


def at_later(user, acting):
    return acting(user, LATER)


def printed(by, *minors, **changes):
    return actions.print_slip(by=by, minors=minors, **{"now": LATER, **changes})


def test_the_slip_holds_name_and_address_alone_and_each_child_is_logged(worker, acting, case):
    slip, lines = printed(at_later(worker, acting), case.minor)
    assert [(line.name, line.address) for line in lines] == [(NAME, HOME)]
    entry = ReadEntry.objects.get(user_id=worker.pk, file=case.minor_id)
    assert (entry.kind, entry.basis) == ("print", "走访单")
    assert set(entry.fields.split(",")) == {"name", "residence_address", "household_address"}
    assert slip.number in entry.purpose
    assert NAME not in repr(lines)


def test_the_page_prints_no_other_field_and_is_not_kept(client_as, worker, acting, case):
    with clock.at(LATER):
        browser = client_as(at_later(worker, acting))
        url = reverse("minors:slip_add")
        form = browser.get(url).context["form"]
        assert [key for key, _ in form.fields["minors"].choices] == [str(case.minor.pk)]
        assert [row.kind for row in ReadEntry.objects.filter(view="minors:slip_add")] == ["list"]
        answer = browser.post(url, {"client_id": uuid4(), "minors": [case.minor.pk], "paper": "A5"})
    assert ReadEntry.objects.filter(user_id=worker.pk, kind="print").count() == 1
    assert "no-store" in answer["Cache-Control"]
    for there in (NAME, HOME, worker.name, VisitSlip.objects.for_system("test").get().number, "q-paper-a5"):
        assert there in answer.text
    sheet = answer.text[answer.text.index('id="slip-sheet"') : answer.text.index("</main>")]
    for gone in (PHONE, case.minor.code, "毒", "示例中学"):
        assert gone not in sheet


def test_the_sheet_is_masked_after_a_minute_like_any_identity(client_as, worker, acting, case):
    with clock.at(LATER):
        browser = client_as(at_later(worker, acting))
        url = reverse("minors:slip_add")
        form = browser.get(url).context["form"]
        sent = {"client_id": str(form["client_id"].value()), "minors": [str(case.minor_id)], "paper": "A5"}
        page = browser.post(url, sent)
    assert page["Refresh"] == f"60; url={url}"
    assert 'data-mask-after="60"' in page.text
    assert 'data-mask="示' in page.text
    assert 'id="watermark"' in page.text


def test_an_answer_to_a_request_is_no_reason_to_go_there(worker, acting, case):
    user = at_later(worker, acting)
    Duty.objects.create(
        kind="access.answered", subject=uuid4(), file=case.minor_id, unit=worker.acting.unit, label="T-1",
        post="social_worker", holder=worker, started_at=NOW, due_at=NOW + timedelta(days=3), ladder=[],
    )  # fmt: skip
    titles = [title for visit in actions.visits_of(user, LATER) for title in visit.titles]
    assert titles
    assert "查阅申请已答复" not in titles


def test_it_opens_the_duty_to_destroy_it_by_the_next_working_day(worker, acting, case):
    slip, _ = printed(at_later(worker, acting), case.minor)
    duty = Duty.objects.get(kind="slip.destroy", subject=slip.pk)
    assert (duty.holder, duty.label, duty.file) == (worker, slip.number, None)
    assert duty.due_at == clock.shanghai(2026, 3, 4)  # Tuesday 3 March, 24:00
    row = Disclosure.objects.for_system("test").get(kind="slip")
    assert (row.code, row.fields) == (case.minor.code, "姓名、住址")


def test_ticked_as_destroyed_by_whoever_carried_it(client_as, worker, officer, acting, case):
    slip, _ = printed(at_later(worker, acting), case.minor)
    url = reverse("minors:slip_destroy", args=[slip.pk])
    with clock.at(LATER):
        assert client_as(officer).post(url).status_code == 404
        for _ in range(2):
            client_as(at_later(worker, acting)).post(url)
    assert Duty.objects.get(kind="slip.destroy").met_at == LATER


def test_the_clerk_does_not_tick_for_another_but_the_head_may(clerk, head, worker, acting, case):
    slip, _ = printed(at_later(worker, acting), case.minor)
    with pytest.raises(DomainError, match="持单人本人"):
        actions.destroy_slip(by=clerk, slip=slip, now=LATER)
    assert actions.destroy_slip(by=head, slip=slip, now=LATER).destroyed_at == LATER


def test_a_form_sent_twice_prints_the_same_number_once_more(worker, acting, case):
    key, me = uuid4(), at_later(worker, acting)
    first, again = (printed(me, case.minor, client_id=key)[0] for _ in range(2))
    assert first == again
    assert Duty.objects.filter(kind="slip.destroy").count() == 1
    assert ReadEntry.objects.filter(user_id=worker.pk, kind="print").count() == 2
    actions.destroy_slip(by=me, slip=first, now=LATER)
    with pytest.raises(DomainError, match="已经销毁"):
        printed(me, case.minor, client_id=key)


def test_a_second_child_cannot_ride_on_a_printed_slip(worker, acting, case, clerk, head, officer, station):
    second = in_care(clerk, head, officer, worker, case=open_case(clerk, station))
    key, me = uuid4(), at_later(worker, acting)
    printed(me, case.minor, client_id=key)
    _, lines = printed(me, case.minor, second.minor, client_id=key)
    assert [line.name for line in lines] == [NAME]


@pytest.mark.parametrize("who", ["worker", "officer"])
def test_a_case_of_another_is_not_offered_and_not_printed(request, acting, case, other, who):
    me = at_later(request.getfixturevalue(who), acting)
    assert [visit.minor for visit in actions.visits_of(me, LATER)] == [case.minor]
    with pytest.raises(PermissionDenied):
        printed(me, other.minor)
    assert not VisitSlip.objects.for_system("test").exists()


def test_the_head_without_a_grant_has_no_visits(head, case):
    assert actions.visits_of(head, LATER) == []


def test_a_visit_planned_for_today_comes_ticked(worker, acting, case):
    me = at_later(worker, acting)
    cases.record_contact(
        by=me, case=case, at=LATER, with_whom="child", channel="visit", outcome="met",
        next_on=clock.local_day(LATER), now=LATER,
    )  # fmt: skip
    (visit,) = actions.visits_of(me, LATER)
    assert (visit.is_today, visit.titles) == (True, ["定期联系本人", "约定今天联系"])


@pytest.mark.parametrize("count", [0, 13])
def test_none_or_too_many_are_refused(worker, acting, case, count):
    with pytest.raises(DomainError, match="1至12人"):
        printed(at_later(worker, acting), *[case.minor] * count)


@pytest.mark.parametrize("who", ["secretary", "liaison", "leader", "county_user", "auditor", "administrator"])
def test_posts_without_cases_print_none(request, client_as, who):
    with clock.at(LATER):
        assert client_as(request.getfixturevalue(who)).get(reverse("minors:slip_add")).status_code == 403
