from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from common import clock
from common.clock import shanghai
from common.models import CalendarDay
from tests.common.vault import Vault

NOON = shanghai(2026, 3, 1, 12)
MICROSECOND = timedelta(microseconds=1)


def test_now_is_the_present_in_utc():
    before = datetime.now(UTC)
    now = clock.now()
    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC


def test_at_fixes_the_instant_and_gives_it_back_in_utc():
    with clock.at(NOON) as fixed:
        assert clock.now() == fixed == NOON
        assert clock.now().tzinfo is UTC


def test_at_nests_and_ends():
    with clock.at(NOON):
        with clock.at(NOON + timedelta(days=1)):
            assert clock.now() == NOON + timedelta(days=1)
        assert clock.now() == NOON
    assert clock.now() > NOON + timedelta(days=30)


def test_at_ends_when_the_block_fails():
    with pytest.raises(ZeroDivisionError), clock.at(NOON):
        raise ZeroDivisionError
    assert clock.now() != NOON


def test_at_does_not_reach_other_threads():
    with clock.at(NOON), ThreadPoolExecutor(1) as pool:
        assert pool.submit(clock.now).result() != NOON


@pytest.mark.parametrize("function", [clock.local, clock.local_day, lambda dt: clock.at(dt).__enter__()])
def test_a_naive_datetime_is_refused(function):
    with pytest.raises(ValueError, match="naive"):
        function(datetime(2026, 3, 1))  # noqa: DTZ001


def test_shanghai_is_eight_hours_ahead():
    assert shanghai(2026, 3, 1, 9, 30, 15, 7) == datetime(2026, 3, 1, 1, 30, 15, 7, tzinfo=UTC)


def test_local_tells_the_time_on_the_wall():
    local = clock.local(datetime(2026, 3, 1, 16, 5, tzinfo=UTC))
    assert (local.day, local.hour, local.minute) == (2, 0, 5)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (shanghai(2026, 3, 2) - MICROSECOND, date(2026, 3, 1)),
        (shanghai(2026, 3, 2), date(2026, 3, 2)),
        (shanghai(2026, 3, 2) + MICROSECOND, date(2026, 3, 2)),
    ],
)
def test_midnight_belongs_to_the_day_it_begins(instant, day):
    assert clock.local_day(instant.astimezone(UTC)) == day


def test_a_day_runs_from_midnight_to_midnight_exclusive():
    assert clock.start_of_day(date(2026, 12, 31)) == shanghai(2026, 12, 31)
    assert clock.end_of_day(date(2026, 12, 31)) == shanghai(2027, 1, 1)


def test_a_record_is_dated_by_the_clock():
    with clock.at(NOON):
        assert CalendarDay().recorded_at == NOON


@pytest.mark.django_db
def test_history_is_dated_by_the_clock(extra_tables):
    with clock.at(NOON):
        row = Vault.objects.create()
    assert row.history.get().history_date == NOON


@pytest.mark.django_db
def test_history_may_still_be_dated_by_hand(extra_tables):
    row = Vault()
    row._history_date = NOON
    row.save()
    assert row.history.get().history_date == NOON
