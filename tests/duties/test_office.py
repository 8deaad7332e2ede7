"""What the office sets for itself: numbers, roster, calendar; and who owes when somebody leaves."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.choices import Post
from accounts.models import Appointment
from common.clock import end_of_day, shanghai
from common.errors import DomainError
from duties import actions
from duties.models import PolicyChange
from tests.accounts.factories import AppointmentFactory
from tests.duties.factories import START, a_duty, meet

HOUR = timedelta(hours=1)
MONDAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def no_daily(police_post):
    police_post.opened_on = date(2027, 1, 1)
    police_post.save()


# --- numbers of the office


def change(by, *, kind="register", field="due.amount", value=2, from_on=MONDAY, **more):
    given_now = {"reason": "人手不足", "now": START - HOUR, **more}
    return actions.change_policy(by=by, kind=kind, field=field, value=value, from_on=from_on, **given_now)


def test_a_number_changes_from_its_day_on_and_open_duties_keep_theirs(station, county_user):
    before = a_duty(station, kind="register", n=1)
    change(county_user, from_on=date(2026, 3, 3), value=3)
    same_day = a_duty(station, kind="register", n=2)
    after = a_duty(station, kind="register", n=3, at=START + 24 * HOUR)
    before.refresh_from_db()
    assert before.due_at == same_day.due_at == end_of_day(date(2026, 3, 3))
    assert after.due_at == end_of_day(date(2026, 3, 6))
    assert (before.policy_version, after.policy_version) == (0, 1)


def test_a_change_never_works_backwards(station, county_user):
    change(county_user, from_on=START.date(), value=5, now=START + HOUR)
    assert a_duty(station, kind="register").policy_version == 0


def test_a_rung_of_the_ladder_moves(station, county_user):
    change(county_user, field="ladder.3", value=48)
    assert a_duty(station, kind="register").ladder[3]["after"] == 48 * 3600


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "nothing"}, "kind"),
        ({"field": "basis"}, "field"),
        ({"field": "ladder.9"}, "field"),
        ({"field": "due.amount", "value": 0}, "value"),
        ({"field": "due.amount", "value": 1.5}, "value"),
        ({"field": "due.amount", "value": 9999}, "value"),
        ({"kind": "same_day"}, "field"),
        ({"field": "ladder.0", "value": 99999}, "value"),
        ({"from_on": date(2026, 3, 1)}, "from_on"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_cannot_be_changed(county_user, more, field):
    with pytest.raises(DomainError) as error:
        change(county_user, **more)
    assert error.value.field == field
    assert not PolicyChange.objects.exists()


@pytest.mark.parametrize("who", ["head", "leader", "administrator", "liaison"])
def test_who_may_not_change_numbers(request, who):
    with pytest.raises(PermissionDenied):
        change(request.getfixturevalue(who))


def test_a_unit_of_another_kind_or_county_is_refused(county_user, police_post, other_county):
    with pytest.raises(DomainError):
        change(county_user, unit=police_post)
    with pytest.raises(PermissionDenied):
        change(county_user, unit=other_county)


# --- roster


def test_on_a_working_day_any_leader_signs_by_noon_of_the_next(township):
    assert actions.sign_due(township, shanghai(2026, 3, 6, 22)) == (shanghai(2026, 3, 9, 12), None)


def test_outside_working_days_the_duty_leader_signs_within_12_hours(police_post, township, leader, clerk):
    day, at = date(2026, 3, 7), shanghai(2026, 3, 7, 22)
    assert actions.sign_due(police_post, at) == (at + 12 * HOUR, None)
    actions.enter_roster(by=clerk, unit=township, day=day, leader=leader, now=START)
    assert actions.sign_due(police_post, at) == (at + 12 * HOUR, leader)


def test_a_made_up_saturday_is_a_working_day(township):
    at = shanghai(2026, 2, 28, 9)
    assert actions.sign_due(township, at) == (shanghai(2026, 3, 2, 12), None)


def test_the_roster_takes_only_leaders_days_to_come_and_the_own_township(
    township, other_township, leader, clerk, outsider, liaison
):
    day = date(2026, 3, 7)
    with pytest.raises(DomainError):
        actions.enter_roster(by=clerk, unit=township, day=day, leader=clerk, now=START)
    with pytest.raises(DomainError):
        actions.enter_roster(by=clerk, unit=township, day=date(2026, 3, 1), leader=leader, now=START)
    for by in (outsider, liaison):
        with pytest.raises(PermissionDenied):
            actions.enter_roster(by=by, unit=township, day=day, leader=leader, now=START)


# --- calendar


def test_a_local_holiday_moves_working_days(administrator, station):
    day = date(2026, 3, 3)
    actions.enter_calendar_day(by=administrator, day=day, is_working=False, basis="自治区通知", now=START)
    assert a_duty(station, kind="register").due_at == shanghai(2026, 3, 5)


@pytest.mark.parametrize("who", ["head", "county_user", "auditor"])
def test_only_the_administrator_enters_the_calendar(request, who):
    by = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        actions.enter_calendar_year(by=by, year=2027, notice="国办发明电〔2026〕X号", now=START)


# --- nobody without an owner


def close(user):
    Appointment.objects.filter(user=user).update(ended_at=START)
    user.is_active, user.deactivated_at = False, START
    user.save()
    return actions.pass_on_duties(user, START)


def test_open_duties_pass_to_the_head(station, worker, head, officer):
    duty = a_duty(station, kind="team", holder=worker, deputy_holder=officer)
    done = meet(a_duty(station, kind="team", n=2, holder=worker), START + HOUR)
    assert close(worker) == 1
    duty.refresh_from_db()
    done.refresh_from_db()
    assert (duty.holder, duty.post, duty.deputy_holder) == (head, Post.STATION_HEAD, officer)
    assert done.holder == worker


def test_with_no_head_they_wait_on_the_head_s_post(station, worker):
    duty = a_duty(station, kind="team", holder=worker)
    close(worker)
    duty.refresh_from_db()
    assert (duty.holder, duty.post) == (None, Post.STATION_HEAD)


def test_a_second_holder_is_struck_out(station, worker, officer):
    duty = a_duty(station, kind="team", holder=worker, deputy_holder=officer)
    close(officer)
    duty.refresh_from_db()
    assert (duty.holder, duty.deputy_holder) == (worker, None)


def test_who_still_works_there_keeps_theirs(station, worker):
    duty = a_duty(station, kind="team", holder=worker)
    AppointmentFactory(user=worker, unit=station, post=Post.STATION_CLERK)
    Appointment.objects.filter(user=worker, post=Post.SOCIAL_WORKER).update(ended_at=START)
    assert actions.pass_on_duties(worker, START) == 0
    duty.refresh_from_db()
    assert duty.holder == worker


def test_the_daily_hour_may_be_earlier_for_one_post_but_not_the_same_day_report(county_user, police_post):
    change(county_user, kind="daily", value=21, unit=police_post)
    policy, _ = actions.effective_policy("daily", unit=police_post, at=START + 24 * HOUR)
    assert policy.due(shanghai(2026, 3, 3)) == shanghai(2026, 3, 3, 21)
    with pytest.raises(DomainError) as refused:
        change(county_user, kind="same_day", value=21, unit=police_post)
    assert refused.value.field == "field"
