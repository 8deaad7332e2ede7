"""What every action on a hand-over does: lock, tell who comes second what changed, close, end clocks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.choices import UnitKind
from accounts.models import Unit, User
from cases import rules
from cases.actions import lost
from cases.actions.holding import pass_holding
from cases.actions.opening import relieve
from cases.choices import CaseStatus, EndedAs, RefusalDecision, TransferState
from cases.models import FINISHED, Case, Refusal, StationContact, Transfer
from cases.rules.transfer import (
    ACCEPT,
    COUNTY_LETTER,
    EXCHANGE,
    RECEIPT,
    REFUSAL,
    Instants,
    changed,
    state_of,
)
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty

RELATED = ("case__minor", "case__unit", "sender", "to_unit", "to_outside", "drafted_by", "closed_by")


def lock_transfer(transfer: Transfer, by: User, version: int) -> Transfer:
    """The hand-over under the lock of its case and its own.

    Raises DomainError, saying what changed and by whom, if `version` is not the present one.
    """
    row = locked(transfer)
    if row.version != version:
        raise DomainError(what_changed(row))
    if row.closed_at is not None:
        raise DomainError(f"这件移交已经结束（{row.get_closed_as_display()}）。")
    if row.case.status in FINISHED:
        raise DomainError("该个案已结束，不能再登记。")
    return row


def locked(transfer: Transfer) -> Transfer:
    """The hand-over as it is now, under the lock of its case and its own.

    Locked first and read with its relations afterwards: PostgreSQL joins rows from before the wait, so that a
    case that changed its station meanwhile would be found nowhere.
    """
    Case.objects.for_system("lock").select_for_update().get(pk=transfer.case_id)
    Transfer.objects.for_system("lock").select_for_update().get(pk=transfer.pk)
    return Transfer.objects.for_system("locked").select_related(*RELATED).get(pk=transfer.pk)


def what_changed(row: Transfer) -> str:
    """The sentence for whoever acts on an older version: what it is now, since when and by whom."""
    refusal = Refusal.objects.for_system("what changed").filter(transfer=row).select_related("by").first()
    steps = [
        (row.drafted_at, row.drafted_by.name),
        (row.noticed_at, row.sender.name),
        (row.delivered_at, row.delivered_by.name if row.delivered_by else ""),
        (refusal.at if refusal else None, refusal.by.name if refusal else ""),
        (row.receipt_at, row.receipt_filed_by.name if row.receipt_filed_by else ""),
        (row.closed_at, row.closed_by.name if row.closed_by else ""),
    ]
    at, name = max(((at, name) for at, name in steps if at is not None), key=lambda step: step[0])
    ended = row.get_closed_as_display() if row.closed_at else ""
    return changed(state(row), by=name or row.sender.name, at=at, closed_as=ended)


def state(row: Transfer) -> TransferState:
    """The state of one hand-over, read off its rows."""
    return states([row])[row.pk]


def states(rows: Sequence[Transfer]) -> dict[UUID, TransferState]:
    """The states of several, by key: two questions for all of them."""
    contacted: dict[UUID, datetime] = {}
    refused: dict[UUID, str] = {}
    spoken = StationContact.objects.for_system("state").filter(case__in=[row.case_id for row in rows])
    for case, at in spoken.values_list("case", "at"):
        contacted.setdefault(case, at)
    refusals = Refusal.objects.for_system("state").filter(transfer__in=rows)
    for transfer, decision in refusals.values_list("transfer", "decision"):
        refused.setdefault(transfer, decision)
    return {
        row.pk: state_of(
            Instants(
                contacted_at=contacted.get(row.case_id),
                noticed_at=row.noticed_at,
                delivered_at=row.delivered_at,
                receipt_at=row.receipt_at,
                closed_at=row.closed_at,
                refused=refused.get(row.pk),
            )
        )
        for row in rows
    }


def touch(row: Transfer, *fields: str) -> None:
    """Save these columns and count one change."""
    row.version += 1
    row.save(update_fields=[*fields, "version"])


def close(row: Transfer, how: EndedAs, *, by: User | None, now: datetime, also: tuple[str, ...] = ()) -> None:
    """End the hand-over. The caller holds the lock."""
    row.closed_at, row.closed_as, row.closed_by = now, how, by
    touch(row, "closed_at", "closed_as", "closed_by", *also)


def refuse_lost(row: Transfer, now: datetime) -> None:
    """Raise DomainError while the child is lost: whoever sends it away goes on looking until it is found."""
    if lost.catch_up(row.case, now).status == CaseStatus.LOST:
        raise DomainError("孩子还在失联查找中，查找由移交单位负责，找到本人后再办接收和回执。")


def leave(row: Transfer, *, by: User, now: datetime, closed_as: EndedAs) -> None:
    """The child is theirs from now on: team, grants and clocks end, the case is 已移交."""
    refuse_lost(row, now)
    pass_holding(row.case, now, to_outside=row.to_outside, transfer=row)
    relieve(row.case, reason="已移交", now=now)
    refer(row.case, now)
    close(row, closed_as, by=by, now=now)


def refer(case: Case, now: datetime) -> None:
    """The case ends as 已移交."""
    rules.CASE_FLOW.check(CaseStatus(case.status), CaseStatus.REFERRED)
    case.status, case.closed_at = CaseStatus.REFERRED, max(now, case.opened_at)
    case.save(update_fields=["status", "closed_at"])


def owe(
    kind: str, row: Transfer, *, unit: Unit, at: datetime, period: str = "", with_file: bool = True
) -> Duty | None:
    """Start a clock on the hand-over. Who may not see the file yet owes by its code alone."""
    return duties.open(
        kind,
        subject=row.pk,
        unit=unit,
        label=row.code,
        file=row.case.minor_id if with_file else None,
        at=at,
        period=period,
    )


def county_of(unit: Unit) -> Unit:
    """The county office above a station."""
    return Unit.objects.active().get(kind=UnitKind.COUNTY, county=unit.county)


def release(row: Transfer, *, now: datetime, by: User | None, reason: str) -> None:
    """Nothing is waited for any more: what is not yet due is void, what is overdue is met, late as it is."""
    kinds = (RECEIPT, ACCEPT, REFUSAL, COUNTY_LETTER, EXCHANGE)
    for kind, period in (
        Duty.objects.open().filter(subject=row.pk, kind__in=kinds).values_list("kind", "period")
    ):
        settle(kind, row, now=now, by=by, reason=reason, period=period)


def settle(
    kind: str, row: Transfer, *, now: datetime, by: User | None, reason: str, period: str = ""
) -> None:
    """End one clock: void if it may be, else met at `now`; a miss that has happened stays."""
    given: dict[str, Any] = {"subject": row.pk, "now": now, "period": period}
    if duties.void(kind, reason=reason, **given) is None:
        duties.meet(kind, at=now, by=by, **given)


def overtake(row: Transfer, *, by: User, now: datetime) -> None:
    """A receipt came although the paper had been sent back: nothing is left for the county to decide."""
    rows = Refusal.objects.for_system("overtaken").filter(transfer=row, decided_at=None)
    for refusal in rows:
        refusal.decision, refusal.decided_at, refusal.decided_by = RefusalDecision.OVERTAKEN, now, by
        refusal.save(update_fields=["decision", "decided_at", "decided_by"])
