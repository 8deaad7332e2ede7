"""A child leaves school or goes back, and the way of its case follows."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from cases import actions, rules
from cases.choices import Route, SchoolState
from cases.models import Case, JointRound, RouteDecision, SchoolStatus
from common.clock import shanghai, start_of_day
from common.errors import DomainError
from duties.models import Duty
from minors.models import Minor
from tests.cases.factories import facts, in_care, open_case
from tests.cast import NOW

LATER = NOW + timedelta(days=4)
TODAY = date(2026, 3, 6)
OPENED = shanghai(2026, 3, 2, 9)


@pytest.mark.parametrize(
    ("state", "pupil"),
    [
        (SchoolState.IN_SCHOOL, True),
        (SchoolState.UPPER, True),
        (SchoolState.SPECIAL, True),
        (SchoolState.SUSPENDED, False),
        (SchoolState.STOPPED, False),
        (SchoolState.DROPPED, False),
        (SchoolState.NEVER, False),
        (SchoolState.NOT_ENROLLED, False),
        (SchoolState.GRADUATED, False),
        (SchoolState.WORKING, False),
    ],
)
def test_a_pupil_is_who_learns_somewhere_now(state, pupil):
    assert rules.is_pupil(state) is pupil


@pytest.mark.parametrize("route", [Route.OUTGOING, Route.DUAL, Route.INCOMING, Route.RETURN])
def test_only_the_two_local_routes_turn_on_school(route):
    assert rules.route_after(route, is_pupil=True) == route == rules.route_after(route, is_pupil=False)


@pytest.mark.parametrize(
    ("since", "start"),
    [
        (date(2026, 3, 2), OPENED),  # the day of the case: never before it
        (date(2026, 2, 20), OPENED),
        (date(2026, 3, 4), start_of_day(date(2026, 3, 4))),
        (date(2026, 3, 5), start_of_day(date(2026, 3, 5))),
    ],
)
def test_the_clocks_of_the_new_route_start_on_the_day_of_the_change(since, start):
    assert rules.counts_from(since, opened_at=OPENED, now=shanghai(2026, 3, 5, 9)) == start


def test_a_change_told_long_after_starts_them_when_it_was_told():
    now = shanghai(2026, 4, 1, 9)
    assert rules.counts_from(date(2026, 3, 20), opened_at=OPENED, now=now) == now


def change(by, case, state=SchoolState.DROPPED, since=date(2026, 3, 5), now=LATER, **given):
    return actions.record_school_status(
        by=by, case=case, state=state, since=since, reason="班主任和村里都说不再到校", now=now, **given
    )


def fresh(case) -> Case:
    return Case.objects.for_system("test").get(pk=case.pk)


@pytest.fixture
def pupil(clerk, station, police_post, county) -> Case:
    return open_case(clerk, station)


def test_dropping_out_changes_route_and_file_with_day_and_reason(pupil, clerk):
    row = change(clerk, pupil)
    case = fresh(pupil)
    assert (case.route, case.is_pupil, row.since) == (Route.LOCAL, False, date(2026, 3, 5))
    assert Minor.objects.for_system("test").get(pk=case.minor_id).is_pupil is False
    decision = RouteDecision.objects.for_system("test").filter(case=case).first()
    assert decision.reason == "2026-03-05起辍学（义务教育未完成）：班主任和村里都说不再到校"
    assert JointRound.objects.for_system("test").get(case=case).ended_at == LATER
    assert Duty.objects.get(kind="case.joint_measures").voided_at == LATER
    assert Duty.objects.get(kind="case.team").voided_at is None


def test_returning_starts_the_countys_clock_on_the_day_of_return(clerk, station, police_post, county):
    case = open_case(clerk, station, with_facts=facts(is_pupil=False))
    change(clerk, case, SchoolState.IN_SCHOOL)
    assert fresh(case).route == Route.LOCAL_PUPIL
    duty = Duty.objects.get(kind="case.joint_measures")
    assert duty.started_at == start_of_day(date(2026, 3, 5))


def test_resting_within_the_same_route_keeps_it(pupil, clerk):
    before = RouteDecision.objects.for_system("test").count()
    change(clerk, pupil, SchoolState.UPPER)
    assert RouteDecision.objects.for_system("test").count() == before
    assert fresh(pupil).route == Route.LOCAL_PUPIL


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"since": date(2026, 3, 7)}, "since"),
        ({"since": date(2026, 3, 4)}, "since"),
        ({"since": TODAY}, "state"),
    ],
)
def test_days_ahead_or_before_the_last_change_are_refused(given, field, pupil, clerk):
    change(clerk, pupil)
    with pytest.raises(DomainError) as refused:
        change(clerk, pupil, **given)
    assert refused.value.field == field


def test_a_day_before_the_capture_is_refused_and_the_day_itself_is_not(pupil, clerk):
    with pytest.raises(DomainError, match="查获") as refused:
        change(clerk, pupil, since=date(2026, 3, 1))
    assert refused.value.field == "since"
    assert SchoolStatus.objects.for_system("test").count() == 0
    assert change(clerk, pupil, since=date(2026, 3, 2)).since == date(2026, 3, 2)


def test_sent_twice_it_is_one_change(pupil, clerk):
    key = uuid4()
    assert change(clerk, pupil, client_id=key) == change(clerk, pupil, client_id=key)
    assert SchoolStatus.objects.for_system("test").count() == 1


def test_the_team_tells_and_the_page_names_no_school(pupil, clerk, head, officer, worker, client_as):
    case = in_care(clerk, head, officer, worker, case=pupil)
    url = reverse("cases:school_status", args=[case.pk])
    page = client_as(worker).get(url)
    assert page.status_code == 200
    bad = client_as(worker).post(url, {"client_id": str(uuid4()), "state": "dropped", "since": "2027-01-01"})
    text = bad.content.decode()
    assert "日期不能晚于今天" in text
    assert "请选择" not in text
