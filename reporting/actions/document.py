"""A letter is printed: level 1, or with the identity its receiver needs, opened through the logged door."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import readlog
from accounts.choices import ReadKind
from accounts.models import User
from accounts.permissions import NotNow, require
from cases import actions as cases
from cases.choices import LetterKind
from cases.models import Letter, Team, Transfer
from common.errors import DomainError
from minors import actions as minors
from minors.actions.basis import COUNTY_SHUT
from minors.choices import VaultPart
from reporting.documents import FORMATS, IDENTITY_FIELDS, LetterFacts, sheet_of, typeset
from reporting.documents.letters import IDENTITY_KINDS
from reporting.models import IntakeLine
from reporting.permissions import ReportPerm

BASIS = "岗位职责（函件打印登记）"
CODED = "函件（一级信息，只有编号）"


@transaction.atomic
def print_letter(
    *, by: User, letter: Letter, form: str, with_identity: bool = False, purpose: str = "", now: datetime
) -> bytes:
    """The letter as a file; the print stands in the read log with the child's code.

    With identity only for whoever is to find the child (移交函, 双向管控函), by somebody with a basis: it is
    opened through the door, and what left stands in 对外提供登记. Raises DomainError without either.

    Law: 未成年人网络保护条例 第三十六条; 治安管理处罚法 第一百三十六条.
    """
    require(by, ReportPerm.PRINT_LETTER, letter)
    require_letter(by, letter, now)
    if form not in FORMATS:
        raise DomainError("只能印成 pdf 或 docx。", field="form")
    identity = _identity(by, letter, purpose, now) if with_identity else {}
    words = "、".join(IDENTITY_FIELDS[name] for name in identity) if identity else CODED
    readlog.record(
        by=by,
        kind=ReadKind.PRINT,
        file=letter.minor_id,
        code=letter.case.minor.code,
        fields=words,
        purpose=f"打印{letter.get_kind_display()} {letter.number}",
        basis=BASIS,
    )
    return typeset(sheet_for(letter, identity), form)


def require_letter(user: User, letter: Letter, now: datetime) -> None:
    """Raise NotNow unless the office wrote the letter itself or may open the case now."""
    acting = user.acting
    is_own = acting is not None and letter.unit_id == acting.unit.pk
    if not is_own and not cases.may_open_case(user, letter.case, now):
        raise NotNow(COUNTY_SHUT)


def sheet_for(letter: Letter, identity: dict[str, str] | None = None) -> dict[str, Any]:
    """What stands in the letter: only what level 1 may say, and `identity` where it was opened."""
    lines = IntakeLine.objects.for_system("what a letter says").filter(minor=letter.minor_id)
    lines = lines.select_related("seizure__substance").order_by("received_at")
    teams = Team.objects.for_system("what a letter says").live().filter(case=letter.case_id)
    notices = Letter.objects.for_system("what a letter refers to").select_related("book")
    before = notices.filter(transfer=letter.transfer_id).exclude(kind=LetterKind.COUNTY)
    sent = Transfer.objects.for_system("what a letter says").select_related(
        "decision", "to_unit", "to_outside"
    )
    facts = LetterFacts(
        letter=letter,
        minor=letter.case.minor,
        line=lines.first(),
        team=teams.select_related("community_officer", "social_worker").first(),
        transfer=sent.filter(pk=letter.transfer_id).first() if letter.transfer_id else None,
        refers_to=before.first() if letter.kind == LetterKind.COUNTY else None,
        identity=identity or {},
    )
    return sheet_of(facts)


def _identity(by: User, letter: Letter, purpose: str, now: datetime) -> dict[str, str]:
    if letter.kind not in IDENTITY_KINDS:
        raise DomainError("这种函件不写身份信息。", field="with_identity")
    minor = letter.case.minor
    if minors.usable_basis(by=by, minor=minor, parts=[VaultPart.IDENTITY], now=now) is None:
        raise DomainError("你没有查阅身份的依据：请先申请查阅，批准后再打印。", field="with_identity")
    values = minors.reveal(by=by, minor=minor, fields=IDENTITY_FIELDS, purpose=purpose, now=now)
    found = {name: values[name] for name in IDENTITY_FIELDS if values.get(name)}
    fields = "、".join(IDENTITY_FIELDS[name] for name in found) or "身份信息（档案内为空）"
    cases.disclose_letter(letter, by=by, fields=fields, now=now)
    return found
