"""督办单: issue → sign → reply → sent back or closed. Each step is one row that stays."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Unit, User
from accounts.permissions import require
from accounts.rules import HEAD_OF
from common import calendar, wording
from common.errors import DomainError
from duties import actions as duties
from duties.choices import Decision, EscalationState
from duties.models import Escalation
from duties.policies import policies
from reporting.choices import OrderState, OrderStepKind
from reporting.instants import ORDER_FLOW
from reporting.models import Order, OrderStep
from reporting.permissions import ReportPerm

EXPECTED = {
    OrderState.ISSUED: "这份督办单已经签收，不用再签。",
    OrderState.SIGNED: "现在不能回复：督办单还没有签收，或者已经回复。",
    OrderState.REPLIED: "对方还没有回复，或者督办单已经办结。",
}
"""What is said when the order is not in the state that a step starts from."""


def default_due(unit: Unit, now: datetime) -> datetime:
    """When a reply is due if the county names no day: what the office's rule for `order.reply` says."""
    policy, _ = duties.effective_policy("order.reply", unit=unit, at=now)
    return (policy or policies()["order.reply"]).due(now, calendar.overrides())


@transaction.atomic
def issue_order(
    *,
    by: User,
    to_unit: Unit,
    demand: str,
    basis: str,
    now: datetime,
    due_at: datetime | None = None,
    escalation: Escalation | None = None,
    client_id: UUID | None = None,
) -> Order:
    """Demand an answer from a unit; its head owes the signature from this instant on.

    From an escalation it is the county's decision on it, in the same transaction: of two reviewers who
    order at once one is told that it was decided. Raises DomainError for a bad day, unit or text.
    Law: 方案五(二).
    """
    require(by, ReportPerm.ISSUE_ORDER)
    if client_id and (sent := Order.objects.visible_to(by).filter(client_id=client_id).first()):
        return sent
    _refuse_unit(by, to_unit)
    wording.refuse_numbers(demand, field="demand")  # the decision would be refused as its `note`
    if due_at is not None and due_at <= now:
        raise DomainError("回复期限必须晚于现在。", field="due_on")
    if escalation is not None:
        _decide(by, escalation, demand, now)
    order = Order(
        client_id=client_id,
        from_unit=by.acting.unit,  # type: ignore[union-attr]
        to_unit=to_unit,
        escalation=escalation,
        duty=escalation.duty if escalation else None,
        demand=demand.strip(),
        basis=basis.strip(),
        due_at=due_at or default_due(to_unit, now),
        issued_at=now,
        issued_by=by,
    )
    order.full_clean()
    order.save()
    _note(order, OrderStepKind.ISSUED, now, by, order.demand, order.due_at)
    duties.open(
        "order.sign",
        subject=order.pk,
        unit=to_unit,
        label=order.number,
        at=now,
        post=HEAD_OF[to_unit.kind],  # type: ignore[index]
    )
    return order


@transaction.atomic
def sign_order(*, by: User, order: Order, now: datetime) -> Order:
    """The head of the ordered unit signs for the order; from now on the unit owes the reply.

    An order signed for after its day opens a reply that is already late.
    """
    require(by, ReportPerm.ANSWER_ORDER, order)
    row = _lock(order)
    _require_receiver(by, row, head=True)
    _require_move(row, OrderState.ISSUED, OrderState.SIGNED)
    row.signed_at, row.signed_by = now, by
    row.save(update_fields=["signed_at", "signed_by"])
    _note(row, OrderStepKind.SIGNED, now, by)
    duties.meet("order.sign", subject=row.pk, at=now, now=now, by=by)
    _open_reply(row, now)
    return row


@transaction.atomic
def reply_order(*, by: User, order: Order, text: str, now: datetime) -> Order:
    """Say what was done. Anybody of the ordered unit who answers for it may write the reply."""
    require(by, ReportPerm.ANSWER_ORDER, order)
    row = _lock(order)
    _require_receiver(by, row)
    _require_move(row, OrderState.SIGNED, OrderState.REPLIED)
    row.reply, row.replied_at, row.replied_by = text.strip(), now, by
    row.full_clean()
    row.save(update_fields=["reply", "replied_at", "replied_by"])
    _note(row, OrderStepKind.REPLIED, now, by, row.reply)
    duties.meet("order.reply", subject=row.pk, at=now, now=now, by=by)
    return row


