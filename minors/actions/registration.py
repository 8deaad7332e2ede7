"""Search before create, then register or match: one live file per child."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.views.decorators.debug import sensitive_variables

from accounts import readlog
from accounts.choices import ReadKind
from accounts.models import User
from accounts.permissions import require
from common import clock, idnumber
from common.errors import DomainError
from minors import rules
from minors.actions import guard, vaults
from minors.actions.intake import lock, refuse, take_coded
from minors.choices import Basis, MinorState
from minors.models import Identity, Minor, RegistrationLock, recused_keys
from minors.permissions import MinorPerm
from minors.rules import ChildIn

ASK_COUNTY = "请联系县禁毒办核对。"


class KnownElsewhere(DomainError):
    """The child seems to stand in another township's register: only the county may say more."""

    def __init__(self) -> None:
        super().__init__(ASK_COUNTY)


@dataclass(frozen=True)
class Hit:
    """A registered file of one's own township, by code."""

    pk: UUID
    code: str
    birth_year: int


@dataclass(frozen=True)
class SearchResult:
    """What a search may tell: own files by code, that the county must be asked, or nothing."""

    own: tuple[Hit, ...] = ()
    elsewhere: bool = False

    @property
    def message(self) -> str:
        if self.own:
            return "本乡已有在册档案。"
        return ASK_COUNTY if self.elsewhere else "没有查到在册档案。"


@transaction.atomic
@sensitive_variables("id_number", "name", "birth_date", "texts")
def search(
    *, by: User, id_number: str = "", name: str = "", birth_date: date | None = None, now: datetime
) -> SearchResult:
    """Look for a registered file, exactly, by ID number or by name and birth date. Always logged.

    Own township: code and birth year. Elsewhere: only that the county must be asked. Sealed: no hit.
    Raises DomainError if neither is complete or the number is wrong.
    """
    require(by, MinorPerm.SEARCH)
    texts = search_texts(id_number, name, birth_date, today=clock.local_day(now))
    indexes = vaults.indexes_of(texts)
    found = [
        row for row in _registered_like(indexes).select_related("minor") if not has_other_number(row, indexes)
    ]
    own = [identity.minor for identity in found if _is_own(by, identity.minor)]
    readlog.record(
        by=by,
        kind=ReadKind.SEARCH,
        fields=",".join(texts),
        purpose="登记前查重",
        basis=Basis.REGISTRATION.label,
        file=own[0].pk if own else None,
        code=own[0].code if own else "",
    )
    hits = tuple(Hit(minor.pk, minor.code, minor.birth_year) for minor in own)
    return SearchResult(hits, elsewhere=len(own) < len(found))


@transaction.atomic
@sensitive_variables("identity", "texts")
def register(
    *,
    by: User,
    minor: Minor,
    identity: ChildIn,
    now: datetime,
    other_child_reason: str = "",
    on: date | None = None,
) -> Minor:
    """Enter a 待登记 file into the register. What `identity` leaves blank stays as taken in.

    Raises DomainError if the child is already registered: in one's own township with its code, else with
    the county to ask. `other_child_reason` says why another file with the same name and birth date, and
    no ID number to tell them apart, is another child. `on` is the day on which age is judged (the intake;
    default today): whoever turns 18 while waiting is registered all the same.
    """
    require(by, MinorPerm.REGISTER, minor)
    guard.typed(identity)
    day = on or clock.local_day(now)
    minor = lock(minor)
    rules.MINOR_FLOW.check(MinorState(minor.state), MinorState.REGISTERED)
    known = vaults.read(minor)
    identity = _completed(identity, minor, known, on=day)
    refuse(identity, on=day, must_name=not known)
    texts = {**known, **vaults.texts_of(identity, on=day)}
    indexes = vaults.indexes_of(texts)
    _hold(indexes)
    _refuse_second(by, indexes, other_child_reason)
    vault = vaults.write(
        minor, vaults.key_of(minor), texts, id_kind=identity.kind_of_id if identity.id_number else ""
    )
    take_coded(minor, identity, on=day)
    minor.state, minor.registered_at, minor.registered_by = MinorState.REGISTERED, now, by
    minor._change_reason = other_child_reason.strip() or None  # type: ignore[attr-defined]
    minor.save()
    _enter(vault)
    return minor


