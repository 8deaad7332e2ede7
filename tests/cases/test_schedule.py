"""On which days a child is tested, counted from the report-in day."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.policies.drugtests import SURPRISE_DAYS
from cases.rules.schedule import Term, boundaries, default_preset, lot, met_by, schedule, scheduled
from cases.testwords import Preset

IN = date(2026, 1, 5)
LAST = date(2029, 1, 4)
TERM = Term("m", IN, LAST)


def dues(preset, term=TERM):
    return [one.due_on for one in scheduled(preset, term)]


@pytest.mark.parametrize(
    ("preset", "ends", "count", "by_year"),
    [
        (Preset.U22, LAST, 22, [12, 6, 4]),
        (Preset.U28, LAST, 28, [18, 6, 4]),
        (Preset.R12, LAST, 12, [6, 4, 2]),
        (Preset.R12B, date(2028, 1, 4), 12, [6, 6]),
    ],
)
def test_a_preset_has_its_number_of_tests_and_ends_with_the_term(preset, ends, count, by_year):
    days = dues(preset, Term("m", IN, ends))
    assert len(days) == len(set(days)) == count
    years = [sum(date(2026 + y, 1, 5) <= day <= date(2027 + y, 1, 4) for day in days) for y in range(3)]
    assert years[: len(by_year)] == by_year
    assert days[-1] == ends


@pytest.mark.parametrize(
    ("preset", "first"),
    [
        (Preset.U22, [date(2026, 2, 4), date(2026, 3, 4), date(2026, 4, 4)]),
        (Preset.U28, [date(2026, 1, 19), date(2026, 2, 4), date(2026, 2, 19)]),
        (Preset.R12, [date(2026, 3, 4), date(2026, 5, 4), date(2026, 7, 4)]),
    ],
)
def test_a_test_is_due_on_the_last_day_of_its_period(preset, first):
    assert dues(preset)[:3] == first


def test_the_periods_leave_no_day_between_them():
    found = scheduled(Preset.U28, TERM)
    assert found[0].from_on == IN
    for one, after in itertools.pairwise(found):
        assert after.from_on == one.due_on + timedelta(days=1)


def test_a_report_in_on_29_february_ends_as_the_law_counts():
    term = Term("m", date(2024, 2, 29), date(2027, 2, 27))
    assert dues(Preset.U22, term)[0] == date(2024, 3, 28)
    assert dues(Preset.U22, term)[-1] == date(2027, 2, 27)
    assert len(dues(Preset.U22, term)) == 22


def test_the_31st_falls_back_to_the_last_day_of_a_shorter_month():
    assert boundaries(Preset.U22, date(2026, 1, 31))[1:4] == [
        date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("track", "months", "preset"),
    [
        ("community_detox", 36, Preset.U22),
        ("community_recovery", 36, Preset.R12),
        ("community_recovery", 25, Preset.R12),
        ("community_recovery", 24, Preset.R12B),
        ("community_recovery", None, Preset.R12),
    ],
)
def test_the_usual_preset_follows_track_and_term(track, months, preset):
    assert default_preset(track, months) == preset


def test_nothing_is_due_after_the_measure_ended():
    ended = Term("m", IN, LAST, ended_on=date(2026, 4, 4))
    assert dues(Preset.U22, ended) == [date(2026, 2, 4), date(2026, 3, 4)]
    assert dues(Preset.U22, Term("m", IN, LAST, ended_on=date(2026, 4, 5)))[-1] == date(2026, 4, 4)


def test_a_pause_without_end_stops_what_is_not_due_yet():
    paused = Term("m", IN, LAST, pauses=((date(2026, 3, 1), None),))
    assert dues(Preset.U22, paused) == [date(2026, 2, 4)]


def test_days_of_a_pause_are_left_out():
    moved = Term("m", IN, LAST + timedelta(days=20), pauses=((date(2026, 3, 1), date(2026, 3, 21)),))
    days = dues(Preset.U22, moved)
    assert days[:3] == [date(2026, 2, 4), date(2026, 3, 24), date(2026, 4, 24)]
    assert len(days) == 22
    assert days[-1] == LAST + timedelta(days=20)


@pytest.mark.parametrize(("from_on", "first"), [(4, date(2026, 2, 14)), (5, date(2026, 2, 4))])
def test_a_pause_moves_what_is_due_on_its_first_day_and_nothing_before(from_on, first):
    pause = (date(2026, 2, from_on), date(2026, 2, from_on) + timedelta(days=10))
    assert dues(Preset.U22, Term("m", IN, LAST + timedelta(days=10), pauses=(pause,)))[0] == first


def test_what_was_due_before_the_measure_came_on_file_was_owed_by_nobody():
    late = Term("m", IN, LAST, known_on=date(2026, 4, 20))
    assert dues(Preset.U22, late)[:2] == [date(2026, 5, 4), date(2026, 6, 4)]
    assert dues(Preset.U22, Term("m", IN, LAST, known_on=date(2026, 4, 4)))[0] == date(2026, 5, 1)
    assert dues(Preset.U22, Term("m", IN, LAST, known_on=date(2026, 4, 5)))[0] == date(2026, 5, 4)


def test_a_later_choice_holds_from_its_day_and_leaves_the_past():
    choices = [(date.min, Preset.U22), (date(2026, 3, 5), Preset.U28)]
    found = schedule(choices, TERM, [])
    assert [one.key[:6] for one in found[:3]] == ["U22-01", "U22-02", "U28-05"]
    assert [one.due_on for one in found[:3]] == [date(2026, 2, 4), date(2026, 3, 4), date(2026, 3, 19)]


def test_a_surprise_lasts_its_days_and_never_longer_than_the_term():
    first, last = date(2026, 6, 10), LAST
    found = [one for one in schedule([(date.min, Preset.U22)], TERM, [first, last]) if one.is_surprise]
    assert [(one.from_on, one.due_on) for one in found] == [
        (first, first + timedelta(days=SURPRISE_DAYS - 1)),
        (last, last),
    ]
    assert schedule([], TERM, [LAST + timedelta(days=1), IN - timedelta(days=1)]) == []
    paused = Term("m", IN, LAST, pauses=((first, None),))
    assert schedule([], paused, [first]) == []


def test_a_test_answers_its_own_period_and_what_was_due_before():
    owed = schedule([(date.min, Preset.U22)], TERM, [date(2026, 3, 10)])
    keys = [one.key for one in owed]
    january, february, surprise, march = keys[:4]
    assert met_by(date(2026, 2, 10), owed, keys) == [january, february]
    assert met_by(date(2026, 3, 10), owed, [surprise, march]) == [surprise]
    assert met_by(date(2026, 3, 13), owed, [surprise, march]) == [surprise, march]
    assert met_by(date(2026, 3, 11), owed, [march]) == [march]
    assert met_by(date(2025, 12, 31), owed, keys) == []


def test_the_same_seed_draws_the_same_days():
    days = [IN + timedelta(days=n) for n in range(60)]
    assert lot("seed", days, 3) == lot("seed", days, 3)
    assert lot("seed", days, 3) != lot("other", days, 3)
    assert set(lot("seed", days, 3)) <= set(days)


DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@given(
    DAYS, st.sampled_from(Preset), st.lists(st.tuples(st.integers(0, 900), st.integers(1, 60)), max_size=3)
)
def test_pauses_move_tests_and_drop_none(start, preset, raw):
    """Whatever stands still, every test of the preset is owed once, in its order, none inside a pause."""
    pauses, at = [], start
    for wait, length in raw:
        begins = at + timedelta(days=wait)
        at = begins + timedelta(days=length)
        pauses.append((begins, at))
    whole = scheduled(preset, Term("m", start))
    moved = scheduled(preset, Term("m", start, pauses=tuple(pauses)))
    assert [one.key for one in moved] == [one.key for one in whole]
    assert [one.due_on for one in moved] == sorted(one.due_on for one in moved)
    for one, before in zip(moved, whole, strict=True):
        assert one.due_on >= before.due_on
        assert not any(begins <= one.due_on < ends for begins, ends in pauses)
