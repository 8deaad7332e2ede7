"""Finding → order with a day → re-check → closed. Each step is a row; the state is computed from them."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.permissions import require
from common import clock
from common.errors import DomainError
from common.wording import require_reason
from duties import actions as duties
from patrols.actions.states import refuse_stranger
from patrols.models import ChecklistItem, Finding, FixOrder, Recheck, Stop
from patrols.permissions import PatrolPerm
from patrols.policies import FIX_MOST_DAYS, RECHECK_DAYS

KINDS = ("finding.order", "finding.fix", "finding.recheck")


def open_finding(
    stop: Stop, item: ChecklistItem, *, text: str, at: datetime, by: User, now: datetime
) -> Finding:
    """A failed item, in the caller's transaction. The station owes the order for it."""
    patrol = stop.patrol
    row = Finding(
        campus=stop.venue.campus if stop.venue else patrol.campus,
        area=stop.venue.area if stop.venue else patrol.area,
        venue=stop.venue,
        stop=stop,
        item=item,
        text=text,
        found_at=at,
        found_by=by,
    )
    row.full_clean(validate_constraints=False)
    row.save(force_insert=True)
    station = station_of(row.area)
    if station is not None:
        duties.open("finding.order", subject=row.pk, unit=station, label=row.code, at=now)
    return row


def station_of(area: str) -> Unit | None:
    """The station that answers for a place, by its division code."""
    return Unit.objects.active().of_kind(UnitKind.STATION).filter(township=area[:9]).first()


@transaction.atomic
def order_fix(
    *,
    by: User,
    finding: Finding,
    to_whom: str,
    demand: str,
    fix_by: date,
    referred_to: str,
    now: datetime,
    client_id: UUID,
) -> FixOrder:
    """Issue the numbered 整改通知书. Its last day is the due day of 督促整改, and a re-check follows.

    Raises DomainError for a day in the past or too far ahead, and where the matter is closed.
    """
    require(by, PatrolPerm.ORDER_FIX, finding)
    row = _open(finding)
    orders = FixOrder.objects.for_system("numbers of orders")
    if sent := orders.filter(client_id=client_id).first():
        return sent
    today = clock.local_day(now)
    if not today <= fix_by <= today + timedelta(days=FIX_MOST_DAYS):
        raise DomainError(f"整改期限应在今天到{FIX_MOST_DAYS}天之内。", field="fix_by")
    assert by.acting is not None
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=by.acting.unit.pk)  # one number at a time
    last = orders.filter(unit=unit, year=today.year).aggregate(last=Max("serial"))["last"] or 0
    order = FixOrder(
        finding=row,
        unit=unit,
        year=today.year,
        serial=last + 1,
        to_whom=to_whom,
        demand=demand,
        fix_by=fix_by,
        referred_to=referred_to,
        ordered_by=by,
        ordered_at=now,
        client_id=client_id,
    )
    order.full_clean(validate_constraints=False)
    order.save(force_insert=True)
    duties.meet("finding.order", subject=row.pk, at=now, now=now, by=by)
    _clocks(row, order, unit, now=now)
    return order


def _clocks(row: Finding, order: FixOrder, unit: Unit, *, now: datetime) -> None:
    """A new order starts both clocks anew; one already missed stays missed beside it."""
    period = f"{order.year}-{order.serial}"
    ends = clock.end_of_day(order.fix_by)
    duties.open("finding.fix", subject=row.pk, unit=unit, label=row.code, at=now, due_at=ends, period=period)
    duties.open(
        "finding.recheck",
        subject=row.pk,
        unit=unit,
        label=row.code,
        at=now,
        due_at=ends + timedelta(days=RECHECK_DAYS),
        period=period,
    )


@transaction.atomic
def recheck(
    *,
    by: User,
    finding: Finding,
    done_by: User,
    at: datetime,
    passed: bool,
    note: str,
    now: datetime,
    client_id: UUID,
) -> Recheck:
    """Go there again. Passed closes the finding; failed asks for a new order."""
    require(by, PatrolPerm.RECHECK, finding)
    refuse_stranger(by, done_by, now)
    row = _open(finding)
    if sent := Recheck.objects.for_system("by form").filter(client_id=client_id).first():
        return sent
    order = _last_order(row)
    if order is None:
        raise DomainError("先下达整改通知，再复查。")
    if not order.ordered_at.replace(second=0, microsecond=0) <= at <= now:
        raise DomainError("复查时间应在整改通知之后，且不晚于现在。", field="at")
    at = max(at, order.ordered_at)  # a form knows minutes only
    if not passed and not note.strip():
        raise DomainError("复查不合格，请写明还差什么。", field="note")
    check = Recheck(
        finding=row, at=at, passed=passed, note=note, done_by=done_by, entered_by=by, client_id=client_id
    )
    check.full_clean(validate_constraints=False)
    check.save(force_insert=True)
    period = f"{order.year}-{order.serial}"
    duties.meet("finding.recheck", subject=row.pk, period=period, at=at, now=now, by=by)
    if passed:
        duties.meet("finding.fix", subject=row.pk, period=period, at=at, now=now, by=by)
    else:
        station = station_of(row.area)
        if station is not None:
            duties.open("finding.order", subject=row.pk, unit=station, label=row.code, at=now)
    return check


@transaction.atomic
def withdraw_finding(*, by: User, finding: Finding, reason: str, now: datetime) -> Finding:
    """Say that it was none, before an order is out. What was already missed stays missed."""
    require(by, PatrolPerm.ORDER_FIX, finding)
    row = _open(finding)
    if _last_order(row) is not None:
        raise DomainError("整改通知已经下达，请通过复查了结。")
    row.withdrawn_at, row.withdrawn_by = now, by
    row.withdrawn_because = require_reason(reason, field="reason")
    row.full_clean()
    row.save()
    duties.void("finding.order", subject=row.pk, now=now, reason="隐患撤销")
    return row


def _open(finding: Finding) -> Finding:
    row = Finding.objects.for_system("lock").select_for_update(of=("self",)).get(pk=finding.pk)
    if row.withdrawn_at is not None:
        raise DomainError("这件隐患已经撤销。")
    if Recheck.objects.for_system("is it closed").filter(finding=row, passed=True).exists():
        raise DomainError("这件隐患已经整改合格。")
    return row


def _last_order(row: Finding) -> FixOrder | None:
    return FixOrder.objects.for_system("the last order").filter(finding=row).first()
