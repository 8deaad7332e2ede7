"""Stopping the engine for any interval and catching up gives the same ledger as never stopping."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.clock import shanghai
from duties import actions
from tests.duties.factories import a_duty, key, ledger

HOUR = timedelta(hours=1)


def play(police_post, station, facts, rounds):
    """Facts (hour → what is done) and rounds of the engine, in the order of their instants."""
    begin = shanghai(2026, 3, 2)
    hours = sorted({*rounds, *facts, 200})
    for hour in hours:
        now = begin + hour * HOUR
        for what in facts.get(hour, []):
            do(what, police_post, station, now)
        if hour in rounds or hour == 200:
            actions.tick(now)
    return ledger()


def do(what, police_post, station, now):
    match what:
        case ("open", n):
            a_duty(police_post, n=n, at=now)
        case ("register", n):
            a_duty(station, kind="register", n=n, at=now)
        case ("meet", n):
            for kind in ("same_day", "register"):
                actions.meet(kind, subject=key(n), at=now, now=now)
        case ("meet_back", n):
            actions.meet("same_day", subject=key(n), at=now - 20 * HOUR, now=now)
        case ("void", n):
            actions.void("register", subject=key(n), now=now, reason="更正")
        case ("daily", _):
            period = (now + 8 * HOUR).date().isoformat()
            actions.meet("daily", subject=police_post.pk, period=period, at=now, now=now)


def rolled_back(play_it):
    sid = transaction.savepoint()
    result = play_it()
    transaction.savepoint_rollback(sid)
    return result


@pytest.mark.postgres
def test_an_engine_stopped_for_days_catches_up_to_the_same_ledger(everybody, police_post, station):
    police_post.opened_on = shanghai(2026, 3, 2).date()
    police_post.save()
    facts = {
        9: [("open", 1), ("open", 2), ("register", 3), ("daily", 0)],
        12: [("meet", 1)],
        30: [("meet", 2)],
        40: [("open", 4), ("meet_back", 4)],
        45: [("void", 3)],
        60: [("daily", 0), ("register", 5)],
        110: [("meet", 5), ("open", 6)],
    }
    steady = rolled_back(lambda: play(police_post, station, facts, set(range(201))))
    stopped = rolled_back(lambda: play(police_post, station, facts, {*range(10), *range(130, 201)}))
    never = rolled_back(lambda: play(police_post, station, facts, set()))
    assert steady["Miss"]
    assert steady["Escalation"]
    assert steady == stopped == never


FACTS = st.tuples(
    st.sampled_from(["open", "register", "meet", "meet_back", "void", "daily"]), st.integers(1, 4)
)


@pytest.mark.postgres
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    facts=st.dictionaries(st.integers(0, 120), st.lists(FACTS, max_size=2), max_size=8),
    rounds=st.sets(st.integers(0, 199), max_size=12),
)
def test_any_rhythm_gives_the_same_ledger(everybody, police_post, station, facts, rounds):
    police_post.opened_on = shanghai(2026, 3, 2).date()
    police_post.save()
    steady = rolled_back(lambda: play(police_post, station, facts, set(range(0, 201, 1))))
    other = rolled_back(lambda: play(police_post, station, facts, rounds))
    assert steady == other
