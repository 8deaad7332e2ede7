"""What comes back: a receipt, a refusal, the county's word on a refusal; inside the system, acceptance."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from cases.actions.county import catch_up
from cases.actions.exits import follow_station
from cases.actions.holding import pass_holding
from cases.actions.letters import number_letter
from cases.actions.opening import hand_to_station
from cases.actions.rows import open_duty
from cases.actions.transfer_rows import (
    close,
    county_of,
    leave,
    lock_transfer,
    overtake,
    owe,
    refuse_lost,
    release,
    settle,
    touch,
)
from cases.choices import EndedAs, LetterKind, RefusalDecision, TransferPurpose
from cases.models import Refusal, Transfer
from cases.permissions import CasePerm
from cases.rules.transfer import ACCEPT, EXCHANGE, NOTICE, RECEIPT, REFUSAL
from common import clock, wording
from common.errors import DomainError
from duties import actions as duties
from minors import actions as minors
from minors.rules import says_something

VISIT = "case.first_visit"
"""The other station visits under dual control after its receipt; `case.contact` goes on, by telephone."""


@transaction.atomic
def file_receipt(
    *,
    by: User,
    transfer: Transfer,
    number: str,
    received_by: str,
    on: date,
    version: int,
    now: datetime,
) -> Transfer:
    """Put the receipt of an outside office on file: from here on, and not before, the child is theirs.

    Under dual control the case stays with us for the written exchange; else it ends as 已移交.
    Raises DomainError without a number, before the notice, for a day ahead, while the child is lost, or if
    somebody was quicker.

    Law: 方案四(三)3; 禁毒法 第三十三条.
    """
    require(by, CasePerm.TRANSFER, transfer)
    wording.refuse_numbers_in(number=number, received_by=received_by)
    if not says_something(number):
        raise DomainError("没有回执编号的，不算回执，仍由本站负责。", field="number")
    if transfer.receipt_number == number.strip() and transfer.receipt_filed_by_id == by.pk:
        return transfer  # sent twice
    row = lock_transfer(transfer, by, version)
    if row.to_outside is None:
        raise DomainError("本县工作站在系统里接收，不用登记纸质回执。")
    if not row.changes_hands:
        raise DomainError("这件函件不改变管控单位，没有回执可登记。")
    if row.noticed_at is None:
        raise DomainError("书面通知还没有发出，不会有回执。")
    if not clock.local_day(row.noticed_at) <= on <= clock.local_day(now):
        raise DomainError("回执日期应在书面通知之后，且不能晚于今天。", field="on")
    refuse_lost(row, now)
    catch_up(row, now)
    overtake(row, by=by, now=now)
    _receipt(row, number=number.strip(), received_by=received_by.strip(), on=on, by=by, now=now)
    if row.purpose == TransferPurpose.DUAL:
        pass_holding(row.case, now, to_outside=row.to_outside, transfer=row)
        duties.void(VISIT, subject=row.case_id, now=now, reason="双向管控，由对方走访")
        owe(EXCHANGE, row, unit=row.sender, at=now)
    else:
        leave(row, by=by, now=now, closed_as=EndedAs.RECEIPT)
    return row


@transaction.atomic
def accept_transfer(
    *, by: User, transfer: Transfer, version: int, now: datetime, client_id: UUID | None = None
) -> Transfer:
    """The station that was asked takes the child over: file, case and clocks are theirs from this instant.

    Its numbered receipt is written in the same transaction. Never by anybody else, nor by itself: a hand-over
    that was refused is not accepted unless the county has said so.
    Raises DomainError for the wrong station, or if it changed meanwhile.

    Law: 方案四(三)3.
    """
    require(by, CasePerm.TRANSFER, transfer)
    client_id = client_id or uuid4()
    if transfer.receipt_at is not None and transfer.receipt_filed_by_id == by.pk:
        return transfer  # sent twice
    row = _asked(transfer, by, version)
    assert row.to_unit is not None
    refuse_lost(row, now)
    letter = number_letter(
        LetterKind.RECEIPT,
        case=row.case,
        transfer=row,
        unit=row.to_unit,
        to_name=row.sender.name,
        grounds="已接收，由本站落实管控。",
        by=by,
        now=now,
        client_id=client_id,
    )
    _receipt(row, number=letter.number, received_by=by.name, on=clock.local_day(now), by=by, now=now)
    duties.meet(ACCEPT, subject=row.pk, at=now, now=now, by=by)
    is_dual = row.purpose == TransferPurpose.DUAL
    hand_to_station(row.case, row.to_unit, receipt=letter.number, household_away=is_dual, by=by, now=now)
    pass_holding(row.case, now, to_unit=row.to_unit, transfer=row)
    follow_station(row.case, by=by, now=now)
    if is_dual:
        owe(EXCHANGE, row, unit=row.sender, at=now, with_file=False)
    else:
        close(row, EndedAs.RECEIPT, by=by, now=now)
    return row


@transaction.atomic
def refuse_transfer(
    *,
    by: User,
    transfer: Transfer,
    reason: str,
    number: str = "",
    at: datetime,
    version: int,
    now: datetime,
    client_id: UUID | None = None,
) -> Refusal:
    """The other side sends the child back, for a reason: here by itself, or on paper that the sender enters.

    The sender goes on holding the child; the county decides. Raises DomainError without a reason, or
    if somebody was quicker.
    """
    require(by, CasePerm.TRANSFER, transfer)
    reason = wording.require_reason(reason, field="reason")
    wording.refuse_numbers(number, field="number")
    client_id = client_id or uuid4()
    if known := Refusal.objects.for_system("sent twice").filter(client_id=client_id).first():
        return known
    asked = _asked(transfer, by, version) if transfer.to_unit_id else _sent(transfer, by, version)
    if at > now or at < (asked.noticed_at or now).replace(second=0, microsecond=0):
        raise DomainError("退回时间应在书面通知之后，且不能晚于现在。", field="at")
    catch_up(asked, now)
    refusal = Refusal(transfer=asked, by=by, at=at, reason=reason, number=number.strip(), client_id=client_id)
    refusal.save(force_insert=True)
    touch(asked)
    for kind in (RECEIPT, ACCEPT):
        settle(kind, asked, now=now, by=by, reason="对方退回")
    owe(REFUSAL, asked, unit=county_of(asked.sender), at=now)
    return refusal


@transaction.atomic
def decide_refusal(
    *, by: User, transfer: Transfer, decision: str, reason: str, version: int, now: datetime
) -> Refusal:
    """The county decides on a refusal: the sender goes on, or the other side has to take over.

    Upheld, a new notice is owed by the sender. Insisted, the receipt is chased again.
    """
    require(by, CasePerm.DECIDE_TRANSFER, transfer)
    minors.require_open(by, transfer.case.minor, now)
    reason = wording.require_reason(reason, field="reason")
    row = lock_transfer(transfer, by, version)
    refusals = Refusal.objects.for_system("decide").filter(transfer=row, decided_at=None)
    refusal = refusals.select_for_update(of=("self",)).first()
    if refusal is None:
        raise DomainError("没有待决定的退回。")
    refusal.decision, refusal.decided_reason = RefusalDecision(decision), reason
    refusal.decided_by, refusal.decided_at = by, now
    refusal.save(update_fields=["decision", "decided_reason", "decided_by", "decided_at"])
    duties.meet(REFUSAL, subject=row.pk, at=now, now=now, by=by)
    if refusal.decision == RefusalDecision.UPHELD:
        close(row, EndedAs.REFUSED, by=by, now=now)
        release(row, now=now, by=by, reason="退回")
        open_duty(NOTICE, row.case, at=now)
        return refusal
    touch(row)
    owe(RECEIPT, row, unit=row.sender, at=now)
    if row.to_unit is not None:
        owe(ACCEPT, row, unit=row.to_unit, at=now, with_file=False)
    catch_up(row, now)
    return refusal


def _asked(transfer: Transfer, by: User, version: int) -> Transfer:
    """The hand-over, if it was written to the station of `by` and waits for its answer."""
    assert by.acting is not None  # require has passed
    if transfer.to_unit_id != by.acting.unit.pk:
        raise DomainError("这件移交不是交给你站的，不能由你站接收或退回。")
    return _waiting(lock_transfer(transfer, by, version))


def _sent(transfer: Transfer, by: User, version: int) -> Transfer:
    """The hand-over, if the station of `by` sent it and waits for the paper."""
    assert by.acting is not None  # require has passed
    if transfer.sender_id != by.acting.unit.pk:
        raise DomainError("只有移交单位可以登记外地的答复。")
    return _waiting(lock_transfer(transfer, by, version))


def _waiting(row: Transfer) -> Transfer:
    if row.noticed_at is None or not row.changes_hands:
        raise DomainError("这件移交现在不等对方答复。")
    if row.receipt_at is not None:
        raise DomainError("已经回执，不能再接收或退回。")
    if Refusal.objects.for_system("undecided").filter(transfer=row, decided_at=None).exists():
        raise DomainError("已经退回，等待县禁毒办决定。")
    return row


def _receipt(row: Transfer, *, number: str, received_by: str, on: date, by: User, now: datetime) -> None:
    row.receipt_number, row.receipt_by, row.receipt_on = number, received_by, on
    row.receipt_at, row.receipt_filed_by = now, by
    touch(
        row,
        "receipt_number",
        "receipt_by",
        "receipt_on",
        "receipt_at",
        "receipt_filed_by",
    )
    duties.meet(RECEIPT, subject=row.pk, at=now, now=now, by=by)
    release(row, now=now, by=by, reason="对方已回执")
