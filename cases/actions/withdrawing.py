"""A decision typed by mistake is withdrawn: two people, a reason, and the row stays for ever.

Whatever followed from it is taken back as far as it has not happened: clocks not yet due are void, what was
missed stays missed, what was done stays done, and the measure before it runs again.
"""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from accounts.permissions import may, require
from cases.actions.catching import catch_up_whole
from cases.actions.rows import lock, open_duty
from cases.actions.undoing import undo
from cases.choices import PAPERS, LetterKind
from cases.models import (
    FINISHED,
    AdultReceipt,
    Case,
    Letter,
    LiftNotice,
    Measure,
    PlaceChange,
    PoliceReport,
    Withdrawal,
)
from cases.permissions import CasePerm
from cases.testwords import Consent, PoliceAnswer
from common import wording
from common.errors import DomainError
from duties import actions as duties

DECIDE = "case.withdraw_decide"
SAY_THE_MEASURE = (*PAPERS, LetterKind.NOTICE, LetterKind.DUAL, LetterKind.INFORM)
OVER = (
    "个案已结束，决定留存不动。孩子仍需帮教的，重新接报登记立案，在新个案里登记正确的决定，"
    "同一文号可以再登记。"
)
LIFTED = (
    "这项措施的解除通知书已登记，措施已经对外解除，不能撤回。决定有误的，请公安机关另出更正或撤销的文书，"
    "有新决定的按新决定登记。"
)
GROWN = "成年人档案已回执，措施已在那边继续，不能撤回。决定有误的，书面告知接收单位更正，并记入对外提供登记。"


@transaction.atomic
def ask_withdrawal(
    *,
    by: User,
    case: Case,
    measure: Measure,
    reason: str,
    recalled: str = "",
    now: datetime,
    client_id: UUID | None = None,
) -> Withdrawal:
    """Ask the head to withdraw a decision that was typed by mistake. Nothing changes until it is answered.

    Raises DomainError for whoever decides it (nobody could then), without a reason, on a case that is over,
    once the measure was lifted or has gone to the adult file, and, on `recalled`, if papers went outward that
    nobody has taken back yet.
    """
    require(by, CasePerm.RECORD_DECISION, case)
    if may(by, CasePerm.ANNUL, case):
        raise DomainError("本人提请的撤回不能由本人审批：请专干提请，您来审批。")
    reason = wording.require_reason(reason, field="reason")
    wording.refuse_numbers(recalled, field="recalled")
    client_id = client_id or uuid4()
    if row := Withdrawal.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    case = _lock(case)
    measure = _standing(case, measure)
    if Withdrawal.objects.for_system("one at a time").waiting().filter(case=case).exists():
        raise DomainError("已有一项撤回在等主任审批。")
    _refuse_what_went_out(case, measure, recalled)
    row = Withdrawal(
        case=case,
        measure=measure,
        reason=reason,
        recalled=recalled.strip(),
        by=by,
        at=now,
        client_id=client_id,
    )
    row.save(force_insert=True)
    open_duty(DECIDE, case, at=now)
    return row


@transaction.atomic
def decide_withdrawal(*, by: User, case: Case, answer: str, note: str = "", now: datetime) -> Withdrawal:
    """The head withdraws the decision, or lets it stand; never who asked. Meets `case.withdraw_decide`.

    Raises DomainError where nothing waits, for one's own request, without a word why it stands, or if the
    measure was lifted meanwhile.
    """
    require(by, CasePerm.ANNUL, case)
    wording.refuse_numbers(note, field="note")
    catch_up_whole(case, now)
    case = _lock(case)
    rows = Withdrawal.objects.for_system("decide").waiting().filter(case=case)
    row = rows.select_related("measure").first()
    if row is None:
        raise DomainError("没有待审批的撤回。")
    if row.by_id == by.pk:
        raise DomainError("不能审批本人提请的撤回，请另一位工作人员提请，或由代理主任审批。")
    if answer == Consent.REFUSED:
        note = wording.require_reason(note, field="note")
    else:
        _refuse_what_went_out(case, row.measure, row.recalled)
    row.answer, row.decided_by, row.decided_at, row.note = answer, by, now, note.strip()
    row.save(update_fields=["answer", "decided_by", "decided_at", "note"])
    duties.meet(DECIDE, subject=case.pk, at=now, now=now, by=by)
    if answer == Consent.APPROVED:
        undo(case, row.measure, by=by, now=now)
        catch_up_whole(case, now)
    return row


def went_out(case: Case, measure: Measure) -> list[str]:
    """What left the house on the strength of `measure`, each in a few words: letters, words to the police."""
    letters = Letter.objects.for_system("what went out").filter(
        case=case, signed_at__gte=measure.at, kind__in=SAY_THE_MEASURE
    )
    found = [f"{row.get_kind_display()}{row.number}" for row in letters.select_related("book")]
    told = PoliceReport.objects.for_system("what went out").filter(measure=measure)
    if told.filter(answer=PoliceAnswer.TOLD).exists():
        found.append("向公安机关的告知")
    moves = PlaceChange.objects.for_system("what went out").filter(measure=measure)
    if moves.filter(materials_on__isnull=False).exists():
        found.append("执行地变更转出的材料")
    return found


def _refuse_what_went_out(case: Case, measure: Measure, recalled: str) -> None:
    if LiftNotice.objects.for_system("is it lifted").filter(measure=measure).exists():
        raise DomainError(LIFTED)
    if AdultReceipt.objects.for_system("is it handed on").filter(measure=measure).exists():
        raise DomainError(GROWN)
    out = went_out(case, measure)
    if out and not recalled.strip():
        said = f"依这项决定已对外发出：{'、'.join(out)}。请先告知收件单位更正，再写明何时、如何告知。"
        raise DomainError(said, field="recalled")


def _lock(case: Case) -> Case:
    if Case.objects.for_system("is it over").filter(pk=case.pk, status__in=FINISHED).exists():
        raise DomainError(OVER)
    return lock(case)


def _standing(case: Case, measure: Measure) -> Measure:
    row = Measure.objects.for_system("withdraw").standing().filter(case=case, pk=measure.pk).first()
    if row is None:
        raise DomainError("这项决定已撤回。")
    return row
