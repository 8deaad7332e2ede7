"""The measure of a child goes on at the station that took over: reported there, agreed there, the same end.

Law: 戒毒条例22.
"""

from datetime import timedelta

import pytest

from cases import actions
from cases.choices import DecisionKind
from cases.models import Agreement, Measure, PlaceChange
from common import clock
from common.errors import DomainError
from duties.models import Duty
from tests.cases.factories import decided, fresh, in_care, open_case
from tests.cases.transfers import AWAY, accepted, noticed
from tests.cast import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
AT = NOW + 2 * DAY


@pytest.fixture
def case(clerk, head, officer, worker, station):
    return in_care(clerk, head, officer, worker, case=open_case(clerk, station, with_facts=AWAY))


def handed(clerk, outsider, case, acting):
    with clock.at(AT):
        acting(clerk, AT)
        row = noticed(clerk, case, now=AT, to_unit=outsider.acting.unit)
        acting(outsider, AT)
        return accepted(outsider, row, now=AT).case


def agreed(by, case, on, now):
    return actions.sign_agreement(
        by=by, case=case, terms="每周见面一次", child_on=on, guardian_on=on, station_on=on, now=now
    )


def running(case, kind):
    return Duty.objects.open().filter(subject=case.pk, kind=kind).first()


def test_reported_and_agreed_here_is_reported_and_agreed_there(case, clerk, outsider, acting):
    decided(clerk, case, DecisionKind.DETOX)
    today = clock.local_day(NOW)
    actions.report_in(by=clerk, case=case, on=today, now=NOW)
    agreed(clerk, case, today, NOW)
    ends_on = Measure.objects.for_system("test").get().ends_on
    case = handed(clerk, outsider, case, acting)
    report, agreement = running(case, "case.place_report"), running(case, "case.agreement")
    there = clock.local_day(AT)
    assert report.unit == agreement.unit == outsider.acting.unit
    assert report.due_at == clock.end_of_day(there + 15 * DAY)
    assert agreement.due_at > report.due_at
    with pytest.raises(DomainError, match="变更执行地"):
        agreed(outsider, case, today, AT)
    with clock.at(AT + DAY):
        acting(outsider, AT + DAY)
        actions.follow_place(by=outsider, case=case, reported_on=there + DAY, now=AT + DAY)
        assert running(case, "case.place_report") is None
        assert running(case, "case.agreement").started_at == AT + DAY
        agreed(outsider, case, there + DAY, AT + DAY)
    assert running(case, "case.agreement") is None
    measure = Measure.objects.for_system("test").get()
    assert (measure.ends_on, measure.reported_in_on) == (ends_on, today)
    assert Agreement.objects.for_system("test").count() == 2


def test_whoever_had_not_reported_in_reports_in_there(case, clerk, outsider, acting):
    decided(clerk, case, DecisionKind.DETOX)
    case = handed(clerk, outsider, case, acting)
    duty = running(case, "case.report_in")
    assert (duty.unit, duty.due_at) == (
        outsider.acting.unit,
        clock.end_of_day(clock.local_day(AT) + 15 * DAY),
    )
    assert not PlaceChange.objects.for_system("test").exists()


def test_an_agreement_signed_there_at_once_is_not_owed_again_on_the_report(case, clerk, outsider, acting):
    decided(clerk, case, DecisionKind.DETOX)
    actions.report_in(by=clerk, case=case, on=clock.local_day(NOW), now=NOW)
    case = handed(clerk, outsider, case, acting)
    there = clock.local_day(AT)
    agreed(outsider, case, there, AT)
    actions.follow_place(by=outsider, case=case, reported_on=there, now=AT)
    assert running(case, "case.agreement") is None


@pytest.mark.parametrize("kind", [None, DecisionKind.CORRECTION])
def test_without_a_measure_that_binds_nothing_of_it_is_owed(kind, case, clerk, outsider, acting):
    if kind:
        decided(clerk, case, kind)
    case = handed(clerk, outsider, case, acting)
    for owed in ("case.report_in", "case.agreement", "case.place_report"):
        assert running(case, owed) is None
    assert fresh(case).unit == outsider.acting.unit
