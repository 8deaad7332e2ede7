from datetime import date, datetime

from django.db import transaction

from accounts import rules
from accounts.choices import UnitKind
from accounts.models import Appointment, Unit, User
from accounts.permissions import AccountPerm, require
from common.errors import DomainError


@transaction.atomic
def add_unit(*, by: User, kind: str, name: str, area: str, opened_on: date, now: datetime) -> Unit:
    """Open a unit below the administrator's own county. The unit above it follows from the code.

    Raises DomainError for a code of the wrong length or another county, or a double.
    """
    require(by, AccountPerm.MANAGE_UNITS)
    if kind == UnitKind.COUNTY or not rules.area_fits(kind, area):
        raise DomainError("行政区划代码位数与单位类别不符：乡镇各单位 9 位，村 12 位。", field="area")
    if by.acting is None or not area.startswith(by.acting.area):
        raise DomainError("行政区划代码不属于本县。", field="area")
    parent = _parent(kind, area)
    if parent is None:
        raise DomainError("还没有这个乡镇，请先增加乡镇领导小组。", field="area")
    if kind != UnitKind.SCHOOL and Unit.objects.filter(kind=kind, area=area).exists():
        raise DomainError("这个代码下已经有这类单位。", field="area")
    if Unit.objects.filter(area=area, name=name.strip()).exists():
        raise DomainError("这个代码下已经有同名单位。", field="name")
    unit = Unit(kind=kind, name=name.strip(), area=area, parent=parent, opened_on=opened_on)
    unit.full_clean()
    unit.save()
    return unit


def _parent(kind: str, area: str) -> Unit | None:
    above = (UnitKind.COUNTY, area[:6]) if kind == UnitKind.TOWNSHIP else (UnitKind.TOWNSHIP, area[:9])
    return Unit.objects.active().filter(kind=above[0], area=above[1]).first()


@transaction.atomic
def close_unit(*, by: User, unit: Unit, on: date, now: datetime) -> Unit:
    """Close a unit that nobody serves in and nothing hangs on."""
    require(by, AccountPerm.MANAGE_UNITS, unit)
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if unit.closed_on is not None:
        raise DomainError("这个单位已经停用。")
    if Appointment.objects.filter(unit=unit, ended_at=None).exists():
        raise DomainError("还有人在这个单位任职，请先办理终止或调离。")
    if Unit.objects.active().filter(parent=unit).exists():
        raise DomainError("还有下级单位，请先停用下级单位。")
    unit.closed_on = on
    unit.save(update_fields=["closed_on"])
    return unit
