"""Meetings with parents, rounds of home visits, and rounds among left-behind children: counts, no names."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.permissions import require
from accounts.places import within
from common import clock, sameform
from common.errors import DomainError
from outreach.actions.events import refuse_time, unit_of
from outreach.actions.rounds import meet_care, settle
from outreach.models import CareRound, FamilyWork
from outreach.permissions import OutreachPerm
from outreach.policies import MOST_PEOPLE


@transaction.atomic
def record_family(
    *,
    by: User,
    done_by: User,
    place: Unit,
    kind: str,
    held_at: datetime,
    grades: str,
    expected: int,
    reached: int,
    topics: str,
    now: datetime,
    client_id: UUID,
) -> FamilyWork:
    """Write down a parents' meeting or a round of home visits of one school.

    Raises AlreadyArrived for the same form with other words.
    """
    require(by, OutreachPerm.RECORD)
    numbers = (expected, reached)
    typed = sameform.said(done_by.pk, place.pk, str(kind), held_at.isoformat(), grades, numbers, topics)
    if place.kind != UnitKind.SCHOOL:
        raise DomainError("家长会和家访按学校登记，请选学校。", field="place")
    within(by, campus=place, area=place.area)
    sent = FamilyWork.objects.for_system("by form").filter(client_id=client_id).first()
    if sent is not None:
        sameform.refuse_other(sent, typed, what="家校合作")
        return sent
    refuse_time(held_at, now)
    if reached > expected:
        raise DomainError("实到不能多于应到。", field="reached")
    if expected > MOST_PEOPLE:
        raise DomainError("人数太大，请核对。", field="expected")
    row = FamilyWork(
        unit=unit_of(by, done_by, place, now),
        campus=place,
        area=place.area,
        kind=kind,
        held_at=held_at,
        grades=grades,
        expected=expected,
        reached=reached,
        topics=topics,
        done_by=done_by,
        entered_by=by,
        client_id=client_id,
        typed_index=typed,
    )
    row.full_clean()
    row.save(force_insert=True)
    settle(row.area[:9], clock.local_day(held_at), at=held_at, now=now, by=by)
    return row


@transaction.atomic
def record_care(
    *,
    by: User,
    done_by: User,
    place: Unit,
    held_at: datetime,
    known: int,
    seen: int,
    in_need: int,
    helpers: str,
    note: str,
    now: datetime,
    client_id: UUID,
) -> CareRound:
    """Write down a round among the left-behind children of a village; meets the village's quarter.

    Raises AlreadyArrived for the same form with other words.
    """
    require(by, OutreachPerm.RECORD)
    typed = sameform.said(done_by.pk, place.pk, held_at.isoformat(), (known, seen, in_need), helpers, note)
    if place.kind != UnitKind.VILLAGE:
        raise DomainError("关爱走访按村登记，请选村。", field="place")
    within(by, campus=None, area=place.area)
    sent = CareRound.objects.for_system("by form").filter(client_id=client_id).first()
    if sent is not None:
        sameform.refuse_other(sent, typed, what="关爱走访")
        return sent
    refuse_time(held_at, now)
    if seen > known:
        raise DomainError("走访到的人数不能多于留守儿童人数。", field="seen")
    if in_need > seen:
        raise DomainError("需要帮扶的人数不能多于走访到的人数。", field="in_need")
    if known and not seen:
        raise DomainError("一个也没有走访到，就还不算走访，请走访后再记。", field="seen")
    if known > MOST_PEOPLE:
        raise DomainError("人数太大，请核对。", field="known")
    row = CareRound(
        unit=unit_of(by, done_by, place, now),
        area=place.area,
        held_at=held_at,
        known=known,
        seen=seen,
        in_need=in_need,
        helpers=helpers,
        note=note,
        done_by=done_by,
        entered_by=by,
        client_id=client_id,
        typed_index=typed,
    )
    row.full_clean()
    row.save(force_insert=True)
    day = clock.local_day(held_at)
    meet_care(place, day, at=held_at, now=now, by=by)
    settle(row.area[:9], day, at=held_at, now=now, by=by)
    return row
