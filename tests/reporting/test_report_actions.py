"""Signing, returning, correcting, the report by telephone."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from common import clock
from common.errors import DomainError
from duties.actions import tick
from duties.choices import DutyState
from duties.models import Duty, Excuse, RosterEntry
from reporting import actions
from reporting.actions import LineFix, Phoned
from reporting.choices import DayState, ReportKind
from reporting.models import Declaration, Report, ReportLine
from reporting.stats import matrix
from tests.reporting import given

pytestmark = pytest.mark.django_db

AT, NOW = given.AT, given.NOW
LATER = NOW + timedelta(hours=1)
MIDNIGHT = clock.shanghai(2026, 3, 3)


def report_of(seizure) -> Report:
    return given.reports(seizure)[-1]


def signing(report) -> Duty:
    return Duty.objects.get(kind="report.sign", subject=report.pk)


def correct(by, seizure, now=LATER, *, lines=(), reason="时间录错", late_reason="", **values):
    return actions.correct_report(
        by=by,
        seizure=seizure,
        values=given.seizure_in(**values),
        lines=lines,
        reason=reason,
        late_reason=late_reason,
        now=now,
    )


def test_the_leader_signs_in_one_tap(seizure, leader):
    report = actions.sign_report(by=leader, report=report_of(seizure), now=LATER)
    assert (report.signed_by, report.signed_at) == (leader, LATER)
    assert signing(report).state(LATER) == DutyState.MET


def test_signed_once(seizure, leader):
    actions.sign_report(by=leader, report=report_of(seizure), now=LATER)
    with pytest.raises(DomainError, match="已经签收"):
        actions.sign_report(by=leader, report=report_of(seizure), now=LATER)


@pytest.mark.parametrize("who", ["other_leader", "clerk", "liaison", "county_user", "bystander"])
def test_nobody_else_signs_or_returns(request, seizure, who):
    user = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        actions.sign_report(by=user, report=report_of(seizure), now=LATER)
    with pytest.raises(PermissionDenied):
        actions.return_report(by=user, report=report_of(seizure), reason="不清楚", now=LATER)


def test_returned_corrected_and_signed_again(seizure, leader, liaison):
    first = actions.return_report(by=leader, report=report_of(seizure), reason="地点不清", now=LATER)
    assert signing(first).state(LATER) == DutyState.MET
    again = Duty.objects.get(kind="report.correct", subject=seizure.pk)
    assert again.label == seizure.code
    assert again.due_at == LATER + timedelta(hours=12)
    second = correct(liaison, seizure, LATER + timedelta(hours=1), reason="补明地点")
    assert (second.version, second.kind) == (2, ReportKind.CORRECTION)
    again.refresh_from_db()
    assert again.met_at is not None
    assert signing(second).state(LATER) == DutyState.OPEN
    with pytest.raises(DomainError):
        actions.sign_report(by=leader, report=first, now=LATER)
    actions.sign_report(by=leader, report=second, now=LATER + timedelta(hours=2))


def test_a_return_needs_a_reason(seizure, leader):
    with pytest.raises(DomainError):
        actions.return_report(by=leader, report=report_of(seizure), reason=" ", now=LATER)


def test_a_correction_after_signing_is_a_new_version_to_be_signed(seizure, leader, liaison):
    first = actions.sign_report(by=leader, report=report_of(seizure), now=LATER)
    second = correct(liaison, seizure, LATER)
    assert second.version == 2
    assert signing(second).state(LATER) == DutyState.OPEN
    first.refresh_from_db()
    assert first.signed_at == LATER


def test_a_correction_before_signing_leaves_one_version_to_sign(seizure, liaison):
    first = report_of(seizure)
    correct(liaison, seizure)
    assert signing(first).state(LATER) == DutyState.VOIDED


def test_a_correction_needs_a_reason(seizure, liaison):
    with pytest.raises(DomainError) as refused:
        correct(liaison, seizure, reason=" ")
    assert refused.value.field == "reason"


def test_before_sending_a_change_is_no_version(offices, liaison):
    seizure = given.log(liaison, submit=False)
    assert correct(liaison, seizure, reason="") is None
    assert given.reports(seizure) == []


def test_a_corrected_line_shows_in_the_new_version_only(seizure, liaison, line):
    fix = LineFix(line=line, is_pupil=False, household="elsewhere", residence="elsewhere")
    second = correct(liaison, seizure, lines=[fix])
    rows = ReportLine.objects.for_system("test").filter(line=line).order_by("report__version")
    assert [row.is_pupil for row in rows] == [True, False]
    assert rows[1].report == second


def test_another_posts_line_is_not_corrected(seizure, liaison, other_liaison, other_station, other_township):
    theirs = given.lines(given.log(other_liaison))[0]
    fix = LineFix(line=theirs, is_pupil=False, household="ours", residence="ours")
    with pytest.raises(type(theirs).DoesNotExist):
        correct(liaison, seizure, lines=[fix])


# --- a capture day that moves


def test_to_an_earlier_day_the_report_is_late_for_it(seizure, liaison):
    moved = clock.shanghai(2026, 3, 1, 22)
    with pytest.raises(DomainError, match="迟报原因") as refusal:
        correct(liaison, seizure, captured_at=moved)
    assert refusal.value.field == "late_reason"
    report = correct(liaison, seizure, captured_at=moved, late_reason="查获时间录错")
    assert report.late_reason == "查获时间录错"
    old, new = Duty.objects.filter(kind="report.same_day").order_by("-period")
    assert old.state(LATER) == DutyState.MET
    assert (new.period, new.state(LATER)) == ("2026-03-01", DutyState.LATE)
    daily = Duty.objects.get(kind="report.daily", period="2026-03-01")
    assert daily.state(LATER) == DutyState.LATE


def test_the_lines_and_the_guardian_clock_follow_the_capture(seizure, liaison, line):
    old = Duty.objects.get(kind="report.guardian", subject=line.pk)
    moved = clock.shanghai(2026, 3, 1, 22)
    correct(liaison, seizure, captured_at=moved, late_reason="日期录错")
    line.refresh_from_db()
    old.refresh_from_db()
    new = Duty.objects.open().get(kind="report.guardian", subject=line.pk)
    assert line.received_at == moved
    assert old.state(LATER) == DutyState.VOIDED
    assert (new.started_at, new.due_at) == (moved, moved + timedelta(hours=24))


def test_a_guardian_clock_already_due_stays(seizure, liaison, line):
    now = AT + timedelta(hours=25)
    correct(liaison, seizure, now, captured_at=AT + timedelta(hours=2))
    duty = Duty.objects.get(kind="report.guardian", subject=line.pk)
    assert (duty.due_at, duty.state(now)) == (AT + timedelta(hours=24), DutyState.OVERDUE)


def test_a_guardian_told_in_time_turns_out_late_after_an_earlier_capture(offices, liaison):
    told = given.told_line(NOW)
    seizure = given.log(liaison, children=[told])
    correct(liaison, seizure, captured_at=NOW - timedelta(hours=30), late_reason="日期录错")
    line = given.lines(seizure)[0]
    old, new = Duty.objects.filter(kind="report.guardian", subject=line.pk).order_by("-due_at")
    assert (old.state(LATER), new.state(LATER)) == (DutyState.MET, DutyState.LATE)


def test_an_open_clock_not_yet_due_is_void(offices, liaison):
    now = clock.shanghai(2026, 3, 3, 1)
    seizure = given.log(liaison, clock.shanghai(2026, 3, 3, 0), now=now, submit=False)
    correct(liaison, seizure, now, reason="", captured_at=clock.shanghai(2026, 3, 2, 23))
    old, new = Duty.objects.filter(kind="report.same_day").order_by("-period")
    assert old.state(now) == DutyState.VOIDED
    assert new.state(now) == DutyState.OVERDUE


def test_a_clock_already_due_stays_and_so_does_its_miss(offices, liaison):
    seizure = given.log(liaison, submit=False)
    now = clock.shanghai(2026, 3, 3, 9)
    correct(liaison, seizure, now, reason="", captured_at=clock.shanghai(2026, 3, 3, 8))
    old, new = Duty.objects.filter(kind="report.same_day").order_by("period")
    assert (old.voided_at, old.state(now), new.state(now)) == (None, DutyState.OVERDUE, DutyState.OPEN)
    actions.submit_report(by=liaison, seizure=seizure, now=now, late_reason="原记为前一日")
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state(now), new.state(now)) == (DutyState.LATE, DutyState.MET)


def test_moving_onto_a_zero_supersedes_it(seizure, liaison):
    zero = actions.declare_zero(by=liaison, day=date(2026, 3, 1), now=NOW, late_reason="漏报")
    correct(liaison, seizure, captured_at=clock.shanghai(2026, 3, 1, 22), late_reason="日期录错")
    assert Declaration.objects.for_system("test").get(pk=zero.pk).superseded_by == seizure


def test_a_day_left_empty_is_owed_again_and_a_zero_meets_it(seizure, liaison, police_post):
    correct(liaison, seizure, captured_at=clock.shanghai(2026, 3, 1, 22), late_reason="日期录错")
    again = Duty.objects.open().get(kind="report.daily", period__startswith="2026-03-02")
    assert (again.subject, again.due_at, again.state(LATER)) == (police_post.pk, MIDNIGHT, DutyState.OPEN)
    assert again.label == f"{police_post.name} 2026-03-02"
    actions.declare_zero(by=liaison, day=date(2026, 3, 2), now=LATER)
    again.refresh_from_db()
    assert again.state(LATER) == DutyState.MET


def test_a_day_left_empty_after_its_hour_is_missed(seizure, liaison):
    now = MIDNIGHT + timedelta(hours=8)
    correct(liaison, seizure, now, captured_at=clock.shanghai(2026, 3, 1, 22), late_reason="日期录错")
    again = Duty.objects.open().get(kind="report.daily", period__startswith="2026-03-02")
    assert again.state(now) == DutyState.OVERDUE


def test_the_engine_opens_no_third_duty_and_another_seizure_meets_the_second(seizure, liaison):
    correct(liaison, seizure, captured_at=clock.shanghai(2026, 3, 1, 22), late_reason="日期录错")
    before = Duty.objects.filter(kind="report.daily", period__startswith="2026-03-02").count()
    tick(LATER, stamp=False)
    days = Duty.objects.filter(kind="report.daily", period__startswith="2026-03-02")
    assert (before, days.count()) == (2, 2)
    given.log(liaison, now=LATER)
    assert not days.open().exists()


def test_a_day_on_which_something_else_stands_is_not_owed_again(seizure, liaison):
    given.log(liaison, now=LATER)
    correct(liaison, seizure, captured_at=clock.shanghai(2026, 3, 1, 22), late_reason="日期录错")
    assert not Duty.objects.open().filter(kind="report.daily", period__startswith="2026-03-02").exists()


def test_a_zero_that_was_superseded_does_not_stand_again(offices, liaison, county_user, police_post):
    actions.declare_zero(by=liaison, day=date(2026, 3, 2), now=NOW)
    seizure = given.log(liaison, now=NOW)
    correct(liaison, seizure, captured_at=clock.shanghai(2026, 3, 1, 22), late_reason="日期录错")
    day = date(2026, 3, 2)
    (found,) = matrix(county_user, day, day, LATER)[police_post]
    assert found.state == DayState.NOT_REPORTED
    actions.declare_zero(by=liaison, day=day, now=LATER)
    (found,) = matrix(county_user, day, day, LATER)[police_post]
    assert (found.state, found.told_at) == (DayState.ZERO, LATER)


# --- 电话已报


@pytest.fixture
def phoned(offices, liaison) -> Report:
    """Told by telephone at 20:00, typed the next morning."""
    seizure = given.log(
        liaison,
        now=MIDNIGHT + timedelta(hours=8),
        late_reason="山里没有信号",
        phoned=Phoned(clock.shanghai(2026, 3, 2, 20), "值班领导"),
    )
    return report_of(seizure)


def test_confirmed_by_the_recipient_the_miss_stays_and_carries_the_excuse(phoned, leader, liaison):
    now = MIDNIGHT + timedelta(hours=9)
    report = actions.sign_report(by=leader, report=phoned, now=now, phone_confirmed=True)
    assert report.countersigned_by == leader
    missed = Duty.objects.missed(now).get(kind="report.same_day")
    excuse = Excuse.objects.get(duty=missed)
    assert (excuse.by, excuse.signed_by) == (liaison, leader)
    assert missed.state(now) == DutyState.LATE


def test_not_confirmed_there_is_no_excuse(phoned, leader):
    actions.sign_report(by=leader, report=phoned, now=MIDNIGHT + timedelta(hours=9))
    assert not Excuse.objects.exists()


def test_nothing_to_confirm_without_a_call(seizure, leader):
    with pytest.raises(DomainError):
        actions.sign_report(by=leader, report=report_of(seizure), now=LATER, phone_confirmed=True)


# --- what the database refuses


@pytest.mark.parametrize("change", [{"content": {}}, {"submitted_at": LATER}, {"late_reason": "x"}])
def test_a_sent_report_is_not_changed(seizure, change):
    rows = Report.objects.for_system("test")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.filter(seizure=seizure).update(**change)


def test_a_signature_is_written_once(seizure, leader, other_leader):
    report = actions.sign_report(by=leader, report=report_of(seizure), now=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.for_system("test").filter(pk=report.pk).update(signed_by=other_leader)


def test_nothing_about_a_person_stands_in_a_report(seizure):
    text = str(report_of(seizure).content)
    for word in ("示例", "1990000", "学校", "999999"):
        assert word not in text


def test_a_preliminary_report_is_not_signed_for(offices, liaison, leader):
    seizure = actions.pre_report(
        by=liaison, captured_at=AT, suspected_count=1, place_kind="hotel", client_id=uuid4(), now=NOW
    )
    with pytest.raises(DomainError, match="预报"):
        actions.sign_report(by=leader, report=report_of(seizure), now=LATER)


def test_outside_working_days_the_duty_leader_signs_within_twelve_hours(offices, liaison, leader, township):
    sunday = clock.shanghai(2026, 3, 1, 9)
    RosterEntry.objects.create(unit=township, day=sunday.date(), leader=leader, entered_by=leader)
    report = report_of(given.log(liaison, sunday - timedelta(hours=1), now=sunday))
    duty = signing(report)
    assert (duty.due_at, duty.holder) == (sunday + timedelta(hours=12), leader)


def test_on_a_working_day_any_leader_signs_by_noon_of_the_next(seizure):
    duty = signing(report_of(seizure))
    assert (duty.due_at, duty.holder) == (clock.shanghai(2026, 3, 3, 12), None)
