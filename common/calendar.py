"""Counting days, months, years and working days as the law counts them.

Working days are the State Council's yearly notice as the holidays package holds it (days off and
made-up working weekends), corrected by the rows of `CalendarDay`. For a year whose notice nobody has
entered the package only guesses: `year_is_known` says so, and `missing_year_warning` says it aloud.

Law: 民法典 201 (the first day is not counted), 202 (corresponding day), 203 (a last day that is a
holiday moves on; a day ends at 24:00); 最高法 2006 解释 2 (an age is reached on the day after the birthday).
"""

from calendar import monthrange
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from functools import lru_cache

from holidays.countries.china import China, ChinaStaticHolidays

from common.clock import end_of_day, local_day
from common.models import CalendarDay, CalendarYear

_DAY = timedelta(days=1)
_SATURDAY = 5
MIN_YEAR, MAX_YEAR = 2000, 2199
MIN_DAYS_OFF = 7
"""A yearly notice names at least so many days from Monday to Friday as days off. 本单位规定 (D)."""
# The notice for the next year is published late in October or in November.
_WARN_FROM_MONTH = 11


def is_plausible(day: date) -> bool:
    """False for a day no office means: arithmetic at the ends of the calendar overflows."""
    return MIN_YEAR <= day.year <= MAX_YEAR


def overrides() -> dict[date, bool]:
    """The corrections in force, the latest of each day. One query: read it once and hand it on."""
    return dict(CalendarDay.objects.order_by("recorded_at").values_list("day", "is_working"))


def entered_years() -> set[int]:
    """The years whose notice has been entered by hand. One query."""
    return set(CalendarYear.objects.values_list("year", flat=True))


def is_working_day(day: date, overrides: Mapping[date, bool]) -> bool:
    """True on a working day, made-up Saturdays and Sundays included. `overrides` decide first."""
    if day in overrides:
        return overrides[day]
    off, made_up = _notice(day.year)
    return day in made_up or (day.weekday() < _SATURDAY and day not in off)


def next_working_day(day: date, overrides: Mapping[date, bool]) -> date:
    """The first working day after `day`, which itself is not counted."""
    day += _DAY
    while not is_working_day(day, overrides):
        day += _DAY
    return day


def add_working_days(instant: datetime, n: int, overrides: Mapping[date, bool]) -> datetime:
    """The exclusive end of the n-th working day after the local day of `instant`; 0 is that day itself.

    Law: 民法典 201, the day on which the period begins is not counted.
    """
    if n < 0:
        raise ValueError("A period cannot be negative.")
    day = local_day(instant)
    for _ in range(n):
        day = next_working_day(day, overrides)
    return end_of_day(day)


def shift_holiday(day: date, overrides: Mapping[date, bool]) -> date:
    """`day`, or the first day after the holiday or weekend it falls in. Law: 民法典 203."""
    return day if is_working_day(day, overrides) else next_working_day(day, overrides)


def year_is_known(year: int, entered: AbstractSet[int]) -> bool:
    """True if the year's notice is in the holidays package or was entered by hand (`entered_years`)."""
    return is_in_package(year) or year in entered


def days_off_entered(year: int, overrides: Mapping[date, bool]) -> int:
    """How many days from Monday to Friday of `year` were entered by hand as days off."""
    return sum(
        day.year == year and day.weekday() < _SATURDAY and not is_working
        for day, is_working in overrides.items()
    )


def notice_days(year: int) -> list[tuple[date, bool]]:
    """The days off (False) and made-up working days (True) of the package for `year`, in order.

    For a year whose notice it does not hold these are its guesses.
    """
    off, made_up = _notice(year)
    return sorted([(day, False) for day in off - made_up] + [(day, True) for day in made_up])


def is_in_package(year: int) -> bool:
    return year in ChinaStaticHolidays.special_public_holidays


def missing_year_warning(today: date, entered: AbstractSet[int]) -> str | None:
    """A sentence while this year's notice is missing, or next year's from 1 November on; else None."""
    wanted = [today.year] + ([today.year + 1] if today.month >= _WARN_FROM_MONTH else [])
    missing = [str(year) for year in wanted if not year_is_known(year, entered)]
    if not missing:
        return None
    years = "、".join(missing)
    return f"尚未录入国务院办公厅{years}年节假日安排，该年工作日期限暂按推算，请系统管理员核对录入。"


def add_days(day: date, n: int) -> date:
    """The last day of a period of `n` days that begins with an event on `day`. Law: 民法典 201."""
    return day + timedelta(days=n)


def add_months(day: date, n: int) -> date:
    """The corresponding day `n` months on, or the last day of a month that lacks it. Law: 民法典 202."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def add_years(day: date, n: int) -> date:
    """The corresponding day `n` years on; 28 February for a 29th that is missing. Law: 民法典 202."""
    return add_months(day, 12 * n)


def age_on(birth: date, day: date) -> int:
    """Completed years (周岁) on `day`. On the birthday itself the new year of age is not yet complete.

    Raises ValueError before birth. Law: 最高法 2006 解释 2.
    """
    if day < birth:
        raise ValueError("Nobody has an age before birth.")
    years = day.year - birth.year
    return max(0, years if day > add_years(birth, years) else years - 1)


AGE_BANDS = ((8, "不满8周岁"), (14, "8–13周岁"), (16, "14–15周岁"), (18, "16–17周岁"))
ADULT_BAND = "已满18周岁"


def age_band(age: int) -> str:
    """The band a level-1 report shows instead of an age."""
    return next((label for below, label in AGE_BANDS if age < below), ADULT_BAND)


@lru_cache(maxsize=64)
def _notice(year: int) -> tuple[frozenset[date], frozenset[date]]:
    # A fresh object per year: a shared one fills itself on look-up and would answer another thread
    # half-filled. It also holds the days of other Decembers that a January notice made working days.
    table = China(years=year, expand=False)
    off = frozenset(day for day in table if day.year == year)
    return off, frozenset(day for day in table.weekend_workdays if day.year == year)
