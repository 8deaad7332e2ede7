"""Beyond the paper: the county writes to its peer, two stations exchange words, clocks end."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import require
from cases.actions.holding import pass_holding
from cases.actions.letters import number_letter
from cases.actions.transfer_rows import (
    RELATED,
    close,
    county_of,
    leave,
    lock_transfer,
    locked,
    owe,
    release,
)
from cases.choices import EndedAs, LetterKind, RefusalDecision, TransferPurpose, WordWay
from cases.models import Case, ExchangeWord, Letter, OutsideUnit, Refusal, Transfer
from cases.permissions import CasePerm
from cases.policies.transfer import COUNTY_AFTER, SEAL_AFTER
from cases.rules.transfer import COUNTY_LETTER, EXCHANGE, county_letter_due
from common import clock, wording
from common.errors import DomainError
from duties import actions as duties
from minors import actions as minors
from minors.choices import SealCause
from minors.models import SealProposal

SEAL_NOTE = "已移交外地，对方回执在册满30日，本站留存件提请封存。"
AT_ONCE = 200
"""The sweep works through at most so many hand-overs in one round; the rest follow in the next."""
HANDED = (TransferPurpose.HAND_OVER, TransferPurpose.DUAL)


@transaction.atomic
def send_county_letter(
    *,
    by: User,
    transfer: Transfer,
    peer: OutsideUnit,
    demand: str,
    version: int,
    now: datetime,
    client_id: UUID | None = None,
) -> Letter:
    """The county writes to the county of the other side about a receipt that does not come.

    The next letter is owed 30 days later, until a receipt, a refusal it has decided, or adult age. Raises
    DomainError inside the county, where it decides itself.
    """
    require(by, CasePerm.DECIDE_TRANSFER, transfer)
    minors.require_open(by, transfer.case.minor, now)
    wording.refuse_numbers(demand, field="demand")
    client_id = client_id or uuid4()
    if (
        known := Letter.objects.for_system("sent twice")
        .filter(client_id=client_id, transfer=transfer)
        .first()
    ):
        return known
    row = lock_transfer(transfer, by, version)
    if row.to_outside is None or row.noticed_at is None or not row.changes_hands or row.receipt_at:
        raise DomainError("这件移交现在不需要县间函。")
    catch_up(row, now)
    sent = _letters(row)
    letter = number_letter(
        LetterKind.COUNTY,
        case=row.case,
        transfer=row,
        unit=county_of(row.sender),
        to_name=peer.name,
        grounds=f"第{len(sent) + 1}次函商：{row.grounds}"[:500],
        demand=demand.strip(),
        by=by,
        now=now,
        client_id=client_id,
    )
    duties.meet(COUNTY_LETTER, subject=row.pk, at=now, now=now, by=by, period=str(len(sent) + 1))
    return letter


@transaction.atomic
def record_exchange(
    *,
    by: User,
    transfer: Transfer,
    way: str,
    number: str = "",
    state: str,
    at: datetime,
    now: datetime,
    client_id: UUID | None = None,
) -> ExchangeWord:
    """A written word between the two stations of a child under dual control; the next is owed in 90 days.

    Law: 禁毒法 第三十三条; 90 日 is 本单位规定 (D).
    """
    require(by, CasePerm.TRANSFER, transfer)
    wording.refuse_numbers_in(number=number, state=state)
    client_id = client_id or uuid4()
    if known := ExchangeWord.objects.for_system("sent twice").filter(client_id=client_id).first():
        return known
    held_row = locked(transfer)
    if not _is_dual(held_row):
        raise DomainError("只有双向管控、对方已回执的，才登记情况通报。")
    assert held_row.receipt_at is not None
    if at > now or at < held_row.receipt_at.replace(second=0, microsecond=0):
        raise DomainError("时间应在对方回执之后，且不能晚于现在。", field="at")
    row = ExchangeWord(
        transfer=held_row,
        by=by,
        at=at,
        way=WordWay(way),
        number=number.strip(),
        state=state.strip(),
        client_id=client_id,
    )
    row.save(force_insert=True)
    if duties.meet(EXCHANGE, subject=held_row.pk, at=at, now=now, by=by):
        owe(EXCHANGE, held_row, unit=held_row.sender, at=at, with_file=held_row.to_unit_id is None)
    return row


@transaction.atomic
def end_dual(*, by: User, transfer: Transfer, how: str, reason: str, version: int, now: datetime) -> Transfer:
    """Dual control ends: the child comes back from the office outside, or is theirs altogether.

    Inside the county the other station holds the child already: only the exchange ends, by either side, and
    that station hands the child over if it is to come back. Raises DomainError where no dual control runs.
    """
    require(by, CasePerm.TRANSFER, transfer)
    reason = wording.require_reason(reason, field="reason")
    row = lock_transfer(transfer, by, version)
    if not _is_dual(row):
        raise DomainError("这件移交不在双向管控中。")
    if row.to_unit is not None and EndedAs(how) != EndedAs.GONE:
        raise DomainError("孩子已由对方工作站负责；要接回的，由对方工作站移交回来。", field="how")
    release(row, now=now, by=by, reason="双向管控结束")
    row.closed_reason = reason
    row.save(update_fields=["closed_reason"])
    if row.to_unit is not None:
        close(row, EndedAs.GONE, by=by, now=now)
    elif EndedAs(how) == EndedAs.GONE:
        leave(row, by=by, now=now, closed_as=EndedAs.GONE)
    else:
        pass_holding(row.case, now, to_unit=row.sender, transfer=row)
        close(row, EndedAs.BACK, by=by, now=now)
    return row


def catch_up(row: Transfer, now: datetime) -> None:
    """Open the county letter that is owed by `now`, whether or not the engine ran: the ledger is the same."""
    if row.to_outside is None or row.noticed_at is None or not row.changes_hands or row.receipt_at:
        return
    refusals = Refusal.objects.for_system("county letters").filter(transfer=row)
    made = refusals.exclude(decision=RefusalDecision.OVERTAKEN).values_list("at", "decided_at")
    sent = _letters(row)
    due = county_letter_due(noticed_at=row.noticed_at, letters=sent, refusals=made)
    grown = row.case.minor.adult_from
    if due is None or due > now or (grown is not None and clock.local_day(due) >= grown):
        return
    period = str(len(sent) + 1)
    owe(COUNTY_LETTER, row, unit=county_of(row.sender), at=due, period=period)


def sweep_transfers(now: datetime) -> int:
    """Open what the county owes to the peer, end hand-overs of the grown-up, propose our copies for sealing.

    How many rows were looked after. Twice it changes nothing.
    """
    rows = Transfer.objects.for_system("sweep").select_related(*RELATED)
    waiting = rows.running().filter(
        noticed_at__lte=now - COUNTY_AFTER, receipt_at=None, purpose__in=HANDED, case__minor__sealed_at=None
    )
    found = 0
    for row in waiting.filter(to_outside__isnull=False).order_by("noticed_at", "id")[:AT_ONCE]:
        catch_up(row, now)
        found += 1
    return found + _end_grown(rows, now) + _propose_seals(rows, now)


def _end_grown(rows: QuerySet[Transfer], now: datetime) -> int:
    today = clock.local_day(now)
    grown = rows.filter(closed_at=None, receipt_at=None, case__minor__adult_from__lte=today).order_by(
        "drafted_at", "id"
    )[:AT_ONCE]
    return sum(_end_one(row, now) for row in grown)


@transaction.atomic
def _end_one(row: Transfer, now: datetime) -> int:
    row = locked(row)
    grown = row.case.minor.adult_from
    if row.closed_at is not None or row.receipt_at is not None or grown is None:
        return 0
    at = min(max(clock.start_of_day(grown), row.drafted_at), now)
    catch_up(row, at)
    close(row, EndedAs.ADULT, by=None, now=at)
    release(row, now=at, by=None, reason="已满18周岁")
    return 1


def _propose_seals(rows: QuerySet[Transfer], now: datetime) -> int:
    """Thirty days after the receipt of a child who is theirs altogether."""
    gone = rows.filter(
        closed_as__in=(EndedAs.RECEIPT, EndedAs.GONE),
        to_outside__isnull=False,
        closed_at__lte=now - SEAL_AFTER,
        case__minor__sealed_at=None,
    ).order_by("closed_at", "id")
    asked = SealProposal.objects.for_system("sweep").filter(cause=SealCause.OTHER, note=SEAL_NOTE)
    back = Case.objects.for_system("sweep").open()
    gone = gone.exclude(case__minor__in=asked.values("minor")).exclude(case__minor__in=back.values("minor"))
    return sum(minors.propose_handed_over(row.case.minor, SEAL_NOTE, now) for row in gone[:AT_ONCE])


def _letters(row: Transfer) -> list[datetime]:
    rows = Letter.objects.for_system("county letters").filter(transfer=row, kind=LetterKind.COUNTY)
    return sorted(rows.values_list("signed_at", flat=True))


def _is_dual(row: Transfer) -> bool:
    return row.purpose == TransferPurpose.DUAL and row.receipt_at is not None and row.closed_at is None
