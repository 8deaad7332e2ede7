"""Instants to the microsecond: due instants are exclusive, rungs are told at theirs and not before."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.clock import shanghai
from duties import rules
from duties.choices import DutyState, EscalationState, Tell
from duties.policies import Due, DueBy, ladder_as_data
from tests.duties.policies import LADDER

US = timedelta(microseconds=1)
DUE = shanghai(2026, 3, 3)
DATA = ladder_as_data(LADDER)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (shanghai(2026, 3, 2, 0), shanghai(2026, 3, 3)),
        (shanghai(2026, 3, 2, 9), shanghai(2026, 3, 3)),
        (shanghai(2026, 3, 3) - US, shanghai(2026, 3, 3)),
        (shanghai(2026, 3, 3), shanghai(2026, 3, 4)),
    ],
)
def test_same_day_ends_at_midnight_in_shanghai(start, due):
    assert Due.end_of_local_day()(start) == due


@pytest.mark.parametrize(
    ("due", "start", "expected"),
    [
        (Due.hours(24), shanghai(2026, 3, 2, 9, 30), shanghai(2026, 3, 3, 9, 30)),
        (Due.days(7), shanghai(2026, 3, 2, 9), shanghai(2026, 3, 10)),
        (Due.days(7), shanghai(2026, 3, 2), shanghai(2026, 3, 10)),
        # Friday → Monday ends
        (Due.working_days(1), shanghai(2026, 3, 6, 23), shanghai(2026, 3, 10)),
        # before the Spring Festival of 2026: 15–23 February off, Saturday 14 and 28 worked
        (Due.working_days(1), shanghai(2026, 2, 13, 9), shanghai(2026, 2, 15)),
        (Due.working_days(1), shanghai(2026, 2, 14, 9), shanghai(2026, 2, 25)),
        (Due.working_days(4), shanghai(2026, 2, 24, 9), shanghai(2026, 3, 1)),
        (Due.next_working_day(hour=12), shanghai(2026, 3, 6, 23), shanghai(2026, 3, 9, 12)),
        (Due.next_working_day(hour=12), shanghai(2026, 2, 13, 23), shanghai(2026, 2, 14, 12)),
    ],
)
def test_due_instants(due, start, expected):
    assert due(start) == expected


@pytest.mark.parametrize(
    ("met_at", "now", "state"),
    [
        (None, DUE - US, DutyState.OPEN),
        (None, DUE, DutyState.OVERDUE),
        (DUE - US, DUE, DutyState.MET),
        (DUE, DUE, DutyState.LATE),
        (DUE + US, DUE + HOUR, DutyState.LATE),
    ],
)
def test_state_at_the_hour(met_at, now, state):
    assert rules.state(DUE, met_at, None, now) == state


def test_a_voided_duty_is_voided_whatever_the_hour():
    assert rules.state(DUE, None, DUE - HOUR, DUE + HOUR) == DutyState.VOIDED


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (DUE - 4 * HOUR - US, []),
        (DUE - 4 * HOUR, [Tell.HOLDER]),
        (DUE - US, [Tell.HOLDER]),
        (DUE, [Tell.HOLDER, Tell.UNIT_HEAD]),
        (DUE + 9 * HOUR - US, [Tell.HOLDER, Tell.UNIT_HEAD]),
        (DUE + 9 * HOUR, [Tell.HOLDER, Tell.UNIT_HEAD, Tell.TOWNSHIP_LEADER]),
        (DUE + 24 * HOUR - US, [Tell.HOLDER, Tell.UNIT_HEAD, Tell.TOWNSHIP_LEADER]),
        (DUE + 24 * HOUR, [Tell.HOLDER, Tell.UNIT_HEAD, Tell.TOWNSHIP_LEADER, Tell.COUNTY]),
    ],
)
def test_each_level_is_told_at_its_instant_and_not_before(now, told):
    due = rules.steps_due(DATA, due_at=DUE, since=None, ended_at=None, now=now)
    assert [rung.tell for rung in due] == told


@pytest.mark.parametrize(
    ("ended_at", "count"),
    [(DUE - 4 * HOUR - US, 0), (DUE - 4 * HOUR, 1), (DUE - US, 1), (DUE, 2), (DUE + 24 * HOUR, 4)],
)
def test_what_came_due_before_the_end_was_recorded_is_told_even_later(ended_at, count):
    due = rules.steps_due(DATA, due_at=DUE, since=None, ended_at=ended_at, now=DUE + 999 * HOUR)
    assert len(due) == count


@pytest.mark.parametrize(
    ("ended_at", "now", "is_miss"),
    [
        (None, DUE - US, False),
        (None, DUE, True),
        (DUE - US, DUE + HOUR, False),
        (DUE, DUE + HOUR, True),
    ],
)
def test_a_miss_is_written_from_the_hour_on(ended_at, now, is_miss):
    assert rules.is_miss_to_write(DUE, ended_at=ended_at, now=now) is is_miss


def test_the_hour_itself_is_an_instant_of_work_even_without_a_rung_there():
    ladder = ladder_as_data((LADDER[3],))
    assert rules.first_instant(ladder, due_at=DUE, not_before=DUE - HOUR) == DUE
    assert rules.next_instant(ladder, due_at=DUE, after=DUE) == DUE + 24 * HOUR
    assert rules.next_instant(ladder, due_at=DUE, after=DUE + 24 * HOUR) is None


@pytest.mark.parametrize(
    ("recorded_after", "backfilled"), [(72 * HOUR - US, False), (72 * HOUR, False), (72 * HOUR + US, True)]
)
def test_a_fact_recorded_after_72_hours_counts_when_recorded(recorded_after, backfilled):
    at, late = rules.counted_at(DUE, DUE + recorded_after, backfill_after=72 * HOUR)
    assert late is backfilled
    assert at == (DUE + recorded_after if backfilled else DUE)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (DUE + 48 * HOUR - US, EscalationState.ACKNOWLEDGED),
        (DUE + 48 * HOUR, EscalationState.WAITING),
    ],
)
def test_an_idle_acknowledgement_expires(now, state):
    given_state = rules.escalation_state(
        acknowledged_at=DUE, ack_expires_at=DUE + 48 * HOUR, decided_at=None, closed_at=None, now=now
    )
    assert given_state == state


@given(
    stops=st.lists(st.integers(-600, 3000), min_size=0, max_size=8),
    end=st.none() | st.integers(-600, 3000),
)
def test_any_rhythm_of_rounds_tells_the_same_rungs(stops, end):
    """Telling in pieces, each from where the last one stopped, equals telling all at once."""
    start, last = DUE - 10 * HOUR, DUE + 60 * HOUR
    ended = DUE + timedelta(minutes=end) if end is not None else None
    whole = rules.steps_due(DATA, due_at=DUE, since=start, ended_at=ended, now=last)
    since, told = rules.first_instant(DATA, due_at=DUE, not_before=start), []
    for minute in [*sorted(stops), None]:
        now = DUE + timedelta(minutes=minute) if minute is not None else last
        if since is not None and since <= now:
            told += rules.steps_due(DATA, due_at=DUE, since=since, ended_at=ended, now=now)
            since = rules.next_instant(DATA, due_at=DUE, after=now)
    assert told == whole


def test_an_hour_of_the_day_may_be_earlier_for_one_post():
    start = shanghai(2026, 3, 2)
    assert Due(DueBy.END_OF_LOCAL_DAY, 21)(start) == shanghai(2026, 3, 2, 21)
    assert Due(DueBy.END_OF_LOCAL_DAY, 21).words == "当日21时前"
    assert Due.end_of_local_day().words == "当日24时前"
