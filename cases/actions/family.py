"""Who answers for a child and who cares for it; what help it is given. Never a name."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from cases import rules
from cases.actions.rows import check_when, holders_of, lock, open_duty
from cases.choices import CallOutcome, CarerFinding
from cases.models import CarerCheck, Case, FamilyMember, Help, ParentCall
from cases.permissions import CasePerm
from common import clock, wording
from common.errors import DomainError
from duties import actions as duties
from minors.choices import Relation


@transaction.atomic
def add_member(
    *,
    by: User,
    case: Case,
    relation: str,
    is_guardian: bool,
    cares: bool,
    reachable: str,
    from_on: date,
    now: datetime,
    note: str = "",
    client_id: UUID | None = None,
) -> FamilyMember:
    """Record one of the grown-ups around the child, by relation; a carer by mandate is to be checked.

    For as long as there is one, the team asks each week whether the parents called.
    Raises DomainError for a carer who would be guardian, or a day ahead.

    Law: 未成年人保护法 第二十二条, 第二十三条; 民法典 第二十七条.
    """
    require(by, CasePerm.RECORD_FAMILY, case)
    wording.refuse_numbers(note, field="note")
    client_id = client_id or uuid4()
    if row := FamilyMember.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    _refuse(rules.member_problem(relation, is_guardian=is_guardian, cares=cares))
    _refuse(rules.days_problem(from_on, None, clock.local_day(now)))
    case = lock(case)
    row = FamilyMember(
        case=case,
        relation=relation,
        is_guardian=is_guardian,
        cares=cares,
        reachable=reachable,
        from_on=from_on,
        note=note.strip(),
        by=by,
        client_id=client_id,
    )
    row.save()
    if row.is_mandated_carer:
        open_duty(rules.CARER_CHECK, case, subject=row.pk, at=now, **holders_of(case))
        open_duty(rules.PARENT_CALL, case, at=now, **holders_of(case))
    return row


@transaction.atomic
def change_member(
    *,
    by: User,
    member: FamilyMember,
    reachable: str,
    cares: bool,
    now: datetime,
    note: str = "",
    until_on: date | None = None,
) -> FamilyMember:
    """Reachable or not, caring or not, gone from a day on; what stood before stays in the history.

    With the last carer by mandate the weekly question ends. Raises DomainError for a day that cannot be.
    """
    require(by, CasePerm.RECORD_FAMILY, member)
    wording.refuse_numbers(note, field="note")
    case = lock(member.case)
    row = FamilyMember.objects.for_system("lock").select_for_update(of=("self",)).get(pk=member.pk)
    if row.until_on is not None:
        raise DomainError("这一条已经截止，不能再改；情况又有变化的，请新登记一条。")
    if until_on is None:
        _refuse(rules.member_problem(row.relation, is_guardian=row.is_guardian, cares=cares))
    _refuse(rules.days_problem(row.from_on, until_on, clock.local_day(now)))
    row.reachable, row.cares, row.note, row.until_on = reachable, cares, note.strip(), until_on
    row.save()
    if until_on is not None and row.is_mandated_carer:
        duties.void(rules.CARER_CHECK, subject=row.pk, now=now, reason="不再受托照护")
        if not _carers(case):
            duties.void(rules.PARENT_CALL, subject=case.pk, now=now, reason="不再受托照护")
    return row


@transaction.atomic
def check_carer(
    *,
    by: User,
    member: FamilyMember,
    finding: str,
    how: str,
    at: datetime,
    now: datetime,
    client_id: UUID | None = None,
) -> CarerCheck:
    """Record whether a carer may be one. 没能核实 leaves the duty open.

    Raises DomainError for somebody who is no carer by mandate, or a time that cannot be.

    Law: 未成年人保护法 第二十二条.
    """
    require(by, CasePerm.RECORD_FAMILY, member)
    wording.refuse_numbers(how, field="how")
    client_id = client_id or uuid4()
    if row := CarerCheck.objects.for_system("sent twice").filter(client_id=client_id, member=member).first():
        return row
    if not member.is_mandated_carer:
        raise DomainError("只有受托照护人需要核查。")
    case = lock(member.case)
    check_when(case, at, now)
    row = CarerCheck(
        case=case, member=member, finding=finding, how=how.strip(), at=at, by=by, client_id=client_id
    )
    row.save()
    if rules.settles_check(finding):
        duties.meet(rules.CARER_CHECK, subject=member.pk, at=at, now=now, by=by)
    return row


@transaction.atomic
def note_parent_call(
    *,
    by: User,
    case: Case,
    outcome: str,
    at: datetime,
    now: datetime,
    channel: str = "",
    note: str = "",
    client_id: UUID | None = None,
) -> ParentCall:
    """Note whether parents away talked with the child this week; the next week's question opens.

    Raises DomainError where they spoke and nobody says how, or for a time that cannot be.

    Law: 未成年人保护法 第二十三条.
    """
    require(by, CasePerm.RECORD_FAMILY, case)
    wording.refuse_numbers(note, field="note")
    client_id = client_id or uuid4()
    if row := ParentCall.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    if outcome == CallOutcome.SPOKE and not channel:
        raise DomainError("联系过的，请选择父母怎样联系的。", field="channel")
    case = lock(case)
    check_when(case, at, now)
    row = ParentCall(
        case=case,
        outcome=outcome,
        channel=channel if outcome == CallOutcome.SPOKE else "",
        note=note.strip(),
        at=at,
        by=by,
        client_id=client_id,
    )
    row.save()
    if rules.settles_call(outcome):
        duties.meet(rules.PARENT_CALL, subject=case.pk, at=at, now=now, by=by)
        if _carers(case):
            open_duty(rules.PARENT_CALL, case, at=at, **holders_of(case))
    return row


@transaction.atomic
def give_help(
    *,
    by: User,
    case: Case,
    kind: str,
    provider: str,
    from_on: date,
    now: datetime,
    what: str = "",
    client_id: UUID | None = None,
) -> Help:
    """Help has begun. Raises DomainError for a day ahead.

    Law: 戒毒条例 第十八条; 预防未成年人犯罪法 第四十二条; 家庭教育促进法 第四十九条.
    """
    require(by, CasePerm.RECORD_HELP, case)
    wording.refuse_numbers_in(provider=provider, what=what)
    client_id = client_id or uuid4()
    if row := Help.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    _refuse(rules.days_problem(from_on, None, clock.local_day(now)))
    row = Help(
        case=lock(case),
        kind=kind,
        provider=provider.strip(),
        what=what.strip(),
        from_on=from_on,
        by=by,
        client_id=client_id,
    )
    row.save()
    return row


@transaction.atomic
def end_help(
    *, by: User, help: Help, until_on: date, outcome: str, now: datetime, outcome_note: str = ""
) -> Help:
    """Help is over, with its outcome; the second to say so is told. DomainError for a day that cannot be."""
    require(by, CasePerm.RECORD_HELP, help)
    wording.refuse_numbers(outcome_note, field="outcome_note")
    lock(help.case)
    row = Help.objects.for_system("lock").select_for_update(of=("self",)).get(pk=help.pk)
    if row.until_on is not None:
        raise DomainError(f"这项帮扶已经结束：{row.get_outcome_display()}。")
    _refuse(rules.days_problem(row.from_on, until_on, clock.local_day(now)))
    row.until_on, row.outcome, row.outcome_note, row.ended_by = until_on, outcome, outcome_note.strip(), by
    row.save()
    return row


def follow_family(case: Case, now: datetime) -> None:
    """A new team owes what a carer by mandate brings with it: the check not yet made, the weekly question."""
    team, carers = holders_of(case), _carers(case)
    checked = CarerCheck.objects.for_system("who is checked").exclude(finding=CarerFinding.UNSURE)
    known = set(checked.filter(case=case).values_list("member", flat=True))
    for carer in carers:
        if carer.pk not in known:
            open_duty(rules.CARER_CHECK, case, subject=carer.pk, at=now, **team)
            duties.assign(rules.CARER_CHECK, subject=carer.pk, **team)
    if carers:
        open_duty(rules.PARENT_CALL, case, at=now, **team)
        duties.assign(rules.PARENT_CALL, subject=case.pk, **team)


def _carers(case: Case) -> list[FamilyMember]:
    rows = FamilyMember.objects.for_system("is there a carer").filter(case=case, until_on=None)
    return list(rows.filter(relation=Relation.CARER))


def _refuse(problem: tuple[str, str] | None) -> None:
    if problem:
        raise DomainError(problem[1], field=problem[0])
