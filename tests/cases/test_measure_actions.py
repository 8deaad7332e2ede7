"""Reporting in, agreement, standing still, ending: each action, its clocks and its refusals."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cases import actions
from cases.choices import DecisionKind, MeasureEnd
from cases.models import Agreement, Extension, Measure, Suspension
from common import clock
from common.errors import DomainError
from duties.models import Duty
from tests.cases.factories import decided, open_case
from tests.cast import NOW

TODAY = clock.local_day(NOW)
SERVED = TODAY - timedelta(days=20)


@pytest.fixture
def case(clerk, station):
    return open_case(clerk, station)


@pytest.fixture
def detox(clerk, case):
    return decided(clerk, case, on=SERVED)


@pytest.fixture
def correction(clerk, case):
    return decided(clerk, case, DecisionKind.CORRECTION, on=SERVED)


def duty(case, kind, **more) -> Duty:
    return Duty.objects.get(kind=kind, subject=case.pk, **more)


def agreed(by, case, day=TODAY, **more):
    given = {"terms": "接受检测和帮助", "child_on": day, "guardian_on": day, "station_on": day, **more}
    return actions.sign_agreement(by=by, case=case, now=NOW, **given)


# --- report-in and agreement


def test_the_term_runs_from_the_report_in(case, detox, clerk):
    on = SERVED + timedelta(days=15)
    measure = actions.report_in(by=clerk, case=case, on=on, now=NOW)
    assert measure.ends_on == date(on.year + 3, on.month, on.day) - timedelta(days=1)
    assert duty(case, "case.agreement").due_at == clock.shanghai(2026, 3, 6)  # typed when its days were over


def test_reported_in_twice_is_once(case, detox, clerk):
    first = actions.report_in(by=clerk, case=case, on=SERVED, now=NOW)
    again = actions.report_in(by=clerk, case=case, on=TODAY, now=NOW)
    assert again.reported_in_on == first.reported_in_on == SERVED


@pytest.mark.parametrize("days", [-21, 1])
def test_nobody_reports_in_before_service_or_ahead(case, detox, clerk, days):
    with pytest.raises(DomainError) as refused:
        actions.report_in(by=clerk, case=case, on=TODAY + timedelta(days=days), now=NOW)
    assert refused.value.field == "on"


def test_a_track_without_report_in_refuses_it(case, correction, clerk):
    with pytest.raises(DomainError):
        actions.report_in(by=clerk, case=case, on=TODAY, now=NOW)
    with pytest.raises(DomainError):
        agreed(clerk, case)


def test_the_agreement_is_met_with_three_signatures_and_versions_stay(case, detox, clerk):
    actions.report_in(by=clerk, case=case, on=TODAY, now=NOW)
    agreed(clerk, case)
    agreed(clerk, case, terms="改为每周联系")
    assert duty(case, "case.agreement").met_by == clerk
    versions = Agreement.objects.for_system("test").values_list("version", "terms")
    assert list(versions) == [(2, "改为每周联系"), (1, "接受检测和帮助")]


def test_no_agreement_before_the_report_in(case, detox, clerk):
    with pytest.raises(DomainError):
        agreed(clerk, case)


# --- standing still


def test_suspension_stops_clocks_and_moves_the_end(case, detox, clerk):
    actions.report_in(by=clerk, case=case, on=SERVED, now=NOW)
    end = Measure.objects.for_system("test").get().ends_on
    from_on = TODAY - timedelta(days=10)
    actions.suspend(by=clerk, case=case, cause="detained", from_on=from_on, note="", now=NOW)
    assert actions.running_measure(case, TODAY) is None
    actions.resume(by=clerk, case=case, on=TODAY, now=NOW)
    assert Measure.objects.for_system("test").get().ends_on == end + timedelta(days=10)
    assert actions.running_measure(case, TODAY) is not None


def test_a_suspension_before_report_in_starts_the_fifteen_days_anew(case, clerk):
    decided(clerk, case, on=TODAY - timedelta(days=5))
    from_on = TODAY - timedelta(days=3)
    actions.suspend(by=clerk, case=case, cause="arrested", from_on=from_on, note="", now=NOW)
    assert duty(case, "case.report_in").voided_at == NOW
    actions.resume(by=clerk, case=case, on=TODAY, now=NOW)
    again = duty(case, "case.report_in", voided_at=None)
    assert again.due_at == clock.end_of_day(TODAY + timedelta(days=15))


def test_two_suspensions_at_once_or_overlapping_are_refused(case, detox, clerk):
    def suspend(days):
        on = TODAY - timedelta(days=days)
        return actions.suspend(by=clerk, case=case, cause="detained", from_on=on, note="", now=NOW)

    suspend(10)
    with pytest.raises(DomainError):
        suspend(5)
    actions.resume(by=clerk, case=case, on=TODAY - timedelta(days=2), now=NOW)
    with pytest.raises(DomainError) as refused:
        suspend(4)
    assert refused.value.field == "from_on"
    assert Suspension.objects.for_system("test").count() == 1


def test_nothing_resumes_that_did_not_stop(case, detox, clerk):
    with pytest.raises(DomainError):
        actions.resume(by=clerk, case=case, on=TODAY, now=NOW)


# --- extension and early end


def extended(by, case, to, **more):
    given = {"reason": "帮教目标尚未达到", "child_heard": "本人愿意继续", "guardian_heard": "监护人表示同意"}
    return actions.extend(by=by, case=case, to=to, now=NOW, **{**given, **more})


def test_a_correction_is_extended_by_the_head_with_both_heard(case, correction, head):
    to = correction.ends_on + timedelta(days=90)
    extended(head, case, to)
    assert Measure.objects.for_system("test").get().ends_on == to
    for field in ("reason", "child_heard", "guardian_heard"):
        with pytest.raises(DomainError) as refused:
            extended(head, case, to + timedelta(days=1), **{field: "无"})
        assert refused.value.field == field


def test_no_other_measure_is_extended(case, detox, clerk, head):
    actions.report_in(by=clerk, case=case, on=TODAY, now=NOW)
    with pytest.raises(DomainError) as refused:
        extended(head, case, date(2031, 1, 1))
    assert refused.value.field == "to"
    assert not Extension.objects.for_system("test").exists()


def test_only_the_head_extends_or_ends(case, correction, clerk, worker, outsider, county_user):
    for user in (clerk, worker, outsider, county_user):
        with pytest.raises(PermissionDenied):
            extended(user, case, TODAY + timedelta(days=400))
        with pytest.raises(PermissionDenied):
            actions.end_early(by=user, case=case, on=TODAY, how="early", reason="目标已经达到", now=NOW)


def test_the_law_s_own_term_is_not_ended_early_but_terminated(case, detox, head):
    with pytest.raises(DomainError) as refused:
        actions.end_early(by=head, case=case, on=TODAY, how="early", reason="目标已经达到", now=NOW)
    assert refused.value.field == "how"
    ended = actions.end_early(
        by=head, case=case, on=TODAY, how="terminated", reason="被收监执行刑罚", now=NOW
    )
    assert (ended.ended_on, ended.ended_as) == (TODAY, MeasureEnd.TERMINATED)
    assert actions.running_measure(case, TODAY) is None


def test_an_early_end_leaves_what_is_open_to_the_head(case, correction, head):
    actions.end_early(by=head, case=case, on=TODAY, how="early", reason="目标已经达到", now=NOW)
    assert duty(case, "case.close").met_at is None  # no team has been named yet
    case.refresh_from_db()
    assert case.closed_at is None


# --- another place


def test_a_change_of_place_owes_papers_and_fifteen_days_and_the_same_end(case, detox, clerk):
    actions.report_in(by=clerk, case=case, on=SERVED, now=NOW)
    end = Measure.objects.for_system("test").get().ends_on
    changed = TODAY - timedelta(days=1)
    actions.change_place(by=clerk, case=case, changed_on=changed, to_where="示例镇工作站", now=NOW)
    assert duty(case, "case.place_report").due_at == clock.end_of_day(changed + timedelta(days=15))
    with pytest.raises(DomainError):
        actions.change_place(by=clerk, case=case, changed_on=TODAY, to_where="示例乡工作站", now=NOW)
    actions.follow_place(by=clerk, case=case, materials_on=TODAY, reported_on=TODAY, now=NOW)
    assert duty(case, "case.place_materials").met_at
    assert duty(case, "case.place_report").met_at
    assert duty(case, "case.agreement", voided_at=None, met_at=None).started_at
    assert Measure.objects.for_system("test").get().ends_on == end