@transaction.atomic
def match(
    *,
    by: User,
    intake: Minor,
    existing: Minor,
    now: datetime,
    sex: str = "",
    is_pupil: bool | None = None,
    reason: str = "",
) -> Minor:
    """Move the vaults of `intake` into the registered file `existing` and destroy the key of `intake`.

    Returns `existing`, which keeps its sex. `sex` and `is_pupil` are what the desk found; without them what
    was taken in counts. Raises PermissionDenied if either is out of scope, DomainError if `existing` is not
    registered, the ID numbers differ, or the sexes differ and no `reason` is given.
    """
    require(by, MinorPerm.REGISTER, intake)
    require(by, MinorPerm.REGISTER, existing)
    return _match(by, intake, existing, now=now, sex=sex, is_pupil=is_pupil, reason=reason)


@transaction.atomic
def match_across(*, by: User, intake: Minor, existing: Minor, reason: str, now: datetime) -> Minor:
    """The county found that two files of two townships are one child: match into the one that is registered.

    The file stays with its station. Raises as `match`.
    """
    require(by, MinorPerm.MATCH_ACROSS, intake)
    require(by, MinorPerm.MATCH_ACROSS, existing)
    return _match(by, intake, existing, now=now, reason=reason)


@transaction.atomic
@sensitive_variables("identity", "texts")
def held_elsewhere(*, by: User, intake: Minor, identity: ChildIn, on: date) -> tuple[Minor, bool] | None:
    """The registered file of another township of the county that is like `intake`, and whether its number is.

    For the county's eyes: the caller shows the station nothing of it.
    """
    require(by, MinorPerm.REGISTER, intake)
    indexes = vaults.indexes_of({**vaults.read(intake), **vaults.texts_of(identity, on=on)})
    found = [
        (row.minor, row.id_index is not None and row.id_index == indexes["id_index"])
        for row in _registered_like(indexes).select_related("minor__unit")
        if not has_other_number(row, indexes)
        and row.minor.township != by.area
        and row.minor.county == intake.county
    ]
    return max(found, key=lambda hit: hit[1], default=None)


def _match(
    by: User,
    intake: Minor,
    existing: Minor,
    *,
    now: datetime,
    sex: str = "",
    is_pupil: bool | None = None,
    reason: str = "",
) -> Minor:
    first, second = sorted((intake, existing), key=lambda minor: minor.pk)
    locked = {minor.pk: minor for minor in (lock(first), lock(second))}
    intake, existing = locked[intake.pk], locked[existing.pk]
    rules.MINOR_FLOW.check(MinorState(intake.state), MinorState.MERGED)
    if existing.state != MinorState.REGISTERED or existing.sealed_at:
        raise DomainError("只能并入在册档案。")
    if existing.concern != intake.concern:
        raise DomainError("关爱帮扶的档案单列，不能与涉毒登记并为一份。")
    if (sex or intake.sex) != existing.sex and not rules.is_reason(reason):
        raise DomainError("与原档案性别不同，请写明仍认定为同一人的理由。", field="match_reason")
    indexes = _joint_indexes(intake, existing)
    _hold(indexes)
    _refuse_second(by, indexes, "", but=existing)
    vault = vaults.move(intake, existing, now=now)
    born = vaults.read(existing, {"birth_date"}).get("birth_date")
    if born:
        existing.birth_year = date.fromisoformat(born).year
        existing.adult_from = rules.adult_from(date.fromisoformat(born), existing.birth_year)
    existing.clean_since = max(filter(None, (existing.clean_since, intake.clean_since)), default=None)
    existing.is_pupil = intake.is_pupil if is_pupil is None else is_pupil
    existing.identity_unknown = existing.identity_unknown and intake.identity_unknown
    existing._change_reason = reason.strip()[:100] or None  # type: ignore[attr-defined]
    existing.save()
    intake.state, intake.merged_into = MinorState.MERGED, existing
    intake.save()
    _enter(vault)
    return existing


def _is_own(by: User, minor: Minor) -> bool:
    """True for a file of one's own township; one from which `by` keeps away is the county's."""
    return minor.township == by.area and minor.pk not in recused_keys(by)


