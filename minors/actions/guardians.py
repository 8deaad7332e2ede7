"""Who answers for a child, beside the first one written at intake: added, put right, ended."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from accounts.permissions import NotNow, require
from common import clock
from common.errors import DomainError
from minors import rules
from minors.actions import guard, vaults
from minors.actions.basis import require_open, usable_basis
from minors.actions.door import open_guardians
from minors.actions.intake import lock
from minors.choices import Basis, MinorState, Relation, VaultPart
from minors.models import Guardian, Minor
from minors.permissions import MinorPerm

OPEN = (MinorState.PENDING, MinorState.REGISTERED)
NO_BASIS = "更正监护人要有查阅监护人信息的依据：请到“身份信息”页申请查阅，由办公室主任批准后再办。"
PURPOSE_SHOWN, PURPOSE_CHANGED = "打开监护人页", "更正监护人"


@dataclass(frozen=True, repr=False)
class GuardianIn:
    """A guardian as somebody typed it. Prints nothing."""

    name: str = ""
    relation: str = ""
    phone: str = ""

    def __repr__(self) -> str:
        return "<GuardianIn ***>"


@dataclass(frozen=True, repr=False)
class Shown:
    """A guardian on the page: which one, masked where somebody may read, and since when no more."""

    pk: UUID
    no: int
    name: str
    relation: str
    phone: str
    ended_on: date | None

    @property
    def label(self) -> str:
        """What a notice is given to: a number, and as much as may be read."""
        more = f" {self.name}（{self.relation}）" if self.name else ""
        return f"监护人{self.no}{more}"

    def __repr__(self) -> str:
        return f"<Shown {self.no}>"


@transaction.atomic
def show_guardians(*, by: User, minor: Minor, now: datetime) -> list[Shown]:
    """The guardians of a file in the order in which they were written, masked, the showing logged.

    Whoever has no basis for this part of the vault sees how many there are and no more.
    """
    require(by, MinorPerm.RECORD_GUARDIAN, minor)
    require_open(by, minor, now)
    rows = vaults.guardians(minor)
    holds = _basis(by, minor, now)
    texts = open_guardians(by=by, minor=minor, purpose=PURPOSE_SHOWN, basis=holds) if rows and holds else {}
    return [_shown(no, row, texts.get(row.pk, {})) for no, row in enumerate(rows, start=1)]


@transaction.atomic
@sensitive_variables("guardian")
def add_guardian(
    *, by: User, minor: Minor, guardian: GuardianIn, now: datetime, client_id: UUID | None = None
) -> Guardian:
    """Put one more guardian into the vault; the one of the intake stays the first. Nothing is shown.

    Raises DomainError without a name or relation, or on a file that is merged or withdrawn.
    Law: 民法典 第二十七条; 未成年人保护法 第二十二条.
    """
    require(by, MinorPerm.RECORD_GUARDIAN, minor)
    client_id = client_id or uuid4()
    if row := Guardian.objects.for_system("sent twice").filter(client_id=client_id, minor=minor).first():
        return row
    _check(guardian, must_all=True)
    minor = _lock(minor)
    return vaults.add_guardian(minor, _texts(guardian), at=now, client_id=client_id)


@transaction.atomic
@sensitive_variables("guardian")
def correct_guardian(*, by: User, minor: Minor, which: UUID, guardian: GuardianIn, now: datetime) -> Guardian:
    """Put a guardian right; what is left blank stays, and what stood before goes into the sealed history.

    By whoever may read this part of the vault now (design §4.3), and logged like a reading. Raises NotNow
    without a basis, DomainError where nothing is given or the guardian has ended.
    """
    require(by, MinorPerm.RECORD_GUARDIAN, minor)
    minor, row = _opened(by, minor, which, now)
    texts = _texts(guardian)
    if not texts:
        raise DomainError("请至少填写一项更正后的内容。", field="name")
    _check(guardian, must_all=False)
    return vaults.write_guardian(minor, row, texts)


@transaction.atomic
def end_guardian(*, by: User, minor: Minor, which: UUID, on: date, now: datetime) -> Guardian:
    """Somebody is guardian no more from the day `on`; the row stays. Twice is once.

    Raises NotNow without a basis, DomainError for a day ahead.
    """
    require(by, MinorPerm.RECORD_GUARDIAN, minor)
    if on > clock.local_day(now):
        raise DomainError("日期不能晚于今天。", field="ended_on")
    _, row = _opened(by, minor, which, now, ended_too=True)
    if row.ended_on is None:
        row.ended_on = on
        row.save(update_fields=["ended_on"])
    return row


def has_several_guardians(minor: Minor) -> bool:
    """True where a notice has to say to which of them it was given; says nothing of who they are."""
    return vaults.has_several_guardians(minor)


def has_guardian(minor: Minor) -> bool:
    """True where somebody stands in the vault as guardian now; nothing is opened and nobody named."""
    return vaults.has_guardian(minor)


def _opened(
    by: User, minor: Minor, which: UUID, now: datetime, *, ended_too: bool = False
) -> tuple[Minor, Guardian]:
    require_open(by, minor, now)
    holds = _basis(by, minor, now)
    if holds is None:
        raise NotNow(NO_BASIS)
    minor = _lock(minor)
    rows = Guardian.objects.for_system("correct a guardian").select_for_update(of=("self",))
    row = rows.filter(minor=minor, pk=which).first()
    if row is None:
        raise DomainError("请选择一位监护人。", field="which")
    if row.ended_on is not None and not ended_too:
        raise DomainError("这一位已经不再是监护人，不能再改。", field="which")
    open_guardians(by=by, minor=minor, purpose=PURPOSE_CHANGED, basis=holds)
    return minor, row


def _lock(minor: Minor) -> Minor:
    minor = lock(minor)
    if minor.state not in OPEN:
        raise DomainError("该档案已并入或已撤销，请在现有档案里登记。")
    return minor


def _basis(by: User, minor: Minor, now: datetime) -> Basis | None:
    return usable_basis(by=by, minor=minor, parts=[VaultPart.GUARDIAN], now=now)


@sensitive_variables("guardian")
def _check(guardian: GuardianIn, *, must_all: bool) -> None:
    if must_all and not guardian.name.strip():
        raise DomainError("请填写监护人姓名。", field="name")
    if must_all and guardian.relation not in Relation:
        raise DomainError("请选择与孩子的关系。", field="relation")
    guard.typed(rules.ChildIn(guardian_name=guardian.name, guardian_phone=guardian.phone))


@sensitive_variables("guardian")
def _texts(guardian: GuardianIn) -> dict[str, str]:
    given = {"name": guardian.name, "relation": guardian.relation, "phone": guardian.phone}
    return {f"guardian_{name}": text.strip() for name, text in given.items() if text.strip()}


@sensitive_variables("texts")
def _shown(no: int, row: Guardian, texts: dict[str, str]) -> Shown:
    relation = texts.get("guardian_relation", "")
    return Shown(
        pk=row.pk,
        no=no,
        name=rules.masked("guardian_name", texts["guardian_name"]) if "guardian_name" in texts else "",
        relation=str(dict(Relation.choices).get(relation, relation)),
        phone=rules.masked("guardian_phone", texts["guardian_phone"]) if "guardian_phone" in texts else "",
        ended_on=row.ended_on,
    )
