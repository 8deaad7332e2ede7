"""A record that was wrong is withdrawn: it stays in sight and counts no more, and what it had met is owed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from common import clock
from common.errors import DomainError
from duties.models import Duty
from outreach import actions
from outreach.choices import Audience
from outreach.models import CareRound, Event, FamilyWork
from outreach.policies import BACK_DAYS
from tests.cast import NOW
from tests.outreach.given import a_care_round, a_parents_meeting, an_event, counted
from tests.outreach.test_coverage import END, LATE, cell

WHY = "同一次活动记了两遍"


@pytest.fixture(autouse=True)
def at_now():
    with clock.at(NOW):
        yield


def withdrawn(by, row, *, reason=WHY, now=NOW):
    return actions.withdraw(by=by, row=row, reason=reason, now=now)


def test_what_is_withdrawn_covers_nothing_and_stays(clerk, secretary, village, school):
    event, round_ = an_event(secretary, village), a_care_round(clerk, village)
    meeting = a_parents_meeting(clerk, school)
    withdrawn(secretary, event)
    withdrawn(clerk, round_)
    withdrawn(clerk, meeting)
    assert cell(village, Audience.IDLE).is_gap
    assert cell(village, Audience.LEFT_BEHIND).is_gap
    assert cell(school, Audience.PARENT).is_gap
    found = Event.objects.visible_to(clerk).get()
    assert (found.withdrawn_by, found.withdrawn_because, found.withdrawn_at) == (secretary, WHY, NOW)
    assert (CareRound.objects.visible_to(clerk).count(), FamilyWork.objects.visible_to(clerk).count()) == (
        1,
        1,
    )


@pytest.mark.parametrize(
    ("more", "sentence"),
    [({"reason": "错"}, "写明理由"), ({"now": NOW + timedelta(days=BACK_DAYS + 1)}, "不能再撤回")],
)
def test_it_takes_a_reason_and_is_not_too_late(secretary, village, more, sentence):
    event = an_event(secretary, village)
    with pytest.raises(DomainError, match=sentence):
        withdrawn(secretary, event, **more)


def test_twice_is_once_and_another_unit_does_not(clerk, secretary, village):
    event = an_event(secretary, village)
    with pytest.raises(PermissionDenied):
        withdrawn(clerk, event)
    withdrawn(secretary, event)
    with pytest.raises(DomainError, match="已经撤回"):
        withdrawn(secretary, event)


def care_duties():
    return Duty.objects.filter(kind="care.round").order_by("period")


def test_the_round_it_had_met_is_owed_again_with_the_same_hour(clerk, station, village):
    actions.open_care(now=NOW)
    withdrawn(clerk, a_care_round(clerk, village))
    first, again = care_duties()
    assert (first.met_at, again.met_at) == (NOW, None)
    assert (again.period, again.due_at, again.unit) == ("2026-Q1#2", first.due_at, station)
    a_care_round(clerk, village)
    again.refresh_from_db()
    assert again.met_at == NOW


def test_it_is_not_owed_where_another_round_stands(clerk, station, village):
    actions.open_care(now=NOW)
    wrong = a_care_round(clerk, village)
    a_care_round(clerk, village)
    withdrawn(clerk, wrong)
    assert care_duties().count() == 1


def test_a_township_owes_its_coverage_again_where_a_gap_comes_back(clerk, township, village):
    nobody = dict.fromkeys((Audience.DROPOUT, Audience.CORRECTION, Audience.LEFT_BEHIND), 0)
    counted(clerk, village, nobody, now=NOW)
    event = an_event(clerk, village, held_at=LATE)
    actions.open_coverage(now=LATE)
    withdrawn(clerk, event, now=LATE + timedelta(hours=1))
    first, again = Duty.objects.filter(kind="outreach.coverage").order_by("period")
    assert (first.met_at is None, again.met_at, again.due_at) == (False, None, first.due_at)
    assert again.page_url.endswith("?quarter=2026-Q1")
    an_event(clerk, village, held_at=LATE + timedelta(hours=2))
    again.refresh_from_db()
    assert again.met_at is not None
    assert END > LATE


@pytest.mark.parametrize("kind", ["event", "family", "care"])
def test_the_page_takes_a_reason_and_the_list_says_it(client_as, clerk, village, school, kind):
    row = {"event": an_event, "care": a_care_round}.get(kind, a_parents_meeting)(
        clerk, school if kind == "family" else village
    )
    client, address = client_as(clerk), reverse(f"outreach:{kind}_withdraw", args=[row.pk])
    shown = (
        reverse("outreach:event_detail", args=[row.pk])
        if kind == "event"
        else reverse(f"outreach:{kind}_list")
    )
    assert address in client.get(shown).text
    refused = client.post(address, {"client_id": uuid4(), "reason": "错"}).text
    assert "请写明理由" in refused
    assert ">错</textarea>" in refused.replace("\n", "")
    assert client.post(address, {"client_id": uuid4(), "reason": WHY}).url == shown
    page = client.get(shown).text
    assert "已撤回" in page
    assert WHY in page
    assert address not in page
