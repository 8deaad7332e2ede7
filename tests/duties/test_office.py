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
from duties.wording import change_words, stopped_for
from tests.accounts.factories import AppointmentFactory
from tests.duties.factories import START, a_duty, meet

HOUR = timedelta(hours=1)
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture(autouse=True)
def no_daily(police_post):
    police_post.opened_on = date(2027, 1, 1)
    police_post.save()


# --- numbers of the office


def change(by, *, kind="register", field="due.amount", value=2, from_on=TUESDAY, **more):
    given_now = {"reason": "人手不足暂缓", "now": START - HOUR, **more}
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


def test_a_rung_of_the_ladder_moves(station, county_user):
    change(county_user, field="ladder.3", value=48)
    assert a_duty(station, kind="register", at=START + 24 * HOUR).ladder[3]["after"] == 48 * 3600


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
        ({"kind": "same_day", "field": "is_on", "value": False}, "field"),
        ({"kind": "same_day", "field": "ladder.3", "value": 48}, "field"),
        ({"field": "ladder.3", "value": -1}, "value"),
        ({"field": "ladder.2", "value": 25}, "value"),
        ({"field": "ladder.0", "value": 1}, "value"),
        ({"from_on": MONDAY}, "from_on"),
        ({"kind": "daily", "field": "is_on", "value": False, "from_on": MONDAY}, "from_on"),
        ({"from_on": date(2028, 3, 3)}, "from_on"),
        ({"from_on": date(9999, 12, 31)}, "from_on"),
        ({"reason": "x"}, "reason"),
        ({"reason": "人手不足"}, "reason"),
        ({"reason": "停停停停停停停"}, "reason"),
        ({"reason": "测试测试测试测试"}, "reason"),
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


def test_the_refusal_names_the_basis(county_user):
    with pytest.raises(DomainError, match=r"当日报告.*本单位规定.*不能关闭"):
        change(county_user, kind="same_day", field="is_on", value=False)


def test_what_was_once_switched_off_may_be_switched_on(county_user):
    assert change(county_user, kind="same_day", field="is_on", value=True).pk


def test_the_order_of_the_levels_holds_with_changes_to_come_and_for_single_units(county_user, station):
    change(county_user, field="ladder.2", value=20, from_on=date(2026, 3, 10), unit=station)
    with pytest.raises(DomainError, match="逐级"):
        change(county_user, field="ladder.3", value=15)
    change(county_user, field="ladder.3", value=20)


def test_a_change_not_yet_in_force_is_withdrawn_and_both_rows_stay(county_user, station):
    first = change(county_user, field="is_on", value=False)
    withdrawal = actions.withdraw_change(by=county_user, change=first, reason="登记时选错事项", now=START)
    assert (PolicyChange.objects.count(), withdrawal.withdraws) == (2, first)
    assert a_duty(station, kind="register", at=START + 24 * HOUR).policy_version == 0
    for change_ in (first, withdrawal):
        with pytest.raises(DomainError):
            actions.withdraw_change(by=county_user, change=change_, reason="登记时选错事项", now=START)


def test_a_change_in_force_stays(county_user, leader):
    made = change(county_user)
    with pytest.raises(DomainError, match="已经生效"):
        actions.withdraw_change(by=county_user, change=made, reason="登记时选错事项", now=START + 24 * HOUR)
    with pytest.raises(PermissionDenied):
        actions.withdraw_change(by=leader, change=made, reason="登记时选错事项", now=START)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ({"kind": "daily", "field": "is_on", "value": False}, "每日报告 关闭"),
        ({"kind": "daily", "field": "is_on", "value": True}, "每日报告 恢复"),
        ({"value": 2}, "登记未成年人 时限 2个工作日"),
        ({"field": "ladder.3", "value": 24}, "登记未成年人 告知县禁毒办 截止后24小时"),
        ({"field": "ladder.0", "value": -1.5}, "登记未成年人 告知责任人 截止前1.5小时"),
        ({"field": "ladder.1", "value": 0}, "登记未成年人 告知单位负责人 截止时"),
    ],
)
def test_a_change_in_words(county_user, made, words):
    assert change_words(change(county_user, **made)) == words


def stopped(unit, day, queries):
    with queries(1):
        return [(line.title, line.from_on) for line in stopped_for(unit, day)]


def test_who_is_concerned_reads_it_for_thirty_days(
    county_user, police_post, other_police_post, station, django_assert_num_queries
):
    change(county_user, kind="daily", field="is_on", value=False, unit=police_post)
    line = [("每日报告", TUESDAY)]
    for day in (MONDAY, TUESDAY, TUESDAY + timedelta(days=30)):
        assert stopped(police_post, day, django_assert_num_queries) == line
    assert stopped(police_post, TUESDAY + timedelta(days=31), django_assert_num_queries) == []
    assert stopped(other_police_post, TUESDAY, django_assert_num_queries) == []
    assert stopped(station, TUESDAY, django_assert_num_queries) == []
    change(county_user, kind="daily", field="is_on", value=True, from_on=date(2026, 3, 5))
    assert stopped(police_post, date(2026, 3, 4), django_assert_num_queries) == line
    assert stopped(police_post, date(2026, 3, 5), django_assert_num_queries) == []


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
    assert (duty.holder, duty.post, duty.deputy_holder) == (head, Post.SOCIAL_WORKER, officer)
    assert done.holder == worker


def test_with_no_head_they_wait_on_the_post(station, worker):
    duty = a_duty(station, kind="team", holder=worker)
    close(worker)
    duty.refresh_from_db()
    assert (duty.holder, duty.post) == (None, Post.SOCIAL_WORKER)


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
