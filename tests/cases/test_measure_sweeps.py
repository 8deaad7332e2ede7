"""What the clock does with measures: ends, checklists, reviews, growing up, months, clean years."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases import actions
from cases.choices import CaseStatus, DecisionKind, MeasureEnd
from cases.models import Case, CleanProposal, Measure, MonthLine
from common import clock
from common.errors import DomainError
from duties.models import Duty
from minors.models import Minor, SealProposal
from tests.cases.factories import decided, in_care, open_case
from tests.cast import NOW

SERVED = date(2026, 3, 1)
END = date(2027, 2, 28)
"""Twelve months of 帮教 served on 1 March 2026."""


def at(day: date, hour: int = 9):
    return clock.start_of_day(day) + timedelta(hours=hour)


def sweep(day: date):
    with clock.at(at(day)):
        actions.sweep_measures(now=at(day))


def ledger() -> list[tuple]:
    rows = Duty.objects.exclude(kind__startswith="case.month")
    fields = ("kind", "period", "started_at", "due_at", "met_at", "voided_at")
    return sorted(map(str, rows.values_list(*fields)))


@pytest.fixture
def case(clerk, station):
    return open_case(clerk, station)


@pytest.fixture
def correction(clerk, case):
    return decided(clerk, case, DecisionKind.CORRECTION, on=SERVED)


@pytest.fixture
def detox(clerk, case):
    decided(clerk, case, on=SERVED)
    return actions.report_in(by=clerk, case=case, on=SERVED, now=NOW)


def state(model=Measure):
    return model.objects.for_system("test").get()


@pytest.mark.parametrize(("day", "ended"), [(END, False), (END + timedelta(days=1), True)])
def test_a_term_ends_by_itself_when_its_last_day_is_over(correction, day, ended):
    assert correction.ends_on == END
    sweep(day)
    row = state()
    assert (row.ended_as == MeasureEnd.TERM, row.ended_on == date(2027, 3, 1)) == (ended, ended)


def test_statutory_clocks_stop_at_that_midnight_and_the_notice_is_chased(case, detox):
    sweep(date(2029, 3, 1))
    assert Duty.objects.get(kind="case.lift_notice").due_at == clock.end_of_day(date(2029, 3, 8))
    assert state().ended_on == date(2029, 3, 1)


def test_our_backlog_lengthens_no_term(case, clerk):
    decided(clerk, case, DecisionKind.RECOVERY, on=SERVED, term_months=1)
    actions.report_in(by=clerk, case=case, on=SERVED, now=NOW)
    sweep(date(2026, 4, 1))
    owed = Duty.objects.get(kind="case.agreement")
    assert state().ended_as == MeasureEnd.TERM
    assert owed.voided_at is None  # it was due long before: the miss stays, the term does not wait


def test_a_lost_child_s_term_ends_as_lost_and_the_search_goes_on(clerk, head, officer, worker):
    case = in_care(clerk, head, officer, worker)
    decided(clerk, case, DecisionKind.CORRECTION, on=SERVED)
    case.status = CaseStatus.LOST
    case.save()
    sweep(date(2027, 3, 1))
    assert state().ended_as == MeasureEnd.TERM_LOST
    assert Case.objects.for_system("test").get().status == CaseStatus.LOST
    assert Duty.objects.filter(kind="case.close").exists()
    with pytest.raises(DomainError, match="失联"):
        actions.close_case(by=head, case=case, reason="期满，没有未办事项", now=NOW)


def test_a_suspended_measure_does_not_run_out(case, correction, clerk):
    from_on = clock.local_day(NOW)
    actions.suspend(by=clerk, case=case, cause="detained", from_on=from_on, note="", now=NOW)
    sweep(date(2028, 1, 1))
    assert state().ended_on is None


def test_the_checklists_open_thirty_and_seven_days_before(correction):
    sweep(END - timedelta(days=31))
    assert not Duty.objects.filter(kind="case.end_checklist").exists()
    sweep(END - timedelta(days=30))
    sweep(END - timedelta(days=7))
    days = Duty.objects.filter(kind="case.end_checklist").order_by("started_at")
    assert [clock.local_day(row.started_at) for row in days] == [date(2027, 1, 29), date(2027, 2, 21)]


def test_a_review_is_seen_a_month_before_the_end_of_the_school_term(correction):
    sweep(date(2026, 6, 15))
    assert not Duty.objects.filter(kind="case.review").exists()
    sweep(date(2026, 6, 16))
    assert Duty.objects.get(kind="case.review").due_at == clock.end_of_day(date(2026, 7, 15))


def test_stopping_the_engine_and_catching_up_gives_the_same_ledger(correction):
    """Swept each forty days, or only once when all is over."""
    found = []
    for days in (range(0, 401, 40), [400]):
        mark = transaction.savepoint()
        for day in days:
            sweep(date(2026, 3, 2) + timedelta(days=day))
        found.append(ledger())
        transaction.savepoint_rollback(mark)
    assert found[0] == found[1]
    assert len(found[0]) > 4


def test_a_second_sweep_changes_nothing(correction):
    sweep(date(2027, 3, 1))
    once = ledger()
    sweep(date(2027, 3, 1))
    assert ledger() == once


# --- closing


def reviewed(by, case, on: date):
    given = {"result": "go_on", "note": "情况平稳", "now": at(on)}
    actions.record_review(by=by, case=case, on=on, **given)


def test_a_case_with_nothing_open_closes_by_itself_and_is_proposed_for_sealing(case, correction, clerk):
    Duty.objects.filter(kind__in=("case.team", "case.joint_measures")).update(met_at=NOW, met_recorded_at=NOW)
    for day in (date(2026, 7, 10), date(2027, 1, 8)):
        sweep(day)
        reviewed(clerk, case, day)
    ticks = dict.fromkeys(("papers", "tests", "child_told", "guardian_told", "police_asked"), True)
    for day in (date(2027, 1, 29), date(2027, 2, 21)):
        sweep(day)
        actions.check_end(by=clerk, case=case, now=at(day), **ticks)
    sweep(date(2027, 3, 1))
    assert [duty.kind for duty in actions.open_items(case, at(date(2027, 3, 1)))] == []
    closed = Case.objects.for_system("test").get()
    assert (closed.status, closed.closed_at) == (CaseStatus.CLOSED, at(date(2027, 3, 1)))
    assert SealProposal.objects.for_system("test").get().cause == "term_end"


def test_what_is_open_keeps_the_case_open_for_the_head(case, correction, head, clerk):
    sweep(date(2027, 3, 1))
    assert Duty.objects.filter(kind="case.close", met_at=None).exists()
    with pytest.raises(DomainError, match="落实社区民警"):
        actions.close_case(by=head, case=case, reason="期满，没有未办事项", now=at(date(2027, 3, 1)))
    with pytest.raises(PermissionDenied):
        actions.close_case(by=clerk, case=case, reason="期满，没有未办事项", now=at(date(2027, 3, 1)))


def test_a_running_measure_keeps_the_case_open(case, correction, head):
    with pytest.raises(DomainError, match="还在执行"):
        actions.close_case(by=head, case=case, reason="没有未办事项了", now=NOW)


# --- growing up


def test_growing_up_with_a_measure_running_is_spoken_of_ninety_days_before(case, detox, clerk):
    """Born in June 2011: the file knows 1 July 2029, so the adult file must answer before 1 June."""
    row = state()
    row.ends_on = date(2029, 12, 31)
    row.save()
    sweep(date(2029, 3, 2))
    assert not Duty.objects.filter(kind="case.adult_handover").exists()
    sweep(date(2029, 3, 3))
    duty = Duty.objects.get(kind="case.adult_handover")
    assert duty.due_at == clock.start_of_day(date(2029, 6, 1))
    assert any(step["after"] == -30 * 24 * 3600 for step in duty.ladder)
    now = at(date(2029, 3, 20))
    actions.record_adult_receipt(
        by=clerk, case=case, number="接字3号", from_whom="示例工作站", on=date(2029, 3, 20), now=now
    )
    assert state().ended_as == MeasureEnd.HANDED_OVER
    assert state().ends_on == date(2029, 12, 31)  # its clock is unchanged


def test_a_checklist_not_yet_due_ends_with_the_measure_that_goes_elsewhere(case, detox, clerk):
    row = state()
    row.ends_on = date(2029, 6, 20)
    row.save()
    sweep(date(2029, 5, 25))
    checks = Duty.objects.open().filter(kind="case.end_checklist", due_at__gt=at(date(2029, 5, 26)))
    assert checks.exists()
    actions.record_adult_receipt(
        by=clerk, case=case, number="接字4号", from_whom="示例工作站", on=date(2029, 5, 26),
        now=at(date(2029, 5, 26)),
    )  # fmt: skip
    assert not checks.exists()


def test_a_measure_over_before_the_birthday_needs_no_handover(case, correction):
    sweep(date(2027, 1, 1))
    assert not Duty.objects.filter(kind="case.adult_handover").exists()


# --- clean years


@pytest.mark.parametrize(("day", "proposed"), [(date(2029, 3, 1), 0), (date(2029, 3, 2), 1)])
def test_three_clean_years_are_proposed_on_the_day_and_decided_by_a_human(case, head, day, proposed):
    sweep(day)
    assert CleanProposal.objects.for_system("test").count() == proposed
    if proposed:
        row = actions.decide_clean(by=head, case=case, is_lifted=True, reason="三年检测均为阴性", now=at(day))
        assert (row.is_lifted, row.by) == (True, head)


def test_a_positive_resets_the_three_years(case, head):
    sweep(date(2029, 3, 2))
    minor = Minor.objects.for_system("test").get()
    minor.clean_since = date(2029, 3, 2)
    minor.save()
    with pytest.raises(DomainError, match="重新计算"):
        actions.decide_clean(
            by=head, case=case, is_lifted=True, reason="三年检测均为阴性", now=at(date(2029, 3, 3))
        )


# --- months


def test_each_month_that_is_over_is_one_line_and_the_head_reads_it(case, head, clerk):
    actions.sweep_months(now=at(date(2026, 3, 31)))
    assert not MonthLine.objects.for_system("test").exists()
    actions.sweep_months(now=at(date(2026, 5, 2)))
    actions.sweep_months(now=at(date(2026, 5, 2)))
    lines = MonthLine.objects.for_system("test").order_by("month").values_list("month", flat=True)
    assert list(lines) == ["2026-03", "2026-04"]
    with pytest.raises(PermissionDenied):
        actions.read_months(by=clerk, now=at(date(2026, 5, 2)))
    assert actions.read_months(by=head, now=at(date(2026, 5, 2))) == 2
    assert not Duty.objects.open().filter(kind="case.month_lines").exists()
