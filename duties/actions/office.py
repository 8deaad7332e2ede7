"""What the office decides about its own clocks: numbers, roster, calendar."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.choices import Post, UnitKind
from accounts.models import Appointment, Unit, User
from accounts.permissions import require
from common import clock
from common.errors import DomainError
from common.models import CalendarDay, CalendarYear
from duties.models import PolicyChange, RosterEntry
from duties.permissions import DutyPerm
from duties.policies import DueBy, Policy, policies

MAX_AMOUNT = 365
MAX_HOURS = 90 * 24


@transaction.atomic
def change_policy(
    *,
    by: User,
    kind: str,
    field: str,
    value: Any,
    from_on: date,
    reason: str,
    now: datetime,
    unit: Unit | None = None,
) -> PolicyChange:
    """Change one number of `kind`, or switch it off or on, from a day on; open duties keep theirs.

    `field`: `is_on`, `due.amount`, or `ladder.<no>` in hours after the due instant. With `unit`, for that
    unit alone. Raises DomainError for an unknown field, a value out of range or a day that has passed.
    """
    require(by, DutyPerm.CHANGE_POLICY)
    if kind not in policies():
        raise DomainError("没有这类事项。", field="kind")
    if from_on < clock.local_day(now):
        raise DomainError("生效日期不能早于今天。", field="from_on")
    if not reason.strip():
        raise DomainError("请填写变更理由。", field="reason")
    if unit is not None and not Unit.objects.visible_to(by).filter(pk=unit.pk).exists():
        raise PermissionDenied("a unit of another county")
    if unit is not None and unit.kind != policies()[kind].owed_by[0]:
        raise DomainError("这类事项不由该单位承担。", field="unit")
    return PolicyChange.objects.create(
        kind=kind,
        field=field,
        value=_checked(policies()[kind], field, value),
        unit=unit,
        from_on=from_on,
        by=by,
        reason=reason.strip(),
        recorded_at=now,
    )


def _checked(policy: Policy, field: str, value: Any) -> Any:
    if field == "is_on":
        return bool(value)
    if field == "due.amount":
        return _checked_amount(policy, value)
    rungs = {f"ladder.{no}" for no in range(len(policy.ladder))}
    if field not in rungs:
        raise DomainError("没有这个可变更的项目。", field="field")
    hours = float(value)
    if not -MAX_HOURS <= hours <= MAX_HOURS:
        raise DomainError(f"小时数应在 {-MAX_HOURS} 到 {MAX_HOURS} 之间。", field="value")
    return hours


def _checked_amount(policy: Policy, value: Any) -> int:
    if not policy.amount_may_change:
        raise DomainError("当日24时的期限没有可变更的数字。", field="field")
    most = {DueBy.NEXT_WORKING_DAY: 23, DueBy.END_OF_LOCAL_DAY: 24}.get(policy.due.by, MAX_AMOUNT)
    if int(value) != float(value) or not 1 <= int(value) <= most:
        raise DomainError(f"应为 1 到 {most} 之间的整数。", field="value")
    return int(value)


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
