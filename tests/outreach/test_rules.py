"""Arithmetic of coverage: goals, states, words, quarters."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.quarters import quarter_from, quarter_key, quarter_of, quarter_words
from outreach.choices import Audience, CellState, PlaceKind
from outreach.policies import USUAL_SHARE
from outreach.rules import Asked, Cell, Said, Tally, alike, cell_state, gap_words, goal_of, looked_at

Q1 = quarter_of(date(2026, 3, 2))
NEVER = Tally()
VILLAGE, PARENT, IDLE = PlaceKind.VILLAGE, Audience.PARENT, Audience.IDLE


def said(times: int, from_on: date = Q1.from_on, audience: str = IDLE) -> Said:
    return Said(VILLAGE, audience, from_on, times)


@pytest.mark.parametrize(
    ("county", "township", "times"),
    [
        ([], [], 1),
        ([said(2)], [], 2),
        ([said(0)], [], 0),
        ([said(2)], [said(1)], 2),
        ([said(2)], [said(3)], 3),
        ([said(0)], [said(1)], 1),
        ([said(3, date(2026, 4, 1))], [], 1),
        ([said(3, date(2025, 10, 1)), said(2)], [], 2),
        ([said(3), said(2)], [], 2),
        ([said(3, audience=PARENT)], [], 1),
    ],
)
def test_the_newest_word_holds_and_the_stricter_office_wins(county, township, times):
    assert goal_of(VILLAGE, IDLE, Q1, county, township).times == times


def test_nobody_asks_a_village_for_parents_until_somebody_says_so():
    assert goal_of(VILLAGE, PARENT, Q1, [], []) == Asked()
    assert goal_of(PlaceKind.SCHOOL, PARENT, Q1, [], []) == Asked(1, USUAL_SHARE)


@pytest.mark.parametrize(
    ("goal", "headcount", "times", "state"),
    [
        (1, 5, 0, CellState.GAP),
        (1, None, 0, CellState.GAP),
        (1, 0, 0, CellState.NOBODY),
        (1, 5, 1, CellState.COVERED),
        (2, 5, 1, CellState.GAP),
        (2, 5, 2, CellState.COVERED),
        (2, 0, 1, CellState.NOBODY),
        (0, 5, 0, CellState.NOT_ASKED),
        (0, 5, 1, CellState.COVERED),
    ],
)
def test_a_cell_is_what_was_asked_against_what_was_done(goal, headcount, times, state):
    assert cell_state(Asked(goal), headcount, Tally(times)) == state


@pytest.mark.parametrize(
    ("share", "headcount", "people", "state"),
    [
        (50, 10, 4, CellState.GAP),
        (50, 10, 5, CellState.COVERED),
        (50, 11, 5, CellState.GAP),
        (50, None, 1, CellState.COVERED),
        (50, 0, 1, CellState.COVERED),
        (0, 10, 1, CellState.COVERED),
        (100, 10, 9, CellState.GAP),
        (100, 10, 12, CellState.COVERED),
    ],
)
def test_one_talk_before_a_few_does_not_cover_a_village(share, headcount, people, state):
    assert cell_state(Asked(1, share), headcount, Tally(1, people)) == state


def test_a_share_is_said_without_how_many_there_are():
    words = gap_words("归江村", IDLE, Asked(1, 50), 4, Tally(1, 1, date(2026, 3, 1)), date(2026, 3, 2))
    assert words == "归江村 社会闲散人员 本季 1 次，人次不足 50%"


def test_a_township_may_add_to_the_share_and_not_take_from_it():
    county, township = Said(VILLAGE, IDLE, Q1.from_on, 1, 60), Said(VILLAGE, IDLE, Q1.from_on, 2, 40)
    assert goal_of(VILLAGE, IDLE, Q1, [county], [township]) == Asked(2, 60)
    assert goal_of(VILLAGE, IDLE, Q1, [], [township]) == Asked(2, USUAL_SHARE)


@pytest.mark.parametrize(
    ("tally", "headcount", "words"),
    [
        (Tally(), 9, "归江村 家长 从未覆盖"),
        (Tally(), None, "归江村 家长 从未覆盖（人数未填）"),
        (Tally(0, 0, date(2025, 12, 2)), 9, "归江村 家长 90 天未覆盖"),
        (Tally(1, 8, date(2026, 3, 1)), 9, "归江村 家长 本季应 2 次，已 1 次"),
    ],
)
def test_a_gap_is_said_in_words(tally, headcount, words):
    assert gap_words("归江村", PARENT, Asked(2), headcount, tally, date(2026, 3, 2)) == words


def test_gaps_of_equal_words_are_said_together_place_by_place():
    def gap(place: int, audience: Audience, tally: Tally = NEVER, reason: str = "") -> Cell:
        name = f"{place}号村"
        return Cell(UUID(int=place), name, audience, Asked(1), 9, tally, Q1.until_on, reason)

    old = Tally(0, 0, Q1.until_on - timedelta(days=90))
    rows = [
        gap(1, IDLE),
        gap(2, IDLE),
        gap(1, PARENT, old),
        gap(1, Audience.PUPIL),
        gap(2, PARENT, reason="雪"),
    ]
    assert [[same.words for same in place] for place in alike(rows)] == [
        ["社会闲散人员、学生 从未覆盖", "家长 90 天未覆盖"],
        ["社会闲散人员 从未覆盖", "家长 从未覆盖"],
    ]


def test_a_quarter_that_is_over_is_told_as_of_its_last_day():
    assert looked_at(Q1, date(2026, 3, 2)) == date(2026, 3, 2)
    assert looked_at(Q1, date(2026, 7, 1)) == date(2026, 3, 31)


def test_only_a_signed_reason_answers_for_a_gap():
    cell = Cell(UUID(int=1), "归江村", IDLE, Asked(1), 5, Tally(), Q1.until_on, reason="大雪封路")
    assert cell.is_open
    assert not Cell(UUID(int=1), "归江村", IDLE, Asked(1), 5, Tally(), Q1.until_on, is_signed=True).is_open
    assert not Cell(UUID(int=1), "归江村", IDLE, Asked(1), 5, Tally(1), Q1.until_on).is_gap


@pytest.mark.parametrize(
    ("tally", "headcount", "share"),
    [(Tally(1, 8), 9, "8 人次／9 人"), (Tally(), 9, "9 人"), (Tally(1, 8), None, "8 人次"), (Tally(), 0, "")],
)
def test_people_stand_against_the_headcount(tally, headcount, share):
    assert Cell(UUID(int=1), "归江村", IDLE, Asked(1), headcount, tally, Q1.until_on).share == share


DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(DAYS)
def test_every_day_lies_in_one_quarter_that_is_found_by_its_name(day):
    quarter = quarter_of(day)
    assert quarter.from_on <= day <= quarter.until_on
    assert quarter_from(quarter_key(day)) == quarter
    assert quarter_of(quarter.until_on + timedelta(days=1)).from_on == quarter.until_on + timedelta(days=1)


@pytest.mark.parametrize("word", ["", "2026", "2026-Q5", "2026-Q0", "1999-Q1", "２０２６-Q1", "2026-Q1x"])
def test_what_is_no_quarter_is_none(word):
    assert quarter_from(word) is None


def test_a_quarter_is_said_as_people_say_it():
    assert quarter_words(date(2026, 12, 31)) == "2026年第四季度"


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 99), st.none() | DAYS), max_size=5))
def test_tallies_add_up_in_any_order(parts):
    tallies = [Tally(*part) for part in parts]
    forward, backward = sum(tallies, Tally()), sum(reversed(tallies), Tally())
    assert forward == backward
    assert forward.last_on == max((one.last_on for one in tallies if one.last_on), default=None)


@given(st.integers(0, 13), st.none() | st.integers(0, 99), st.integers(0, 13))
def test_more_events_never_open_a_gap(goal, headcount, times):
    if cell_state(Asked(goal), headcount, Tally(times)) != CellState.GAP:
        assert cell_state(Asked(goal), headcount, Tally(times + 1)) != CellState.GAP
