"""Periods of a plan, quarters, and the state of findings and venues: tables of cases, nothing stored."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.quarters import quarter_key, quarter_of
from patrols.choices import Bureau, FindingState, ListKind, Repeat, VenueState
from patrols.policies import COMPETENT
from patrols.rules import (
    Steps,
    competent,
    finding_state,
    metres_between,
    near_words,
    periods_of,
    too_near,
    venue_state,
)

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("repeat", "first", "last", "expected"),
    [
        ("weekly", date(2026, 3, 2), date(2026, 3, 15), ["3月2日至8日", "3月9日至15日"]),
        ("weekly", date(2026, 3, 4), date(2026, 3, 10), ["3月4日至8日", "3月9日至10日"]),
        ("weekly", date(2026, 3, 8), date(2026, 3, 8), ["3月8日"]),
        (
            "fortnightly",
            date(2026, 3, 4),
            date(2026, 3, 31),
            ["3月4日至15日", "3月16日至29日", "3月30日至31日"],
        ),
        ("monthly", date(2026, 1, 20), date(2026, 3, 3), ["1月20日至31日", "2月1日至28日", "3月1日至3日"]),
        ("monthly", date(2028, 2, 1), date(2028, 2, 29), ["2月1日至29日"]),
        ("monthly", date(2026, 12, 15), date(2027, 1, 15), ["12月15日至31日", "1月1日至15日"]),
        ("once", date(2026, 6, 29), date(2026, 7, 3), ["6月29日至7月3日"]),
        ("weekly", date(2026, 3, 2), date(2026, 3, 1), []),
    ],
)
def test_a_season_is_cut_into_periods(repeat, first, last, expected):
    assert [period.words for period in periods_of(repeat, first, last)] == expected


@settings(deadline=None, derandomize=True)
@given(
    st.sampled_from(Repeat.values),
    st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    st.integers(0, 400),
)
def test_periods_cover_every_day_of_the_season_once(repeat, first, length):
    last = date.fromordinal(first.toordinal() + length)
    days = [
        day
        for period in periods_of(repeat, first, last)
        for day in range(period.from_on.toordinal(), period.until_on.toordinal() + 1)
    ]
    assert days == list(range(first.toordinal(), last.toordinal() + 1))


@pytest.mark.parametrize(
    ("day", "key", "first", "last"),
    [
        (date(2026, 1, 1), "2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 3, 31), "2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), "2026-Q2", date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 12, 31), "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_day_lies_in_its_quarter(day, key, first, last):
    quarter = quarter_of(day)
    assert (quarter_key(day), quarter.from_on, quarter.until_on) == (key, first, last)


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        (Steps(), FindingState.OPEN),
        (Steps(fix_by=TODAY), FindingState.ORDERED),
        (Steps(fix_by=date(2026, 3, 1)), FindingState.OVERDUE),
        (Steps(fix_by=date(2026, 3, 9), rechecked_after_order=True, failed=True), FindingState.FAILED),
        (Steps(failed=True), FindingState.FAILED),
        (Steps(waits=True), FindingState.REFERRED),
        (Steps(waits=True, dealt=True), FindingState.TO_RECHECK),
        (Steps(fix_by=TODAY, waits=True), FindingState.ORDERED),
        (Steps(fix_by=date(2026, 3, 1), dealt=True), FindingState.OVERDUE),
        (Steps(fix_by=TODAY, rechecked_after_order=True, failed=True, waits=True), FindingState.REFERRED),
        (Steps(fix_by=date(2026, 3, 1), rechecked_after_order=True, passed=True), FindingState.CLOSED),
    ],
)
def test_a_finding_stands_where_its_steps_say(steps, state):
    assert finding_state(steps, TODAY) == state


@pytest.mark.parametrize(
    ("states", "checked", "word"),
    [
        ([], True, VenueState.GOOD),
        ([], False, VenueState.UNCHECKED),
        ([FindingState.CLOSED], True, VenueState.GOOD),
        ([FindingState.CLOSED], False, VenueState.UNCHECKED),
        ([FindingState.OPEN], True, VenueState.BAD),
        ([FindingState.ORDERED], True, VenueState.MENDING),
        ([FindingState.ORDERED, FindingState.OVERDUE], True, VenueState.BAD),
        ([FindingState.FAILED], True, VenueState.BAD),
        ([FindingState.REFERRED], True, VenueState.MENDING),
        ([FindingState.TO_RECHECK], True, VenueState.MENDING),
    ],
)
def test_a_venue_looks_like_the_worst_of_its_findings(states, checked, word):
    assert venue_state(states, checked_this_quarter=checked) == word


@pytest.mark.parametrize(
    ("kind", "distance", "least"),
    [
        ("internet_cafe", 199, 200),
        ("internet_cafe", 200, 0),
        ("internet_cafe", None, 0),
        ("shop", 10, 0),
    ],
)
def test_a_net_cafe_within_two_hundred_metres_is_too_near(kind, distance, least):
    assert too_near(kind, distance) == least


@pytest.mark.parametrize(
    ("kind", "basis", "bureau"),
    [
        ("shop", "未成年人保护法 第五十九条", Bureau.TOBACCO),
        ("shop", "杆政发〔2024〕17号 四(二)1", Bureau.MARKET),
        ("outside", "未成年人保护法 第五十八条", Bureau.CULTURE),
        ("esports_hotel", "旅馆业治安管理办法 第六条", Bureau.POLICE),
        ("courier", "工作做法（无专门条文）", Bureau.POST_OFFICE),
        ("inside", "杆政发〔2024〕17号 四(一)2", Bureau.EDUCATION),
    ],
)
def test_a_letter_proposes_the_bureau_of_the_law_before_that_of_the_place(kind, basis, bureau):
    assert competent(kind, basis) == bureau


def test_every_kind_of_place_has_a_bureau():
    assert {str(kind) for kind in COMPETENT} == set(ListKind.values)


@pytest.mark.parametrize(
    ("kind", "distance", "says"),
    [
        ("internet_cafe", 199, "依法不得在此设立"),
        ("internet_cafe", 200, ""),
        ("shop", 199, "第五十九条"),
        ("shop", 200, ""),
        ("shop", None, ""),
        ("ecigarette", 0, "电子烟"),
        ("ktv", 20, "第五十八条"),
        ("bar", 20, "第五十八条"),
        ("hotel", 20, ""),
        ("courier", 20, ""),
    ],
)
def test_what_may_not_be_around_a_school_says_so(kind, distance, says):
    words = near_words(kind, distance)
    assert says in words
    assert bool(words) == bool(says)


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        (("109.1", "25.5"), ("109.1", "25.5"), 0),
        (("109.1", "25.5"), ("109.1", "25.501"), 111),
        (("109.1", "25.5"), ("109.101", "25.5"), 100),
    ],
)
def test_the_straight_line_between_two_places(one, other, metres):
    """A thousandth of a degree of latitude is 111 m anywhere, of longitude cos(25.5°) of that."""
    (east, north), (east2, north2) = one, other
    here, there = (Decimal(east), Decimal(north)), (Decimal(east2), Decimal(north2))
    assert metres_between(here, there) == metres
