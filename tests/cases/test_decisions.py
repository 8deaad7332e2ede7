"""The decision paper: what it starts, what its absence leaves running, and where it is refused."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import ReadEntry
from cases import actions
from cases.choices import DecisionKind, MeasureEnd
from cases.models import Measure, NoDecision
from common import clock
from common.errors import DomainError
from duties.models import Duty
from minors.actions import open_paper
from minors.choices import Track
from minors.models import Minor, Paper
from tests.cases.factories import PNG, decided, decision_in, in_care, open_case
from tests.cast import NOW

TODAY = clock.local_day(NOW)


@pytest.fixture
def case(clerk, station):
    return open_case(clerk, station)


def kinds(case) -> set[str]:
    return set(Duty.objects.open().filter(subject=case.pk).values_list("kind", flat=True))


def test_detox_starts_the_fifteen_days_from_service(case, clerk):
    measure = decided(clerk, case, on=date(2026, 2, 20))
    duty = Duty.objects.get(kind="case.report_in", subject=case.pk)
    assert duty.due_at == clock.end_of_day(date(2026, 3, 7))
    assert (measure.term_months, measure.ends_on) == (36, None)
    case.refresh_from_db()
    assert case.track == Track.COMMUNITY_DETOX == Minor.objects.for_system("test").get().track


@pytest.mark.parametrize("kind", [DecisionKind.CORRECTION, DecisionKind.VOLUNTARY, DecisionKind.SPECIAL])
def test_without_an_addict_nothing_of_detox_runs(case, clerk, kind):
    before = kinds(case)
    measure = decided(clerk, case, kind)
    assert kinds(case) == before
    assert not Duty.objects.filter(kind="case.report_in").exists()
    assert measure.ends_on == (date(2027, 2, 28) if kind == DecisionKind.CORRECTION else None)


def test_what_binds_us_runs_without_any_decision(case):
    assert "case.team" in kinds(case)
    assert case.track == Track.REGISTERED_ONLY
    assert actions.running_measure(case, TODAY) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"addicted_on": None}, "addicted_on"),
        ({"served_on": TODAY - timedelta(days=2)}, "served_on"),
        ({"served_on": TODAY + timedelta(days=1)}, "served_on"),
        ({"decided_on": TODAY + timedelta(days=1), "served_on": TODAY + timedelta(days=1)}, "decided_on"),
        ({"decided_on": date(206, 1, 1)}, "decided_on"),
        ({"addicted_on": TODAY}, "addicted_on"),
        ({"family_served_on": TODAY + timedelta(days=1)}, "family_served_on"),
        ({"term_months": 12}, "term_months"),
        ({"number": " "}, "number"),
        ({"organ": ""}, "organ"),
        ({"paper": b""}, "paper"),
        ({"paper": b"MZ"}, "paper"),
    ],
)
def test_a_wrong_paper_is_refused_on_its_field_and_leaves_nothing(case, clerk, changes, field):
    with pytest.raises(DomainError) as refused:
        decided(clerk, case, **changes)
    assert refused.value.field == field
    assert not Measure.objects.for_system("test").exists()
    assert not Paper.objects.for_system("test").exists()


def test_the_database_knows_no_detox_without_addiction(case, clerk):
    measure = decided(clerk, case)
    measure.addicted_on = None
    with pytest.raises(IntegrityError), transaction.atomic():
        measure.save()


def test_a_second_decision_replaces_the_first_and_stops_its_clocks(case, clerk):
    first = decided(clerk, case)
    second = decided(clerk, case, DecisionKind.CORRECTION, on=TODAY)
    first.refresh_from_db()
    assert (first.ended_on, first.ended_as) == (TODAY, MeasureEnd.REPLACED)
    assert Duty.objects.get(kind="case.report_in").voided_at == NOW
    assert actions.running_measure(case, TODAY) == second


def test_a_child_of_care_gets_no_measure(case, clerk):
    minor = case.minor
    minor.concern, minor.track = "care", Track.CARE
    minor.save()
    case.track = Track.CARE
    case.save()
    with pytest.raises(DomainError):
        decided(clerk, case)


def test_sent_twice_is_one(case, clerk):
    key = uuid4()
    for _ in range(2):
        actions.record_decision(by=clerk, case=case, decision=decision_in(), now=NOW, client_id=key)
    assert Measure.objects.for_system("test").count() == 1 == Paper.objects.for_system("test").count()


def test_no_decision_is_written_with_a_reason_and_changes_no_duty_of_ours(case, clerk):
    before = kinds(case)
    with pytest.raises(DomainError):
        actions.record_no_decision(by=clerk, case=case, reason="无", now=NOW)
    actions.record_no_decision(by=clerk, case=case, reason="未认定成瘾，不予处罚，已训诫", now=NOW)
    assert NoDecision.objects.for_system("test").count() == 1
    assert kinds(case) == before


def test_no_decision_is_refused_where_there_is_one(case, clerk):
    decided(clerk, case)
    with pytest.raises(DomainError):
        actions.record_no_decision(by=clerk, case=case, reason="未认定成瘾，不予处罚", now=NOW)


def test_refused_out_of_place_and_post(case, outsider, bystander, worker, liaison, county_user):
    for user in (outsider, bystander, worker, liaison, county_user):
        with pytest.raises(PermissionDenied):
            decided(user, case)


# --- the scan


def test_the_scan_is_sealed_and_opened_through_the_log(clerk, head, officer, worker):
    case = in_care(clerk, head, officer, worker)
    measure = decided(clerk, case)
    row = Paper.objects.for_system("test").get()
    assert (row.of, str(row.content)) == (measure.pk, "***")
    scan = open_paper(by=worker, minor=case.minor, of=measure.pk, now=NOW)
    assert scan.media_type == "image/jpeg"
    assert scan.data != PNG
    assert ReadEntry.objects.filter(file=case.minor_id, fields="文书扫描件").count() == 1


def test_whoever_may_not_open_the_identity_and_did_not_file_the_scan_may_not_open_it(
    case, clerk, head, outsider, county_user
):
    measure = decided(clerk, case)
    for user in (head, outsider, county_user):
        with pytest.raises(PermissionDenied):
            open_paper(by=user, minor=case.minor, of=measure.pk, now=NOW)
    assert not ReadEntry.objects.filter(fields="文书扫描件").exists()
