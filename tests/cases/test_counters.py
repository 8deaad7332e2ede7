"""The three counters of 戒毒条例20, at their boundaries, and over any sequence of edits."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.counters import Counters, Gone, count, days_gone, listed, passed_at
from cases.rules.leave import is_overdue, needs_writing, overlapping
from cases.testwords import Threshold
from common import clock

LEFT = date(2026, 3, 1)
KNOWN = clock.shanghai(2026, 3, 1, 9)


@pytest.mark.parametrize(
    ("counters", "reached"),
    [
        (Counters(2, 2, 30), []),
        (Counters(3, 0, 0), [Threshold.REFUSALS]),
        (Counters(0, 3, 0), [Threshold.LEAVES]),
        (Counters(0, 0, 31), [Threshold.DAYS]),
        (Counters(4, 9, 90), list(Threshold)),
    ],
)
def test_three_fires_and_two_does_not_thirty_one_fires_and_thirty_does_not(counters, reached):
    assert counters.reached == reached


@pytest.mark.parametrize(("through", "days"), [(0, 0), (1, 1), (30, 30), (31, 31)])
def test_the_day_of_leaving_is_not_counted(through, days):
    away = [Gone(LEFT, None, KNOWN)]
    assert len(days_gone(away, [], LEFT + timedelta(days=through))) == days


def test_the_day_of_return_is_the_last_one():
    back = [Gone(LEFT, LEFT + timedelta(days=2), KNOWN)]
    assert len(days_gone(back, [], date(2027, 1, 1))) == 2
    assert days_gone([Gone(LEFT, LEFT, KNOWN)], [], date(2027, 1, 1)) == set()


def test_a_day_counts_once_and_never_while_on_leave():
    twice = [Gone(LEFT, None, KNOWN), Gone(LEFT, None, KNOWN)]
    through = LEFT + timedelta(days=5)
    assert len(days_gone(twice, [], through)) == 5
    assert len(days_gone(twice, [LEFT + timedelta(days=1)], through)) == 4


def test_what_is_refused_twice_in_a_day_is_refused_once():
    once = count([LEFT, LEFT, LEFT + timedelta(days=1)], [], [], [], LEFT)
    assert once.refusals == 2


@pytest.mark.parametrize(
    ("first", "second", "times"), [((0, 2), (2, 4), 1), ((0, 2), (3, 4), 2), ((0, None), (9, 9), 1)]
)
def test_absences_that_share_a_day_are_one(first, second, times):
    spans = [
        (LEFT + timedelta(days=left), None if back is None else LEFT + timedelta(days=back))
        for left, back in (second, first)
    ]
    assert count([], spans, [], [], LEFT).leaves == times


def test_the_threshold_is_passed_as_the_thirty_first_day_begins():
    away = [Gone(LEFT, None, KNOWN)]
    assert passed_at(away, [], LEFT + timedelta(days=30)) is None
    thirty_first = LEFT + timedelta(days=31)
    assert passed_at(away, [], thirty_first) == clock.start_of_day(thirty_first)
    assert passed_at(away, [], thirty_first + timedelta(days=9)) == clock.start_of_day(thirty_first)


def test_what_was_put_on_record_later_passes_it_later():
    late = clock.shanghai(2026, 5, 1, 10)
    assert passed_at([Gone(LEFT, None, late)], [], date(2026, 5, 1)) == late


def day(n: int) -> date:
    return LEFT + timedelta(days=n)


REFUSED = [day(0), day(5), day(5), day(9)]
SPANS_OF = [(day(1), day(4)), (day(4), day(6)), (day(20), None)]
GONE = [Gone(day(1), day(4), KNOWN), Gone(day(4), day(6), KNOWN), Gone(day(20), None, KNOWN)]
THROUGH = day(25)


@pytest.mark.parametrize(
    ("since", "refusals", "leaves", "days"),
    [
        (None, 0, 0, 0),  # no agreement: none is broken
        (day(-1), 3, 2, 10),
        (day(0), 3, 2, 10),
        (day(1), 2, 2, 10),  # the day of signing itself counts
        (day(2), 2, 1, 10),  # left before it was signed: no departure, but the days after it count
        (day(5), 2, 1, 7),
        (day(6), 1, 1, 6),
        (day(10), 0, 1, 5),
        (day(21), 0, 0, 5),
        (day(26), 0, 0, 0),
    ],
)
def test_only_what_comes_from_the_day_of_the_agreement_on_counts(since, refusals, leaves, days):
    rows = (REFUSED, SPANS_OF, GONE, [], THROUGH, since)
    assert count(*rows) == Counters(refusals, leaves, days)
    totals = {one: sum(row.counts for row in listed(*rows) if row.what == one) for one in Threshold}
    assert totals == {Threshold.REFUSALS: refusals, Threshold.LEAVES: leaves, Threshold.DAYS: days}


def test_each_row_says_why_it_does_not_count():
    rows = listed(REFUSED, SPANS_OF, GONE, [day(21)], THROUGH, day(3))
    assert [(row.what, row.on, row.counts, row.why) for row in rows] == [
        (Threshold.REFUSALS, day(0), 0, "签订协议以前，不计"),
        (Threshold.REFUSALS, day(5), 1, ""),
        (Threshold.REFUSALS, day(5), 0, "同一天已计一次"),
        (Threshold.REFUSALS, day(9), 1, ""),
        (Threshold.LEAVES, day(1), 0, "签订协议以前，不计"),
        (Threshold.LEAVES, day(4), 0, "与前一次相连，计为一次"),
        (Threshold.LEAVES, day(20), 1, ""),
        (Threshold.DAYS, day(2), 2, "签订协议以前，不计"),
        (Threshold.DAYS, day(5), 2, ""),
        (Threshold.DAYS, day(21), 4, ""),
    ]
    assert {row.why for row in listed(REFUSED, SPANS_OF, GONE, [], THROUGH, None)} == {"还没有签订协议，不计"}


def test_the_threshold_of_days_is_passed_by_days_since_the_agreement():
    away = [Gone(LEFT, None, KNOWN)]
    assert passed_at(away, [], day(40), day(11)) is None
    assert passed_at(away, [], day(41), day(11)) == clock.start_of_day(day(41))


@pytest.mark.parametrize(("days", "written"), [(1, False), (2, False), (3, True), (4, True)])
def test_three_days_need_a_written_report_and_two_do_not(days, written):
    assert needs_writing(LEFT, LEFT + timedelta(days=days - 1)) is written


@pytest.mark.parametrize(
    ("first", "last", "shared"), [(-3, -1, False), (-3, 0, True), (2, 2, True), (4, 4, True), (5, 6, False)]
)
def test_two_leaves_overlap_if_they_share_a_day(first, last, shared):
    span = (LEFT + timedelta(days=first), LEFT + timedelta(days=last))
    assert overlapping(span, [(LEFT, LEFT + timedelta(days=4))]) is shared
    assert overlapping(span, [(LEFT + timedelta(days=5), None)]) is (last > 4)


def test_a_leave_is_overdue_from_the_day_after():
    assert not is_overdue(LEFT, None, LEFT)
    assert is_overdue(LEFT, None, LEFT + timedelta(days=1))
    assert not is_overdue(LEFT, LEFT, LEFT + timedelta(days=1))


SPANS = st.tuples(st.integers(0, 80), st.one_of(st.none(), st.integers(0, 40)))


@given(st.lists(SPANS, max_size=6), st.sets(st.integers(0, 90), max_size=20), st.integers(0, 120))
def test_days_gone_are_the_sum_over_the_calendar(raw, allowed, through):
    """Counted day by day with a calendar in hand the sum is the same, whatever overlaps what."""
    gone = [
        Gone(
            LEFT + timedelta(days=start),
            None if length is None else LEFT + timedelta(days=start + length),
            KNOWN,
        )
        for start, length in raw
    ]
    leave = {LEFT + timedelta(days=n) for n in allowed}
    last = LEFT + timedelta(days=through)
    by_hand = 0
    for n in range(through + 1):
        day = LEFT + timedelta(days=n)
        away = any(one.after_on < day and (one.until_on is None or day <= one.until_on) for one in gone)
        by_hand += away and day not in leave
    assert count([], [], gone, leave, last).days == by_hand
    assert (passed_at(gone, leave, last) is not None) == (by_hand > 30)
