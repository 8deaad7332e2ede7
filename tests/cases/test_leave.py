"""Leave, leave without leave, and what follows by itself."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cases import actions
from cases.models import Case, Leave, LeaveDay, PoliceReport, UnauthorisedLeave
from cases.rules.counters import Counters
from cases.testwords import Company, Consent, LeaveReason, PoliceAnswer, Threshold
from common import clock
from common.errors import DomainError
from duties.models import Duty
from minors.models import Disclosure
from tests.cases.factories import in_care
from tests.cases.measured import measure
from tests.cast import NOW

TODAY = NOW.date()
LATER = NOW + timedelta(hours=1)


def day(n: int) -> date:
    return TODAY + timedelta(days=n)


def at(n: int, hour: int = 9):
    return clock.start_of_day(day(n)) + timedelta(hours=hour)


@pytest.fixture
def case(clerk, head, officer, worker):
    case = in_care(clerk, head, officer, worker)
    measure(case, clerk)
    return case


def ask(by, case, first, last, **changes):
    given = {"place": "融安县", "reason": LeaveReason.FAMILY, "company": Company.GUARDIAN, "now": NOW}
    given |= {"written_on": TODAY if last - first >= 2 else None, **changes}
    return actions.request_leave(by=by, case=case, from_on=day(first), until_on=day(last), **given)


def approve(head, leave, now=LATER):
    return actions.decide_leave(by=head, leave=leave, answer=Consent.APPROVED, now=now)


def counters(case, n):
    return actions.counters_of(actions.bound_measure(case, TODAY), day(n))


def test_without_an_agreement_nothing_is_broken_and_signed_late_it_counts_from_its_day(
    clerk, head, officer, worker, acting
):
    case = in_care(clerk, head, officer, worker)
    measure(case, clerk, agreed=False)
    for n in (1, 3, 5):
        row = actions.record_unauthorised(
            by=acting(worker, at(n, 20)), case=case, left_on=day(n), noticed="村里反映", now=at(n, 20)
        )
        actions.close_unauthorised(by=acting(worker, at(n, 21)), row=row, returned_on=day(n), now=at(n, 21))
    assert counters(case, 6) == Counters(0, 0, 0)
    assert not Duty.objects.filter(kind="case.breach_report").exists()
    signed = dict.fromkeys(("child_on", "guardian_on"), day(0))
    actions.sign_agreement(
        by=acting(clerk, at(6)), case=case, terms="接受检测和帮助", station_on=day(1), now=at(6), **signed
    )
    assert counters(case, 6) == Counters(0, 3, 0)
    assert Duty.objects.get(kind="case.breach_report").started_at == at(6)
    again = dict.fromkeys(("child_on", "guardian_on", "station_on"), day(6))
    actions.sign_agreement(by=acting(clerk, at(7)), case=case, terms="续签", now=at(7), **again)
    assert counters(case, 7) == Counters(0, 3, 0)  # the first agreement is the one that was broken


@pytest.mark.parametrize(("last", "needs"), [(1, False), (2, True)])
def test_three_days_need_a_written_report_and_two_do_not(case, worker, last, needs):
    if needs:
        with pytest.raises(DomainError) as refused:
            ask(worker, case, 0, last, written_on=None)
        assert refused.value.field == "written_on"
    else:
        assert ask(worker, case, 0, last, written_on=None)


def test_the_head_answers_within_the_clock_and_nobody_their_own(case, worker, head):
    leave = ask(worker, case, 1, 5)
    duty = Duty.objects.get(kind="case.leave_decide")
    assert (duty.unit, duty.post) == (case.unit, "station_head")
    with pytest.raises(PermissionDenied):
        approve(worker, leave)
    with pytest.raises(DomainError, match="理由"):
        actions.decide_leave(by=head, leave=leave, answer=Consent.REFUSED, now=LATER)
    assert approve(head, leave).decided_by == head
    duty.refresh_from_db()
    assert duty.met_at == LATER
    assert LeaveDay.objects.for_system("test").count() == 5
    with pytest.raises(DomainError, match="已审批"):
        approve(head, leave)


@pytest.mark.parametrize(
    ("first", "last", "taken"), [(0, 0, False), (0, 1, True), (3, 3, True), (6, 6, False)]
)
def test_overlapping_leaves_are_refused(case, worker, head, first, last, taken):
    approve(head, ask(worker, case, 1, 5))
    if taken:
        with pytest.raises(DomainError, match="重叠") as refused:
            ask(worker, case, first, last)
        assert refused.value.field == "from_on"
    else:
        ask(worker, case, first, last)


def test_the_table_itself_holds_one_leave_a_day(case, worker, head):
    leave = approve(head, ask(worker, case, 1, 2))
    with pytest.raises(IntegrityError), transaction.atomic():
        LeaveDay(case=case, leave=leave, day=day(2)).save()
    other = Leave.objects.for_system("test").get(pk=leave.pk)
    other.id, other.client_id, other.answer = Leave().id, Leave().client_id, ""
    other.decided_at = other.decided_by = None
    other.save(force_insert=True)
    with pytest.raises(DomainError, match="不能重叠"):
        approve(head, other)
    assert Leave.objects.for_system("test").filter(answer="").exists()


def test_an_early_return_frees_the_days_left(case, worker, head, acting):
    leave = approve(head, ask(worker, case, 0, 9))
    acting(worker, at(3))
    actions.check_return(by=worker, leave=leave, returned_on=day(2), now=at(3))
    assert LeaveDay.objects.for_system("test").count() == 3
    assert ask(worker, case, 4, 5, now=at(3))


@pytest.mark.parametrize(("through", "days"), [(2, 0), (3, 1), (10, 8)])
def test_an_overdue_leave_counts_from_the_day_after(case, worker, head, through, days):
    approve(head, ask(worker, case, 0, 2))
    assert counters(case, through).days == days


def test_an_overdue_leave_opens_its_check_once_and_a_return_meets_it(case, worker, head, acting):
    leave = approve(head, ask(worker, case, 0, 2))
    actions.sweep_leaves(now=at(2, 23))
    assert not Duty.objects.filter(kind="case.leave_return").exists()
    for n in (3, 3, 5):
        actions.sweep_leaves(now=at(n))
    (duty,) = Duty.objects.filter(kind="case.leave_return")
    assert duty.started_at == clock.start_of_day(day(3))
    acting(worker, at(5))
    actions.check_return(by=worker, leave=leave, returned_on=day(4), now=at(5))
    duty.refresh_from_db()
    assert duty.met_at is not None
    assert counters(case, 30).days == 2


def test_an_extension_moves_the_last_day(case, worker, head, acting):
    leave = approve(head, ask(worker, case, 0, 2))
    given = {"by": worker, "leave": leave, "note": "祖母住院", "written_on": TODAY}
    with pytest.raises(DomainError, match="晚于"):
        actions.extend_leave(until_on=day(2), now=LATER, **given)
    one = actions.extend_leave(until_on=day(6), now=LATER, **given)
    with pytest.raises(DomainError, match="等审批"):
        actions.extend_leave(until_on=day(7), now=LATER, **given)
    actions.decide_extension(by=head, extension=one, answer=Consent.APPROVED, now=LATER)
    assert counters(case, 6).days == 0
    assert counters(case, 7).days == 1
    acting(worker, at(7))
    with pytest.raises(DomainError, match="假期已过"):
        actions.extend_leave(until_on=day(9), now=at(7), **given)


def test_thirty_days_without_leave_fire_nothing_and_thirty_one_do(case, worker):
    go(worker, case, 0)
    actions.sweep_counters(now=at(30, 23))
    assert not Duty.objects.filter(kind="case.breach_report").exists()
    actions.sweep_counters(now=at(33))
    actions.sweep_counters(now=at(40))
    (duty,) = Duty.objects.filter(kind="case.breach_report")
    assert duty.started_at == clock.start_of_day(day(31))


def go(by, case, n, back=None, now=NOW):
    return actions.record_unauthorised(
        by=by, case=case, left_on=day(n), returned_on=None if back is None else day(back),
        noticed="村里反映，电话核实", now=now,
    )  # fmt: skip


def test_the_third_time_away_opens_the_report(case, worker, acting):
    for n in range(3):
        acting(worker, at(10))
        assert not Duty.objects.filter(kind="case.breach_report").exists()
        go(worker, case, 2 * n, 2 * n, now=at(10))
    assert Duty.objects.filter(kind="case.breach_report").count() == 1


def test_a_return_known_too_late_does_not_unsay_what_had_been_reached(case, worker, acting):
    row = go(worker, case, 0)
    acting(worker, at(35))
    actions.close_unauthorised(by=worker, row=row, returned_on=day(3), now=at(35))
    assert counters(case, 35).days == 3
    assert Duty.objects.filter(kind="case.breach_report", voided_at=None).count() == 1


@pytest.mark.parametrize(
    ("n", "back", "match"), [(1, None, "晚于今天"), (0, -1, "早于离开"), (-1, 0, "社区")]
)
def test_what_cannot_be_is_refused(case, worker, n, back, match):
    with pytest.raises(DomainError, match=match):
        go(worker, case, n, back)
    assert not UnauthorisedLeave.objects.for_system("test").exists()


def test_away_before_the_case_was_ours_is_refused(case, worker):
    row = Case.objects.for_system("test").get(pk=case.pk)
    row.opened_at = at(1)
    row.save()
    with pytest.raises(DomainError, match="早于立案"):
        go(worker, row, 0, 0, now=at(2))


def test_away_without_leave_while_on_leave_is_refused(case, worker, head, acting):
    approve(head, ask(worker, case, 0, 1))
    acting(worker, at(5))
    with pytest.raises(DomainError, match="准假重叠"):
        go(worker, case, 1, 3, now=at(5))


def test_a_second_row_over_the_same_days_is_the_same_absence(case, worker, acting):
    acting(worker, at(9))
    go(worker, case, 1, 4, now=at(9))
    go(worker, case, 2, 6, now=at(9))
    assert UnauthorisedLeave.objects.for_system("test").count() == 2
    assert (counters(case, 9).leaves, counters(case, 9).days) == (1, 5)
    go(worker, case, 7, 8, now=at(9))
    assert (counters(case, 9).leaves, counters(case, 9).days) == (2, 6)


def test_an_absence_that_still_runs_is_closed_and_not_written_twice(case, worker, acting):
    go(worker, case, 0)
    acting(worker, at(5))
    with pytest.raises(DomainError, match="还没有返回，是同一次"):
        go(worker, case, 4, now=at(5))


def test_a_request_that_waits_hides_no_absence(case, worker, head, acting):
    leave = ask(worker, case, 0, 1)
    acting(worker, at(5))
    acting(head, at(5))
    assert go(worker, case, 0, 3, now=at(5))
    assert counters(case, 5).days == 3
    with pytest.raises(DomainError, match="已记擅自外出"):
        approve(head, leave, now=at(5))
    assert counters(case, 5).days == 3


def test_without_a_decision_nobody_asks_for_leave(clerk, head, officer, worker):
    case = in_care(clerk, head, officer, worker)
    with pytest.raises(DomainError, match="不需要请假"):
        ask(worker, case, 0, 1)
    with pytest.raises(DomainError, match="不登记擅自外出"):
        go(worker, case, 0)


def test_a_human_tells_the_police_once_or_writes_why_not(case, worker, clerk, acting):
    acting(worker, at(10))
    acting(clerk, at(10))
    given = {"by": clerk, "case": case, "threshold": Threshold.LEAVES, "at": at(10), "now": at(10)}
    with pytest.raises(DomainError, match="没有达到"):
        actions.report_breach(answer=PoliceAnswer.TOLD, told_to="示例派出所", **given)
    for n in range(3):
        go(worker, case, 2 * n, 2 * n, now=at(10))
    with pytest.raises(DomainError, match="理由"):
        actions.report_breach(answer=PoliceAnswer.NOT_TOLD, reason="无", **given)
    actions.report_breach(answer=PoliceAnswer.TOLD, told_to="示例派出所值班民警", **given)
    assert Duty.objects.get(kind="case.breach_report").met_at == at(10)
    assert Disclosure.objects.for_system("test").get().recipient == "示例派出所值班民警"
    with pytest.raises(DomainError, match="已办理过"):
        actions.report_breach(answer=PoliceAnswer.TOLD, told_to="示例派出所", **given)
    go(worker, case, 8, 8, now=at(10))
    assert Duty.objects.filter(kind="case.breach_report").count() == 1
    assert PoliceReport.objects.for_system("test").count() == 1


def test_refused_out_of_place_and_post(case, worker, outsider, bystander, county_user, head):
    leave = ask(worker, case, 0, 1)
    for user in (outsider, bystander, county_user):
        with pytest.raises(PermissionDenied):
            ask(user, case, 3, 4)
        with pytest.raises(PermissionDenied):
            approve(user, leave)
        with pytest.raises(PermissionDenied):
            go(user, case, 0)


def test_who_is_gone_nobody_knows_where_is_asked_after_until_back(case, worker, acting):
    row = go(worker, case, 0)
    assert Duty.objects.get(kind="case.whereabouts").met_at is None
    acting(worker, at(2))
    actions.close_unauthorised(by=worker, row=row, returned_on=day(1), now=at(2))
    assert Duty.objects.get(kind="case.whereabouts").met_at == at(2)


def test_who_is_back_already_is_not_asked_after(case, worker):
    go(worker, case, 0, 0)
    assert not Duty.objects.filter(kind="case.whereabouts").exists()
