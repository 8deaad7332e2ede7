"""What the office decides about its own days: roster and calendar. Its numbers are in `changes`."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.choices import Post, UnitKind
from accounts.models import Appointment, Unit, User
from accounts.permissions import require
from common import calendar, clock
from common.errors import DomainError
from common.models import CalendarDay, CalendarYear
from duties.models import RosterEntry
from duties.permissions import DutyPerm
from duties.policies import CHANGE_AHEAD_YEARS

_INSTANT = timedelta(microseconds=1)


@transaction.atomic
def enter_roster(*, by: User, unit: Unit, day: date, leader: User, now: datetime) -> RosterEntry:
    """Name the duty leader of a township for a day; a day to come may be changed, a past one not.

    Raises PermissionDenied for another township, DomainError if the person is no leader of it.
    """
    require(by, DutyPerm.EDIT_ROSTER)
    if by.acting is None or (unit.kind, unit.township) != (UnitKind.TOWNSHIP, by.acting.unit.township):
        raise PermissionDenied("another township's roster")
    _refuse_day(day, now, "过去日期的值班安排不能更改。")
    posts = Appointment.objects.live(now).filter(unit=unit, post=Post.TOWNSHIP_LEADER, user=leader)
    if not posts.exists():
        raise DomainError("带班领导须是本乡（镇）在任领导。", field="leader")
    entry, _ = RosterEntry.objects.update_or_create(
        unit=unit, day=day, defaults={"leader": leader, "entered_by": by}
    )
    return entry


@transaction.atomic
def enter_calendar_year(*, by: User, year: int, notice: str, now: datetime) -> CalendarYear:
    """Say that the State Council's notice for `year` has been entered in full; the warning ends.

    Raises DomainError unless the package holds the notice or its days off have been entered: a number
    alone would end the warning and leave the guess.
    """
    require(by, DutyPerm.EDIT_CALENDAR)
    if not calendar.MIN_YEAR <= year <= calendar.MAX_YEAR:
        raise DomainError(f"年份应在 {calendar.MIN_YEAR} 到 {calendar.MAX_YEAR} 之间。", field="year")
    if not notice.strip():
        raise DomainError("请填写通知文号。", field="notice")
    entered = calendar.days_off_entered(year, calendar.overrides())
    if entered < calendar.MIN_DAYS_OFF and not calendar.is_in_package(year):
        raise DomainError(
            f"{year} 年只登记了 {entered} 个周一至周五的放假日，至少应有 {calendar.MIN_DAYS_OFF} 个："
            "请先逐日登记放假和调休上班的日子。",
            field="year",
        )
    row, _ = CalendarYear.objects.update_or_create(
        year=year, defaults={"notice": notice.strip(), "entered_at": now}
    )
    return row


@transaction.atomic
def enter_calendar_day(*, by: User, day: date, is_working: bool, basis: str, now: datetime) -> CalendarDay:
    """Correct one day of the calendar; what was said of it before stays. Open duties keep their hour."""
    require(by, DutyPerm.EDIT_CALENDAR)
    if not basis.strip():
        raise DomainError("请填写依据。", field="basis")
    _refuse_day(day, now, "过去的日期不能更改。")
    last = CalendarDay.objects.filter(day=day).order_by("-recorded_at").first()
    if last is not None and last.is_working == is_working:
        raise DomainError(f"这一天已经登记为{'上班' if is_working else '放假'}。", field="day")
    return CalendarDay.objects.create(
        day=day,
        is_working=is_working,
        basis=basis.strip(),
        entered_by=by.pk,
        recorded_at=max(now, last.recorded_at + _INSTANT) if last else now,
    )


def _refuse_day(day: date, now: datetime, if_past: str) -> None:
    today = clock.local_day(now)
    if day < today:
        raise DomainError(if_past, field="day")
    if day > calendar.add_years(today, CHANGE_AHEAD_YEARS):
        raise DomainError(f"日期不能晚于{CHANGE_AHEAD_YEARS}年以后。", field="day")
