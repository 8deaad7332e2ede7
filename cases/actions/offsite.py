"""异地检测: a test in another county, asked for, approved, and its receipt."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from cases.actions.rows import lock
from cases.actions.schedule import require_bound
from cases.models import Case, OffsiteTest
from cases.permissions import CasePerm
from cases.testwords import Consent
from common import clock, wording
from common.errors import DomainError


@transaction.atomic
def ask_offsite(
    *,
    by: User,
    case: Case,
    place: str,
    from_on: date,
    until_on: date,
    reason: str,
    now: datetime,
    client_id: UUID | None = None,
) -> OffsiteTest:
    """Ask that a test be taken in another county. Raises DomainError where no measure asks for tests."""
    require(by, CasePerm.RECORD_TEST, case)
    wording.refuse_numbers_in(place=place, reason=reason)
    client_id = client_id or uuid4()
    if row := OffsiteTest.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    case = lock(case)
    require_bound(case, clock.local_day(now), "不办异地检测")
    if until_on < from_on:
        raise DomainError("止日不能早于起日。", field="until_on")
    row = OffsiteTest(
        case=case, place=place.strip(), from_on=from_on, until_on=until_on, reason=reason.strip(),
        asked_by=by, asked_at=now, client_id=client_id,
    )  # fmt: skip
    row.save()
    return row


@transaction.atomic
def decide_offsite(*, by: User, paper: OffsiteTest, answer: str, now: datetime) -> OffsiteTest:
    """Approve or refuse; nobody answers their own request."""
    require(by, CasePerm.DECIDE_LEAVE, paper)
    row = _lock(paper)
    if row.answer:
        raise DomainError("已审批过。")
    if row.asked_by_id == by.pk:
        raise DomainError("不能审批本人提出的异地检测。")
    row.answer, row.decided_by, row.decided_at = answer, by, now
    row.save(update_fields=["answer", "decided_by", "decided_at"])
    return row


@transaction.atomic
def note_receipt(
    *, by: User, paper: OffsiteTest, receipt: str, receipt_on: date, now: datetime
) -> OffsiteTest:
    """Record the receipt of the other place; only then a result from there can be entered."""
    require(by, CasePerm.RECORD_TEST, paper)
    wording.refuse_numbers(receipt, field="receipt")
    row = _lock(paper)
    if row.answer != Consent.APPROVED:
        raise DomainError("还没有批准，不能登记回执。")
    if row.receipt:
        raise DomainError("已登记过回执。")
    if not receipt.strip():
        raise DomainError("请填写回执文号。", field="receipt")
    if receipt_on > clock.local_day(now):
        raise DomainError("回执日期不能晚于今天。", field="receipt_on")
    row.receipt, row.receipt_on = receipt.strip(), receipt_on
    row.save(update_fields=["receipt", "receipt_on"])
    return row


def _lock(paper: OffsiteTest) -> OffsiteTest:
    return OffsiteTest.objects.for_system("lock").select_for_update(of=("self",)).get(pk=paper.pk)
