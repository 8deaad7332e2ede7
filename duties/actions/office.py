"""What the office decides about its own days: roster and calendar. Its numbers are in `changes`."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.choices import Post, UnitKind
from accounts.models import Appointment, Unit, User
from accounts.permissions import require
from common import clock
from common.errors import DomainError
from common.models import CalendarDay, CalendarYear
from duties.models import RosterEntry
from duties.permissions import DutyPerm


@transaction.atomic
def enter_roster(*, by: User, unit: Unit, day: date, leader: User, now: datetime) -> RosterEntry:
    """Name the duty leader of a township for a day; a day to come may be changed, a past one not.

    Raises PermissionDenied for another township, DomainError if the person is no leader of it.
    """
    require(by, DutyPerm.EDIT_ROSTER)
    if by.acting is None or (unit.kind, unit.township) != (UnitKind.TOWNSHIP, by.acting.unit.township):
        raise PermissionDenied("another township's roster")
    if day < clock.local_day(now):
        raise DomainError("过去日期的值班安排不能更改。", field="day")
    posts = Appointment.objects.live(now).filter(unit=unit, post=Post.TOWNSHIP_LEADER, user=leader)
    if not posts.exists():
        raise DomainError("带班领导须是本乡（镇）在任领导。", field="leader")
    entry, _ = RosterEntry.objects.update_or_create(
        unit=unit, day=day, defaults={"leader": leader, "entered_by": by}
    )
    return entry


@transaction.atomic
def enter_calendar_year(*, by: User, year: int, notice: str, now: datetime) -> CalendarYear:
    """Say that the State Council's notice for `year` has been entered in full; the warning ends."""
    require(by, DutyPerm.EDIT_CALENDAR)
    if not 2000 <= year <= 2199:
        raise DomainError("年份应在 2000 到 2199 之间。", field="year")
    if not notice.strip():
        raise DomainError("请填写通知文号。", field="notice")
    row, _ = CalendarYear.objects.update_or_create(
        year=year, defaults={"notice": notice.strip(), "entered_at": now}
    )
    return row


@transaction.atomic
def enter_calendar_day(*, by: User, day: date, is_working: bool, basis: str, now: datetime) -> CalendarDay:
    """Correct one day of the calendar. Duties already open keep their hour."""
    require(by, DutyPerm.EDIT_CALENDAR)
    if not basis.strip():
        raise DomainError("请填写依据。", field="basis")
    if day < clock.local_day(now):
        raise DomainError("过去的日期不能更改。", field="day")
    row, _ = CalendarDay.objects.update_or_create(
        day=day, defaults={"is_working": is_working, "basis": basis.strip()}
    )
    return row
