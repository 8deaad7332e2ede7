"""A lawful query: a written application, two approvals of two units, one reader, 72 hours, then it closes."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.views.decorators.debug import sensitive_variables

from accounts import readlog
from accounts.choices import Post, ReadKind, UnitKind
from accounts.models import Unit, User
from accounts.permissions import require
from common import clock, codes, wording
from common.errors import DomainError
from duties import actions as duties
from minors.actions import vaults
from minors.actions.door import open_vault
from minors.actions.grants import grant_for_query
from minors.actions.intake import lock
from minors.actions.outward import disclose
from minors.actions.registration import search_texts
from minors.choices import (
    Basis,
    DisclosureBasis,
    DisclosureKind,
    MinorState,
    QueryAnswer,
    QueryState,
    VaultPart,
)
from minors.models import Identity, LawfulQuery, Minor
from minors.permissions import MinorPerm

KIND, TOLD = "query.approve", "query.answered"
MAX_TOLD = 200
NOT_NOW = "这件查询现在不能这样办，请刷新页面。"


@dataclass(frozen=True, repr=False)
class Found:
    """One file a query found, for its reader's eyes: the coded facts and the identity."""

    minor: Minor
    values: dict[str, str]

    def __repr__(self) -> str:
        return "***"


@transaction.atomic
@sensitive_variables("id_number", "name", "birth_date", "texts")
def ask_query(
    *,
    by: User,
    organ: str,
    applicants: str,
    document: str,
    legal_basis: str,
    purpose: str,
    code: str = "",
    id_number: str = "",
    name: str = "",
    birth_date: date | None = None,
    client_id: UUID | None = None,
    now: datetime,
) -> LawfulQuery:
    """Register a written application; `by` will be its one reader. What was typed of a person is not stored.

    Of the identity only blind indexes are kept, and only until the query closes. Sent twice it is one.
    Nothing is looked up yet. Raises DomainError if nobody is named or a number stands in a text.

    Law: 治安管理处罚法 第一百三十六条.
    """
    require(by, MinorPerm.ASK_QUERY)
    purpose = wording.require_reason(purpose, field="purpose")
    acting = by.acting
    if acting is None:
        raise PermissionDenied("acts as nobody")
    mine = LawfulQuery.objects.for_system("sent twice").filter(client_id=client_id, reader=by)
    if client_id and (row := mine.first()):
        return row
    about: dict[str, str | None] = {"code": codes.normalise(code)} if code.strip() else {}
    if not about:
        texts = search_texts(id_number, name, birth_date, today=clock.local_day(now))
        found = vaults.indexes_of(texts)
        about = {key: found[key] for key in ("id_index", "name_birth_index")}
    row = LawfulQuery(
        county=acting.unit.county,
        organ=organ.strip(),
        applicants=applicants.strip(),
        document=document.strip(),
        legal_basis=legal_basis.strip(),
        purpose=purpose,
        reader=by,
        reader_unit=acting.unit,
        asked_at=now,
        client_id=client_id,
        **about,
    )
    row.save(force_insert=True)
    _open_duties(row, now)
    return row


def _open_duties(row: LawfulQuery, now: datetime) -> None:
    """Two units owe an approval: the county, and the head of the reader's station.

    Where the reader is no station's, or its head, the other station is drawn by the query's own key, so that
    it says nothing about where a file lies.
    """
    county = Unit.objects.active().of_kind(UnitKind.COUNTY).filter(county=row.county).first()
    for unit, post in ((county, Post.COUNTY_REVIEWER), (_station_of(row), Post.STATION_HEAD)):
        if unit is None:
            continue
        duties.open(
            KIND, subject=row.pk, unit=unit, post=post, label=row.number, at=now, period=_period(unit)
        )


def _station_of(row: LawfulQuery) -> Unit | None:
    acting = row.reader.acting
    if row.reader_unit.kind == UnitKind.STATION and (acting is None or acting.post != Post.STATION_HEAD):
        return row.reader_unit
    stations = Unit.objects.active().of_kind(UnitKind.STATION).filter(county=row.county)
    others = list(stations.exclude(pk=row.reader_unit_id).order_by("area", "id"))
    return others[row.pk.int % len(others)] if others else None


