"""Finding → order with a day → re-check → closed. Each step is a row; the state is computed from them.

Letters to other bureaus are `referrals.py`.
"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.permissions import require
from common import clock
from common.errors import DomainError
from common.wording import require_reason
from duties import actions as duties
from patrols.actions.states import refuse_stranger
from patrols.choices import ReferralResult
from patrols.models import Chase, ChecklistItem, Finding, FixOrder, Recheck, Referral, Stop
from patrols.permissions import PatrolPerm
from patrols.policies import FIX_MOST_DAYS, RECHECK_DAYS

KINDS = ("finding.order", "finding.fix", "finding.recheck")


def open_finding(
    stop: Stop, item: ChecklistItem | None, *, text: str, at: datetime, by: User, now: datetime
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
    owe_order(row, now=now)
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
    now: datetime,
    client_id: UUID,
) -> FixOrder:
    """Issue the numbered 整改通知书. Its last day is the due day of 督促整改, and a re-check follows.

    Raises DomainError for a day in the past or too far ahead, and where the matter is closed.
    """
    require(by, PatrolPerm.ORDER_FIX, finding)
    row = still_open(finding)
    orders = FixOrder.objects.for_system("numbers of orders")
    if sent := orders.filter(client_id=client_id).first():
        return sent
    today = clock.local_day(now)
    if not today <= fix_by <= today + timedelta(days=FIX_MOST_DAYS):
        raise DomainError(f"整改期限应在今天到{FIX_MOST_DAYS}天之内。", field="fix_by")
    assert by.acting is not None
    unit = by.acting.unit
    order = FixOrder(
        finding=row,
        unit=unit,
        year=today.year,
        serial=next_serial(orders, unit, today.year),
        to_whom=to_whom,
        demand=demand,
        fix_by=fix_by,
        ordered_by=by,
        ordered_at=now,
        client_id=client_id,
    )
    order.full_clean(validate_constraints=False)
    order.save(force_insert=True)
    duties.meet("finding.order", subject=row.pk, at=now, now=now, by=by)
    _clocks(row, order, unit, now=now)
    return order


def next_serial(rows: QuerySet[Any], unit: Unit, year: int) -> int:
    """The next number of the office's year. Holds the unit, so that one number is given at a time."""
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    last = rows.filter(unit=unit, year=year).aggregate(last=Max("serial"))["last"]
    return (last or 0) + 1


def _clocks(row: Finding, order: FixOrder, unit: Unit, *, now: datetime) -> None:
    """A new order starts both clocks anew and takes the place of those that still run.

    One already missed stays missed beside it, until somebody finds the thing mended.
    """
    for kind, former in _promised(row, "finding.fix", "finding.recheck"):
        duties.void(kind, subject=row.pk, period=former, now=now, reason=f"以{order.number}为准")
    period, ends = order.period, clock.end_of_day(order.fix_by)
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
    """Go there again, after an order or after a bureau has acted. Passed closes the finding.

    Failed asks for a new order. Raises DomainError where neither an order nor an answer has come first.
    """
    require(by, PatrolPerm.RECHECK, finding)
    refuse_stranger(by, done_by, now)
    row = still_open(finding)
    if sent := Recheck.objects.for_system("by form").filter(client_id=client_id).first():
        return sent
    order, dealt = last_order(row), _dealt(row)
    if order is None and dealt is None:
        raise DomainError("先下达整改通知，或等移送的部门答复已查处，再复查。")
    since = order.ordered_at if order else dealt.ended_at  # type: ignore[union-attr]
    if not since.replace(second=0, microsecond=0) <= at <= now:
        raise DomainError("复查时间应在整改通知（或移送答复）之后，且不晚于现在。", field="at")
    at = max(at, since)  # a form knows minutes only
    if not passed and not note.strip():
        raise DomainError("复查不合格，请写明还差什么。", field="note")
    check = Recheck(
        finding=row, at=at, passed=passed, note=note, done_by=done_by, entered_by=by, client_id=client_id
    )
    check.full_clean(validate_constraints=False)
    check.save(force_insert=True)
    for kind, period in _promised(row, "finding.recheck"):
        duties.meet(kind, subject=row.pk, period=period, at=at, now=now, by=by)
    if passed:
        _nothing_is_owed(row, by=by, at=at, now=now)
    else:
        owe_order(row, now=now)
    return check


def _nothing_is_owed(row: Finding, *, by: User, at: datetime, now: datetime) -> None:
    """A thing mended ends every clock that still runs about it, whichever order or letter began it."""
    for kind, period in _promised(row, "finding.fix"):
        duties.meet(kind, subject=row.pk, period=period, at=at, now=now, by=by)
    why = "隐患已经整改合格"
    if duties.void("finding.order", subject=row.pk, now=now, reason=why) is None:
        duties.meet("finding.order", subject=row.pk, at=at, now=now, by=by)
    for letter in _letters(row).filter(answered_on=None):
        waits_for = answer_period(letter)
        duties.void("finding.answer", subject=row.pk, period=waits_for, now=now, reason=why)


def _promised(row: Finding, *kinds: str) -> list[tuple[str, str]]:
    """Each clock of these kinds that an order or a letter about the finding ever started."""
    return [(kind, period) for kind in kinds for _, period in sorted(duties.known_periods(kind, [row.pk]))]


def answer_period(letter: Referral) -> str:
    """The period of the clock that now waits for the answer; each asking again begins a new one."""
    asked = Chase.objects.for_system("how often a bureau was asked").filter(referral=letter).count()
    return f"{letter.period}-{asked}" if asked else letter.period


def owe_order(row: Finding, *, now: datetime) -> None:
    """Somebody has to order, or to send it on: the station of the place."""
    station = station_of(row.area)
    if station is not None:
        duties.open("finding.order", subject=row.pk, unit=station, label=row.code, at=now)


@transaction.atomic
def withdraw_finding(*, by: User, finding: Finding, reason: str, now: datetime) -> Finding:
    """Say that it was none, before an order or a letter is out. What was already missed stays missed."""
    require(by, PatrolPerm.ORDER_FIX, finding)
    row = still_open(finding)
    if last_order(row) is not None or _letters(row).exists():
        raise DomainError("整改通知或移送函已经发出，请通过复查了结。")
    row.withdrawn_at, row.withdrawn_by = now, by
    row.withdrawn_because = require_reason(reason, field="reason")
    row.full_clean()
    row.save()
    duties.void("finding.order", subject=row.pk, now=now, reason="隐患撤销")
    return row


def still_open(finding: Finding) -> Finding:
    """The finding, locked. Raises DomainError where it is withdrawn or closed."""
    row = Finding.objects.for_system("lock").select_for_update(of=("self",)).get(pk=finding.pk)
    if row.withdrawn_at is not None:
        raise DomainError("这件隐患已经撤销。")
    if Recheck.objects.for_system("is it closed").filter(finding=row, passed=True).exists():
        raise DomainError("这件隐患已经整改合格。")
    return row


def last_order(row: Finding) -> FixOrder | None:
    return FixOrder.objects.for_system("the last order").filter(finding=row).first()


def _letters(row: Finding) -> QuerySet[Referral]:
    return Referral.objects.for_system("letters about one finding").filter(finding=row)


def _dealt(row: Finding) -> Referral | None:
    """The newest letter to which a bureau answered that it has acted."""
    return _letters(row).filter(result=ReferralResult.DEALT).order_by("-answered_on").first()
