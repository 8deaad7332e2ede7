"""Every boundary of law.md §9 that concerns a measure: no database, no clock."""

from datetime import date, timedelta

import pytest

from cases import rules
from cases.choices import DecisionKind
from cases.policies import POLICIES
from common import clock
from minors.choices import Track
from minors.rules import adult_from, is_adult

D = date


@pytest.mark.parametrize(
    ("received", "counted", "shifted"),
    [
        (D(2026, 1, 5), D(2026, 1, 20), D(2026, 1, 20)),  # a Tuesday
        (D(2026, 9, 16), D(2026, 10, 1), D(2026, 10, 8)),  # National Day
        (D(2026, 3, 10), D(2026, 3, 25), D(2026, 3, 25)),  # after a change of place
        (D(2026, 2, 13), D(2026, 2, 28), D(2026, 2, 28)),  # a made-up working Saturday
    ],
)
def test_report_in_is_shown_by_both_readings_and_the_alarm_is_the_earlier(received, counted, shifted):
    found = rules.report_in_by(received, {})
    assert (found.counted, found.shifted, found.alarm) == (counted, shifted, min(counted, shifted))


@pytest.mark.parametrize(("after", "late"), [(14, False), (15, False), (16, True)])
def test_reporting_in_on_the_fifteenth_day_is_in_time(after, late):
    served = D(2026, 1, 5)
    due = POLICIES["case.report_in"].due(clock.start_of_day(served))
    assert due == clock.shanghai(2026, 1, 21)
    assert (clock.end_of_day(served + timedelta(days=after)) - timedelta(microseconds=1) >= due) is late


@pytest.mark.parametrize(
    ("first", "mode", "last"),
    [
        (D(2026, 1, 5), "day_before", D(2029, 1, 4)),
        (D(2026, 1, 5), "same_day", D(2029, 1, 5)),
        (D(2024, 2, 29), "day_before", D(2027, 2, 27)),
        (D(2024, 2, 29), "same_day", D(2027, 2, 28)),
        (D(2025, 3, 1), "day_before", D(2028, 2, 29)),
    ],
)
def test_a_term_of_three_years_ends_by_either_mode(first, mode, last):
    assert rules.term_end(first, 36, mode) == last


def test_the_default_is_the_eve_of_the_anniversary():
    assert rules.term_end(D(2026, 1, 5), 36) == D(2029, 1, 4)
    assert rules.lifted_on(D(2029, 1, 4)) == D(2029, 1, 5)


def test_the_police_notice_is_expected_within_seven_days():
    lifted = clock.start_of_day(D(2029, 1, 5))
    assert POLICIES["case.lift_notice"].due(lifted) == clock.end_of_day(D(2029, 1, 12))
    assert {track for track in Track if rules.expects_notice(track)} == rules.STATUTORY


@pytest.mark.parametrize(
    ("spells", "on", "days"),
    [
        ([], D(2026, 3, 1), 0),
        ([(D(2026, 2, 1), D(2026, 2, 11))], D(2026, 3, 1), 10),
        ([(D(2026, 2, 1), None)], D(2026, 2, 3), 2),
        ([(D(2026, 1, 1), D(2026, 1, 2)), (D(2026, 2, 1), D(2026, 2, 4))], D(2026, 3, 1), 4),
    ],
)
def test_days_that_stood_still(spells, on, days):
    assert rules.stood_still(spells, on) == days


@pytest.mark.parametrize(
    ("kind", "given", "months"),
    [
        (DecisionKind.DETOX, None, 36),
        (DecisionKind.DETOX, 12, 36),
        (DecisionKind.RECOVERY, 24, 24),
        (DecisionKind.RECOVERY, None, 36),
        (DecisionKind.CORRECTION, None, 12),
        (DecisionKind.CORRECTION, 6, 6),
        (DecisionKind.COMPULSORY, None, 24),
        (DecisionKind.SPECIAL, None, None),
        (DecisionKind.VOLUNTARY, 3, 3),
    ],
)
def test_the_months_of_a_term(kind, given, months):
    assert rules.months_of(kind, given) == months


@pytest.mark.parametrize("kind", DecisionKind)
def test_only_an_addict_gets_detox_recovery_or_isolation(kind):
    wanted = (DecisionKind.DETOX, DecisionKind.RECOVERY, DecisionKind.COMPULSORY)
    assert rules.needs_addiction(kind) is (kind in wanted)


