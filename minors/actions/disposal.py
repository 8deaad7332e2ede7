"""What has been kept long enough is destroyed: reviewed by two, and then not to be found on the disk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from accounts.models import User
from accounts.permissions import require
from common import calendar, clock, codes
from common.errors import DomainError
from minors import rules
from minors.actions.holds import files_of
from minors.actions.intake import lock
from minors.choices import DisposalCause, MinorState, QueryState
from minors.models import (
    DataKey,
    Disposal,
    Grant,
    Identity,
    LawfulQuery,
    Minor,
    MinorUserObjectPermission,
    RegistrationLock,
    SealProposal,
    Vault,
)
from minors.permissions import MinorPerm
from minors.policies import EARLIEST_BIRTH_YEAR, RETAIN_SEALED_YEARS, RETAIN_WITHDRAWN_DAYS

LISTED_AT_ONCE = 200
BASES = {
    DisposalCause.SEALED: f"个人信息保护法19；国家档案局令8号（{RETAIN_SEALED_YEARS}年）",
    DisposalCause.WITHDRAWN: f"个人信息保护法19；本单位规定（{RETAIN_WITHDRAWN_DAYS}日）",
}


@dataclass(frozen=True)
class Due:
    """A file whose term has run out on `on`."""

    minor: Minor
    cause: DisposalCause
    on: date


def due_for_disposal(now: datetime) -> list[Due]:
    """Files whose retention has run out, not listed yet. A merged file goes with its target."""
    today = clock.local_day(now)
    listed = Disposal.objects.for_system("dispose").exclude(file=None).values("file")
    gone = DataKey.objects.for_system("dispose").exclude(destroyed_at=None).values("minor")
    files = Minor.objects.for_system("dispose").exclude(pk__in=listed).exclude(pk__in=gone)
    sealed_by = clock.end_of_day(rules.years_before(today, RETAIN_SEALED_YEARS))
    found = [
        Due(minor, DisposalCause.SEALED, _years_after(minor.sealed_at, RETAIN_SEALED_YEARS))
        for minor in files.filter(sealed_at__lt=sealed_by).order_by("sealed_at", "id")[:LISTED_AT_ONCE]
    ]
    term = timedelta(days=RETAIN_WITHDRAWN_DAYS)
    withdrawn = files.filter(state=MinorState.WITHDRAWN, sealed_at=None, withdrawn_at__lte=now - term)
    return found + [
        Due(minor, DisposalCause.WITHDRAWN, clock.local_day(minor.withdrawn_at + term))
        for minor in withdrawn.order_by("withdrawn_at", "id")[:LISTED_AT_ONCE]
        if minor.withdrawn_at
    ]


def sweep_disposals(now: datetime) -> int:
    """Put on the list what is due, for two reviewers to sign; how many. Nothing is destroyed by a clock."""
    with transaction.atomic():
        return sum(_list(due, now) for due in due_for_disposal(now))


def _list(due: Due, now: datetime) -> bool:
    _, created = Disposal.objects.for_system("list").get_or_create(
        file=due.minor.pk,
        defaults={
            "county": due.minor.county,
            "cause": due.cause,
            "basis": BASES[due.cause],
            "due_on": due.on,
            "listed_at": now,
        },
    )
    return created


@transaction.atomic
def sign_disposal(*, by: User, disposal: Disposal, now: datetime) -> Disposal:
    """Review one line of the list. The second signature, of another unit, lets the command destroy it.

    Signing twice is once. Raises DomainError for a second signature of the same unit.
    """
    require(by, MinorPerm.SIGN_DISPOSAL, disposal)
    row = Disposal.objects.for_system("lock").select_for_update(of=("self",)).get(pk=disposal.pk)
    acting = by.acting
    if acting is None:
        raise PermissionDenied("acts as nobody")
    if by.pk in (row.first_by_id, row.second_by_id):
        return row
    if row.second_by_id is not None:
        raise DomainError("已有两个单位审核，无需再签。")
    if row.first_unit_id == acting.unit.pk:
        raise DomainError("本单位已经审核；另一个签字须由其他单位作出。")
    place = "first" if row.first_by_id is None else "second"
    for name, value in (("by", by), ("unit", acting.unit), ("at", now)):
        setattr(row, f"{place}_{name}", value)
    row.save()
    return row


def dispose_signed(now: datetime) -> list[str]:
    """Destroy every file that two have signed for; their numbers. One transaction per file: nothing half.

    A file that a lawful query asks for is left for the next run: the query closes by itself.
    """
    signed = Disposal.objects.for_system("dispose").filter(done_at=None, second_at__isnull=False)
    keys = signed.order_by("listed_at", "id").values_list("pk", flat=True)
    return [number for key in list(keys) if (number := _dispose(key, now))]


@transaction.atomic
def _dispose(key: UUID, now: datetime) -> str:
    row = Disposal.objects.for_system("dispose").select_for_update(of=("self",)).get(pk=key)
    if row.done_at is None and row.file is not None:
        minor = Minor.objects.for_system("dispose").get(pk=row.file)
        files = files_of(minor)
        if _is_asked_for(files, now):  # the query's row first, then the file: as its reader locks them
            return ""
        lock(minor)
        _destroy_vaults(files, now)
        for path in settings.ON_DISPOSE:
            import_string(path)(files=files, now=now)
        for one in Minor.objects.for_system("dispose").filter(pk__in=files):
            _blank(one)
        Minor.history.for_system("dispose").filter(id__in=files).delete()
        row.file, row.done_at = None, now
        row.save(update_fields=["file", "done_at"])
    return row.number


def _is_asked_for(files: list[UUID], now: datetime) -> bool:
    """True while a lawful query about the file waits or is open; its rows stay locked until the commit."""
    about = Q(code__in=Minor.objects.for_system("dispose").filter(pk__in=files).values("code"))
    for name in ("id_index", "name_birth_index"):
        known = Identity.objects.for_system("dispose").filter(minor__in=files, **{f"{name}__isnull": False})
        about |= Q(**{f"{name}__in": known.values(name)})
    rows = LawfulQuery.objects.for_system("dispose").select_for_update(of=("self",)).filter(about)
    live = (QueryState.WAITING, QueryState.APPROVED, QueryState.OPEN)
    return any(query.state(now) in live for query in rows.order_by("id"))


def _destroy_vaults(files: list[UUID], now: datetime) -> None:
    """Rows, their history, their indexes, and the key: what a backup still holds is unreadable without it."""
    for identity in Identity.objects.for_system("dispose").filter(minor__in=files):
        indexes = [key for key in (identity.id_index, identity.name_birth_index) if key]
        RegistrationLock.objects.filter(key__in=indexes).delete()
        LawfulQuery.objects.for_system("dispose").filter(id_index__in=indexes).update(id_index=None)
    for model in vault_models():
        if model is not DataKey:
            model.objects.for_system("dispose").filter(minor__in=files).delete()
        if hasattr(model, "history"):  # last: deleting a row writes its past once more
            model.history.for_system("dispose").filter(minor__in=files).delete()
    for key in DataKey.objects.for_system("dispose").filter(minor__in=files, destroyed_at=None):
        key.kek, key.wrapped, key.destroyed_at = "", None, now
        key.save(update_fields=["kek", "wrapped", "destroyed_at"])


def vault_models() -> list[type[Vault]]:
    """Every table that holds something of a child under its key; a new one is disposed of by being one."""
    return list(Vault.__subclasses__())


def _blank(minor: Minor) -> None:
    """Clear what could tell who it was: the code leads nowhere any more, year and sex say nothing."""
    MinorUserObjectPermission.objects.filter(content_object=minor).delete()
    Grant.objects.for_system("dispose").filter(minor=minor).update(reason="已销毁", ended_reason="已销毁")
    proposals = SealProposal.objects.for_system("dispose").filter(minor=minor)
    proposals.update(note="")
    proposals.exclude(refusal="").update(refusal="已销毁")
    minor.code, minor.birth_year = codes.random_code(), EARLIEST_BIRTH_YEAR
    minor.sex, minor.is_pupil = "", False
    minor.adult_from = minor.clean_since = None
    if minor.withdrawn_reason:
        minor.withdrawn_reason = "已销毁"
    minor.save()


def wipe(now: datetime) -> int:
    """Rewrite the storage so that no freed page holds what was deleted; how many disposals it covers.

    Runs outside a transaction and again after a kill. Old PostgreSQL log files and backups are the
    administrator's (docs/operations.md); without the data key they cannot be read.
    """
    waiting = Disposal.objects.for_system("wipe").filter(done_at__isnull=False, wiped_at=None)
    keys = list(waiting.values_list("pk", flat=True))
    if not keys:
        return 0
    with connection.cursor() as cursor:
        for statement in _statements():
            cursor.execute(statement)
    return Disposal.objects.for_system("wipe").filter(pk__in=keys).update(wiped_at=now)


def _statements() -> Iterable[str]:
    if connection.vendor == "sqlite":
        checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)"
        return (checkpoint, "VACUUM", checkpoint)
    quote = connection.ops.quote_name
    touched = {"minors", *(path.split(".")[0] for path in settings.ON_DISPOSE)}
    tables = {one._meta.db_table for one in apps.get_models() if one._meta.app_label in touched}
    return [f"VACUUM FULL {quote(table)}" for table in sorted(tables)]


def _years_after(at: datetime | None, years: int) -> date:
    assert at is not None
    return calendar.add_years(clock.local_day(at), years)
