"""A scanned paper is kept under the key of its file, and opened through the one door that writes it down."""

from base64 import b64decode, b64encode
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from accounts import readlog
from accounts.choices import ReadKind
from accounts.models import User
from accounts.permissions import require
from common import scans
from common.crypto import PlainText
from common.errors import DomainError
from common.scans import Scan
from minors.actions import vaults
from minors.actions.basis import require_open, usable_basis
from minors.actions.unreadable import noted
from minors.choices import VaultPart
from minors.models import Minor, Paper
from minors.permissions import MinorPerm

PURPOSE = "核对文书"


@sensitive_variables("data", "scan")
def keep_paper(minor: Minor, data: bytes, *, of: UUID, by: User, now: datetime) -> Paper:
    """Keep the upload `data` as a paper of the row `of`. The caller has required its own permission.

    Raises DomainError on `paper` for what is too large or neither picture nor PDF.
    """
    scan = scans.clean(data)
    with noted(minor):
        sealed: Any = PlainText(b64encode(scan.data).decode(), vaults.key_of(minor))
    row = Paper(minor=minor, of=of, media_type=scan.media_type, size=len(scan.data), by=by, at=now)
    row.content = sealed
    row.save(force_insert=True)
    return row


def has_papers(minor: Minor) -> set[UUID]:
    """The rows of a file that have a scan; says nothing of what stands on it."""
    rows = Paper.objects.for_system("which rows have a paper").filter(minor=minor)
    return set(rows.values_list("of", flat=True))


@transaction.atomic
def open_paper(*, by: User, minor: Minor, of: UUID, now: datetime) -> Scan:
    """The newest scan of the row `of`, after its log entry of the same transaction is written.

    A paper names the child: whoever may not open the identity may not open it either. Raises
    PermissionDenied out of scope, post or basis, DomainError where there is none.

    Law: 未成年人网络保护条例 第三十六条 (每次访问记录).
    """
    require(by, MinorPerm.REVEAL, minor)
    require_open(by, minor, now)
    holds = usable_basis(by=by, minor=minor, parts=[VaultPart.IDENTITY], now=now)
    if holds is None:
        raise PermissionDenied("no basis to open this paper")
    row = Paper.objects.for_system("open a paper").filter(minor=minor, of=of).first()
    sealed: Any = row and row.content
    if row is None or sealed is None:
        raise DomainError("没有扫描件。")
    readlog.record(
        by=by,
        kind=ReadKind.REVEAL,
        file=minor.pk,
        code=minor.code,
        fields="文书扫描件",
        purpose=PURPOSE,
        basis=holds.label,
    )
    with noted(minor):
        return Scan(b64decode(sealed.reveal(vaults.key_of(minor))), row.media_type)
