"""A lost child may be written about; it is not taken over until it is found, and everybody is told."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from cases import actions
from cases.choices import CaseStatus
from cases.models import Letter
from common import clock
from common.errors import DomainError
from reporting.actions.document import sheet_for
from tests.cases.factories import DAY, HOUR, fresh, in_care, only, open_case
from tests.cases.transfers import AWAY, accepted, again, contacted, drafted, holders, noticed, receipted

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost(clerk, head, officer, worker, county_user, police_post, station, other_station, outsider, acting):
    """An hour after the case became 失联; the other station was spoken to before."""
    case = in_care(clerk, head, officer, worker, case=open_case(clerk, station, with_facts=AWAY))
    contacted(clerk, case)
    since = only("case.first_visit", case).due_at + DAY
    actions.sweep_lost(since)
    now = since + HOUR
    for who in (clerk, head, outsider, worker):
        acting(who, now)
    with clock.at(now):
        case.since, case.at_now = since, now
        yield case


def send(clerk, case, row, **more):
    return actions.send_notice(
        by=clerk, transfer=row, demand="请协助", version=row.version, now=case.at_now, **more
    )


def found(worker, case):
    at = case.at_now
    actions.record_contact(
        by=worker, case=case, at=at, with_whom="child", channel="visit", outcome="met", now=at
    )


def test_the_notice_of_a_lost_child_must_be_ticked(lost, clerk, other_station, client_as):
    row = drafted(clerk, lost, now=lost.at_now, to_unit=other_station)
    with pytest.raises(DomainError, match="失联") as refused:
        send(clerk, lost, row)
    assert refused.value.field == "lost_noted"
    browser, url = client_as(clerk), reverse("cases:transfer_notice", args=[row.pk])
    assert "查找仍由本站负责" in browser.get(url).text
    given = {"client_id": str(uuid4()), "version": row.version, "demand": "请协助寻找"}
    shown = browser.post(url, given).text
    assert "请核对后勾选确认" in shown
    assert "请协助寻找" in shown
    assert browser.post(url, {**given, "lost_noted": "on"}).status_code == 302
    assert again(row).noticed_at is not None


def test_letter_and_preview_say_since_when_and_the_letter_never_changes(
    lost, clerk, worker, other_station, outsider, client_as
):
    row = drafted(clerk, lost, now=lost.at_now, to_unit=other_station)
    letter = send(clerk, lost, row, lost_noted=True)
    day = clock.local_day(lost.since)
    words = f"自{day.year}年{day.month}月{day.day}日起失联"
    assert words in str(sheet_for(letter))
    url = reverse("cases:transfer_detail", args=[row.pk])
    shown = client_as(outsider).get(url).text
    assert "起失联，移交单位正在查找" in shown
    found(worker, lost)
    assert words in str(sheet_for(Letter.objects.for_system("test").get()))
    assert "起失联" not in client_as(outsider).get(url).text


def test_nobody_takes_over_a_lost_child_on_paper_or_in_the_system(
    lost, clerk, station, other_station, outsider
):
    row = drafted(clerk, lost, now=lost.at_now)
    send(clerk, lost, row, lost_noted=True)
    with pytest.raises(DomainError, match="失联查找中"):
        receipted(clerk, again(row), now=lost.at_now + HOUR)
    assert fresh(lost).status == CaseStatus.LOST
    assert holders(lost) == [station]


def test_a_child_found_is_taken_over_as_any_other(lost, clerk, worker, other_station, outsider):
    row = drafted(clerk, lost, now=lost.at_now, to_unit=other_station)
    send(clerk, lost, row, lost_noted=True)
    with pytest.raises(DomainError, match="失联查找中"):
        accepted(outsider, again(row), now=lost.at_now)
    found(worker, lost)
    assert accepted(outsider, again(row), now=lost.at_now + HOUR).case.unit == other_station


def test_no_tick_is_asked_for_a_child_who_is_not_lost(clerk, station, other_station, client_as):
    row = noticed(clerk, to_unit=other_station)
    draft = drafted(clerk)
    url = reverse("cases:transfer_notice", args=[draft.pk])
    with clock.at(row.noticed_at + timedelta(minutes=1)):
        assert "我已核对" not in client_as(clerk).get(url).text
    assert Letter.objects.for_system("test").get().lost_from_at is None
