from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from common import calendar
from common.clock import shanghai
from common.models import CalendarDay, CalendarYear

# 国办发明电: the notice for 2026. Days off and made-up working weekends, in full.
OFF_2026 = [
    *(date(2026, 1, d) for d in (1, 2, 3)),
    *(date(2026, 2, d) for d in range(15, 24)),
    *(date(2026, 4, d) for d in (4, 5, 6)),
    *(date(2026, 5, d) for d in range(1, 6)),
    *(date(2026, 6, d) for d in (19, 20, 21)),
    *(date(2026, 9, d) for d in (25, 26, 27)),
    *(date(2026, 10, d) for d in range(1, 8)),
]
MADE_UP_2026 = [
    date(2026, 1, 4),
    date(2026, 2, 14),
    date(2026, 2, 28),
    date(2026, 5, 9),
    date(2026, 9, 20),
    date(2026, 10, 10),
]


def expected_in_2026(day):
    return day in MADE_UP_2026 or (day.weekday() < 5 and day not in OFF_2026)


def test_every_day_of_2026_is_as_the_notice_says():
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert {d for d in days if calendar.is_working_day(d, {})} == {d for d in days if expected_in_2026(d)}


def test_2026_has_248_working_days():
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(calendar.is_working_day(d, {}) for d in days) == 248


def test_a_made_up_day_at_the_end_of_a_year_is_found_in_the_next_notice():
    assert calendar.is_working_day(date(2006, 12, 30), {})
    assert not calendar.is_working_day(date(2023, 12, 30), {})


@pytest.mark.parametrize(
    ("day", "working"), [(date(2026, 2, 28), False), (date(2026, 3, 2), False), (date(2026, 3, 1), True)]
)
def test_an_override_decides_first(day, working):
    assert calendar.is_working_day(day, {}) is not working
    assert calendar.is_working_day(day, {day: working}) is working


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 3, 2), date(2026, 3, 3)),
        (date(2026, 3, 6), date(2026, 3, 9)),
        (date(2026, 2, 13), date(2026, 2, 14)),
        (date(2026, 2, 14), date(2026, 2, 24)),
        (date(2026, 9, 30), date(2026, 10, 8)),
        (date(2026, 10, 9), date(2026, 10, 10)),
    ],
)
def test_next_working_day(day, following):
    assert calendar.next_working_day(day, {}) == following


def test_next_working_day_heeds_overrides():
    assert calendar.next_working_day(date(2026, 3, 2), {date(2026, 3, 3): False}) == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (shanghai(2026, 3, 2, 9), 0, shanghai(2026, 3, 3)),
        (shanghai(2026, 3, 2, 9), 1, shanghai(2026, 3, 4)),
        (shanghai(2026, 3, 2, 23, 59, 59, 999999), 1, shanghai(2026, 3, 4)),
        (shanghai(2026, 3, 3), 1, shanghai(2026, 3, 5)),
        (shanghai(2026, 3, 6, 9), 3, shanghai(2026, 3, 12)),
        (shanghai(2026, 2, 13, 17), 3, shanghai(2026, 2, 26)),
        (shanghai(2026, 2, 28, 8), 1, shanghai(2026, 3, 3)),
        (shanghai(2026, 12, 31, 8), 1, shanghai(2027, 1, 5)),
    ],
)
def test_add_working_days_does_not_count_the_first_day(start, n, end):
    assert calendar.add_working_days(start, n, {}) == end


def test_add_working_days_heeds_overrides():
    late = calendar.add_working_days(shanghai(2026, 3, 2, 9), 1, {date(2026, 3, 3): False})
    assert late == shanghai(2026, 3, 5)


def test_a_period_cannot_be_negative():
    with pytest.raises(ValueError, match="negative"):
        calendar.add_working_days(shanghai(2026, 3, 2), -1, {})


# law.md §9
@pytest.mark.parametrize(
    ("event", "n", "last"),
    [
        (date(2026, 1, 5), 15, date(2026, 1, 20)),
        (date(2026, 9, 16), 15, date(2026, 10, 1)),
        (date(2026, 3, 10), 15, date(2026, 3, 25)),
        (date(2029, 1, 5), 7, date(2029, 1, 12)),
    ],
)
def test_add_days_does_not_count_the_first_day(event, n, last):
    assert calendar.add_days(event, n) == last


@pytest.mark.parametrize(
    ("last", "shifted"),
    [
        (date(2026, 10, 1), date(2026, 10, 8)),
        (date(2026, 1, 20), date(2026, 1, 20)),
        (date(2026, 3, 1), date(2026, 3, 2)),
        (date(2026, 10, 10), date(2026, 10, 10)),
    ],
)
def test_a_last_day_on_a_holiday_moves_on(last, shifted):
    assert calendar.shift_holiday(last, {}) == shifted


