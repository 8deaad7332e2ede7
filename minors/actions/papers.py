"""A scanned paper is kept under the key of its file, and opened through the one door that writes it down."""

from base64 import b64decode, b64encode
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from accounts import readlog
from accounts.choices import ReadKind
from accounts.models import User
from accounts.permissions import NotNow, require
from common import scans
from common.crypto import PlainText
from common.errors import DomainError
from common.scans import Scan
from minors import rules
from minors.actions import vaults
from minors.actions.basis import require_open, usable_basis
from minors.actions.unreadable import noted
from minors.choices import Basis, VaultPart
from minors.models import Minor, Paper
from minors.permissions import MinorPerm

PURPOSE = "核对文书"
ASK = (
    "打开文书要有查阅身份信息的依据：登记这份文书的人、帮教小组成员和经批准查阅的人可以打开。"
    "请到个案的“身份信息”页申请查阅，由办公室主任批准后再打开。"
)


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


def paper_basis(user: User, minor: Minor, of: UUID, now: datetime) -> Basis | None:
    """On what `user` may open the newest scan of the row `of`, or None. Decides what a page offers too."""
    holds = usable_basis(by=user, minor=minor, parts=[VaultPart.IDENTITY], now=now)
    if holds is not None:
        return holds
    row = Paper.objects.for_system("who filed this paper").filter(minor=minor, of=of).first()
    acting = user.acting
    is_own = row is not None and row.by_id == user.pk and acting is not None
    readable = acting is not None and rules.is_readable(
        sealed_at=minor.sealed_at, seal_due_at=minor.seal_due_at, post=acting.post, now=now
    )
    return Basis.FILED if is_own and readable else None


@transaction.atomic
def open_paper(*, by: User, minor: Minor, of: UUID, now: datetime) -> Scan:
    """The newest scan of the row `of`, after its log entry of the same transaction is written.

    A paper names the child: it opens to whoever may open the identity, and to whoever put it on file, who has
    read it already. Raises PermissionDenied out of scope or post, NotNow with the way to ask for everybody
    else, DomainError where there is none.

    Law: 未成年人网络保护条例 第三十六条 (每次访问记录).
    """
    require(by, MinorPerm.REVEAL, minor)
    require_open(by, minor, now)
    holds = paper_basis(by, minor, of, now)
    if holds is None:
        raise NotNow(ASK)
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
