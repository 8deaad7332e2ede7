"""Days that people type about a measure, and the measure they speak of."""

from datetime import date, datetime, timedelta

from cases.models import Case, Measure
from common import clock
from common.errors import DomainError

_JUST_BEFORE = timedelta(microseconds=1)


def live_measure(case: Case) -> Measure:
    """The measure that has not ended, a suspended one included. Raises DomainError where there is none."""
    measure = Measure.objects.for_system("the live one").live().filter(case=case).first()
    if measure is None:
        raise DomainError("没有正在执行的措施。")
    return measure


def at_day(day: date, now: datetime) -> datetime:
    """A fact of `day` as an instant: the last of that day, or `now` if that comes first."""
    return min(clock.end_of_day(day) - _JUST_BEFORE, now)


def check_day(day: date, now: datetime, first: date, said: str, field: str = "on") -> None:
    """Raise DomainError on `field` for a day ahead, or `said` for one before `first`."""
    if day > clock.local_day(now):
        raise DomainError("日期不能晚于今天。", field=field)
    if day < first:
        raise DomainError(said, field=field)