def _period(unit: Unit) -> str:
    return "county" if unit.kind == UnitKind.COUNTY else "station"


@transaction.atomic
def approve_query(*, by: User, query: LawfulQuery, now: datetime) -> LawfulQuery:
    """Approve; with the second approval of another unit the reader may open. Approving twice is once.

    Raises DomainError for the reader, for a second approval from the same unit, and once decided.
    """
    require(by, MinorPerm.APPROVE_QUERY, query)
    row = _locked(query)
    acting = by.acting
    if by.pk in (row.first_by_id, row.second_by_id):
        return row
    if acting is None or by.pk == row.reader_id:
        raise DomainError("经办人不能批准自己经办的查询。")
    if row.state(now) != QueryState.WAITING:
        raise DomainError(NOT_NOW)
    if row.first_unit_id == acting.unit.pk:
        raise DomainError("本单位已经批准；另一个批准须由其他单位作出。")
    place = "first" if row.first_by_id is None else "second"
    for name, value in (("by", by), ("unit", acting.unit), ("at", now)):
        setattr(row, f"{place}_{name}", value)
    row.save()
    duties.meet(KIND, subject=row.pk, at=now, now=now, by=by, period=_period(acting.unit))
    if place == "second":
        _stop(row, by, now)
        _tell(row, now)
    return row


@transaction.atomic
def refuse_query(*, by: User, query: LawfulQuery, reason: str, now: datetime) -> LawfulQuery:
    """Refuse in writing; it is over. Raises DomainError without a reason or once it is approved."""
    require(by, MinorPerm.APPROVE_QUERY, query)
    reason = wording.require_reason(reason, field="reason")
    row = _locked(query)
    if by.pk == row.reader_id:
        raise DomainError("经办人不能审批自己经办的查询。")
    if row.state(now) != QueryState.WAITING:
        raise DomainError(NOT_NOW)
    row.refused_by, row.refused_at, row.refusal = by, now, reason
    _forget(row)
    row.save()
    _stop(row, by, now)
    _tell(row, now)
    return row


def _tell(row: LawfulQuery, now: datetime) -> None:
    """Whoever asked finds the decision on Today."""
    unit = row.reader_unit
    post = Post.COUNTY_REVIEWER if unit.kind == UnitKind.COUNTY else Post.STATION_CLERK
    duties.open(TOLD, subject=row.pk, unit=unit, post=post, holder=row.reader, label=row.number, at=now)


@transaction.atomic
def acknowledge_query(*, by: User, query: LawfulQuery, now: datetime) -> LawfulQuery:
    """The reader has seen what was decided. Raises PermissionDenied for anybody else."""
    require(by, MinorPerm.ASK_QUERY, query)
    if by.pk != query.reader_id:
        raise PermissionDenied("not the reader")
    duties.meet(TOLD, subject=query.pk, at=now, now=now, by=by)
    return query


@transaction.atomic
def open_query(*, by: User, query: LawfulQuery, now: datetime) -> list[Found]:
    """What is on file about the person asked for; empty is 无可提供的记录. Each opening is logged.

    The first opening starts 72 hours. Raises PermissionDenied for anybody but the reader, DomainError
    unless both have approved and it has not closed.
    """
    require(by, MinorPerm.ASK_QUERY, query)
    row = _locked(query)
    if by.pk != row.reader_id:
        raise PermissionDenied("not the reader")
    if row.state(now) not in (QueryState.APPROVED, QueryState.OPEN):
        raise DomainError("须经两个单位批准、且未关闭，才能打开。")
    if row.opened_at is None:
        row.opened_at = now
        row.save(update_fields=["opened_at"])
        duties.meet(TOLD, subject=row.pk, at=now, now=now, by=by)
    readlog.record(
        by=by,
        kind=ReadKind.SEARCH,
        fields="依法查询",
        purpose=f"{row.number} {row.purpose}"[:100],
        basis=Basis.SEALED_QUERY.label,
    )
    for minor in _about(row):
        lock(minor)  # a file that is being destroyed is waited for, and then not found
    return [_opened(row, minor, by, now) for minor in _about(row)]