@transaction.atomic
def return_order(*, by: User, order: Order, reason: str, due_at: datetime, now: datetime) -> Order:
    """Send a reply back with a reason and a new day; the reply that was given stays in the history."""
    require(by, ReportPerm.ISSUE_ORDER, order)
    row = _lock(order)
    _require_issuer(by, row)
    _require_move(row, OrderState.REPLIED, OrderState.SIGNED)
    if due_at <= now:
        raise DomainError("新的回复期限必须晚于现在。", field="due_on")
    wording.refuse_numbers(reason, field="reason")
    row.reply, row.replied_at, row.replied_by, row.due_at = "", None, None, due_at
    row.save(update_fields=["reply", "replied_at", "replied_by", "due_at"])
    _note(row, OrderStepKind.RETURNED, now, by, reason.strip(), due_at)
    _open_reply(row, now)
    return row


@transaction.atomic
def close_order(*, by: User, order: Order, note: str, now: datetime, with_escalation: bool = False) -> Order:
    """The county is content with the reply. `with_escalation` also closes what the order came from."""
    require(by, ReportPerm.ISSUE_ORDER, order)
    row = _lock(order)
    _require_issuer(by, row)
    _require_move(row, OrderState.REPLIED, OrderState.CLOSED)
    row.closed_at, row.closed_by, row.close_note = now, by, note.strip()
    row.save(update_fields=["closed_at", "closed_by", "close_note"])
    _note(row, OrderStepKind.CLOSED, now, by, row.close_note)
    if with_escalation and row.escalation is not None:
        if row.escalation.duty.met_at is None:
            raise DomainError(
                "引起督办的事项尚未完成，不能一并办结；请去掉勾选，只办结督办单。", field="with_escalation"
            )
        duties.close_escalation(
            by=by, escalation=row.escalation, note=f"督办单 {row.number} 已办结：{row.close_note}", now=now
        )
    return row


def _refuse_unit(by: User, unit: Unit) -> None:
    if unit.kind not in HEAD_OF or not Unit.objects.active().visible_to(by).filter(pk=unit.pk).exists():
        raise DomainError("只能向本县的乡镇领导小组、工作站、派出所下达督办单。", field="to_unit")


def _decide(by: User, escalation: Escalation, demand: str, now: datetime) -> None:
    # The row is locked by whichever of the two comes first; the state read here only chooses the sentence.
    if escalation.state(now) == EscalationState.WAITING:
        escalation = duties.acknowledge_escalation(by=by, escalation=escalation, now=now)
    duties.decide_escalation(
        by=by, escalation=escalation, decision=Decision.ORDER, note=demand.strip()[:500], now=now
    )


def _open_reply(order: Order, now: datetime) -> None:
    duties.open(
        "order.reply",
        subject=order.pk,
        unit=order.to_unit,
        label=order.number,
        at=now if now < order.due_at else order.issued_at,
        due_at=order.due_at,
        post=HEAD_OF[order.to_unit.kind],  # type: ignore[index]
    )


def _lock(order: Order) -> Order:
    return (
        Order.objects.for_system("lock")
        .select_for_update(of=("self",))
        .select_related("to_unit", "from_unit", "escalation__duty__unit")
        .get(pk=order.pk)
    )


def _require_move(order: Order, source: OrderState, target: OrderState) -> None:
    if order.state != source:
        raise DomainError(EXPECTED[source])
    ORDER_FLOW.check(source, target)


def _require_receiver(by: User, order: Order, *, head: bool = False) -> None:
    acting = by.acting
    own = acting is not None and acting.unit.pk == order.to_unit_id
    if not own or (head and acting.post != HEAD_OF[order.to_unit.kind]):  # type: ignore[union-attr, index]
        raise PermissionDenied("somebody else's order")


def _require_issuer(by: User, order: Order) -> None:
    if by.acting is None or by.acting.unit.pk != order.from_unit_id:
        raise PermissionDenied("somebody else's order")


def _note(
    order: Order,
    step: OrderStepKind,
    at: datetime,
    by: User,
    text: str = "",
    due_at: datetime | None = None,
) -> None:
    OrderStep.objects.create(order=order, step=step, at=at, by=by, text=text, due_at=due_at)
