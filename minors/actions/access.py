"""Who may open a vault, and the one door through which a person reads it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.choices import Post, ReadKind, UnitKind
from accounts.models import Appointment, Unit, User
from accounts.permissions import Reach, may, require, roles
from common.errors import DomainError
from duties.models import Duty
from minors import rules
from minors.actions import vaults
from minors.actions.door import open_vault
from minors.actions.intake import lock
from minors.choices import Basis, GrantKind, MinorState, VaultPart
from minors.models import Grant, Minor, MinorUserObjectPermission, acting_person
from minors.permissions import MinorPerm

REGISTRARS = (Post.STATION_CLERK, Post.STATION_HEAD)


@transaction.atomic
def reveal(
    *, by: User, minor: Minor, fields: Iterable[str], purpose: str, basis: str = "", now: datetime
) -> dict[str, str]:
    """The one door to a vault: plain values by name, and a log entry in the same transaction.

    `fields` are names of values or whole parts (`VaultPart`). `basis` is a `Basis`; blank takes the one
    that holds. Raises PermissionDenied out of scope, post or basis, DomainError without a real purpose.

    Law: 个人信息保护法 第六条 (最小范围); 未成年人网络保护条例 第三十六条 (每次访问记录).
    """
    require(by, MinorPerm.REVEAL, minor)
    if not rules.is_real_purpose(purpose):
        raise DomainError("请写明查阅用途，不能为空，也不能只重复一个字。", field="purpose")
    if rules.has_long_number(purpose):
        raise DomainError("用途里不要写证件号或电话号码。", field="purpose")
    if minor.state == MinorState.MERGED:
        raise DomainError("该档案已并入其他档案，这里不再保存身份信息。")
    names = _names(fields)
    holds = usable_basis(by=by, minor=minor, parts=_parts(names), now=now, basis=basis)
    if holds is None:
        raise PermissionDenied("no basis to read this vault")
    return open_vault(by=by, minor=minor, names=names, purpose=purpose, basis=holds)


@transaction.atomic
def preview(*, by: User, minor: Minor, now: datetime) -> dict[str, str] | None:
    """The masked identity (李*, 4502**…) for somebody who could reveal it, logged like any reading.

    None where no basis holds: then not even the first character is shown.
    """
    require(by, MinorPerm.REVEAL, minor)
    holds = usable_basis(by=by, minor=minor, parts=[VaultPart.IDENTITY], now=now)
    if holds is None:
        return None
    values = open_vault(
        by=by,
        minor=minor,
        names={"name", "id_number"},
        purpose="打开身份信息页",
        basis=holds,
        kind=ReadKind.DETAIL,
    )
    return {
        "name": rules.masked_name(values.get("name", "")),
        "id_number": rules.masked_number(values.get("id_number", "")),
    }


def usable_basis(
    *, by: User, minor: Minor, parts: Iterable[str], now: datetime, basis: str = ""
) -> Basis | None:
    """The basis on which `by` may open `parts` of `minor` at `now`, or None. Decides what a page offers too.

    登记 opens an unregistered line of one's own township to clerk and head and ends there; the post that
    took the child in reads until 7 days after registration or while it owes a duty; all else is a grant.
    """
    acting = by.acting
    if (
        acting is None
        or not may(by, MinorPerm.REVEAL)
        or minor.state in (MinorState.MERGED, MinorState.WITHDRAWN)
        or not rules.is_readable(
            sealed_at=minor.sealed_at, seal_due_at=minor.seal_due_at, post=acting.post, now=now
        )
    ):
        return None
    found: list[Basis] = []
    if (
        acting.post in REGISTRARS
        and minor.state == MinorState.PENDING
        and minor.township == acting.unit.township
    ):
        found.append(Basis.REGISTRATION)
    if acting.post == Post.POLICE_LIAISON and minor.intake_unit_id == acting.unit.pk:
        owes = Duty.objects.open().filter(file=minor.pk, unit=acting.unit, post=acting.post).exists()
        if rules.liaison_may_read(registered_at=minor.registered_at, owes_a_duty=owes, now=now):
            found.append(Basis.INTAKE)
    if not found or basis:
        live = Grant.objects.for_system("may this person read").live(now)
        for part in parts:
            live = live.opening(part)
        live = live.exclude(kind=GrantKind.SEALED_QUERY)  # it opens the page of its query alone
        kinds = live.filter(minor=minor, user=acting_person(by)).values_list("kind", flat=True)
        found += [Basis(kind) for kind in sorted(set(kinds))]
    return next((one for one in found if basis in ("", one)), None)


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

    Raises DomainError where somebody would approve their own reading, or an approval would never end.
    """
    require(by, MinorPerm.GRANT, minor)
    if approver.pk == user.pk:
        raise DomainError("不能批准自己查阅。")
    if kind != GrantKind.ASSIGNMENT and until_at is None:
        raise DomainError("批准查阅须有截止时间。", field="until_at")
    minor = lock(minor)
    running = Grant.objects.for_system("grant").filter(minor=minor, user=user, kind=kind, ended_at=None)
    if kind == GrantKind.ASSIGNMENT and (row := running.first()):
        return row
    row = Grant(
        minor=minor,
        user=user,
        kind=kind,
        reason=reason,
        approver=approver,
        from_at=from_at,
        until_at=until_at,
    )
    for part in fields:
        setattr(row, f"opens_{VaultPart(part)}", True)
    row.save()
    _mirror(minor, user, from_at)
    return row