@pytest.mark.parametrize(
    ("grown", "day", "young"),
    [  # born in June 2011: adult from 1 July 2029, surely sixteen from 1 July 2027
        (D(2029, 7, 1), D(2027, 6, 15), True),
        (D(2029, 7, 1), D(2027, 6, 30), True),
        (D(2029, 7, 1), D(2027, 7, 1), False),
        (None, D(2027, 7, 1), True),
    ],
)
def test_in_doubt_a_child_is_under_sixteen(grown, day, young):
    assert rules.may_be_under_16(grown, day) is young


def test_the_adult_file_answers_before_the_birthday():
    """Born on 15 June 2011: the file only knows 1 July 2029."""
    grown = D(2029, 7, 1)
    assert rules.handover_due_on(grown) == D(2029, 6, 1)
    assert rules.handover_opens_on(grown) == D(2029, 6, 1) - timedelta(days=90)


def test_the_checklist_is_owed_thirty_and_seven_days_before():
    assert rules.end_checks(D(2029, 1, 4)) == [
        ("2029-01-04-30", D(2028, 12, 5), D(2028, 12, 28)),
        ("2029-01-04-7", D(2028, 12, 28), D(2029, 1, 4)),
    ]


@pytest.mark.parametrize(
    "born", [D(2011, month, day) for month in range(1, 13) for day in (1, 28)] + [D(2012, 2, 29)]
)
def test_the_hand_over_is_never_due_after_the_birthday_nor_a_month_before(born):
    due = rules.handover_due_on(adult_from(born, born.year))
    birthday = date(born.year + 18, born.month, min(born.day, 28))
    assert due <= birthday < due + timedelta(days=31)
    assert not is_adult(born, due)


@pytest.mark.parametrize(
    ("last", "pupil", "next_on"),
    [
        (D(2026, 3, 2), False, D(2026, 9, 2)),
        (D(2025, 8, 31), False, D(2026, 2, 28)),
        (D(2026, 3, 2), True, D(2026, 7, 15)),
        (D(2026, 7, 15), True, D(2027, 1, 15)),
        (D(2026, 9, 1), True, D(2027, 1, 31)),
        (D(2026, 6, 15), True, D(2026, 12, 15)),  # in the last thirty days: this term's
        (D(2026, 6, 14), True, D(2026, 7, 15)),
    ],
)
def test_a_review_each_half_year_or_school_term(last, pupil, next_on):
    assert rules.next_review_on(last, is_pupil=pupil) == next_on


@pytest.mark.parametrize(
    ("track", "to", "allowed"),
    [
        (Track.CORRECTION, D(2028, 3, 1), True),
        (Track.CORRECTION, D(2029, 2, 28), True),  # three years to the day
        (Track.CORRECTION, D(2029, 3, 1), False),
        (Track.CORRECTION, D(2027, 2, 28), False),  # no later than before
        (Track.COMMUNITY_DETOX, D(2028, 3, 1), False),
        (Track.COMMUNITY_RECOVERY, D(2028, 3, 1), False),
    ],
)
def test_only_a_correction_is_extended_and_three_years_at_most(track, to, allowed):
    said = rules.extension_problem(track=track, first=D(2026, 3, 1), ends_on=D(2027, 2, 28), to=to)
    assert (said == "") is allowed


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (D(2026, 3, 2), D(2026, 2, 28), []),
        (D(2026, 3, 2), D(2026, 3, 31), ["2026-03"]),
        (D(2025, 12, 31), D(2026, 2, 1), ["2025-12", "2026-01", "2026-02"]),
    ],
)
def test_months_of_a_case(first, last, months):
    assert rules.months_between(first, last) == months


NOW = clock.shanghai(2026, 3, 2)


@pytest.mark.parametrize(
    ("due", "kind", "explained", "settled"),
    [
        (1, "case.contact", False, True),
        (1, "case.residence", False, False),
        (0, "case.contact", False, False),
        (0, "case.contact", True, True),
        (-1, "case.report_in", True, True),
    ],
)
def test_what_keeps_a_case_open(due, kind, explained, settled):
    at = NOW + timedelta(microseconds=due)
    found = rules.is_settled(at, kind, explained=explained, now=NOW, routine=rules.ROUTINE_KINDS)
    assert found is settled
