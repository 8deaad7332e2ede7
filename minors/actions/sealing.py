"""Closing a file for good: proposed by the clock or by hand, signed by two, then as if it had never been."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from accounts.choices import Post, UnitKind
from accounts.models import Unit, User
from accounts.permissions import require
from common import calendar, clock, wording
from common.errors import DomainError
from duties import actions as duties
from duties.policies import Due
from minors import rules
from minors.actions.grants import end_all_grants
from minors.actions.holds import files_of, holds_of, open_work
from minors.actions.intake import lock
from minors.choices import AssistEnd, MinorState, SealCause, SealOutcome
from minors.models import Identity, Minor, Seal, SealProposal, VillageHelp
from minors.permissions import MinorPerm
from minors.policies import ASK_AGAIN_DAYS, LAW_SEALS

KIND = "seal.decide"
PROPOSED_AT_ONCE = 200
"""The sweep proposes at most so many files in one round; the rest follow in the next."""


@transaction.atomic
def propose_seal(*, by: User, minor: Minor, cause: str, note: str = "", now: datetime) -> SealProposal:
    """Ask for the two signatures under which `minor` is sealed. Asked twice it is one proposal.

    Raises DomainError for a cause that does not hold, without a reason where it is 其他, or while the case
    is open and no law orders the seal; PermissionDenied out of scope.

    Law: 治安管理处罚法 第一百三十六条; 预防未成年人犯罪法 第五十九条.
    """
    require(by, MinorPerm.PROPOSE_SEAL, minor)
    if SealCause(cause) == SealCause.OTHER or note.strip():
        note = wording.require_reason(note, field="note")
    minor = lock(minor)
    if _open_of(minor).first() is None:
        if cause == SealCause.OTHER and (busy := open_work(minor)):
            raise DomainError(f"{''.join(busy)}办结或移交后再提请封存。", field="cause")
        if SealCause(cause) not in seal_causes(minor, now):
            raise DomainError(f"“{SealCause(cause).label}”现在不成立，请按实际情形选择事由。", field="cause")
    return _propose(minor, SealCause(cause), now=now, by=by, note=note)


def propose_at_request(*, by: User, minor: Minor, now: datetime) -> SealProposal:
    """A request to delete was granted: ask for the two signatures. An open proposal serves as well.

    While the case is open the proposal waits, and nobody owes a signature; the sweep asks once it has ended.
    In the transaction of the decision. Raises DomainError, saying why, for a file that is not registered.

    Law: 个人信息保护法 第四十七条 (保存期限未届满的，停止除存储和安全保护以外的处理).
    """
    require(by, MinorPerm.PROPOSE_SEAL, minor)
    minor = lock(minor)
    if minor.state == MinorState.PENDING:
        raise DomainError(
            "这份档案还没有登记，不能提请封存：误录的请先撤销（期满即销毁），否则先登记，再同意删除。"
        )
    if not open_work(minor) or minor.sealed_at or minor.state != MinorState.REGISTERED:
        return _propose(minor, SealCause.REQUEST, now=now, by=by)
    if row := _open_of(minor).first() or _waiting_of(minor).first():
        return row
    row = SealProposal(
        minor=minor,
        cause=SealCause.REQUEST,
        outcome=SealOutcome.WAITING,
        proposed_at=now,
        proposed_by=by,
        due_at=_due(minor, now),
    )
    row.save(force_insert=True)
    return row


@transaction.atomic
def propose_handed_over(minor: Minor, note: str, now: datetime) -> int:
    """Our copy of a child who was handed over to another county: ask for the two signatures, once.

    1 if it was asked for now. A file with an open case again, or once proposed for it, is left alone.
    """
    minor = lock(minor)
    asked = SealProposal.objects.for_system("sweep").filter(minor=minor)
    if minor.sealed_at or minor.state != MinorState.REGISTERED:
        return 0
    if asked.filter(Q(outcome=SealOutcome.OPEN) | Q(cause=SealCause.OTHER, note=note)).exists():
        return 0
    _propose(minor, SealCause.OTHER, now=now, note=note)
    return 1


def propose_at_exit(minor: Minor, now: datetime) -> SealProposal | None:
    """A measure is over and its case closed: the clock asks for the two signatures. None where one may not.

    In the transaction of the closing; `cases` has required its own permission, or is the engine.
    """
    minor = lock(minor)
    if minor.state != MinorState.REGISTERED or minor.sealed_at:
        return None
    return _propose(minor, SealCause.TERM_END, now=now)


def seal_causes(minor: Minor, now: datetime) -> list[SealCause]:
    """The causes for sealing that are true of the file today."""
    today = clock.local_day(now)
    grown, clean = minor.adult_from, minor.clean_since
    return [
        cause
        for cause in SealCause
        if rules.seal_cause_holds(cause, adult_from=grown, clean_since=clean, today=today)
    ]


def sweep_seals(now: datetime) -> int:
    """Propose what the clock says; how many. Twice it changes nothing.

    Grown up, three years clean, the day has come on which a granted deletion is asked for again, or the case
    has ended for which a granted deletion waited.
    """
    today = clock.local_day(now)
    clean_by = rules.years_before(today)
    refused = SealProposal.objects.for_system("sweep").filter(outcome=SealOutcome.REFUSED)
    asked = refused.filter(cause=SealCause.REQUEST, again_on__lte=today)
    waits = SealProposal.objects.for_system("sweep").filter(outcome=SealOutcome.WAITING)
    due = Q(adult_from__lte=today) | Q(clean_since__lte=clean_by)
    due |= Q(pk__in=asked.values("minor")) | Q(pk__in=waits.values("minor"))
    files = Minor.objects.for_system("sweep").filter(due, state=MinorState.REGISTERED, sealed_at=None)
    known = SealProposal.objects.for_system("sweep").filter(
        Q(outcome=SealOutcome.OPEN) | Q(outcome=SealOutcome.REFUSED, again_on__gt=today)
    )
    waiting = files.exclude(pk__in=known.values("minor")).order_by("adult_from", "id")
    return sum(_propose_one(minor, today, now) for minor in waiting[:PROPOSED_AT_ONCE])


@transaction.atomic
def _propose_one(minor: Minor, today: date, now: datetime) -> int:
    """Lock the file and look again: two engines, or a signature in between, must not double it."""
    minor = lock(minor)
    known = SealProposal.objects.for_system("sweep").filter(minor=minor)
    if minor.sealed_at or known.filter(Q(outcome=SealOutcome.OPEN) | Q(again_on__gt=today)).exists():
        return 0
    holding = [one for one in seal_causes(minor, now) if one in LAW_SEALS]
    if holding:
        _propose(minor, holding[0], now=now)
    elif open_work(minor):
        return 0
    else:
        _propose(minor, SealCause.REQUEST, now=now)
    return 1


def _propose(
    minor: Minor, cause: SealCause, *, now: datetime, by: User | None = None, note: str = ""
) -> SealProposal:
    """Under the lock of `minor`."""
    if minor.state != MinorState.REGISTERED or minor.sealed_at:
        raise DomainError("只有在册档案可以提请封存。")
    opened = _open_of(minor)
    if row := opened.first():
        return row
    due_at = _due(minor, now)
    row = _waiting_of(minor).first() or SealProposal(minor=minor, proposed_by=by)
    row.cause, row.note, row.proposed_at, row.due_at = cause, note, now, due_at
    row.outcome = SealOutcome.OPEN
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return opened.get()
    duties.open(KIND, subject=row.pk, unit=minor.unit, label=minor.code, file=minor.pk, at=now, due_at=due_at)
    minor.seal_due_at = due_at
    minor.save(update_fields=["seal_due_at"])
    return row


def _open_of(minor: Minor) -> QuerySet[SealProposal]:
    return SealProposal.objects.for_system("one open").filter(minor=minor, outcome=SealOutcome.OPEN)


def _waiting_of(minor: Minor) -> QuerySet[SealProposal]:
    return SealProposal.objects.for_system("waits").filter(minor=minor, outcome=SealOutcome.WAITING)


def _due(minor: Minor, now: datetime) -> datetime:
    policy, _ = duties.effective_policy(KIND, unit=minor.unit, at=now)
    return (policy.due if policy else Due.working_days(15))(now, calendar.overrides())


@transaction.atomic
def sign_seal(*, by: User, proposal: SealProposal, now: datetime) -> SealProposal:
    """Put one signature: the head of the file's station first, then the county. The second one seals.

    Signing twice is once. Raises DomainError while something holds the file open, if it is decided already,
    or for the county before the head; PermissionDenied for anybody else.
    """
    require(by, MinorPerm.SIGN_SEAL, proposal)
    minor, row = _locked(proposal)
    acting = by.acting
    if row.outcome == SealOutcome.WAITING:
        raise DomainError("个案办结或移交后，系统再提请签字。")
    if acting is None or row.outcome != SealOutcome.OPEN:
        raise DomainError("这件提请已经办结，无需再签。")
    if acting.post == Post.STATION_HEAD and acting.unit.pk == minor.unit_id:
        return row if row.head_id else _sign_as_head(row, minor, by, now)
    if acting.post != Post.COUNTY_REVIEWER or acting.unit.kind != UnitKind.COUNTY:
        raise PermissionDenied("neither of the two signers")
    if row.head_id is None:
        raise DomainError("请先由工作站办公室主任签字。")
    if row.head_id == by.pk:
        raise DomainError("两个签字须由两个单位的两个人作出。")
    _refuse_held(minor, row.cause, now)
    row.county, row.county_unit, row.county_signed_at = by, acting.unit, now
    return _seal(row, minor, by, now)


def _sign_as_head(row: SealProposal, minor: Minor, by: User, now: datetime) -> SealProposal:
    _refuse_held(minor, row.cause, now)
    acting = by.acting
    assert acting is not None
    row.head, row.head_unit, row.head_signed_at = by, acting.unit, now
    row.save(update_fields=["head", "head_unit", "head_signed_at"])
    duties.meet(KIND, subject=row.pk, at=now, now=now, by=by)
    county = Unit.objects.active().of_kind(UnitKind.COUNTY).filter(county=minor.county).first()
    if county is None:
        raise DomainError("本县尚未设立县禁毒办，请联系系统管理员。")
    due_at = max(row.due_at, Due.next_working_day(hour=24)(now, calendar.overrides()))
    duties.open(
        KIND,
        subject=row.pk,
        unit=county,
        post=Post.COUNTY_REVIEWER,
        label=minor.code,
        file=minor.pk,
        at=now,
        due_at=due_at,
    )
    return row


@transaction.atomic
def refuse_seal(
    *, by: User, proposal: SealProposal, reason: str, again_on: date, now: datetime
) -> SealProposal:
    """Sign that the file is not sealed for now, why, and when it is asked again. Raises DomainError.

    A file that ought to be sealed is not kept open in silence: `again_on` lies at most 180 days ahead (D).
    """
    require(by, MinorPerm.SIGN_SEAL, proposal)
    reason = wording.require_reason(reason, field="reason")
    today = clock.local_day(now)
    if not today < again_on <= today + timedelta(days=ASK_AGAIN_DAYS):
        raise DomainError(f"重新提请的日期应在明天到{ASK_AGAIN_DAYS}天之内。", field="again_on")
    minor, row = _locked(proposal)
    if row.outcome != SealOutcome.OPEN:
        raise DomainError("这件提请现在不待签字。")
    row.refused_by, row.refusal, row.again_on = by, reason, again_on
    row.outcome, row.closed_at = SealOutcome.REFUSED, now
    row.save()
    minor.seal_due_at = None
    minor.save(update_fields=["seal_due_at"])
    duties.meet(KIND, subject=row.pk, at=now, now=now, by=by)
    return row


def _seal(row: SealProposal, minor: Minor, by: User, now: datetime) -> SealProposal:
    """Both have signed: everything that shows the file ends in this transaction."""
    files = files_of(minor)
    row.outcome, row.closed_at = SealOutcome.SEALED, now
    row.save()
    duties.meet(KIND, subject=row.pk, at=now, now=now, by=by)
    Seal(
        minor=minor,
        cause=row.cause,
        at=now,
        head=row.head,
        head_unit=row.head_unit,
        county=by,
        county_unit=row.county_unit,
    ).save(force_insert=True)
    for one in Minor.objects.for_system("seal").filter(pk__in=files).order_by("id"):
        one.sealed_at, one.seal_due_at = now, None
        one.save(update_fields=["sealed_at", "seal_due_at"])
    for vault in Identity.objects.for_system("seal").filter(minor__in=files, registered=True):
        vault.registered = False  # its number is free for a file that is made later
        vault.save(update_fields=["registered"])
    for help_asked in VillageHelp.objects.for_system("seal").filter(minor__in=files, closed_at=None):
        help_asked.closed_at, help_asked.closed_how = now, AssistEnd.WITHDRAWN
        help_asked.save(update_fields=["closed_at", "closed_how"])
    end_all_grants(files, reason="档案封存", now=now)
    for path in settings.ON_SEAL:
        import_string(path)(files=files, now=now)
    duties.hide(files=files, subjects=[row.pk], now=now)
    return row


def _locked(proposal: SealProposal) -> tuple[Minor, SealProposal]:
    """File first, then proposal: the order of every action on a file."""
    minor = lock(proposal.minor)
    rows = SealProposal.objects.for_system("lock").select_for_update(of=("self",))
    return minor, rows.get(pk=proposal.pk)


def _refuse_held(minor: Minor, cause: str, now: datetime) -> None:
    if held := holds_of(minor, now, cause=cause):
        raise DomainError(f"现在还不能封存：{''.join(held)}")
