"""The one door: no log, no data. Private to `minors.actions`; callers decide first whether it may open."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from accounts import readlog
from accounts.choices import ReadKind
from accounts.models import User
from minors.actions import vaults
from minors.choices import Basis, VaultPart
from minors.models import Minor


def open_guardians(*, by: User, minor: Minor, purpose: str, basis: Basis) -> dict[UUID, dict[str, str]]:
    """The values of every guardian by key, for a masked page or a correction, after the log entry.

    Raises TransactionManagementError outside a transaction.
    """
    _log(by, minor, set(vaults.PARTS[VaultPart.GUARDIAN]), purpose, basis, ReadKind.DETAIL)
    return vaults.read_guardians(minor)


def open_vault(
    *, by: User, minor: Minor, names: Iterable[str], purpose: str, basis: Basis, kind: str = ReadKind.REVEAL
) -> dict[str, str]:
    """Plain values by name, after the log entry of the same transaction is written.

    `names` are names of values (`vaults.PARTS`). A masked showing is `ReadKind.DETAIL`. Raises
    TransactionManagementError outside a transaction: log and reading stand or fall together.

    Law: 未成年人网络保护条例 第三十六条 (每次访问记录).
    """
    wanted = set(names)
    _log(by, minor, wanted, purpose, basis, kind)
    return vaults.read(minor, wanted)


def _log(by: User, minor: Minor, wanted: set[str], purpose: str, basis: Basis, kind: str) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A vault opens inside the transaction of its log entry.")
    masked = "（遮蔽）" if kind == ReadKind.DETAIL else ""
    readlog.record(
        by=by,
        kind=ReadKind(kind),
        file=minor.pk,
        code=minor.code,
        fields=",".join(sorted(wanted)) + masked,
        purpose=purpose.strip(),
        basis=basis.label,
    )
