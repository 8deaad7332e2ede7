"""The working group beside the team, and the hand-over from one member to the next."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from accounts.permissions import require
from cases import rules
from cases.actions.rows import lock, open_duty
from cases.choices import GroupRole
from cases.models import Case, GroupSeat, Handover, Team
from cases.permissions import CasePerm
from common import clock, wording
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty


@transaction.atomic
def fill_seat(
    *,
    by: User,
    case: Case,
    role: str,
    from_on: date,
    now: datetime,
    relation: str = "",
    post: str = "",
    client_id: UUID | None = None,
) -> GroupSeat:
    """Doctor and volunteer by post or unit, somebody of the family by relation; who sat there before leaves.

    Raises DomainError for a seat that the team fills, one that nobody is named for, or a day ahead.

    Law: 戒毒条例 第十七条.
    """
    require(by, CasePerm.EDIT_GROUP, case)
    wording.refuse_numbers(post, field="post")
    client_id = client_id or uuid4()
    if row := GroupSeat.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    is_family = role == GroupRole.FAMILY
    if role in (GroupRole.STAFF, GroupRole.POLICE):
        raise DomainError("专职工作人员和社区民警由帮教小组产生，请到帮教小组指定。", field="role")
    if is_family and not relation:
        raise DomainError("家庭成员请选择与孩子的关系，不写姓名。", field="relation")
    if not is_family and not post.strip():
        raise DomainError("请写单位或岗位，不写姓名。", field="post")
    if problem := rules.days_problem(from_on, None, clock.local_day(now)):
        raise DomainError(problem[1], field=problem[0])
    case = lock(case)
    for before in GroupSeat.objects.for_system("takes the seat").filter(case=case, role=role, until_on=None):
        before.until_on = max(from_on, before.from_on)
        before.save(update_fields=["until_on"])
    row = GroupSeat(
        case=case,
        role=role,
        relation=relation if is_family else "",
        post="" if is_family else post.strip(),
        from_on=from_on,
        by=by,
        client_id=client_id,
    )
    row.save()
    return row


@transaction.atomic
def read_handover(*, by: User, handover: Handover, now: datetime) -> Handover:
    """The new member, or their deputy, has read what is open and what to watch. Twice is once."""
    require(by, CasePerm.VIEW, handover)
    row = Handover.objects.for_system("lock").select_for_update(of=("self",)).get(pk=handover.pk)
    if row.read_at is not None:
        return row
    if not may_acknowledge(by, row):
        raise DomainError("交接说明由接手的人自己阅读确认。")
    row.read_at, row.read_by = now, by
    row.save(update_fields=["read_at", "read_by"])
    duties.meet(rules.HANDOVER, subject=row.pk, at=now, now=now, by=by)
    return row


def may_acknowledge(by: User, handover: Handover) -> bool:
    """The receiver, or who stands in for them while they are away."""
    absence = by.acting.absence if by.acting else None
    person = absence.appointment.user_id if absence else by.pk
    return person == handover.receiver_id


def hand_over(case: Case, team: Team, before: list[Team], now: datetime) -> None:
    """Whoever is new in `team` gets a hand-over to read, and what their predecessor held.

    Contacts and tests stay with who made them. The caller holds the lock.
    """
    known = set().union(*(one.member_ids for one in before)) if before else set()
    for one in before:
        for seat in ("social_worker", "community_officer", "clerk"):
            old, new = getattr(one, f"{seat}_id"), getattr(team, f"{seat}_id")
            if old and new and old != new:
                duties.hand_on(file=case.minor_id, giver=getattr(one, seat), taker=getattr(team, seat))
    if not before:
        return
    for user in User.objects.filter(pk__in=team.member_ids - known).order_by("pk"):
        row = Handover(case=case, team=team, receiver=user, made_at=now)
        row.save()
        open_duty(rules.HANDOVER, case, subject=row.pk, at=now, holder=user)


def open_then(handover: Handover, user: User) -> list[Duty]:
    """What was open on the file at the hand-over, as `user` may see it, the nearest first."""
    rows = Duty.objects.visible_to(user).filter(file=handover.case.minor_id, voided_at=None)
    still = Q(met_at=None) | Q(met_at__gt=handover.made_at)
    rows = rows.filter(still, started_at__lte=handover.made_at).exclude(kind=rules.HANDOVER)
    return list(rows.select_related("unit", "holder").order_by("due_at", "id"))
