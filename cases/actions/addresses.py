"""The address book of offices beyond this county."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from cases.choices import OutsideKind
from cases.models import OutsideUnit
from cases.permissions import CasePerm
from common import wording
from common.errors import DomainError


@transaction.atomic
def add_outside(
    *,
    by: User,
    name: str,
    area: str,
    kind: str,
    address: str = "",
    phone: str = "",
    now: datetime,
    client_id: UUID | None = None,
) -> OutsideUnit:
    """Enter an office, looked up now by `by`. Raises DomainError if it is there, or for a person's number."""
    require(by, CasePerm.EDIT_OUTSIDE_UNIT)
    wording.refuse_numbers_in(name=name, address=address, phone=phone)
    client_id = client_id or uuid4()
    if row := OutsideUnit.objects.filter(client_id=client_id).first():
        return row
    assert by.acting is not None  # require has passed
    _refuse_twin(name, area, kind)
    row = OutsideUnit(
        name=name.strip(),
        area=area,
        kind=OutsideKind(kind),
        address=address.strip(),
        phone=phone.strip(),
        verified_by=by,
        verified_at=now,
        unit=by.acting.unit,
        client_id=client_id,
    )
    row.save(force_insert=True)
    return row


@transaction.atomic
def verify_outside(
    *,
    by: User,
    outside: OutsideUnit,
    name: str,
    area: str,
    kind: str,
    address: str = "",
    phone: str = "",
    now: datetime,
) -> OutsideUnit:
    """Say that an entry is right as it stands now, changed or not. Numbered letters keep their name."""
    require(by, CasePerm.EDIT_OUTSIDE_UNIT, outside)
    wording.refuse_numbers_in(name=name, address=address, phone=phone)
    row = OutsideUnit.objects.select_for_update(of=("self",)).get(pk=outside.pk)
    if (row.name, row.area, row.kind) != (name.strip(), area, kind):
        _refuse_twin(name, area, kind)
    row.name, row.area, row.kind = name.strip(), area, OutsideKind(kind)
    row.address, row.phone = address.strip(), phone.strip()
    row.verified_by, row.verified_at = by, now
    row.save()
    return row


def _refuse_twin(name: str, area: str, kind: str) -> None:
    if OutsideUnit.objects.filter(name=name.strip(), area=area, kind=kind).exists():
        raise DomainError("通讯录里已有这个单位，请打开原条目核实。", field="name")
