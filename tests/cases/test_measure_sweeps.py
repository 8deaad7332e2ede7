"""What the clock does with measures: ends, checklists, reviews, growing up, months, clean years."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from cases import actions
from cases.choices import CaseStatus, Channel, DecisionKind, MeasureEnd, Outcome, WithWhom
from cases.models import Case, CleanProposal, Measure, MonthLine
from common import clock
from common.errors import DomainError
from duties import actions as duties
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


# --- typed late


def typed_late(kind, field="started_at"):
    return list(Duty.objects.filter(kind=kind).values_list(field, flat=True))


def test_a_paper_typed_after_its_fifteen_days_is_followed_up_from_the_day_it_came_on_file(
    clerk, case, acting
):
    """Served on 1 March, on file on 2 May: nobody here is late for days before they could know."""
    late = at(date(2026, 5, 2))
    with clock.at(late):
        decided(acting(clerk, late), case, on=SERVED, now=late)
        duties.tick(late, stamp=False)
    duty = Duty.objects.get(kind="case.report_in")
    assert (duty.started_at, duty.due_at) == (late, clock.end_of_day(date(2026, 5, 17)))
    assert not hasattr(duty, "miss")
    assert not duty.notices.exists()


@pytest.mark.parametrize(
    ("day", "due"), [(date(2026, 3, 16), date(2026, 3, 16)), (date(2026, 3, 17), date(2026, 4, 1))]
)
def test_a_paper_typed_within_its_days_keeps_the_hour_of_the_law(clerk, case, acting, day, due):
    late = at(day)
    with clock.at(late):
        decided(acting(clerk, late), case, on=SERVED, now=late)
    duty = Duty.objects.get(kind="case.report_in")
    assert (duty.started_at, duty.due_at) == (late, clock.end_of_day(due))


def test_a_report_in_typed_late_moves_the_term_and_not_the_hour_of_the_agreement(clerk, case, acting):
    late = at(date(2026, 4, 20))
    decided(clerk, case, on=SERVED)
    with clock.at(late):
        row = actions.report_in(by=acting(clerk, late), case=case, on=date(2026, 3, 2), now=late)
    duty = Duty.objects.get(kind="case.agreement")
    assert (duty.started_at, duty.due_at) == (late, clock.end_of_day(date(2026, 4, 23)))
    assert row.ends_on == date(2029, 3, 1)


def test_reviews_and_checklists_whose_days_were_over_are_not_owed(clerk, case, acting):
    """A 帮教 of a year, typed in its tenth month: no review of last summer, the checklists still to come."""
    late = at(date(2027, 2, 1))
    with clock.at(late):
        decided(acting(clerk, late), case, DecisionKind.CORRECTION, on=SERVED, now=late)
        duties.tick(late, stamp=False)
    assert all(
        row.due_at > late for row in Duty.objects.filter(kind__in=("case.review", "case.end_checklist"))
    )
    assert typed_late("case.end_checklist") == [late]


def test_a_term_that_was_over_before_it_came_on_file_ends_at_once(clerk, case, acting):
    late = at(date(2027, 6, 1))
    with clock.at(late):
        decided(acting(clerk, late), case, DecisionKind.CORRECTION, on=SERVED, now=late)
        actions.sweep_measures(now=late)
    assert (state().ended_as, state().ended_on) == (MeasureEnd.TERM, date(2027, 3, 1))
    assert Duty.objects.get(kind="case.close").started_at == late


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


def test_what_a_measure_asked_for_and_nobody_did_holds_no_case_once_it_is_over(clerk, head, officer, worker):
    """The agreement was never signed: its miss stands for ever, and the head may close all the same."""
    case = in_care(clerk, head, officer, worker)
    decided(clerk, case, on=SERVED)
    actions.report_in(by=clerk, case=case, on=SERVED, now=NOW)
    late = at(date(2026, 6, 1))
    with clock.at(late):
        duties.tick(late, stamp=False)
        actions.end_early(
            by=head, case=case, on=date(2026, 6, 1), how="terminated", reason="已经收监执行刑罚", now=late
        )
    missed = Duty.objects.get(kind="case.agreement")
    assert missed.miss.at == missed.due_at
    assert not {"case.agreement", "case.test"} & {row.kind for row in actions.open_items(case, late)}


def test_a_measure_that_runs_still_waits_for_what_it_asks(case, detox):
    late = at(date(2026, 6, 1))
    assert "case.agreement" in {row.kind for row in actions.open_items(case, late)}


@pytest.mark.parametrize("how", ["term", "terminated"])
def test_a_missed_duty_of_ours_is_explained_and_signed_from_the_list_and_then_the_case_closes(
    how, clerk, head, officer, worker, client_as, acting
):
    """Of another office's duty the list says whose it is; that office does or explains it."""
    case = in_care(clerk, head, officer, worker)
    decided(clerk, case, DecisionKind.CORRECTION, on=SERVED, term_months=2)
    late = at(date(2026, 5, 1))
    if how == "terminated":
        reason = "已经收监执行刑罚"
        actions.end_early(by=head, case=case, on=date(2026, 5, 1), how=how, reason=reason, now=late)
    with clock.at(late):
        actions.sweep_measures(now=late)
    late += timedelta(hours=1)
    close = reverse("cases:case_close", args=[case.pk])
    explained = 0
    with clock.at(late):
        chief = client_as(head)
        page = chief.get(close).content.decode()
        for row in actions.open_items(case, late):
            if row.due_at > late or row.unit_id != case.unit_id:
                assert reverse("duties:excuse_add", args=[row.pk]) not in page
                duties.meet(row.kind, subject=row.subject, period=row.period, at=late, now=late)
                continue
            assert reverse("duties:excuse_add", args=[row.pk]) in page
            said = duties.explain_miss(by=acting(clerk, late), duty=row, reason="人手不足，已整改", now=late)
            sign = reverse("duties:excuse_sign", args=[said.pk])
            assert sign in chief.get(close).content.decode()
            assert chief.post(sign).status_code == 302
            explained += 1
        assert explained
        assert actions.open_items(case, late) == []
        if how == "terminated":  # nobody had seen the child for two months, which the end does not heal
            assert "查找没有结束" in chief.post(close, {"reason": "期满，没有未办事项"}).text
            actions.record_contact(
                by=acting(worker, late),
                case=case,
                at=late,
                with_whom=WithWhom.CHILD,
                channel=Channel.VISIT,
                outcome=Outcome.MET,
                now=late,
            )
            for row in actions.open_items(case, late):
                duties.meet(row.kind, subject=row.subject, period=row.period, at=late, now=late)
        assert chief.post(close, {"reason": "期满，没有未办事项"}).status_code == 302
    assert Case.objects.for_system("test").get().status == CaseStatus.CLOSED


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
