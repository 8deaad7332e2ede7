"""Logging, submitting, declaring: which clocks start and stop."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from common import clock
from common.errors import DomainError
from duties.choices import DutyState
from duties.models import Duty
from minors.models import Minor
from reporting import actions
from reporting.choices import PlaceKind, ReportKind
from reporting.models import Declaration, ReportLine, Seizure
from tests.reporting import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offices")]

AT, NOW = given.AT, given.NOW
MIDNIGHT = clock.shanghai(2026, 3, 3)
LAST = MIDNIGHT - timedelta(microseconds=1)
SECOND = timedelta(microseconds=1)


def duty(kind: str, **values) -> Duty:
    return Duty.objects.get(kind=kind, **values)


def kinds(now=NOW) -> set[str]:
    return set(Duty.objects.open().values_list("kind", flat=True))


def test_saving_and_sending_meets_the_day_and_tells_leader_and_station(liaison, station, township):
    seizure = given.log(liaison)
    assert duty("report.same_day").state(NOW) == DutyState.MET
    assert duty("report.daily").state(NOW) == DutyState.MET
    assert kinds() == {"report.sign", "report.register", "report.guardian"}
    assert duty("report.sign").unit == township
    register = duty("report.register")
    assert (register.unit, register.subject) == (station, given.lines(seizure)[0].pk)
    assert [report.kind for report in given.reports(seizure)] == [ReportKind.FULL]


def test_a_duty_about_a_child_carries_file_and_code(liaison):
    line = given.lines(given.log(liaison))[0]
    for kind in ("report.register", "report.guardian"):
        row = duty(kind)
        assert (row.file, row.label) == (line.minor_id, line.code)


def test_saving_only_opens_the_same_day_clock_and_meets_the_daily_one(liaison):
    seizure = given.log(liaison, submit=False)
    assert duty("report.same_day").state(NOW) == DutyState.OPEN
    assert duty("report.daily").state(NOW) == DutyState.MET
    assert given.reports(seizure) == []
    assert "report.register" not in kinds()


def test_each_child_has_a_file_a_line_and_a_report_line(liaison):
    other = given.child(name="", features="短发，左臂有疤", sex="F", birth_date=None, birth_year=2010)
    seizure = given.log(liaison, children=[given.line_in(), given.line_in(other)])
    first, second = given.lines(seizure)
    assert first.code != second.code
    assert {line.minor.code for line in (first, second)} == {first.code, second.code}
    rows = ReportLine.objects.for_system("test").filter(report=given.reports(seizure)[0])
    assert {row.age_band for row in rows} == {"14–15周岁", "16–17周岁"}
    assert duty("report.identify").subject == second.pk


def test_a_guardian_told_at_once_leaves_nothing_to_do(liaison):
    given.log(liaison, children=[given.told_line()])
    assert duty("report.guardian").state(NOW) == DutyState.MET


@pytest.mark.parametrize(("now", "state"), [(LAST, DutyState.MET), (MIDNIGHT, DutyState.LATE)])
def test_midnight_is_late_and_a_microsecond_before_is_not(liaison, now, state):
    given.log(liaison, now=now, late_reason="深夜查获" if now == MIDNIGHT else "")
    assert duty("report.same_day").state(now) == state
    assert duty("report.daily").state(now) == state


@pytest.mark.parametrize(("at", "day"), [(LAST, date(2026, 3, 2)), (MIDNIGHT, date(2026, 3, 3))])
def test_the_day_is_the_shanghai_day_of_the_capture(liaison, at, day):
    seizure = given.log(liaison, at, now=at + SECOND, late_reason="深夜查获")
    assert seizure.day == day
    assert duty("report.daily").period == day.isoformat()


def test_late_needs_a_reason_and_stays_late(liaison):
    with pytest.raises(DomainError, match="迟报原因") as refused:
        given.log(liaison, now=MIDNIGHT)
    assert refused.value.field == "late_reason"
    assert not Seizure.objects.for_system("test").exists()
    assert not Minor.objects.for_system("test").exists()
    seizure = given.log(liaison, now=MIDNIGHT, late_reason="山路中断")
    assert given.reports(seizure)[0].late_reason == "山路中断"
    assert duty("report.same_day").state(MIDNIGHT) == DutyState.LATE


def test_typed_after_midnight_the_clock_starts_at_the_capture_and_the_missed_daily_stays_missed(liaison):
    now = clock.shanghai(2026, 3, 3, 7)
    given.log(liaison, now=now, submit=False)
    same_day, daily = duty("report.same_day"), duty("report.daily", period="2026-03-02")
    assert (same_day.started_at, same_day.state(now)) == (AT, DutyState.OVERDUE)
    assert daily.state(now) == DutyState.LATE
    assert daily.met_at == now
    assert Duty.objects.missed(now).filter(kind="report.daily").count() == 1


def test_a_capture_ahead_of_now_is_refused(liaison):
    with pytest.raises(DomainError) as refused:
        given.log(liaison, NOW + SECOND)
    assert refused.value.field == "captured_at"
    given.log(liaison, NOW)


def test_an_adult_is_refused_and_nothing_is_kept(liaison):
    adult = given.child(birth_date=date(2008, 3, 1))
    with pytest.raises(DomainError, match="18周岁"):
        given.log(liaison, children=[given.line_in(), given.line_in(adult)])
    assert not Minor.objects.for_system("test").exists()


def test_on_the_eighteenth_birthday_one_is_still_a_minor(liaison):
    given.log(liaison, children=[given.line_in(given.child(birth_date=date(2008, 3, 2)))])


def test_the_same_form_twice_makes_one(liaison):
    key = uuid4()
    first = given.log(liaison, client_id=key)
    assert given.log(liaison, client_id=key) == first
    assert Minor.objects.for_system("test").count() == 1
    assert len(given.reports(first)) == 1


def test_somebody_elses_form_number_gives_nothing_away(liaison, other_liaison):
    seizure = given.log(liaison)
    with pytest.raises(DomainError):
        given.log(other_liaison, client_id=seizure.client_id)


def test_a_substance_not_yet_listed_that_day_is_refused(liaison):
    with pytest.raises(DomainError) as refused:
        given.log(liaison, clock.shanghai(2023, 9, 30, 12), late_reason="补录")
    assert refused.value.field == "substance"


# --- 预报


def pre(by, now=NOW, at=AT, **values):
    return actions.pre_report(
        by=by,
        captured_at=at,
        suspected_count=2,
        place_kind=PlaceKind.HOTEL,
        client_id=uuid4(),
        now=now,
        **values,
    )


def test_three_fields_meet_the_day_and_open_twelve_hours(liaison):
    seizure = pre(liaison)
    assert duty("report.same_day").state(NOW) == DutyState.MET
    assert duty("report.complete").due_at == NOW + timedelta(hours=12)
    assert given.reports(seizure)[0].kind == ReportKind.PRELIMINARY
    assert kinds() == {"report.complete"}


def test_fewer_children_than_were_suspected_need_a_reason(liaison):
    seizure = actions.pre_report(
        by=liaison, captured_at=AT, suspected_count=2, place_kind="rented", client_id=uuid4(), now=NOW
    )
    values = {"by": liaison, "seizure": seizure, "values": given.seizure_in(), "now": NOW}
    with pytest.raises(DomainError) as refused:
        actions.complete_report(children=[given.line_in()], **values)
    assert refused.value.field == "fewer_reason"
    reason = "另一名经核实已成年"
    report = actions.complete_report(children=[given.line_in()], fewer_reason=reason, **values)
    assert report.correction_reason == reason


def test_the_full_version_follows_and_is_signed_for(liaison):
    seizure = pre(liaison)
    later = NOW + timedelta(hours=20)
    report = actions.complete_report(
        by=liaison, seizure=seizure, values=given.seizure_in(), children=[given.line_in()] * 2, now=later
    )
    assert (report.version, report.kind, report.late_reason) == (2, ReportKind.FULL, "")
    assert duty("report.same_day").state(later) == DutyState.MET
    assert duty("report.complete").state(later) == DutyState.LATE
    assert duty("report.sign").subject == report.pk
    with pytest.raises(DomainError):
        actions.complete_report(
            by=liaison, seizure=seizure, values=given.seizure_in(), children=[given.line_in()], now=later
        )


# --- 零报告


def test_a_zero_meets_the_day(liaison, police_post):
    row = actions.declare_zero(by=liaison, day=date(2026, 3, 2), now=NOW)
    assert (row.unit, row.late_reason) == (police_post, "")
    assert duty("report.daily").state(NOW) == DutyState.MET


@pytest.mark.parametrize(("now", "state"), [(LAST, DutyState.MET), (MIDNIGHT, DutyState.LATE)])
def test_a_zero_at_midnight_is_late(liaison, now, state):
    actions.declare_zero(by=liaison, day=date(2026, 3, 2), now=now, late_reason="停电")
    assert duty("report.daily").state(now) == state


def test_a_late_zero_needs_a_reason(liaison):
    with pytest.raises(DomainError) as refused:
        actions.declare_zero(by=liaison, day=date(2026, 3, 1), now=NOW)
    assert refused.value.field == "late_reason"


def test_a_zero_is_refused_on_a_day_with_a_seizure(liaison):
    given.log(liaison, submit=False)
    with pytest.raises(DomainError, match="已有查获"):
        actions.declare_zero(by=liaison, day=date(2026, 3, 2), now=NOW)


def test_a_seizure_after_a_zero_keeps_both_facts(liaison):
    zero = actions.declare_zero(by=liaison, day=date(2026, 3, 2), now=NOW)
    seizure = given.log(liaison, now=NOW + timedelta(hours=1))
    kept = Declaration.objects.for_system("test").get(pk=zero.pk)
    assert kept.superseded_by == seizure
    assert Duty.objects.filter(kind="report.daily").count() == 1


def test_a_zero_twice_is_one(liaison):
    first = actions.declare_zero(by=liaison, day=date(2026, 3, 2), now=NOW)
    assert actions.declare_zero(by=liaison, day=date(2026, 3, 2), now=NOW) == first


def test_no_zero_for_tomorrow(liaison):
    with pytest.raises(DomainError):
        actions.declare_zero(by=liaison, day=date(2026, 3, 3), now=LAST)


# --- who may not


@pytest.mark.parametrize("who", ["outsider", "bystander", "leader", "clerk", "officer", "county_user"])
def test_only_the_liaison_logs_and_declares(request, who):
    user = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        given.log(user)
    with pytest.raises(PermissionDenied):
        pre(user)
    with pytest.raises(PermissionDenied):
        actions.declare_zero(by=user, day=date(2026, 3, 2), now=NOW)


def test_another_post_submits_nothing_of_ours(liaison, other_liaison):
    seizure = given.log(liaison, submit=False)
    with pytest.raises(PermissionDenied):
        actions.submit_report(by=other_liaison, seizure=seizure, now=NOW)


def test_nobody_reads_a_seizure_without_scope(liaison, school_liaison, secretary, worker, clerk, leader):
    given.log(liaison)
    seen = {u.username: Seizure.objects.visible_to(u).count() for u in (liaison, clerk, leader)}
    assert set(seen.values()) == {1}
    for user in (school_liaison, secretary, worker):
        assert Seizure.objects.visible_to(user).count() == 0
