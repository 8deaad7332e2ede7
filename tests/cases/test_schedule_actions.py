"""The tests that are owed, as the engine opens and stops them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cases import actions
from cases.choices import MeasureEnd, SuspensionCause
from cases.models import Measure, SurpriseTest, Suspension
from cases.testwords import Preset
from common import clock
from common.errors import DomainError
from duties.models import Duty
from tests.cases.factories import in_care
from tests.cases.measured import kit, measure, take
from tests.cast import NOW

REASON = "县里要求加密检测频次"


@pytest.fixture
def case(clerk, head, officer, worker):
    return in_care(clerk, head, officer, worker)


def owed(case):
    rows = Duty.objects.filter(kind="case.test", subject=case.pk).order_by("due_at", "period")
    return [(row.period[:6], clock.local(row.due_at).date(), bool(row.voided_at)) for row in rows]


def ledger(case):
    rows = Duty.objects.filter(kind="case.test", subject=case.pk, voided_at=None).order_by("period")
    return [(row.period[:6], row.started_at, row.due_at, row.holder) for row in rows.select_related("holder")]


def test_nothing_is_owed_without_a_decision_or_before_report_in(case, clerk):
    actions.settle_tests(case, now=NOW)
    assert owed(case) == []
    measure(case, clerk, reported_in=None)
    actions.settle_tests(case, now=NOW)
    assert owed(case) == []


def test_a_decision_on_another_track_owes_no_test(case, clerk):
    measure(case, clerk, track="correction", kind="correction", months=12)
    actions.sweep_tests(now=NOW + timedelta(days=90))
    assert owed(case) == []


def test_an_engine_that_stopped_gives_the_same_ledger(case, clerk, head, officer, worker):
    """Two cases alike, one known to the engine all along, the other only after it had stood still."""
    measure(case, clerk)
    for n in range(0, 100, 3):
        actions.sweep_tests(now=NOW + timedelta(days=n))
    late = in_care(clerk, head, officer, worker)
    measure(late, clerk)
    actions.sweep_tests(now=NOW + timedelta(days=99))
    assert ledger(case) == ledger(late)
    assert len(ledger(case)) == 4


def test_a_suspension_voids_what_is_not_due_and_resuming_opens_it_again(case, clerk):
    row = measure(case, clerk)
    actions.settle_tests(case, now=NOW)
    pause = Suspension(
        case=case, measure=row, cause=SuspensionCause.values[0], from_on=date(2026, 3, 10), by=clerk
    )
    pause.save()
    at = clock.shanghai(2026, 3, 10, 9)
    actions.settle_tests(case, now=at)
    assert owed(case) == [("U22-01", date(2026, 4, 2), True)]
    actions.sweep_tests(now=clock.shanghai(2026, 5, 1))
    assert len(owed(case)) == 1
    pause.resumed_on = date(2026, 5, 10)
    pause.save()
    row.ends_on += timedelta(days=61)
    row.save()
    actions.settle_tests(case, now=clock.shanghai(2026, 5, 10, 9))
    assert owed(case)[-1] == ("U22-01", date(2026, 6, 2), False)


def test_the_end_of_a_measure_stops_its_tests_and_keeps_a_miss(case, clerk):
    row = measure(case, clerk)
    actions.sweep_tests(now=clock.shanghai(2026, 4, 3))
    row.ended_on, row.ended_as = date(2026, 4, 20), MeasureEnd.values[0]
    row.save()
    later = clock.shanghai(2026, 4, 20, 10)
    actions.sweep_tests(now=later)
    assert owed(case) == [("U22-01", date(2026, 4, 2), False), ("U22-02", date(2026, 5, 2), True)]
    actions.sweep_tests(now=clock.shanghai(2027, 1, 1))
    assert len(owed(case)) == 2


def test_nothing_is_owed_after_the_last_day_of_the_term(case, clerk):
    measure(case, clerk, months=2, track="community_recovery", kind="recovery")
    actions.sweep_tests(now=clock.shanghai(2026, 12, 1))
    assert [due for _, due, _ in owed(case)] == [date(2026, 5, 2)]


def test_another_preset_holds_from_today_and_is_said_with_a_reason(case, clerk, worker):
    measure(case, clerk)
    actions.settle_tests(case, now=NOW)
    with pytest.raises(DomainError, match="相同"):
        actions.choose_preset(by=clerk, case=case, preset=Preset.U22, reason=REASON, now=NOW)
    with pytest.raises(DomainError, match="不用于社区戒毒"):
        actions.choose_preset(by=clerk, case=case, preset=Preset.R12, reason=REASON, now=NOW)
    actions.choose_preset(by=clerk, case=case, preset=Preset.U28, reason=REASON, now=NOW)
    assert owed(case) == [("U28-01", date(2026, 3, 17), False), ("U22-01", date(2026, 4, 2), True)]
    with pytest.raises(DomainError, match="明天"):
        actions.choose_preset(by=clerk, case=case, preset=Preset.U22, reason=REASON, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.choose_preset(by=worker, case=case, preset=Preset.U22, reason=REASON, now=NOW)


def test_a_surprise_is_arranged_by_hand_or_by_lot(case, clerk, acting):
    measure(case, clerk)
    on = date(2026, 3, 5)
    (row,) = actions.arrange_surprise(by=clerk, case=case, on=on, now=NOW)
    assert row.seed == ""
    with pytest.raises(DomainError):
        actions.arrange_surprise(by=clerk, case=case, on=on, now=NOW)
    drawn = actions.arrange_surprise(by=clerk, case=case, by_lot=3, now=NOW)
    assert len({one.on for one in drawn}) == 3
    assert len({one.seed for one in drawn}) == 1
    for refused in ({"on": date(2026, 3, 1)}, {"by_lot": 4}, {"by_lot": 0}):
        with pytest.raises(DomainError):
            actions.arrange_surprise(by=clerk, case=case, now=NOW, **refused)
    assert SurpriseTest.objects.for_system("test").count() == 4


def test_a_surprise_is_answered_by_a_test_of_its_days_and_on_top(case, clerk, worker, officer, acting):
    measure(case, clerk)
    on = date(2026, 3, 5)
    actions.arrange_surprise(by=clerk, case=case, on=on, now=NOW)
    at = clock.shanghai(2026, 3, 6, 9)
    acting(worker, at)
    row = take(worker, case, officer, kit(clerk), at=at)
    assert row.purpose == "surprise"
    met = Duty.objects.filter(kind="case.test", met_at__isnull=False)
    assert [duty.period for duty in met] == [f"S-20260305-{Measure.objects.for_system('t').get().pk.hex[:6]}"]
    again = take(worker, case, officer, row.kit, at=at + timedelta(hours=1))
    assert again.purpose == "scheduled"


def test_no_surprise_without_a_measure(case, clerk):
    with pytest.raises(DomainError, match="社区戒毒"):
        actions.arrange_surprise(by=clerk, case=case, by_lot=1, now=NOW)


def test_a_window_that_was_tested_is_not_opened_again_by_another_preset(case, clerk, worker, officer, acting):
    """Tested on 10 March under U22: the first window of U28, to 16 March, holds that test."""
    measure(case, clerk)
    at = clock.shanghai(2026, 3, 10, 9)
    with clock.at(at):
        row = take(acting(worker, at), case, officer, kit(clerk), at=at)
    day = clock.shanghai(2026, 3, 12, 9)
    with clock.at(day):
        actions.choose_preset(by=acting(clerk, day), case=case, preset=Preset.U28, reason=REASON, now=day)
    rows = Duty.objects.filter(kind="case.test", subject=case.pk, voided_at=None).order_by("period")
    assert [(one.period[:6], one.met_at, one.is_backfilled) for one in rows] == [
        ("U22-01", at, False),
        ("U28-01", at, False),
    ]
    row.refresh_from_db()
    assert [key[:6] for key in row.answered.split()] == ["U22-01", "U28-01"]


def test_a_test_outside_the_new_window_does_not_count_in_it(case, clerk, worker, officer, acting):
    measure(case, clerk)
    at = clock.shanghai(2026, 3, 10, 9)
    with clock.at(at):
        take(acting(worker, at), case, officer, kit(clerk), at=at)
    day = clock.shanghai(2026, 3, 18, 9)
    with clock.at(day):
        actions.choose_preset(by=acting(clerk, day), case=case, preset=Preset.U28, reason=REASON, now=day)
    opened = Duty.objects.open().get(kind="case.test", subject=case.pk)
    assert opened.period.startswith("U28-02")
