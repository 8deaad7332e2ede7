"""On what a reading rests, and whether the state of things lets a file be opened at all."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from accounts.choices import Post, UnitKind
from accounts.models import User
from accounts.permissions import NotNow, may
from duties.models import Duty, Escalation
from minors import rules
from minors.choices import Basis, GrantKind, MinorState, VaultPart
from minors.models import (
    Grant,
    Minor,
    SampledFile,
    acting_person,
    lies_with,
    recused_keys,
)
from minors.permissions import MinorPerm
from minors.policies import OPENS_NO_FILE

REGISTRARS = (Post.STATION_CLERK, Post.STATION_HEAD)
COUNTY_SHUT = (
    "县禁毒办只在对该档案有未办结的县级事项（上报复核、督办、共同研究措施等），"
    "或被抽查抽中且在有效期内时，才能打开；审批查阅申请、复核紧急查阅不算，在各自页面办理。"
    "需要检查的，请到“督办—抽查”抽取；等待县级处理的，从今日待办或上报复核进入。"
)


def may_open_file(user: User, minor: Minor, now: datetime) -> bool:
    """The state rule of design §2.4.2 for a case page and the reveal page; ask permission and scope apart.

    False for whoever keeps away (回避). It binds the county beyond that: an open county duty or an open
    escalation on the file, or a drawn sample that still runs. The access matrix asks this very function (also
    as `cases.actions.may_open_case`). Sealed files are out of everybody's scope before it is asked.
    """
    return minor.pk in openable(user, {minor.pk}, now)


def openable(user: User, files: set[UUID], now: datetime) -> set[UUID]:
    """Those of `files` that `may_open_file` lets `user` open: what a list may link. At most four queries."""
    acting = user.acting
    if acting is None:
        return set()
    mine = files.difference(recused_keys(user))
    if acting.unit.kind != UnitKind.COUNTY:
        return set(mine)
    drawn = SampledFile.objects.for_system("may the county open it").filter(minor__in=mine)
    sampled = drawn.filter(sample__unit=acting.unit, sample__until_at__gt=now)
    return _county_matters(user, mine) | set(sampled.values_list("minor", flat=True))


def require_open(user: User, minor: Minor, now: datetime) -> None:
    """Raise NotNow, with the sentence for the page, unless `may_open_file`."""
    if not may_open_file(user, minor, now):
        raise NotNow(COUNTY_SHUT)


def _county_matters(user: User, files: set[UUID]) -> set[UUID]:
    """Files with an open duty of the county office, or one that was escalated to it and is not closed.

    Duties about reading itself do not count: a request would open what it asks for.
    """
    assert user.acting is not None
    owed = Duty.objects.open().filter(file__in=files, unit=user.acting.unit, post=user.acting.post)
    raised = Escalation.objects.filter(closed_at=None, duty__file__in=files)
    found = [*owed.values_list("file", "kind"), *raised.values_list("duty__file", "duty__kind")]
    return {file for file, kind in found if file and not kind.startswith(OPENS_NO_FILE)}


def usable_basis(
    *, by: User, minor: Minor, parts: Iterable[str], now: datetime, basis: str = ""
) -> Basis | None:
    """The basis on which `by` may open `parts` of `minor` at `now`, or None. Decides what a page offers too.

    登记 opens an unregistered line of one's own township to clerk and head and ends there; the post that
    took the child in reads until 7 days after registration or while it owes a duty; all else is a grant.
    回避 beats every one of them; the school opens only to posts that need it.
    """
    acting, wanted = by.acting, set(parts)
    if (
        acting is None
        or not may(by, MinorPerm.REVEAL)
        or (VaultPart.SCHOOLING in wanted and not may(by, MinorPerm.REVEAL_SCHOOLING))
        or minor.state in (MinorState.MERGED, MinorState.WITHDRAWN)
        or not rules.is_readable(
            sealed_at=minor.sealed_at, seal_due_at=minor.seal_due_at, post=acting.post, now=now
        )
        or not may_open_file(by, minor, now)
    ):
        return None
    found = _by_work(by, minor, now)
    if not found or basis:
        found += _by_grant(by, minor, wanted, now)
    return next((one for one in found if basis in ("", one)), None)


def open_parts(user: User, minor: Minor, now: datetime) -> list[VaultPart]:
    """The parts `user` may open now: what the page offers."""
    return [part for part in VaultPart if usable_basis(by=user, minor=minor, parts=[part], now=now)]


def askable_parts(by: User) -> list[VaultPart]:
    """The parts the post of `by` may ask for."""
    may_school = may(by, MinorPerm.REVEAL_SCHOOLING)
    return [part for part in VaultPart if part != VaultPart.SCHOOLING or may_school]


def _by_work(by: User, minor: Minor, now: datetime) -> list[Basis]:
    acting = by.acting
    assert acting is not None
    found: list[Basis] = []
    pending_here = minor.state == MinorState.PENDING and minor.township == acting.unit.township
    if acting.post in REGISTRARS and pending_here:
        found.append(Basis.REGISTRATION)
    if acting.post == Post.POLICE_LIAISON and minor.intake_unit_id == acting.unit.pk:
        owed = Duty.objects.open().filter(file=minor.pk, unit=acting.unit, post=acting.post)
        owes = any(not kind.startswith(OPENS_NO_FILE) for kind in owed.values_list("kind", flat=True))
        if rules.liaison_may_read(registered_at=minor.registered_at, owes_a_duty=owes, now=now):
            found.append(Basis.INTAKE)
    return found


def _by_grant(by: User, minor: Minor, parts: set[str], now: datetime) -> list[Basis]:
    assert by.acting is not None
    live = Grant.objects.for_system("may this person read").live(now)
    live = live.exclude(kind=GrantKind.SEALED_QUERY)  # it opens the page of its query alone
    for part in parts:
        live = live.opening(part)
    live = live.filter(lies_with(by.acting.unit, "minor__"), minor=minor, user=acting_person(by))
    return [Basis(kind) for kind in sorted(set(live.values_list("kind", flat=True)))]
