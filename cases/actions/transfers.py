"""A hand-over is drafted, written, delivered, withdrawn. The answers to it are in `answers`."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.permissions import require
from cases import rules
from cases.actions import lost
from cases.actions.county import catch_up
from cases.actions.letters import lost_words, number_letter
from cases.actions.rows import lock, open_duty, refuse_care
from cases.actions.transfer_rows import close, leave, lock_transfer, owe, release, touch
from cases.choices import (
    CaseStatus,
    ControlledBy,
    Delivery,
    Direction,
    EndedAs,
    LetterKind,
    Route,
    TransferPurpose,
)
from cases.models import Case, ControlDecision, Letter, OutsideUnit, StationContact, Transfer
from cases.permissions import CasePerm
from cases.rules.transfer import ACCEPT, COUNTY_REPORT, LETTER_OF, NOTICE, RECEIPT, REPLY
from common import clock, wording
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty
from minors.rules import is_reason


@dataclass(frozen=True)
class Control:
    """Who is to control the child, why, and who of the other side agreed, if anybody has yet."""

    decision: str
    reason: str
    agreed_by: str = ""
    agreed_at: datetime | None = None


@transaction.atomic
def draft_transfer(
    *,
    by: User,
    case: Case,
    purpose: str,
    control: Control,
    grounds: str,
    to_unit: Unit | None = None,
    to_outside: OutsideUnit | None = None,
    now: datetime,
    client_id: UUID | None = None,
) -> Transfer:
    """Draft a hand-over to a station of this county or an office outside; one at a time for a case.

    The decision who controls is written with it, with its reason. Raises DomainError without exactly one
    receiver, to one's own station, or while another hand-over runs.

    Law: 方案四(三)3; 禁毒法 第三十三条.
    """
    require(by, CasePerm.TRANSFER, case)
    wording.refuse_numbers_in(grounds=grounds, reason=control.reason, agreed_by=control.agreed_by)
    client_id = client_id or uuid4()
    if row := Transfer.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    case = lock(case)
    refuse_care(case, "不走移交函；搬走的，告诉当地后办结个案")
    _check_receiver(case, to_unit, to_outside)
    _check_control(purpose, control)
    for field, text in (("grounds", grounds), ("reason", control.reason)):
        if not is_reason(text):
            raise DomainError("请写明理由。", field=field)
    running = Transfer.objects.for_system("one at a time").running().filter(case=case).first()
    if running is not None:
        by_whom = f"{running.drafted_by.name}于{clock.local(running.drafted_at):%m-%d %H:%M}拟"
        raise DomainError(f"这个个案已有一件移交在办（{running.to_name}，{by_whom}），办结或撤回后再拟。")
    row = Transfer(
        case=case,
        code=case.minor.code,
        direction=Direction.OUT if case.captured_in else Direction.IN,
        purpose=TransferPurpose(purpose),
        sender=case.unit,
        to_unit=to_unit,
        to_outside=to_outside,
        decision=decide_control(case, control, by=by, now=now),
        grounds=grounds.strip(),
        drafted_by=by,
        drafted_at=now,
        client_id=client_id,
    )
    row.save(force_insert=True)
    return row


def _check_control(purpose: str, control: Control) -> None:
    """A letter about 双向管控 and the decision for it go together, or the letter says two things."""
    if (purpose == TransferPurpose.DUAL) != (control.decision == ControlledBy.BOTH):
        said = "事由是双向管控的，“由谁管控”也选双向管控；由一方管控的，事由不选双向管控。"
        raise DomainError(said, field="decision")


@transaction.atomic
def record_control(
    *, by: User, case: Case, control: Control, now: datetime, client_id: UUID | None = None
) -> ControlDecision:
    """Write down anew who controls the child: another decision, or the consent that has come in since."""
    require(by, CasePerm.TRANSFER, case)
    wording.refuse_numbers_in(reason=control.reason, agreed_by=control.agreed_by)
    client_id = client_id or uuid4()
    if known := ControlDecision.objects.for_system("sent twice").filter(client_id=client_id).first():
        return known
    case = lock(case)
    if not is_reason(control.reason):
        raise DomainError("请写明理由。", field="reason")
    row = decide_control(case, control, by=by, now=now, client_id=client_id)
    running = Transfer.objects.for_system("its decision").running().filter(case=case).first()
    if running is not None:
        running.decision = row
        touch(running, "decision")
    return row


@transaction.atomic
def send_notice(
    *,
    by: User,
    transfer: Transfer,
    demand: str,
    version: int,
    lost_noted: bool = False,
    now: datetime,
    client_id: UUID | None = None,
) -> Letter:
    """Give the written notice its number: it leaves the office, and the receipt is owed from here on.

    To a station of this county it is delivered at once, in the system. A lost child may be written about:
    letter and preview say since when, and the search stays with the sender, which has to say that it knows
    (`lost_noted`). Raises DomainError without that, before the other side was spoken to, before the report to
    the county, or if the hand-over changed meanwhile.

    Law: 方案四(三)3 (书面通知).
    """
    require(by, CasePerm.TRANSFER, transfer)
    wording.refuse_numbers(demand, field="demand")
    client_id = client_id or uuid4()
    if (
        known := Letter.objects.for_system("sent twice")
        .filter(client_id=client_id, transfer=transfer)
        .first()
    ):
        return known
    row = lock_transfer(transfer, by, version)
    case = row.case
    if row.noticed_at is not None:
        raise DomainError("书面通知已经发出。")
    if not StationContact.objects.for_system("was it spoken to").filter(case=case).exists():
        raise DomainError("请先联系对方并登记，再书面通知。")
    if lost.catch_up(case, now).status == CaseStatus.LOST and not lost_noted:
        raise DomainError(f"{lost_words(case)}请先核对，再勾选确认。", field="lost_noted")
    _after_the_county(case, now)
    letter = number_letter(
        LetterKind(LETTER_OF[TransferPurpose(row.purpose)]),
        case=case,
        transfer=row,
        unit=row.sender,
        to_name=row.to_name,
        grounds=row.grounds,
        demand=demand.strip(),
        by=by,
        now=now,
        client_id=client_id,
    )
    row.noticed_at = now
    duties.meet(NOTICE, subject=case.pk, at=now, now=now, by=by)
    if row.changes_hands:
        owe(RECEIPT, row, unit=row.sender, at=now)
    touch(row, "noticed_at")
    if row.to_unit is not None:
        _deliver(row, Delivery.SYSTEM, at=now, by=by, now=now)
        if row.changes_hands:
            owe(ACCEPT, row, unit=row.to_unit, at=now, with_file=False)
    return letter


@transaction.atomic
def deliver_notice(
    *, by: User, transfer: Transfer, how: str, at: datetime, version: int, now: datetime
) -> Transfer:
    """Record how and when the notice reached the other office. A notice for information ends with it.

    What was sent back as mis-sent is theirs from here on. Raises DomainError before the notice, or ahead.
    """
    require(by, CasePerm.TRANSFER, transfer)
    if transfer.delivered_by_id == by.pk and transfer.delivered_how == how and transfer.delivered_at == at:
        return transfer  # sent twice
    row = lock_transfer(transfer, by, version)
    if row.noticed_at is None:
        raise DomainError("书面通知还没有发出，不能登记送达。")
    if row.delivered_at is not None:
        raise DomainError("已经登记送达。")
    if at > now or at < row.noticed_at.replace(second=0, microsecond=0):
        raise DomainError("送达时间应在书面通知之后，且不能晚于现在。", field="at")
    return _deliver(row, Delivery(how), at=at, by=by, now=now)


@transaction.atomic
def withdraw_transfer(*, by: User, transfer: Transfer, reason: str, version: int, now: datetime) -> Transfer:
    """Take a hand-over back before its receipt. The child stayed with us all the while; a new notice is owed.

    Raises DomainError without a reason, after the receipt, or if it changed meanwhile.
    """
    require(by, CasePerm.TRANSFER, transfer)
    reason = wording.require_reason(reason, field="reason")
    row = lock_transfer(transfer, by, version)
    if row.sender_id != _unit(by):
        raise DomainError("只有移交单位可以撤回。")
    if row.receipt_at is not None:
        raise DomainError("对方已经回执，不能撤回。")
    catch_up(row, now)
    was_sent = row.noticed_at is not None
    row.closed_reason = reason
    close(row, EndedAs.WITHDRAWN, by=by, now=now, also=("closed_reason",))
    release(row, now=now, by=by, reason="移交撤回")
    if was_sent and rules.writes_next(row.case.route, household=row.case.household):
        open_duty(NOTICE, row.case, at=now)
    return row


@transaction.atomic
def reply_to_sender(
    *,
    by: User,
    case: Case,
    to_outside: OutsideUnit,
    their_number: str,
    note: str,
    now: datetime,
    client_id: UUID | None = None,
) -> Letter:
    """We take over a child whom somebody wrote to us about: the numbered receipt goes back to them.

    Raises DomainError on a route on which we do not take over.
    """
    require(by, CasePerm.TRANSFER, case)
    wording.refuse_numbers_in(their_number=their_number, note=note)
    client_id = client_id or uuid4()
    if known := Letter.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return known
    case = lock(case)
    if case.captured_in or case.route in (Route.RETURN, Route.OUTGOING):
        raise DomainError("这个个案不是外地移交来、由本站接管的，不出具回执。")
    letter = number_letter(
        LetterKind.RECEIPT,
        case=case,
        unit=case.unit,
        to_name=to_outside.name,
        their_number=their_number.strip(),
        grounds=note.strip() or "已接收，由本站落实管控。",
        by=by,
        now=now,
        client_id=client_id,
    )
    duties.meet(REPLY, subject=case.pk, at=now, now=now, by=by)
    return letter


def decide_control(
    case: Case, control: Control, *, by: User, now: datetime, client_id: UUID | None = None
) -> ControlDecision:
    """The row of the decision; the caller has asked and locked."""
    if bool(control.agreed_by.strip()) != (control.agreed_at is not None):
        raise DomainError("对方同意的单位和时间要么都填，要么都不填。", field="agreed_by")
    if control.agreed_at is not None and control.agreed_at > now:
        raise DomainError("对方同意时间不能晚于现在。", field="agreed_at")
    row = ControlDecision(
        case=case,
        decision=control.decision,
        reason=control.reason.strip(),
        agreed_by=control.agreed_by.strip(),
        agreed_at=control.agreed_at,
        by=by,
        at=now,
        client_id=client_id or uuid4(),
    )
    row.save(force_insert=True)
    return row


def county_first(case: Case, now: datetime) -> Duty | None:
    """The word to the county that goes before the letter, if it is owed still (联系 → 上报 → 书面通知).

    What the station owes the county itself it sends first, however late. For another office's word it waits
    until that one's hour; then that miss stands and the letter goes, so that nobody makes somebody else late.
    """
    of_child = Q(file=case.minor_id) | Q(label=case.minor.code)
    rows = Duty.objects.open().filter(of_child, kind=COUNTY_REPORT)
    return rows.filter(Q(unit=case.unit) | Q(due_at__gt=now)).select_related("unit").first()


def _after_the_county(case: Case, now: datetime) -> None:
    first = county_first(case, now)
    if first is None:
        return
    if first.unit_id == case.unit_id:
        raise DomainError("请先上报县禁毒办，再书面通知（方案四(三)3）。")
    raise DomainError(f"{first.unit.name}还没有上报县禁毒办，请先联系其上报，再书面通知。")


def _deliver(row: Transfer, how: Delivery, *, at: datetime, by: User, now: datetime) -> Transfer:
    row.delivered_at, row.delivered_how, row.delivered_by = at, how, by
    touch(row, "delivered_at", "delivered_how", "delivered_by")
    if row.purpose == TransferPurpose.INFORM:
        close(row, EndedAs.DELIVERED, by=by, now=now)
    if row.purpose == TransferPurpose.RETURN:
        leave(row, by=by, now=now, closed_as=EndedAs.DELIVERED)
    return row


def _check_receiver(case: Case, to_unit: Unit | None, to_outside: OutsideUnit | None) -> None:
    if (to_unit is None) == (to_outside is None):
        raise DomainError("请选择一个接收单位：本县工作站，或者通讯录里的外地单位。", field="to_unit")
    if to_unit is None:
        return
    if to_unit.kind != UnitKind.STATION or to_unit.county != case.unit.county:
        raise DomainError("请选择本县的工作站；外县的请从通讯录选择。", field="to_unit")
    if to_unit.pk == case.unit_id:
        raise DomainError("这就是现在的责任工作站，不用移交。", field="to_unit")


def _unit(by: User) -> UUID:
    assert by.acting is not None  # require has passed
    return by.acting.unit.pk