def test_shift_holiday_heeds_overrides():
    assert calendar.shift_holiday(date(2026, 3, 3), {date(2026, 3, 3): False}) == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("day", "n", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2026, 2, 15)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 31), 0, date(2026, 1, 31)),
    ],
)
def test_add_months_ends_on_the_corresponding_day(day, n, end):
    assert calendar.add_months(day, n) == end


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 1, 5), date(2029, 1, 5)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2024, 5, 1), date(2027, 5, 1)),
    ],
)
def test_three_years_end_on_the_corresponding_day(day, end):
    assert calendar.add_years(day, 3) == end


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2010, 3, 1), date(2026, 2, 28), 15),
        (date(2010, 3, 1), date(2026, 3, 1), 15),
        (date(2010, 3, 1), date(2026, 3, 2), 16),
        (date(2010, 3, 1), date(2026, 12, 31), 16),
        (date(2012, 2, 29), date(2026, 2, 28), 13),
        (date(2012, 2, 29), date(2026, 3, 1), 14),
        (date(2012, 2, 29), date(2028, 2, 29), 15),
        (date(2012, 2, 29), date(2028, 3, 1), 16),
        (date(2010, 12, 31), date(2011, 12, 31), 0),
        (date(2010, 12, 31), date(2012, 1, 1), 1),
        (date(2026, 3, 1), date(2026, 3, 1), 0),
    ],
)
def test_an_age_is_complete_on_the_day_after_the_birthday(birth, day, age):
    assert calendar.age_on(birth, day) == age


def test_nobody_has_an_age_before_birth():
    with pytest.raises(ValueError, match="before birth"):
        calendar.age_on(date(2026, 3, 2), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (0, "不满8周岁"),
        (7, "不满8周岁"),
        (8, "8–13周岁"),
        (13, "8–13周岁"),
        (14, "14–15周岁"),
        (15, "14–15周岁"),
        (16, "16–17周岁"),
        (17, "16–17周岁"),
        (18, "已满18周岁"),
        (70, "已满18周岁"),
    ],
)
def test_age_bands(age, band):
    assert calendar.age_band(age) == band


def test_the_package_knows_2026_and_only_guesses_later_years():
    assert calendar.year_is_known(2026, set())
    assert not calendar.year_is_known(2027, set())
    assert not calendar.year_is_known(2100, set())
    assert calendar.year_is_known(2027, {2027})


@pytest.mark.parametrize(
    ("today", "entered", "years"),
    [
        (date(2026, 10, 31), set(), None),
        (date(2026, 11, 1), set(), "2027"),
        (date(2026, 12, 31), set(), "2027"),
        (date(2026, 12, 31), {2027}, None),
        (date(2027, 1, 1), set(), "2027"),
        (date(2027, 6, 1), {2027}, None),
        (date(2027, 11, 1), {2027}, "2028"),
        (date(2027, 11, 1), set(), "2027、2028"),
    ],
)
def test_a_missing_notice_is_said_aloud(today, entered, years):
    warning = calendar.missing_year_warning(today, entered)
    assert warning == (
        years and f"尚未录入国务院办公厅{years}年节假日安排，该年工作日期限暂按推算，请系统管理员核对录入。"
    )


@pytest.mark.django_db
def test_overrides_are_read_in_one_query(django_assert_num_queries):
    CalendarDay.objects.create(day=date(2026, 3, 3), is_working=False, basis="县政府通知")
    CalendarDay.objects.create(day=date(2026, 3, 7), is_working=True, basis="县政府通知")
    with django_assert_num_queries(1):
        assert calendar.overrides() == {date(2026, 3, 3): False, date(2026, 3, 7): True}


@pytest.mark.django_db
def test_overrides_are_not_remembered():
    assert calendar.overrides() == {}
    CalendarDay.objects.create(day=date(2026, 3, 3), is_working=False, basis="县政府通知")
    assert calendar.overrides() == {date(2026, 3, 3): False}


@pytest.mark.django_db
def test_entered_years_are_read_in_one_query(django_assert_num_queries):
    CalendarYear.objects.create(year=2027, notice="国办发明电〔示例〕")
    with django_assert_num_queries(1):
        assert calendar.entered_years() == {2027}


@pytest.mark.django_db
def test_a_year_is_entered_once_and_a_day_once_at_an_instant():
    for make in (
        lambda: CalendarDay.objects.create(
            day=date(2026, 3, 3), is_working=False, basis="示例", recorded_at=shanghai(2026, 3, 1)
        ),
        lambda: CalendarYear.objects.create(year=2027, notice="示例"),
    ):
        make()
        with pytest.raises(IntegrityError), transaction.atomic():
            make()


@pytest.mark.django_db
def test_the_latest_row_of_a_day_counts_and_none_is_changed():
    for hour, is_working in ((10, True), (9, False)):
        CalendarDay.objects.create(
            day=date(2026, 3, 3), is_working=is_working, basis="示例", recorded_at=shanghai(2026, 3, 1, hour)
        )
    assert calendar.overrides() == {date(2026, 3, 3): True}
    for change in (
        lambda: CalendarDay.objects.update(is_working=False),
        lambda: CalendarDay.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_days_of_a_notice_are_listed():
    listed = dict(calendar.notice_days(2026))
    assert listed[date(2026, 10, 1)] is False
    assert listed[date(2026, 2, 28)] is True
    assert calendar.is_in_package(2026)
    assert not calendar.is_in_package(2031)


@pytest.mark.django_db
@pytest.mark.parametrize("year", [1999, 2200])
def test_an_implausible_year_is_refused_by_the_database(year):
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarYear.objects.create(year=year, notice="示例")


def test_rows_say_what_they_are():
    assert str(CalendarDay(day=date(2026, 2, 28), is_working=True)) == "2026-02-28 上班"
    assert str(CalendarDay(day=date(2026, 2, 27), is_working=False)) == "2026-02-27 放假"
    assert str(CalendarYear(year=2027)) == "2027 年节假日安排"
