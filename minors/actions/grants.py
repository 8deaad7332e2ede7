"""Grants: who may open a vault, until when; their end, their renewal, and guardian's mirror of them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.choices import UnitKind
from accounts.models import Appointment, Unit, User
from accounts.permissions import require, roles
from common import calendar, clock
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty
from minors.actions.intake import lock
from minors.choices import GrantKind, MinorState, VaultPart
from minors.models import AccessRequest, Grant, Minor, MinorUserObjectPermission, Opening, acting_person
from minors.permissions import MinorPerm
from minors.policies import ASSIGNMENT_MONTHS, RENEW_BEFORE

RENEW = "grant.renew"
SWEEP_LIMIT = 500


@transaction.atomic
def grant(
    *,
    by: User,
    minor: Minor,
    user: User,
    kind: str,
    fields: Iterable[str],
    reason: str,
    approver: User,
    from_at: datetime,
    until_at: datetime | None = None,
) -> Grant:
    """Let `user` open `fields` (parts) of one file from `from_at`. A running assignment is returned as it is.

    An assignment lasts six months unless `until_at` says otherwise; one not renewed in time begins anew.
    Raises DomainError where somebody would approve their own reading, or an approval would never end.
    """
    require(by, MinorPerm.GRANT, minor)
    if approver.pk == user.pk:
        raise DomainError("不能批准自己查阅。")
    if kind == GrantKind.ASSIGNMENT:
        until_at = until_at or term_end(from_at)
    if until_at is None:
        raise DomainError("批准查阅须有截止时间。", field="until_at")
    minor = lock(minor)
    running = Grant.objects.for_system("grant").filter(minor=minor, user=user, kind=kind, ended_at=None)
    if kind == GrantKind.ASSIGNMENT and (row := running.first()):
        return row if row.until_at > from_at else _prolong(row, approver, from_at)
    return give(
        minor=minor,
        user=user,
        kind=kind,
        parts=fields,
        reason=reason,
        approver=approver,
        from_at=from_at,
        until_at=until_at,
    )


def give(
    *,
    minor: Minor,
    user: User,
    kind: str,
    parts: Iterable[str],
    reason: str,
    approver: User | None,
    from_at: datetime,
    until_at: datetime,
) -> Grant:
    """Write a grant and its mirror, for actions that have asked their own permission. The file is locked."""
    row = Grant(
        minor=minor,
        user=user,
        kind=kind,
        reason=reason,
        approver=approver,
        from_at=from_at,
        until_at=until_at,
    )
    for part in parts:
        setattr(row, f"opens_{VaultPart(part)}", True)
    row.save()
    _mirror(minor, user, from_at)
    return row


def grant_for_query(
    minor: Minor, user: User, approver: User, *, reason: str, now: datetime, until_at: datetime
) -> Grant:
    """The grant of one lawful query, for its reader alone; opening again is the same grant."""
    running = Grant.objects.for_system("lawful query").live(now)
    row = running.filter(minor=minor, user=user, kind=GrantKind.SEALED_QUERY, until_at=until_at).first()
    if row is None:
        row = Grant(
            minor=minor,
            user=user,
            kind=GrantKind.SEALED_QUERY,
            opens_identity=True,
            reason=reason,
            approver=approver,
            from_at=now,
            until_at=until_at,
        )
        row.save(force_insert=True)
    return row


def term_end(from_at: datetime) -> datetime:
    """The exclusive end of an assignment's six months: the end of the corresponding day (民法典202)."""
    return clock.end_of_day(calendar.add_months(clock.local_day(from_at), ASSIGNMENT_MONTHS))


# --- renewal


