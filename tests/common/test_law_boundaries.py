"""Counting periods as law.md §9 lists it, a line of the table for each test. No database, no clock.

| line of law.md §9 | here |
|---|---|
| the first day is not counted (民法典201) | `test_the_day_of_the_event_is_not_counted` |
| by hours: from the moment itself (民法典201 ¶2) | `test_hours_run_from_the_moment` |
| month, year end on the corresponding day, else the last of the month (202) | `test_the_corresponding_day` |
| a last day on a holiday: both readings, alarm on the earlier (203) | `test_the_last_day_by_both_readings` |
| a day ends at 24:00 (203) | `test_the_last_day_ends_at_midnight` |
| 行政处罚法85 二、三、五、七日 are working days, of that law only | `test_working_days_are_another_count` |
| 戒毒条例 15日、7日、3日: calendar days | `test_the_day_of_the_event_is_not_counted` |
| 以上、以内 include; 超过、不满 exclude | `test_thresholds` |
| 周岁 from the day after the birthday | `test_an_age_is_reached_on_the_day_after_the_birthday` |
| 逃避或者拒绝 3次以上; 擅自离开 3次以上; 累计超过30日; 离开 3日以上 | `test_thresholds` |
| 不满十六周岁, 已满十四周岁 | `test_an_age_is_reached_on_the_day_after_the_birthday` |
| report-in deadline, the one on National Day, a new place after a change | both tests of the last day |
| term end in both modes, from 29 February | `test_a_term_ends_by_either_mode` |
| the police notice in 7 days | `test_the_last_day_ends_at_midnight` |
| three years clean; any positive resets | `test_three_clean_years` |
| same-day report: capture 23:40, filed 00:10 | `test_a_capture_late_at_night_has_the_minutes_that_are_left` |
"""

from datetime import date as D
from datetime import timedelta

import pytest

from cases import rules
from cases.policies import POLICIES as OF_CASES
from cases.policies.drugtests import WRITTEN_FROM_DAYS
from cases.rules.counters import Counters
from cases.rules.leave import days_of, needs_writing
from cases.testwords import Threshold
from common import calendar, clock
from common.clock import shanghai
from minors.rules import years_before
from reporting.policies import POLICIES as OF_REPORTING

INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("event", "days", "last"),
    [
        (D(2026, 1, 5), 15, D(2026, 1, 20)),
        (D(2026, 9, 16), 15, D(2026, 10, 1)),
        (D(2026, 3, 10), 15, D(2026, 3, 25)),
        (D(2026, 2, 14), 15, D(2026, 3, 1)),  # over a February of 28 days
        (D(2028, 2, 14), 15, D(2028, 2, 29)),  # and of 29
        (D(2029, 1, 5), 7, D(2029, 1, 12)),
        (D(2026, 12, 31), 3, D(2027, 1, 3)),
    ],
)
def test_the_day_of_the_event_is_not_counted(event, days, last):
    assert calendar.add_days(event, days) == last


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (shanghai(2026, 3, 2, 23, 40), shanghai(2026, 3, 3, 23, 40)),
        (shanghai(2028, 2, 28, 9), shanghai(2028, 2, 29, 9)),
        (shanghai(2026, 9, 30, 18), shanghai(2026, 10, 1, 18)),  # no holiday moves an hour
    ],
)
def test_hours_run_from_the_moment(at, due):
    assert OF_CASES["case.positive"].due(at) == due


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (D(2026, 1, 15), 1, D(2026, 2, 15)),
        (D(2026, 1, 29), 1, D(2026, 2, 28)),
        (D(2026, 1, 31), 1, D(2026, 2, 28)),
        (D(2028, 1, 31), 1, D(2028, 2, 29)),
        (D(2024, 2, 29), 12, D(2025, 2, 28)),
        (D(2024, 2, 29), 48, D(2028, 2, 29)),
        (D(2025, 8, 31), 6, D(2026, 2, 28)),
    ],
)
def test_the_corresponding_day(day, months, end):
    assert calendar.add_months(day, months) == end


@pytest.mark.parametrize(
    ("received", "counted", "shifted"),
    [
        (D(2026, 1, 5), D(2026, 1, 20), D(2026, 1, 20)),
        (D(2026, 9, 15), D(2026, 9, 30), D(2026, 9, 30)),  # the eve of National Day
        (D(2026, 9, 16), D(2026, 10, 1), D(2026, 10, 8)),
        (D(2026, 9, 22), D(2026, 10, 7), D(2026, 10, 8)),  # its last day off
        (D(2026, 9, 23), D(2026, 10, 8), D(2026, 10, 8)),
        (D(2026, 9, 25), D(2026, 10, 10), D(2026, 10, 10)),  # a made-up working Saturday
        (D(2026, 3, 10), D(2026, 3, 25), D(2026, 3, 25)),
    ],
)
def test_the_last_day_by_both_readings(received, counted, shifted):
    found = rules.report_in_by(received, {})
    assert (found.counted, found.shifted, found.alarm) == (counted, shifted, counted)


def test_a_holiday_entered_by_hand_moves_the_second_reading_alone():
    found = rules.report_in_by(D(2026, 1, 5), {D(2026, 1, 20): False})
    assert (found.counted, found.shifted, found.alarm) == (D(2026, 1, 20), D(2026, 1, 21), D(2026, 1, 20))


