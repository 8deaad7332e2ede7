"""A decision typed by mistake: who takes it back, what goes with it, what stays, what it breaks outward."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cases import actions
from cases.choices import CaseStatus, DecisionKind, LetterKind, MeasureEnd
from cases.models import (
    Case,
    DrugTest,
    LiftNotice,
    Measure,
    MonthLine,
    RefusedTest,
    SearchStep,
    Suspension,
    Withdrawal,
)
from cases.testwords import Avoidance, Consent
from common import clock
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty, Miss
from minors.choices import Track
from minors.models import Minor
from tests.cases.factories import DAY, decided, fresh, in_care, open_case, running
from tests.cases.measured import kit, take
from tests.cast import NOW

TODAY = clock.local_day(NOW)
YESTERDAY = TODAY - DAY
WHY = "登到了别的孩子名下"


@pytest.fixture
def case(clerk, station, police_post):
    return open_case(clerk, station)


def again(measure: Measure) -> Measure:
    return Measure.objects.for_system("test").get(pk=measure.pk)


def open_kinds(case: Case) -> set[str]:
    return set(Duty.objects.open().filter(file=case.minor_id).values_list("kind", flat=True))


# --- who, and that it stays


def test_the_row_stays_with_who_when_and_why_and_binds_nobody(case, clerk, head, withdraw):
    measure = decided(clerk, case)
    row = withdraw(measure)
    assert again(measure).withdrawn_at == NOW
    assert (row.by, row.decided_by, row.reason) == (clerk, head, WHY)
    assert actions.running_measure(case, TODAY) is None
    assert fresh(case).track == Track.REGISTERED_ONLY == Minor.objects.for_system("test").get().track
    assert actions.track_now(fresh(case)) == "仅登记"


def test_asking_changes_nothing_until_the_head_answers(case, clerk, head):
    measure = decided(clerk, case)
    actions.ask_withdrawal(by=clerk, case=case, measure=measure, reason=WHY, now=NOW)
    assert actions.running_measure(case, TODAY) == measure
    assert running(case, "case.withdraw_decide").unit == head.acting.unit
    assert running(case, "case.report_in") is not None


def test_the_head_lets_it_stand_with_a_reason(case, clerk, head):
    measure = decided(clerk, case)
    actions.ask_withdrawal(by=clerk, case=case, measure=measure, reason=WHY, now=NOW)
    with pytest.raises(DomainError) as refused:
        actions.decide_withdrawal(by=head, case=case, answer=Consent.REFUSED, now=NOW)
    assert refused.value.field == "note"
    actions.decide_withdrawal(by=head, case=case, answer=Consent.REFUSED, note="文书核对无误", now=NOW)
    assert again(measure).withdrawn_at is None
    assert running(case, "case.withdraw_decide") is None


def test_it_takes_two(case, clerk, head):
    measure = decided(head, case)
    with pytest.raises(DomainError, match="您来审批"):
        actions.ask_withdrawal(by=head, case=case, measure=measure, reason=WHY, now=NOW)
    assert not Withdrawal.objects.for_system("test").exists()
    with pytest.raises(DomainError):
        actions.decide_withdrawal(by=head, case=case, answer=Consent.APPROVED, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.decide_withdrawal(by=clerk, case=case, answer=Consent.APPROVED, now=NOW)


def test_the_database_knows_it_takes_two(case, clerk):
    measure = decided(clerk, case)
    row = actions.ask_withdrawal(by=clerk, case=case, measure=measure, reason=WHY, now=NOW)
    row.answer, row.decided_by, row.decided_at = Consent.APPROVED, clerk, NOW
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_what_a_head_typed_is_asked_back_by_another_and_granted_by_the_head(case, clerk, head, withdraw):
    assert withdraw(decided(head, case)).decided_by == head


@pytest.mark.parametrize("who", ["outsider", "bystander", "worker", "liaison", "county_user"])
def test_refused_out_of_place_and_post(request, case, clerk, who):
    measure, user = decided(clerk, case), request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        actions.ask_withdrawal(by=user, case=case, measure=measure, reason=WHY, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.decide_withdrawal(by=user, case=case, answer=Consent.APPROVED, now=NOW)


def test_twice_one_at_a_time_and_never_without_a_reason(case, clerk, head, withdraw):
    measure, key = decided(clerk, case), uuid4()
    with pytest.raises(DomainError) as refused:
        actions.ask_withdrawal(by=clerk, case=case, measure=measure, reason="错", now=NOW)
    assert refused.value.field == "reason"
    given = {"by": clerk, "case": case, "measure": measure, "reason": WHY, "now": NOW}
    first = actions.ask_withdrawal(**given, client_id=key)
    assert actions.ask_withdrawal(**given, client_id=key) == first
    with pytest.raises(DomainError):
        actions.ask_withdrawal(**given)
    actions.decide_withdrawal(by=head, case=case, answer=Consent.APPROVED, now=NOW)
    with pytest.raises(DomainError):
        actions.decide_withdrawal(by=head, case=case, answer=Consent.APPROVED, now=NOW)
    with pytest.raises(DomainError):
        actions.ask_withdrawal(**given)


# --- clocks


def test_what_was_not_yet_due_is_void_and_what_was_missed_stays_missed(case, clerk, withdraw):
    measure = decided(clerk, case)
    missed = Duty.objects.get(kind="case.report_in")
    later = missed.due_at + DAY
    duties.tick(later, stamp=False)
    withdraw(measure, now=later)
    missed.refresh_from_db()
    assert (missed.met_at, missed.voided_at) == (None, None)
    assert Miss.objects.filter(duty=missed).exists()
    assert not Duty.objects.filter(kind="case.report_in").exclude(pk=missed.pk).exists()
    prompt = decided(clerk, case, on=clock.local_day(later), now=later)
    ahead = Duty.objects.open().exclude(pk=missed.pk).get(kind="case.report_in")
    assert ahead.due_at > later
    actions.report_in(by=clerk, case=case, on=prompt.served_on, now=later)
    ahead.refresh_from_db()
    assert (ahead.met_at is not None, Miss.objects.filter(duty=missed).exists()) == (True, True)


@pytest.mark.parametrize("kind", [DecisionKind.DETOX, DecisionKind.CORRECTION])
def test_nothing_of_the_measure_is_owed_any_more(case, clerk, withdraw, kind):
    before = open_kinds(case)
    measure = decided(clerk, case, kind)
    if kind == DecisionKind.DETOX:
        actions.report_in(by=clerk, case=case, on=YESTERDAY, now=NOW)
    withdraw(measure)
    assert open_kinds(case) == before


def test_the_measure_before_runs_again_with_its_own_hour(case, clerk, withdraw):
    first = decided(clerk, case)
    hour = Duty.objects.get(kind="case.report_in").due_at
    wrong = decided(clerk, case, DecisionKind.CORRECTION, on=TODAY, now=NOW + timedelta(hours=1))
    withdraw(wrong, now=NOW + timedelta(hours=2))
    back = again(first)
    assert (back.ended_on, back.ended_as) == (None, "")
    assert running(case, "case.report_in").due_at == hour
    assert fresh(case).track == Track.COMMUNITY_DETOX
    assert actions.running_measure(case, TODAY) == first


def test_a_measure_that_stood_still_stands_still_again(case, clerk, withdraw):
    first = decided(clerk, case)
    actions.report_in(by=clerk, case=case, on=YESTERDAY, now=NOW)
    actions.suspend(by=clerk, case=case, cause="detained", from_on=YESTERDAY, note="", now=NOW)
    wrong = decided(clerk, case, DecisionKind.CORRECTION, on=TODAY)
    assert Suspension.objects.for_system("test").get().resumed_on == TODAY
    withdraw(wrong)
    assert Suspension.objects.for_system("test").get().resumed_on is None
    assert actions.is_suspended(again(first))


def test_under_a_later_decision_the_one_before_ran_until_that_one(case, clerk, withdraw):
    first = decided(clerk, case, on=TODAY - DAY * 9)
    wrong = decided(clerk, case, DecisionKind.CORRECTION, on=TODAY - DAY * 5)
    right = decided(clerk, case, DecisionKind.RECOVERY, on=YESTERDAY)
    owed = open_kinds(case)
    withdraw(wrong)
    assert (again(first).ended_on, again(first).ended_as) == (YESTERDAY, MeasureEnd.REPLACED)
    assert again(right).replaces == first
    assert actions.running_measure(case, TODAY) == right
    assert open_kinds(case) == owed
    withdraw(right)
    assert actions.running_measure(case, TODAY) == first


def test_a_term_that_ran_out_meanwhile_is_over_from_the_day_it_is_known(case, clerk, withdraw):
    first = decided(clerk, case, DecisionKind.RECOVERY, on=YESTERDAY, term_months=1)
    actions.report_in(by=clerk, case=case, on=YESTERDAY, now=NOW)
    wrong = decided(clerk, case, DecisionKind.CORRECTION, on=TODAY)
    later = NOW + DAY * 60
    misses = {"case.test", "case.end_checklist", "case.agreement"}
    duties.tick(later, stamp=False)
    withdraw(wrong, now=later)
    duties.tick(later + DAY * 2, stamp=False)
    assert again(first).ended_as == MeasureEnd.TERM
    assert Duty.objects.get(kind="case.lift_notice", voided_at=None).started_at == later
    assert not Miss.objects.filter(duty__kind__in=misses).exists()


def test_a_measure_that_ended_by_itself_is_withdrawn_and_its_notice_no_longer_chased(
    clerk, head, officer, worker, withdraw, police_post
):
    case = in_care(clerk, head, officer, worker)
    first = decided(clerk, case, DecisionKind.RECOVERY, on=YESTERDAY, term_months=1)
    actions.report_in(by=clerk, case=case, on=YESTERDAY, now=NOW)
    over = NOW + DAY * 30
    duties.tick(over, stamp=False)
    assert running(case, "case.lift_notice") is not None
    withdraw(first, now=over)
    assert running(case, "case.lift_notice") is None
    assert running(case, "case.close") is None


# --- what happened stays


def test_tests_and_refusals_stay_and_count_under_the_right_decision(
    clerk, head, officer, worker, withdraw, police_post
):
    case = in_care(clerk, head, officer, worker)
    wrong = decided(clerk, case, number="示例戒决字〔2026〕30号")
    actions.report_in(by=clerk, case=case, on=YESTERDAY, now=NOW)
    test = take(worker, case, officer, kit(clerk), at=NOW)
    actions.record_refusal(
        by=worker,
        case=case,
        at=NOW,
        how=Avoidance.REFUSED,
        witness=officer,
        note="当面拒绝，不愿进屋",
        now=NOW,
    )
    withdraw(wrong)
    assert DrugTest.objects.for_system("test").get().measure == wrong
    right = decided(clerk, case)
    actions.report_in(by=clerk, case=case, on=YESTERDAY, now=NOW)
    days = dict.fromkeys(("child_on", "guardian_on", "station_on"), YESTERDAY)
    actions.sign_agreement(by=clerk, case=case, terms="接受检测和帮助", now=NOW, **days)
    assert actions.counters_of(right, TODAY).refusals == 1
    assert DrugTest.objects.for_system("test").get(pk=test.pk).measure == right
    assert RefusedTest.objects.for_system("test").get().measure == right
    assert Duty.objects.filter(kind="case.test", met_at__isnull=False, period__endswith=right.pk.hex[:6])


def test_a_positive_waits_for_the_police_no_more_and_again_under_the_right_decision(
    clerk, head, officer, worker, withdraw, police_post
):
    case = in_care(clerk, head, officer, worker)
    wrong = decided(clerk, case, number="示例戒决字〔2026〕30号")
    actions.report_in(by=clerk, case=case, on=YESTERDAY, now=NOW)
    take(worker, case, officer, kit(clerk), at=NOW, result="positive")
    owed = Duty.objects.open().get(kind="case.positive")
    withdraw(wrong)
    assert not Duty.objects.open().filter(kind="case.positive").exists()
    decided(clerk, case)
    assert Duty.objects.open().get(kind="case.positive").due_at == owed.due_at


def test_a_month_is_told_as_it_stood_whether_the_engine_ran_or_not(case, clerk, withdraw):
    wrong = decided(clerk, case, DecisionKind.CORRECTION)
    withdraw(wrong, now=clock.shanghai(2026, 4, 2, 9))
    actions.sweep_months(now=clock.shanghai(2026, 5, 2, 9))
    lines = {row.month: (row.track, row.ends_on) for row in MonthLine.objects.for_system("test")}
    assert lines == {"2026-03": (Track.CORRECTION, wrong.ends_on), "2026-04": (Track.REGISTERED_ONLY, None)}


def test_the_police_are_asked_to_search_no_more(
    clerk, head, officer, worker, withdraw, police_post, county_user
):
    case = in_care(clerk, head, officer, worker)
    wrong = decided(clerk, case)
    at = clock.shanghai(2026, 3, 12, 9)
    while not (steps := SearchStep.objects.for_system("test").filter(kind="police")).exists():
        at += DAY
        assert at < clock.shanghai(2026, 6, 1)
        duties.tick(at, stamp=False)
    assert fresh(case).status == CaseStatus.LOST
    withdraw(wrong, now=at)
    assert steps.get().result == "impossible"
    assert not Duty.objects.open().filter(kind="case.search.police").exists()
    assert fresh(case).status == CaseStatus.LOST


# --- what went outward


def test_after_the_notice_of_release_it_is_refused_and_says_what_to_do(case, clerk, withdraw):
    measure = decided(clerk, case, DecisionKind.RECOVERY, on=YESTERDAY, term_months=1)
    actions.report_in(by=clerk, case=case, on=YESTERDAY, now=NOW)
    over = NOW + DAY * 30
    duties.tick(over, stamp=False)
    given = {"number": "示例解字1号", "given_on": clock.local_day(over), "now": over}
    actions.record_lift_notice(by=clerk, case=case, **given)
    assert LiftNotice.objects.for_system("test").exists()
    with pytest.raises(DomainError) as refused:
        actions.ask_withdrawal(by=clerk, case=case, measure=measure, reason=WHY, now=over)
    assert "更正或撤销的文书" in str(refused.value)


def test_a_letter_that_went_out_is_taken_back_in_words_first(case, clerk, head, withdraw):
    measure = decided(clerk, case)
    late = clock.shanghai(2026, 4, 2, 9)
    duties.tick(late, stamp=False)
    actions.write_paper(by=clerk, case=case, kind=LetterKind.WARN, now=late)
    with pytest.raises(DomainError) as refused:
        actions.ask_withdrawal(by=clerk, case=case, measure=measure, reason=WHY, now=late)
    assert refused.value.field == "recalled"
    assert "告诫书" in str(refused.value)
    row = withdraw(measure, now=late, recalled="4月2日当面向本人和监护人收回")
    assert row.recalled
    assert again(measure).withdrawn_at == late


def test_of_a_case_that_is_over_nothing_is_withdrawn_and_the_way_is_said(case, clerk):
    measure = decided(clerk, case)
    row = fresh(case)
    row.status, row.closed_at = CaseStatus.CLOSED, NOW
    row.save()
    with pytest.raises(DomainError) as refused:
        actions.ask_withdrawal(by=clerk, case=case, measure=measure, reason=WHY, now=NOW)
    assert "重新接报" in str(refused.value)


def test_the_same_number_may_be_typed_again_once_it_was_withdrawn(case, clerk, withdraw):
    wrong = decided(clerk, case, on=date(2026, 2, 20))
    withdraw(wrong)
    assert decided(clerk, case).holds_number
