"""Which station holds the child: the next holding begins at the instant at which the last one ends."""

from datetime import datetime
from uuid import UUID

from accounts.models import Unit
from cases.models import Case, Holding, OutsideUnit, Transfer


def begin_holding(case: Case, now: datetime) -> Holding:
    """The station of a case just opened holds the child. Under the lock of the caller's transaction."""
    return _next(case, now, unit=case.unit)


def pass_holding(
    case: Case,
    now: datetime,
    *,
    to_unit: Unit | None = None,
    to_outside: OutsideUnit | None = None,
    transfer: Transfer,
) -> Holding:
    """Another office holds from `now` on, by `transfer`. The caller holds the lock of the case."""
    return _next(case, now, unit=to_unit, outside=to_outside, transfer=transfer)


def is_held_outside(minor: UUID) -> bool:
    """True while an office outside holds the child: it visits, and we keep in touch by telephone."""
    rows = Holding.objects.for_system("who visits").filter(minor=minor, until_at=None)
    return rows.filter(outside__isnull=False).exists()


def _next(
    case: Case,
    now: datetime,
    *,
    unit: Unit | None = None,
    outside: OutsideUnit | None = None,
    transfer: Transfer | None = None,
) -> Holding:
    rows = Holding.objects.for_system("who holds").filter(minor=case.minor_id, until_at=None)
    last = rows.select_for_update(of=("self",)).first()
    at = max(now, last.from_at) if last else now
    if last is not None:
        last.until_at = at
        last.save(update_fields=["until_at"])
    row = Holding(
        minor_id=case.minor_id, case=case, unit=unit, outside=outside, transfer=transfer, from_at=at
    )
    row.save(force_insert=True)
    return row
