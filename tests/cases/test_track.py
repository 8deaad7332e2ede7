"""Whom a legal track binds, and which measure is in force on a day."""

from datetime import date

import pytest

from cases import rules
from cases.actions import running_measure
from cases.choices import DecisionKind, MeasureEnd
from cases.models import Measure, Suspension
from minors.choices import Track
from tests.cases.factories import open_case
from tests.cast import NOW

BINDING = {Track.COMMUNITY_DETOX, Track.COMMUNITY_RECOVERY}


@pytest.mark.parametrize("track", Track)
def test_what_binds_us_runs_on_every_track_of_a_user(track):
    assert rules.is_drug_track(track) is (track != Track.CARE)


@pytest.mark.parametrize("track", Track)
def test_what_binds_the_child_needs_an_addict_and_a_decision(track):
    assert rules.binds_child(track, True) is (track in BINDING)
    assert rules.binds_child(track, False) is False


def test_every_paper_leads_to_a_track():
    assert set(rules.TRACK_OF) == set(DecisionKind)


@pytest.fixture
def measure(clerk, station):
    row = Measure(
        case=open_case(clerk, station),
        track=Track.COMMUNITY_DETOX,
        kind=DecisionKind.DETOX,
        number="示例戒决字〔2026〕3号",
        organ="示例县公安局",
        addicted_on=date(2026, 1, 3),
        decided_on=date(2026, 1, 4),
        served_on=date(2026, 1, 5),
        reported_in_on=date(2026, 1, 5),
        ends_on=date(2029, 1, 4),
        by=clerk,
        at=NOW,
    )
    row.save()
    return row


@pytest.mark.parametrize(
    ("day", "runs"),
    [
        (date(2026, 1, 4), False),
        (date(2026, 1, 5), True),
        (date(2029, 1, 4), True),
        (date(2029, 1, 5), False),
    ],
)
def test_a_measure_runs_from_service_to_the_last_day_of_its_term(measure, day, runs):
    assert (running_measure(measure.case, day) == measure) is runs


def test_nothing_runs_from_the_day_it_ended(measure):
    measure.ended_on, measure.ended_as = date(2026, 3, 2), MeasureEnd.TERMINATED
    measure.save()
    assert running_measure(measure.case, date(2026, 3, 1)) == measure
    assert running_measure(measure.case, date(2026, 3, 2)) is None


def test_nothing_runs_while_it_is_suspended(measure, clerk):
    Suspension(
        case=measure.case,
        measure=measure,
        cause="detained",
        from_on=date(2026, 2, 1),
        resumed_on=date(2026, 2, 11),
        by=clerk,
    ).save()
    running = [running_measure(measure.case, date(2026, *day)) for day in ((1, 31), (2, 1), (2, 10), (2, 11))]
    assert running == [measure, None, None, measure]
