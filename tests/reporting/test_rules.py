"""What follows from given facts; boundaries to the microsecond."""

from datetime import date, timedelta

import pytest

from cases.rules import route
from common import clock
from common.errors import DomainError
from reporting import rules
from reporting.choices import DayState, IntakeSource, Measure, words
from reporting.policies import POLICIES
from tests.reporting.given import facts

NOW = clock.shanghai(2026, 3, 2, 9)
SECOND = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("found", "due"),
    [
        (clock.shanghai(2026, 3, 1, 9), clock.shanghai(2026, 3, 2)),
        (clock.shanghai(2026, 3, 1, 23, 59, 59, 999_999), clock.shanghai(2026, 3, 2)),
        (clock.shanghai(2026, 3, 2, 0), clock.shanghai(2026, 3, 3)),
    ],
)
def test_the_same_day_report_is_due_at_the_end_of_the_local_day(found, due):
    assert POLICIES["report.same_day"].due(found, {}) == due


def test_now_is_not_the_future_and_a_microsecond_later_is():
    rules.refuse_future(NOW, captured_at=NOW, tested_at=None)
    with pytest.raises(DomainError) as refused:
        rules.refuse_future(NOW, captured_at=NOW + SECOND)
    assert refused.value.field == "captured_at"


def test_the_minute_of_the_capture_is_not_before_it():
    capture = NOW + timedelta(seconds=40)
    rules.refuse_before(capture, at=NOW, tested_at=None)
    with pytest.raises(DomainError):
        rules.refuse_before(capture, at=NOW - SECOND)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [("captured_at", NOW), ("tested_at", NOW + SECOND), ("identified_minor_at", NOW)],
)
def test_the_anchor_is_the_chosen_instant_or_else_the_capture(monkeypatch, chosen, expected):
    monkeypatch.setattr(rules, "SAME_DAY_ANCHOR", chosen)
    assert rules.anchor(NOW, NOW + SECOND, None) == expected


@pytest.mark.parametrize(
    ("born", "year", "band"),
    [
        (date(2012, 3, 2), 2012, "8–13周岁"),
        (date(2012, 3, 1), 2012, "14–15周岁"),
        (date(2010, 3, 1), 2010, "16–17周岁"),
        (date(2019, 1, 1), 2019, "不满8周岁"),
        (None, 2012, "14–15周岁"),
        (None, 2008, "16–17周岁"),
    ],
)
def test_the_age_band(born, year, band):
    assert rules.age_band(born=born, birth_year=year, on=date(2026, 3, 2)) == band


@pytest.mark.parametrize(
    ("now", "over"), [(clock.shanghai(2026, 3, 3) - SECOND, False), (clock.shanghai(2026, 3, 3), True)]
)
def test_a_day_is_over_at_midnight(now, over):
    assert rules.is_past(date(2026, 3, 2), now) is over


def test_unspoken_days_are_past_days_the_post_existed_and_was_silent():
    days = rules.unspoken_days(NOW, {date(2026, 2, 28)}, since=date(2026, 2, 27), back=10)
    assert days == [date(2026, 3, 1), date(2026, 2, 27)]


@pytest.mark.parametrize(
    ("reported", "live", "superseded", "state"),
    [
        (False, False, False, DayState.NOT_REPORTED),
        (False, True, False, DayState.ZERO),
        (True, False, False, DayState.REPORTED),
        (True, False, True, DayState.ZERO_THEN_REPORTED),
        (False, False, True, DayState.NOT_REPORTED),
    ],
)
def test_the_states_of_a_day_are_never_mixed(reported, live, superseded, state):
    assert rules.day_state(reported=reported, live_zero=live, superseded_zero=superseded) == state


SEIZED, HELP = IntakeSource.SEIZURE, IntakeSource.SELF
AWAY = {"household": "elsewhere", "residence": "elsewhere"}


@pytest.mark.parametrize(
    ("given", "source", "educates", "owner"),
    [
        ({}, SEIZED, True, rules.POLICE),
        ({"is_pupil": False}, SEIZED, False, None),
        (AWAY, SEIZED, False, rules.STATION),
        ({**AWAY, "is_pupil": False}, SEIZED, False, rules.STATION),
        ({"captured_in": False}, IntakeSource.LETTER, True, rules.POLICE),
        ({"captured_in": False, "is_pupil": False}, IntakeSource.LETTER, False, rules.STATION),
        ({}, HELP, False, None),
        (AWAY, HELP, False, None),
    ],
)
def test_who_talks_to_the_child_and_who_tells_the_county(given, source, educates, owner):
    situation = facts(**given)
    decision = route(situation)
    assert rules.educates(decision, is_pupil=situation.is_pupil, source=source) is educates
    assert rules.reports_to_county(decision, is_pupil=situation.is_pupil, source=source) == owner


def test_words_of_stored_values():
    assert words(Measure, ["test", "gone"]) == "现场检测、gone"