@transaction.atomic
def renew_grants(*, by: User, minor: Minor, now: datetime) -> list[Grant]:
    """Renew every assignment of one file that ends soon or has run out, for six months; meets `grant.renew`.

    A second tap finds nothing left and changes nothing. Raises DomainError if only one's own is left:
    nobody approves their own reading.
    """
    require(by, MinorPerm.GRANT, minor)
    minor = lock(minor)
    rows = list(due_for_renewal(minor, now).select_related("user"))
    mine = {by.pk, acting_person(by)}
    others = [row for row in rows if row.user_id not in mine]
    if rows and not others:
        raise DomainError("不能续期自己的查阅授权，请先调整帮教小组。")
    for row in others:
        _prolong(row, by, now)
    settle_renewal(minor, now, by=by)
    return others


def due_for_renewal(minor: Minor, now: datetime) -> QuerySet[Grant]:
    """Assignments of one file that end soon, or ended without anybody renewing or ending them."""
    rows = Grant.objects.for_system("renewal").filter(minor=minor, kind=GrantKind.ASSIGNMENT, ended_at=None)
    return rows.filter(until_at__lte=now + RENEW_BEFORE).order_by("until_at", "pk")


def sweep_renewals(now: datetime) -> int:
    """Ask the head to renew assignments that end soon: one duty a file, due when reading stops."""
    asked = Duty.objects.open().filter(kind=RENEW, subject=OuterRef("minor"))
    rows = Grant.objects.for_system("renewal").filter(
        ~Exists(asked), kind=GrantKind.ASSIGNMENT, ended_at=None, until_at__lte=now + RENEW_BEFORE
    )
    rows = rows.exclude(minor__state__in=(MinorState.MERGED, MinorState.WITHDRAWN))
    rows = rows.select_related("minor__unit").order_by("-until_at")
    first = {row.minor_id: row for row in rows[:SWEEP_LIMIT]}  # the earliest of a file comes last and stays
    for row in first.values():
        duties.open(
            RENEW,
            subject=row.minor_id,
            unit=row.minor.unit,
            label=row.minor.code,
            file=row.minor_id,
            at=row.until_at - RENEW_BEFORE,
            due_at=row.until_at,
        )
    return len(first)


def settle_renewal(minor: Minor, now: datetime, by: User | None = None) -> None:
    """Nothing is left to renew: the duty is met."""
    if not due_for_renewal(minor, now).exists():
        duties.meet(RENEW, subject=minor.pk, at=now, now=now, by=by)


def _prolong(row: Grant, approver: User, now: datetime) -> Grant:
    row.until_at, row.approver = term_end(now), approver
    row.save(update_fields=["until_at", "approver"])
    _mirror(row.minor, row.user, now)
    return row


# --- ends


@transaction.atomic
def end_grant(*, by: User, grant: Grant, reason: str, now: datetime) -> Grant:
    """End one grant now. Ending it twice changes nothing."""
    require(by, MinorPerm.GRANT, grant.minor)
    return end(grant, reason, now)


@transaction.atomic
def end_grants(*, by: User, minor: Minor, user: User, kind: str, reason: str, now: datetime) -> int:
    """End every running grant of one kind that `user` has on `minor`; how many there were."""
    require(by, MinorPerm.GRANT, minor)
    return end_running(minor, user, kind, reason, now)


def end_running(minor: Minor, user: User, kind: str, reason: str, now: datetime) -> int:
    """The same for hooks, which act for nobody."""
    running = Grant.objects.for_system("end grants").filter(minor=minor, user=user, kind=kind, ended_at=None)
    return len([end(row, reason, now) for row in running.select_related("minor", "user")])


@transaction.atomic
def end_grants_of_user(user: User, now: datetime, reason: str = "账号停用") -> int:
    """Hook of `ON_ACCOUNT_CLOSE`: nothing stays open to somebody who has gone; how many grants ended.

    Called after an account or a post ended. What was asked for or opened in a post ends with that post; an
    assignment ends unless another post here opens files by itself.
    """
    running = Grant.objects.for_system("account closed").filter(user=user, ended_at=None)
    live = list(Appointment.objects.live(now).filter(user=user).select_related("unit"))
    held = {(one.unit_id, one.post) for one in live}
    gone = [row for row in running.select_related("minor", "user") if not _still_theirs(row, live, held)]
    return len([end(row, reason, now) for row in gone])


