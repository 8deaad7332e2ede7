"""回避: declared by oneself or ordered by the head; the file looks absent, the work goes to somebody else."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.choices import Post, UnitKind
from accounts.models import Appointment, Unit, User, holders
from accounts.permissions import Reach, require, roles
from common import wording
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty
from minors.actions.intake import lock
from minors.actions.requests import another_reviewer, close, county_of
from minors.models import AccessRequest, Minor, Recusal
from minors.permissions import MinorPerm

HAND_ON = "access.recusal"


def keeping_away(minor: Minor, now: datetime) -> set[UUID]:
    """Who keeps away from the file now (回避), by key: for the page that says who works on it."""
    rows = Recusal.objects.for_system("who works on the file").live(now).filter(minor=minor)
    return set(rows.values_list("user_id", flat=True))


@transaction.atomic
def declare_recusal(*, by: User, minor: Minor, reason: str, now: datetime) -> Recusal:
    """`by` keeps away from one file from now on. It cannot be taken back by oneself: the head ends it.

    Raises PermissionDenied out of scope or post, DomainError without a reason.
    """
    require(by, MinorPerm.REVEAL, minor)
    reason = wording.require_reason(reason, field="reason")
    assert by.acting is not None
    return _keep_away(by, minor, by.acting.unit, by.acting.post, reason, by, now)


@transaction.atomic
def order_recusal(*, by: User, minor: Minor, user: User, reason: str, now: datetime) -> Recusal:
    """The head orders somebody of the township away from a file; for a station head the county does.

    Raises DomainError without a reason or for somebody the head does not order.
    """
    require(by, MinorPerm.ORDER_RECUSAL, minor)
    reason = wording.require_reason(reason, field="reason")
    appointment = orderable(by, minor, now).filter(user=user).first()
    if appointment is None:
        raise DomainError("请选择能查看这份档案、又不由上级决定回避的人员。", field="user")
    return _keep_away(user, minor, appointment.unit, appointment.post, reason, by, now)


def orderable(by: User, minor: Minor, now: datetime) -> QuerySet[Appointment]:
    """Whom `by` may order away: the head those who read files here; the county the head and its own."""
    acting = by.acting
    if acting is None:
        return Appointment.objects.none()
    reading = [post for post, role in roles().items() if role.files != Reach.NOTHING]
    rows = Appointment.objects.live(now).filter(post__in=reading).exclude(user=by)
    if acting.unit.kind == UnitKind.COUNTY:
        higher = Q(unit__county=acting.unit.county, unit__kind=UnitKind.COUNTY)
        return rows.filter(higher | Q(unit__township=minor.township, post=Post.STATION_HEAD))
    lower = rows.exclude(post=Post.STATION_HEAD).exclude(unit__kind=UnitKind.COUNTY)
    return lower.filter(unit__township=acting.unit.township)


@transaction.atomic
def end_recusal(*, by: User, recusal: Recusal, reason: str, now: datetime) -> Recusal:
    """End a recusal with a reason, by the head; for a head or a county reviewer by the county."""
    require(by, MinorPerm.ORDER_RECUSAL, recusal)
    reason = wording.require_reason(reason, field="reason")
    row = Recusal.objects.for_system("end").select_for_update(of=("self",)).get(pk=recusal.pk)
    if row.ended_at is not None:
        raise DomainError("这项回避已经终止，没有改动。")
    if not may_end(by, row):
        raise PermissionDenied("not the one who decides on this recusal")
    row.ended_at, row.ended_by, row.ended_reason = now, by, reason
    row.save(update_fields=["ended_at", "ended_by", "ended_reason"])
    duties.meet(HAND_ON, subject=row.pk, at=now, now=now, by=by)
    return row


def may_end(by: User, recusal: Recusal) -> bool:
    """The head decides on their people, the county on heads and its own."""
    acting = by.acting
    if acting is None or by.pk == recusal.user_id:
        return False
    of_county = recusal.post == Post.STATION_HEAD or recusal.unit.kind == UnitKind.COUNTY
    return (acting.unit.kind == UnitKind.COUNTY) == of_county


@transaction.atomic
def settle_recusal(*, by: User, recusal: Recusal, now: datetime) -> Recusal:
    """Somebody else has the work now: meets `access.recusal`."""
    require(by, MinorPerm.ORDER_RECUSAL, recusal)
    duties.meet(HAND_ON, subject=recusal.pk, at=now, now=now, by=by)
    return recusal


def _keep_away(
    user: User, minor: Minor, unit: Unit, post: str, reason: str, by: User, now: datetime
) -> Recusal:
    minor = lock(minor)
    rows = Recusal.objects.for_system("keep away").live(now)
    if running := rows.filter(minor=minor, user=user).first():
        return running
    row = Recusal(minor=minor, user=user, unit=unit, post=post, reason=reason, by=by, from_at=now)
    row.save()
    pass_on(row, now)
    waiting = AccessRequest.objects.for_system("keep away").waiting()
    for request in waiting.filter(Q(user=user) | Q(asked_by=user), minor=minor).select_related("minor"):
        close(request, "申请人回避", now)
    at_county = unit.kind == UnitKind.COUNTY or post == Post.STATION_HEAD
    home = county_of(unit) if at_county else minor.unit
    duties.open(
        HAND_ON,
        subject=row.pk,
        unit=home,
        post=Post.COUNTY_REVIEWER if at_county else Post.STATION_HEAD,
        holder=another_reviewer(user, home, now) if unit.kind == UnitKind.COUNTY else None,
        label=minor.code,
        file=minor.pk,
        at=now,
    )
    return row


def pass_on(row: Recusal, now: datetime) -> int:
    """Pass what the recused person owes on the file to colleagues in the same post, else to the head."""
    others = Recusal.objects.for_system("who is left").live(now).filter(minor=row.minor_id)
    shut = set(others.values_list("user", flat=True))
    mine = Q(holder=row.user_id) | Q(deputy_holder=row.user_id)
    alone = Q(holder=None, unit=row.unit_id, post=row.post)
    moved = 0
    owed = Duty.objects.open().filter(mine | alone, file=row.minor_id)
    for duty in owed.select_related("unit", "holder", "deputy_holder"):
        taker = _successor(duty, shut, now)
        second = None if duty.deputy_holder_id in shut else duty.deputy_holder
        if duty.holder_id == row.user_id or (duty.holder_id is None and taker is not None):
            keep = taker
        else:
            keep = duty.holder
        if (keep and keep.pk) != duty.holder_id or (second and second.pk) != duty.deputy_holder_id:
            second = second if keep is None or second is None or second.pk != keep.pk else None
            duties.assign(duty.kind, subject=duty.subject, holder=keep, deputy_holder=second)
            moved += 1
    return moved


def _successor(duty: Duty, shut: set[UUID], now: datetime) -> User | None:
    """None where a colleague in the same post sees it unheld; else the station's head, if not shut out."""
    same = Appointment.objects.live(now).filter(unit=duty.unit, post=duty.post).exclude(user__in=shut)
    if roles()[duty.post].files != Reach.OWN_CASES and same.exists():
        return None
    heads = holders(UnitKind.STATION, Post.STATION_HEAD, duty.unit.township, now).exclude(user__in=shut)
    first = heads.select_related("user").order_by("from_on", "pk").first()
    return first.user if first else None


def sweep_recusals(now: datetime) -> int:
    """What has been opened on such a file since goes the same way. How many duties moved."""
    rows = Recusal.objects.for_system("sweep").live(now).select_related("minor", "unit")
    return sum(pass_on(row, now) for row in rows)
