"""移送: a letter to the bureau whose matter it is → asked again as long as it is silent → its answer.

The station keeps the finding until an answer is on file; a bureau that has acted is followed by a re-check.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from common import clock
from common.errors import DomainError
from duties import actions as duties
from patrols.actions.findings import answer_period, next_serial, owe_order, still_open
from patrols.actions.states import finding_states
from patrols.choices import FindingState, ReferralResult
from patrols.models import Chase, Finding, Referral
from patrols.permissions import PatrolPerm
from patrols.policies import CHASE_AGAIN_DAYS, RECHECK_DAYS

OWES_AGAIN = (FindingState.OPEN, FindingState.FAILED)
"""Where nothing runs any more, so that an order is owed again."""


@transaction.atomic
def refer_finding(
    *, by: User, finding: Finding, bureau: str, matter: str, now: datetime, client_id: UUID
) -> Referral:
    """Send the numbered 移送函. It does what an order would have: the station has acted, and now it waits.

    Raises DomainError where the same bureau has not answered yet, and where the matter is closed.
    """
    require(by, PatrolPerm.ORDER_FIX, finding)
    row = still_open(finding)
    rows = Referral.objects.for_system("numbers of letters")
    if sent := rows.filter(client_id=client_id).first():
        return sent
    if rows.filter(finding=row, bureau=bureau, answered_on=None).exists():
        raise DomainError("已经移送这个部门，还没有答复；请催办，不用重新移送。", field="bureau")
    assert by.acting is not None
    today, unit = clock.local_day(now), by.acting.unit
    letter = Referral(
        finding=row,
        unit=unit,
        year=today.year,
        serial=next_serial(rows, unit, today.year),
        bureau=bureau,
        matter=matter,
        sent_by=by,
        sent_at=now,
        sent_on=today,
        client_id=client_id,
    )
    letter.full_clean(validate_constraints=False)
    letter.save(force_insert=True)
    duties.meet("finding.order", subject=row.pk, at=now, now=now, by=by)
    duties.open(
        "finding.answer", subject=row.pk, unit=unit, label=row.code, at=now, period=answer_period(letter)
    )
    return letter


@transaction.atomic
def chase_referral(*, by: User, referral: Referral, note: str, now: datetime, client_id: UUID) -> Chase:
    """Ask again. The clock of the answer starts anew; what was missed stays missed beside it."""
    require(by, PatrolPerm.ORDER_FIX, referral)
    letter = _locked(referral)
    if sent := Chase.objects.for_system("by form").filter(client_id=client_id).first():
        return sent
    if letter.answered_on is not None:
        raise DomainError("对方已经答复，不用再催。")
    row = still_open(letter.finding)
    if not note.strip():
        raise DomainError("请写问了谁、对方怎么说。", field="note")
    waited_for = answer_period(letter)
    chase = Chase(referral=letter, at=now, note=note.strip(), by=by, client_id=client_id)
    chase.full_clean(validate_constraints=False)
    chase.save(force_insert=True)
    duties.meet("finding.answer", subject=row.pk, period=waited_for, at=now, now=now, by=by)
    duties.open(
        "finding.answer",
        subject=row.pk,
        unit=letter.unit,
        label=row.code,
        at=now,
        due_at=clock.end_of_day(clock.local_day(now) + timedelta(days=CHASE_AGAIN_DAYS)),
        period=answer_period(letter),
    )
    return chase


@transaction.atomic
def answer_referral(
    *, by: User, referral: Referral, answered_on: date, result: str, answer: str, now: datetime
) -> Referral:
    """What the bureau said. It has acted: a re-check is owed. It has not: an order is owed again.

    An answer that comes after the finding was closed is kept and changes nothing.
    """
    require(by, PatrolPerm.ORDER_FIX, referral)
    letter = _locked(referral)
    if letter.answered_on is not None:
        raise DomainError("这份移送已经有答复。")
    if not letter.sent_on <= answered_on <= clock.local_day(now):
        raise DomainError("答复日期应在移送之后，且不晚于今天。", field="answered_on")
    if not answer.strip():
        raise DomainError("请写对方是怎么答复的。", field="answer")
    letter.answered_on, letter.result, letter.answer = answered_on, result, answer.strip()
    letter.answer_entered_by, letter.answer_entered_at = by, now
    letter.full_clean()
    letter.save()
    waited_for, at = answer_period(letter), letter.ended_at
    duties.meet("finding.answer", subject=letter.finding_id, period=waited_for, at=at, now=now, by=by)
    _what_is_owed_next(letter, now=now)
    return letter


def _what_is_owed_next(letter: Referral, *, now: datetime) -> None:
    row = letter.finding
    state = finding_states([row], clock.local_day(now))[row.pk]
    if state in OWES_AGAIN:
        owe_order(row, now=now)
    elif state == FindingState.TO_RECHECK and letter.result == ReferralResult.DEALT:
        assert letter.answered_on is not None
        duties.open(
            "finding.recheck",
            subject=row.pk,
            unit=letter.unit,
            label=row.code,
            at=letter.ended_at,
            due_at=clock.end_of_day(letter.answered_on + timedelta(days=RECHECK_DAYS)),
            period=letter.period,
        )


def _locked(referral: Referral) -> Referral:
    rows = Referral.objects.for_system("lock").select_related("finding", "unit")
    return rows.select_for_update(of=("self",)).get(pk=referral.pk)
