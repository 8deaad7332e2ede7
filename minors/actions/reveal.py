"""The one door to a vault for a person: masked by default, plain for a reason, logged either way."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.choices import ReadKind
from accounts.models import User
from accounts.permissions import require
from common.errors import DomainError
from minors import rules
from minors.actions import vaults
from minors.actions.basis import open_parts, require_open, usable_basis
from minors.actions.door import open_vault
from minors.choices import MinorState, VaultPart
from minors.models import Minor
from minors.permissions import MinorPerm

PREVIEWED: dict[str, tuple[str, ...]] = {
    VaultPart.IDENTITY: ("name", "id_number", "phone", "household_address", "residence_address"),
    VaultPart.SCHOOLING: (),  # hidden: not even read (law.md §5.1)
    VaultPart.GUARDIAN: ("guardian_name", "guardian_phone"),
}


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
    require_open(by, minor, now)
    if not rules.is_real_purpose(purpose):
        raise DomainError("请用至少4个字写明查阅用途，不能只写数字，也不能只重复几个字。", field="purpose")
    if rules.has_long_number(purpose):
        raise DomainError("用途里不要写证件号或电话号码。", field="purpose")
    if minor.state == MinorState.MERGED:
        raise DomainError("该档案已并入其他档案，这里不再保存身份信息。")
    names = names_in(fields)
    holds = usable_basis(by=by, minor=minor, parts=_parts(names), now=now, basis=basis)
    if holds is None:
        raise PermissionDenied("no basis to read this vault")
    return open_vault(by=by, minor=minor, names=names, purpose=purpose, basis=holds)


@transaction.atomic
def preview(*, by: User, minor: Minor, now: datetime) -> dict[str, str] | None:
    """Masked values by name (李*, 4502**…) for somebody who could reveal them, logged like any reading.

    None where no basis holds: then not even the first character is shown. The school is not read at all.
    """
    require(by, MinorPerm.REVEAL, minor)
    require_open(by, minor, now)
    parts = open_parts(by, minor, now)
    names = {name for part in parts for name in PREVIEWED[part]}
    holds = usable_basis(by=by, minor=minor, parts=[part for part in parts if PREVIEWED[part]], now=now)
    if not names or holds is None:
        return {} if parts else None
    values = open_vault(
        by=by, minor=minor, names=names, purpose="打开身份信息页", basis=holds, kind=ReadKind.DETAIL
    )
    return {name: rules.masked(name, text) for name, text in values.items()}


def names_in(fields: Iterable[str]) -> set[str]:
    """The names of values that `fields`, names or whole parts, stand for. Raises ValueError."""
    names: set[str] = set()
    for one in fields:
        names |= set(vaults.PARTS[one]) if one in vaults.PARTS else {one}
    unknown = names - {name for part in vaults.PARTS.values() for name in part}
    if unknown or not names:
        raise ValueError(f"No such value in a vault: {sorted(unknown)}")
    return names


def _parts(names: set[str]) -> list[str]:
    return [part for part, columns in vaults.PARTS.items() if names & columns.keys()]
