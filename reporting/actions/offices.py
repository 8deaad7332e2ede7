"""The offices of a township that a report goes to."""

from django.core.exceptions import PermissionDenied

from accounts.choices import UnitKind
from accounts.models import Unit, User
from common.errors import DomainError

_MISSING = {
    UnitKind.STATION: "本乡尚未设立社区戒毒（康复）工作站，请联系系统管理员。",
    UnitKind.POLICE_POST: "本乡尚未设立派出所，请联系系统管理员。",
    UnitKind.TOWNSHIP: "本乡尚未设立领导小组，请联系系统管理员。",
}


def county_of(county: str) -> Unit:
    """The county office. Raises DomainError if there is none."""
    unit = Unit.objects.active().of_kind(UnitKind.COUNTY).filter(county=county).first()
    if unit is None:
        raise DomainError("本县尚未设立县禁毒办，请联系系统管理员。")
    return unit


def own_unit(by: User) -> Unit:
    """The unit `by` acts for. Raises PermissionDenied for somebody who acts as nobody."""
    if by.acting is None:
        raise PermissionDenied("acts as nobody")
    return by.acting.unit


def station_of(township: str) -> Unit:
    """The station that registers the children of this township. Raises DomainError if there is none."""
    return _office(UnitKind.STATION, township)


def police_of(township: str) -> Unit:
    """The police post of this township. Raises DomainError if there is none."""
    return _office(UnitKind.POLICE_POST, township)


def leaders_of(township: str) -> Unit:
    """The leading group, which is the township unit. Raises DomainError if there is none."""
    return _office(UnitKind.TOWNSHIP, township)


def _office(kind: UnitKind, township: str) -> Unit:
    unit = Unit.objects.active().of_kind(kind).filter(township=township).first()
    if unit is None:
        raise DomainError(_MISSING[kind])
    return unit