@transaction.atomic
def answer_query(
    *, by: User, query: LawfulQuery, answer: str, disclosed: str = "", now: datetime
) -> LawfulQuery:
    """Say what the organ was told, and close. What the query was about is forgotten. Raises DomainError.

    What was given is a row of 对外提供登记 as well, by the query's number; of a sealed file without its code.
    """
    require(by, MinorPerm.ASK_QUERY, query)
    row = _locked(query)
    if by.pk != row.reader_id:
        raise PermissionDenied("not the reader")
    if row.state(now) != QueryState.OPEN:
        raise DomainError("请先打开查询结果，再登记答复。")
    if QueryAnswer(answer) == QueryAnswer.GIVEN:
        if not _about(row):
            raise DomainError("没有可提供的记录，只能答复“无可提供的记录”。", field="answer")
        if not disclosed.strip():
            raise DomainError("请写明提供了哪些内容。", field="disclosed")
        disclosed = wording.require_reason(disclosed, field="disclosed")
        _register(row, disclosed, by, now)
    row.answer, row.answered_at = answer, now
    row.disclosed = disclosed if answer == QueryAnswer.GIVEN else ""
    _forget(row)
    row.save()
    return row


def _register(row: LawfulQuery, disclosed: str, by: User, now: datetime) -> None:
    open_files = [minor for minor in _about(row) if minor.sealed_at is None]
    disclose(
        by=by,
        minor=open_files[0] if open_files else None,
        kind=DisclosureKind.ANSWER,
        fields=disclosed if len(disclosed) <= MAX_TOLD else f"{disclosed[: MAX_TOLD - 1]}…",
        recipient=row.organ,
        recipient_post=row.applicants,
        basis=DisclosureBasis.OTHER,
        basis_text=f"依法查询 {row.number}；{row.legal_basis}",
        at=now,
        now=now,
        client_id=row.pk,
    )


def sweep_queries(now: datetime) -> int:
    """Forget whom a query was about once it has closed by itself; how many. It reads nothing then anyway."""
    known = ~Q(code="") | Q(id_index__isnull=False) | Q(name_birth_index__isnull=False)
    rows = LawfulQuery.objects.for_system("sweep").filter(known, second_at__isnull=False)
    closed = [row for row in rows if row.state(now) == QueryState.CLOSED]
    for row in closed:
        _forget(row)
        row.save(update_fields=["code", "id_index", "name_birth_index"])
    return len(closed)


def _opened(row: LawfulQuery, minor: Minor, by: User, now: datetime) -> Found:
    closes_at = row.closes_at
    assert closes_at is not None
    assert row.second_by is not None
    grant_for_query(minor, by, row.second_by, reason=f"依法查询 {row.number}", now=now, until_at=closes_at)
    values = open_vault(
        by=by,
        minor=minor,
        names=set(vaults.PARTS[VaultPart.IDENTITY]),
        purpose=f"{row.number} {row.purpose}"[:100],
        basis=Basis.SEALED_QUERY,
    )
    return Found(minor, values)


def _about(row: LawfulQuery) -> list[Minor]:
    """The files of the county that the query names, sealed or not; those that ended elsewhere are not."""
    files = Minor.objects.for_system("lawful query").filter(county=row.county, state=MinorState.REGISTERED)
    if row.code:
        return list(files.filter(code=row.code))
    same = Q(pk__in=[])
    for name in ("id_index", "name_birth_index"):
        if value := getattr(row, name):
            same |= Q(**{name: value})
    keys = Identity.objects.for_system("lawful query").filter(same).values("minor")
    return list(files.filter(pk__in=keys).order_by("taken_in_at", "id"))


def _forget(row: LawfulQuery) -> None:
    row.code, row.id_index, row.name_birth_index = "", None, None


def _stop(row: LawfulQuery, by: User, now: datetime) -> None:
    """Nobody else need approve: what is still open of it is over."""
    for period in ("county", "station"):
        if duties.void(KIND, subject=row.pk, now=now, reason="已由他人审批", period=period) is None:
            duties.meet(KIND, subject=row.pk, at=now, now=now, by=by, period=period)


def _locked(query: LawfulQuery) -> LawfulQuery:
    return LawfulQuery.objects.for_system("lock").select_for_update(of=("self",)).get(pk=query.pk)
