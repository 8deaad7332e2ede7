"""The only clock of the house. Instants are stored in UTC and spoken in Shanghai time.

Only views, forms, tasks and commands call `now()`; rules and actions take `now` as an argument.
Model defaults (`Record.recorded_at`) and the dates of history rows (`Record._history_date`, see
`common.models.HistoryDate`) call it too, so that within `at(instant)` nothing is dated by the wall
clock. Mirrored guardian rows carry no date of their own: the `Grant` they mirror does.

Deadlines are exclusive: "by the end of 2 March" is 00:00 of 3 March, and an act at that very
instant is late.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ShanghaiTZ = ZoneInfo("Asia/Shanghai")

_instant: ContextVar[datetime | None] = ContextVar("qinghu_clock", default=None)


def now() -> datetime:
    """The present instant in UTC, or the one set by the innermost `at`."""
    return _instant.get() or datetime.now(UTC)


@contextmanager
def at(instant: datetime) -> Iterator[datetime]:
    """Let `now()` answer `instant` inside the block, in this context only (a new thread starts without it).

    Blocks nest. Used by the rehearsal and by commands with `--now`.
    """
    fixed = _aware(instant).astimezone(UTC)
    token = _instant.set(fixed)
    try:
        yield fixed
    finally:
        _instant.reset(token)


def shanghai(y: int, m: int, d: int, h: int = 0, mi: int = 0, s: int = 0, us: int = 0) -> datetime:
    """The instant at which clocks in Shanghai show this date and time."""
    return datetime(y, m, d, h, mi, s, us, tzinfo=ShanghaiTZ)


def local(dt: datetime) -> datetime:
    """The same instant as people here read it off the wall."""
    return _aware(dt).astimezone(ShanghaiTZ)


def local_day(dt: datetime) -> date:
    """The Shanghai calendar day on which the instant falls; 00:00 belongs to the day it begins."""
    return local(dt).date()


def start_of_day(day: date) -> datetime:
    """00:00 of the Shanghai day."""
    return datetime.combine(day, time.min, tzinfo=ShanghaiTZ)


def end_of_day(day: date) -> datetime:
    """The exclusive end of the Shanghai day: 00:00 of the next one."""
    return start_of_day(day + timedelta(days=1))


def _aware(dt: datetime) -> datetime:
    # astimezone() would quietly read a naive value in the zone of the machine.
    if dt.tzinfo is None:
        raise ValueError("A naive datetime has no place on the clock; give it a time zone.")
    return dt
