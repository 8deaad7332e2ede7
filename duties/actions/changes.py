"""What the office decides about its own numbers: a change from a day on, withdrawn only before it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Unit, User
from accounts.permissions import require
from common import calendar, clock
from common.errors import DomainError
from common.wording import require_reason
from duties.actions.ledger import changes_of, shaped
from duties.choices import Tell
from duties.models import PolicyChange
from duties.permissions import DutyPerm
from duties.policies import CHANGE_AHEAD_YEARS, DueBy, Policy, policies

MAX_AMOUNT = 365
MAX_HOURS = 90 * 24
ABOVE_THE_UNIT = (Tell.TOWNSHIP_LEADER, Tell.COUNTY)


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
    """Change one number of `kind`, or switch it off or on, from tomorrow at the earliest.

    `field`: `is_on`, `due.amount`, or `ladder.<no>` in hours after the due instant. With `unit`, for that
    unit alone. Open duties keep their numbers. Raises DomainError for what the source itself sets, an
    unknown field, a value out of range or out of the order of the levels, a day too early or too far.
    """
    require(by, DutyPerm.CHANGE_POLICY)
    if kind not in policies():
        raise DomainError("没有这类事项。", field="kind")
    value = _checked(policies()[kind], field, value)
    _refuse_what_the_law_sets(policies()[kind], field, value)
    _refuse_day(from_on, now)
    said = require_reason(reason, field="reason")
    if unit is not None and not Unit.objects.visible_to(by).filter(pk=unit.pk).exists():
        raise PermissionDenied("a unit of another county")
    if unit is not None and unit.kind != policies()[kind].owed_by[0]:
        raise DomainError("这类事项不由该单位承担。", field="unit")
    change = PolicyChange(
        kind=kind, field=field, value=value, unit=unit, from_on=from_on, by=by, reason=said, recorded_at=now
    )
    _refuse_disorder(kind, [*changes_of(kind), change], now)
    change.save(force_insert=True)
    return change


@transaction.atomic
def withdraw_change(*, by: User, change: PolicyChange, reason: str, now: datetime) -> PolicyChange:
    """Take back a change that is not yet in force; both rows stay. Raises DomainError from its day on."""
    require(by, DutyPerm.CHANGE_POLICY)
    if change.unit is not None and not Unit.objects.visible_to(by).filter(pk=change.unit.pk).exists():
        raise PermissionDenied("a unit of another county")
    said = require_reason(reason, field="reason")
    if change.withdraws_id or PolicyChange.objects.filter(withdraws=change).exists():
        raise DomainError("这条变更已经撤回。")
    if change.from_on <= clock.local_day(now):
        raise DomainError("这条变更已经生效，不能撤回；请另作一条变更。")
    left = [other for other in changes_of(change.kind) if other.pk != change.pk]
    _refuse_disorder(change.kind, left, now)
    return PolicyChange.objects.create(
        kind=change.kind,
        field=change.field,
        value=change.value,
        unit=change.unit,
        from_on=change.from_on,
        by=by,
        reason=said,
        recorded_at=now,
        withdraws=change,
    )


def _refuse_what_the_law_sets(policy: Policy, field: str, value: Any) -> None:
    """Switching on again stays possible: what was switched off once must not stay off for ever."""
    if policy.law_sets_it and not (field == "is_on" and value):
        raise DomainError(
            f"“{policy.title}”由文件直接规定（{policy.basis}），不能关闭或变更。", field="field"
        )


def _refuse_day(from_on: date, now: datetime) -> None:
    today = clock.local_day(now)
    if from_on <= today:
        raise DomainError("变更最早自次日起生效。", field="from_on")
    if from_on > calendar.add_years(today, CHANGE_AHEAD_YEARS):
        raise DomainError(f"生效日期不能晚于{CHANGE_AHEAD_YEARS}年以后。", field="from_on")


def _refuse_disorder(kind: str, changes: list[PolicyChange], now: datetime) -> None:
    """Refuse numbers that would tell a higher level before a lower one, on any day and for any unit."""
    changes = sorted(changes, key=lambda change: (change.from_on, change.recorded_at))
    tomorrow = clock.local_day(now) + timedelta(days=1)
    for day in sorted({max(change.from_on, tomorrow) for change in changes}):
        at = clock.start_of_day(day)
        for unit_id in {None, *(change.unit_id for change in changes)}:
            policy, _ = shaped(kind, changes, unit_id=unit_id, at=at)
            hours = [step.after for step in policy.ladder] if policy else []
            if hours != sorted(hours):
                raise DomainError("告知须逐级进行：上一级不能早于下一级，请先调整其他级。", field="value")


def _checked(policy: Policy, field: str, value: Any) -> Any:
    if field == "is_on":
        return bool(value)
    if field == "due.amount":
        return _checked_amount(policy, value)
    rungs = {f"ladder.{no}": step for no, step in enumerate(policy.ladder)}
    if field not in rungs:
        raise DomainError("没有这个可变更的项目。", field="field")
    hours = float(value)
    if not -MAX_HOURS <= hours <= MAX_HOURS:
        raise DomainError(f"小时数应在 {-MAX_HOURS} 到 {MAX_HOURS} 之间。", field="value")
    if hours < 0 and rungs[field].tell in ABOVE_THE_UNIT:
        raise DomainError(f"告知{rungs[field].tell.label}不能早于截止时间，应为 0 或更大。", field="value")
    return hours


def _checked_amount(policy: Policy, value: Any) -> int:
    if not policy.amount_may_change:
        raise DomainError("当日24时的期限没有可变更的数字。", field="field")
    most = {DueBy.NEXT_WORKING_DAY: 23, DueBy.END_OF_LOCAL_DAY: 24}.get(policy.due.by, MAX_AMOUNT)
    if int(value) != float(value) or not 1 <= int(value) <= most:
        raise DomainError(f"应为 1 到 {most} 之间的整数。", field="value")
    return int(value)