def _still_theirs(row: Grant, live: list[Appointment], held: set) -> bool:
    asked_as = AccessRequest.objects.for_system("account closed").filter(grant=row)
    opened_as = Opening.objects.for_system("account closed").filter(grant=row)
    given_as = [*asked_as.values_list("unit_id", "post"), *opened_as.values_list("unit_id", "post")]
    if given_as:
        return given_as[0] in held
    reading = [one for one in live if MinorPerm.REVEAL in roles()[one.post].permissions]
    return any(_is_place_of(one.unit, row.minor) for one in reading)


def _is_place_of(unit: Unit, minor: Minor) -> bool:
    if unit.kind == UnitKind.COUNTY:
        return unit.county == minor.county
    return unit.township == minor.township or unit.pk == minor.intake_unit_id


def end(row: Grant, reason: str, now: datetime) -> Grant:
    """End one grant for an action that has asked its own permission."""
    if row.ended_at is None:
        row.ended_at, row.ended_reason = now, reason
        row.save(update_fields=["ended_at", "ended_reason"])
        _mirror(row.minor, row.user, now)
        settle_renewal(row.minor, now)
    return row


def end_all_grants(files: list[UUID], *, reason: str, now: datetime) -> int:
    """End every running grant on these files, in the caller's transaction; how many there were."""
    running = Grant.objects.for_system("end all").filter(minor__in=files, ended_at=None)
    return len([end(row, reason, now) for row in running.select_related("minor", "user")])


def hand_file(*, minor: Minor, unit: Unit, now: datetime) -> Minor:
    """Give a file to another station: unit and area change together, so exactly one station holds it.

    For an action that has asked its own permission, in its transaction: who takes over has no scope yet.
    Every grant ends here: nobody of the former station reads on.
    """
    if unit.kind != UnitKind.STATION:
        raise DomainError("只能移交给工作站。", field="unit")
    end_all_grants([minor.pk], reason="档案移交其他工作站", now=now)
    minor = lock(minor)
    minor.unit, minor.area = unit, unit.area
    minor.save()
    minor.refresh_from_db(fields=["county", "township"])  # generated columns are stale after save()
    return minor


# --- guardian's mirror


def sweep_grants(now: datetime) -> int:
    """Bring the mirror to the grants live at `now`; how many pairs changed. Reading never waits for it."""
    rows = Grant.objects.for_system("sweep").exclude(kind=GrantKind.SEALED_QUERY)
    live = rows.live(now).values_list("minor_id", "user_id")
    mirrored = MinorUserObjectPermission.objects.values_list("content_object_id", "user_id")
    stale = sorted(set(live) ^ set(mirrored))
    for minor_id, user_id in stale:
        minor = Minor.objects.for_system("sweep").get(pk=minor_id)
        _mirror(minor, User.objects.get(pk=user_id), now)
    return len(stale)


def _mirror(minor: Minor, user: User, now: datetime) -> None:
    """Make guardian's rows of one pair equal to its live grants. Rows by key, never the generic table."""
    live = Grant.objects.for_system("mirror").live(now).filter(minor=minor, user=user)
    live = live.exclude(kind=GrantKind.SEALED_QUERY)
    wanted: set[str] = set()
    for row in live:
        wanted |= {"view_minor"} | {f"read_{part}" for part in VaultPart if getattr(row, f"opens_{part}")}
    rows = MinorUserObjectPermission.objects.filter(content_object=minor, user=user)
    rows.exclude(permission__codename__in=wanted).delete()
    there = set(rows.values_list("permission__codename", flat=True))
    type_of_minor = ContentType.objects.get_for_model(Minor)
    for permission in Permission.objects.filter(content_type=type_of_minor, codename__in=wanted - there):
        MinorUserObjectPermission.objects.assign_perm(permission, user, minor)