@pytest.mark.parametrize("kind", ["case.report_in", "case.place_report"])
@pytest.mark.parametrize(("day", "late"), [(14, False), (15, False), (16, True)])
def test_day_fourteen_fifteen_and_sixteen(kind, day, late):
    event = D(2026, 1, 5)
    due = OF_CASES[kind].due(clock.start_of_day(event))
    begins = clock.start_of_day(event + timedelta(days=day))
    assert (begins >= due, clock.end_of_day(event + timedelta(days=day)) - INSTANT >= due) == (late, late)


@pytest.mark.parametrize(
    ("kind", "event", "last"),
    [
        ("case.report_in", D(2026, 1, 5), D(2026, 1, 20)),
        ("case.place_report", D(2026, 3, 10), D(2026, 3, 25)),
        ("case.lift_notice", D(2029, 1, 5), D(2029, 1, 12)),
    ],
)
def test_the_last_day_ends_at_midnight(kind, event, last):
    assert OF_CASES[kind].due(clock.start_of_day(event)) == clock.end_of_day(last)


def test_working_days_are_another_count():
    friday = shanghai(2026, 3, 6, 9)
    assert calendar.add_working_days(friday, 3, {}) == clock.end_of_day(D(2026, 3, 11))
    assert OF_CASES["case.agreement"].due(friday) == clock.end_of_day(D(2026, 3, 11))
    assert OF_CASES["case.recheck"].due(friday) == clock.end_of_day(D(2026, 3, 9))  # three days of the clock


@pytest.mark.parametrize(
    ("counters", "reached"),
    [
        (Counters(2, 0, 0), []),
        (Counters(3, 0, 0), [Threshold.REFUSALS]),
        (Counters(0, 2, 0), []),
        (Counters(0, 3, 0), [Threshold.LEAVES]),
        (Counters(0, 0, 30), []),
        (Counters(0, 0, 31), [Threshold.DAYS]),
    ],
)
def test_thresholds(counters, reached):
    assert counters.reached == reached


@pytest.mark.parametrize(
    ("last", "days", "written"),
    [(D(2026, 2, 28), 1, False), (D(2026, 3, 1), 2, False), (D(2026, 3, 2), 3, True)],
)
def test_two_days_away_need_no_writing_and_three_do(last, days, written):
    first = D(2026, 2, 28)
    assert (days_of(first, last), needs_writing(first, last)) == (days, written)
    assert WRITTEN_FROM_DAYS == 3


@pytest.mark.parametrize("years", [8, 14, 16, 18])
@pytest.mark.parametrize("birth", [D(2008, 2, 29), D(2010, 3, 1), D(2010, 12, 31)])
def test_an_age_is_reached_on_the_day_after_the_birthday(birth, years):
    birthday = calendar.add_years(birth, years)
    assert calendar.age_on(birth, birthday - timedelta(days=1)) == years - 1
    assert calendar.age_on(birth, birthday) == years - 1  # 不满 still
    assert calendar.age_on(birth, birthday + timedelta(days=1)) == years  # 已满


@pytest.mark.parametrize(
    ("report_in", "day_before", "same_day"),
    [
        (D(2026, 1, 5), D(2029, 1, 4), D(2029, 1, 5)),
        (D(2024, 2, 29), D(2027, 2, 27), D(2027, 2, 28)),
        (D(2024, 3, 1), D(2027, 2, 28), D(2027, 3, 1)),
        (D(2025, 3, 1), D(2028, 2, 29), D(2028, 3, 1)),
        (D(2026, 1, 1), D(2028, 12, 31), D(2029, 1, 1)),
    ],
)
def test_a_term_ends_by_either_mode(report_in, day_before, same_day):
    assert rules.term_end(report_in, 36) == rules.term_end(report_in, 36, "day_before") == day_before
    assert rules.term_end(report_in, 36, "same_day") == same_day


@pytest.mark.parametrize(
    ("last_use", "not_yet", "clean"),
    [
        (D(2024, 5, 1), D(2027, 4, 30), D(2027, 5, 1)),
        (D(2024, 2, 29), D(2027, 2, 27), D(2027, 2, 28)),
        (D(2025, 2, 28), D(2028, 2, 27), D(2028, 2, 28)),
    ],
)
def test_three_clean_years(last_use, not_yet, clean):
    assert not last_use <= years_before(not_yet)
    assert last_use <= years_before(clean)
    assert calendar.add_years(last_use, 3) == clean
    again = not_yet  # a positive on the last day but one
    assert not again <= years_before(clean)


@pytest.mark.parametrize(
    ("filed", "late"),
    [
        (shanghai(2026, 3, 2, 23, 40), False),
        (shanghai(2026, 3, 3) - INSTANT, False),
        (shanghai(2026, 3, 3), True),
        (shanghai(2026, 3, 3, 0, 10), True),
    ],
)
def test_a_capture_late_at_night_has_the_minutes_that_are_left(filed, late):
    due = OF_REPORTING["report.same_day"].due(shanghai(2026, 3, 2, 23, 40))
    assert due == shanghai(2026, 3, 3)
    assert (filed >= due) is late