def search_texts(id_number: str, name: str, birth_date: date | None, *, today: date) -> dict[str, str]:
    texts: dict[str, str] = {}
    if id_number.strip():
        try:
            texts["id_number"] = idnumber.parse(id_number, today=today).number
        except idnumber.BadIdNumber as error:
            raise DomainError(str(error), field="id_number") from None
    if name.strip() and birth_date is not None:
        texts |= {"name": name.strip(), "birth_date": birth_date.isoformat()}
    if not texts and name.strip():
        raise DomainError("按姓名查重须同时填写出生日期。", field="birth_date")
    if not texts:
        raise DomainError("请填写公民身份号码，或姓名加出生日期。", field="id_number")
    return texts


def has_other_number(row: Identity, indexes: dict[str, str | None]) -> bool:
    """True if both have a number and they differ: same name and day, but another child."""
    return bool(row.id_index and indexes["id_index"] and row.id_index != indexes["id_index"])


def _registered_like(indexes: dict[str, str | None]):
    same = Q(pk__in=[])
    if indexes["id_index"]:
        same |= Q(id_index=indexes["id_index"])
    if indexes["name_birth_index"]:
        same |= Q(name_birth_index=indexes["name_birth_index"])
    registered = Identity.objects.for_system("is the child registered").filter(registered=True)
    return registered.filter(same, minor__sealed_at=None)


def known_here(by: User, indexes: dict[str, str | None]) -> list[Minor]:
    """Registered files of one's own township that are like `indexes`. For an action that logs its search."""
    found = _registered_like(indexes).select_related("minor")
    return [row.minor for row in found if not has_other_number(row, indexes) and _is_own(by, row.minor)]


def hold_keys(indexes: dict[str, str | None]) -> list[str]:
    """Let one at a time register a child with these indexes (PostgreSQL; SQLite has one writer anyway)."""
    keys = sorted(key for key in (indexes["id_index"], indexes["name_birth_index"]) if key)
    for key in keys:
        RegistrationLock.objects.get_or_create(key=key)
    list(RegistrationLock.objects.select_for_update().filter(key__in=keys).order_by("key"))
    return keys


def _hold(indexes: dict[str, str | None]) -> None:
    keys = hold_keys(indexes)
    # a sealed file looks absent: it gives up its number to the file that is being made
    for sealed in Identity.objects.for_system("sealed looks absent").filter(
        registered=True, id_index__in=keys, minor__sealed_at__isnull=False
    ):
        sealed.registered = False
        sealed.save(update_fields=["registered"])


def _refuse_second(
    by: User, indexes: dict[str, str | None], other_child_reason: str, but: Minor | None = None
) -> None:
    for other in _registered_like(indexes).select_related("minor"):
        if but is not None and other.minor_id == but.pk:
            continue
        if has_other_number(other, indexes):
            continue
        same_number = other.id_index is not None and other.id_index == indexes["id_index"]
        if not same_number and rules.is_reason(other_child_reason):
            continue
        if _is_own(by, other.minor):
            raise DomainError(f"与在册档案 {other.minor.code} 疑为同一人，请核对后并入该档案。")
        raise KnownElsewhere


def _joint_indexes(intake: Minor, existing: Minor) -> dict[str, str | None]:
    new, old = vaults.read(intake), vaults.read(existing)
    if {"id_number"} <= new.keys() & old.keys() and new["id_number"] != old["id_number"]:
        raise DomainError("两份档案的证件号码不同，不能并入。")
    return vaults.indexes_of({**new, **old})


def _enter(vault: Identity) -> None:
    """Let this file hold its ID number. The unique constraint has the last word."""
    vault.registered = True
    try:
        with transaction.atomic():
            vault.save(update_fields=["registered"])
    except IntegrityError:
        raise KnownElsewhere from None


@sensitive_variables("child", "known")
def _completed(child: ChildIn, minor: Minor, known: dict[str, str], *, on: date) -> ChildIn:
    """`child` with the sex and birth that the file knows already, so that registering need not ask again."""
    stored = known.get("birth_date")
    return replace(
        child,
        sex=child.sex or minor.sex,
        birth_year=child.birth_year or minor.birth_year,
        birth_date=rules.born_on(child, on=on) or (date.fromisoformat(stored) if stored else None),
    )