@transaction.atomic
def end_grant(*, by: User, grant: Grant, reason: str, now: datetime) -> Grant:
    """End one grant now. Ending it twice changes nothing."""
    require(by, MinorPerm.GRANT, grant.minor)
    return _end(grant, reason, now)


@transaction.atomic
def end_grants(*, by: User, minor: Minor, user: User, kind: str, reason: str, now: datetime) -> int:
    """End every running grant of one kind that `user` has on `minor`; how many there were."""
    require(by, MinorPerm.GRANT, minor)
    running = Grant.objects.for_system("end grants").filter(minor=minor, user=user, kind=kind, ended_at=None)
    return len([_end(row, reason, now) for row in running])


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


def end_all_grants(files: list[UUID], *, reason: str, now: datetime) -> int:
    """End every running grant on these files, in the caller's transaction; how many there were."""
    running = Grant.objects.for_system("end all").filter(minor__in=files, ended_at=None)
    return len([_end(row, reason, now) for row in running.select_related("minor", "user")])


@transaction.atomic
def end_grants_of_user(user: User, now: datetime, reason: str = "账号停用") -> int:
    """Hook of `ON_ACCOUNT_CLOSE`: nothing stays open to somebody who has gone; how many grants ended.

    Called after an account or a post ended. Somebody who still holds a post that reads files in the
    township of the file keeps their grant.
    """
    running = Grant.objects.for_system("account closed").filter(user=user, ended_at=None)
    live = Appointment.objects.live(now).filter(user=user).select_related("unit")
    homes = {one.unit.township for one in live if roles()[one.post].files != Reach.NOTHING}
    gone = [row for row in running.select_related("minor") if row.minor.township not in homes]
    return len([_end(row, reason, now) for row in gone])


@transaction.atomic
def move_file(*, by: User, minor: Minor, unit: Unit, now: datetime) -> Minor:
    """Give a file to another station: unit and area change together, so exactly one station holds it."""
    require(by, MinorPerm.GRANT, minor)
    if unit.kind != UnitKind.STATION:
        raise DomainError("只能移交给工作站。", field="unit")
    minor = lock(minor)
    minor.unit, minor.area = unit, unit.area
    minor.save()
    minor.refresh_from_db(fields=["county", "township"])  # generated columns are stale after save()
    return minor


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


def _names(fields: Iterable[str]) -> set[str]:
    names: set[str] = set()
    for one in fields:
        names |= set(vaults.PARTS[one]) if one in vaults.PARTS else {one}
    unknown = names - {name for part in vaults.PARTS.values() for name in part}
    if unknown or not names:
        raise ValueError(f"No such value in a vault: {sorted(unknown)}")
    return names


def _parts(names: set[str]) -> list[str]:
    return [part for part, columns in vaults.PARTS.items() if names & columns.keys()]


def _end(row: Grant, reason: str, now: datetime) -> Grant:
    if row.ended_at is None:
        row.ended_at, row.ended_reason = now, reason
        row.save(update_fields=["ended_at", "ended_reason"])
        _mirror(row.minor, row.user, now)
    return row


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
