"""With what a test is made: the lots a station holds, and what is missing."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet

from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.permissions import require
from cases.actions.rows import lock
from cases.actions.schedule import TEST, require_bound
from cases.models import Case, CaseSubstance, DrugTest, Kit, Measure, NoReagent
from cases.permissions import CasePerm
from cases.rules import drugtests as rules
from cases.testwords import KitEnd, Specimen
from common import clock, wording
from common.errors import DomainError
from common.models import Substance
from duties import actions as duties
from duties.actions.ladder import Offices
from duties.models import Duty

REAGENT, AT_COUNTY = "supply.reagent", "supply.county"
OURS = "因无试剂，属本单位"


def substances_of(case: Case) -> list[str]:
    """The names of the substances the case is about, as far as anybody has noted them."""
    rows = CaseSubstance.objects.for_system("what a test must see").filter(case=case)
    return list(rows.values_list("substance__name", flat=True))


@transaction.atomic
def note_substance(*, by: User, case: Case, substance: Substance, now: datetime) -> CaseSubstance:
    """Note a substance that the case is about: from now on its tests have to see it. Once is enough."""
    require(by, CasePerm.OPEN, case)
    rows = CaseSubstance.objects.for_system("noted once")
    row, _ = rows.get_or_create(case=case, substance=substance, defaults={"by": by, "at": now})
    return row


@transaction.atomic
def add_kit(
    *,
    by: User,
    name: str,
    lot: str,
    specimen: str,
    substances: list[Substance],
    unit: Unit | None = None,
    quantity: int | None = None,
    expires_on: date | None = None,
    now: datetime,
    client_id: UUID | None = None,
) -> Kit:
    """Name a lot of reagent that a station now holds; it ends what was owed for want of what it can see.

    The station names its own; the county the `unit` that it supplies. Raises PermissionDenied for another
    unit, DomainError for a lot that is known, past its day, or sees nothing.
    """
    require(by, CasePerm.NAME_REAGENT)
    wording.refuse_numbers_in(name=name, lot=lot)
    client_id = client_id or uuid4()
    if row := Kit.objects.filter(client_id=client_id).first():
        return row
    if not substances:
        raise DomainError("请勾选这种试剂能检出的物质。", field="substances")
    if expires_on is not None and expires_on < clock.local_day(now):
        raise DomainError("试剂已过有效期，不能登记使用。", field="expires_on")
    row = Kit(
        unit=_supplied(by, unit), name=name.strip(), lot=lot.strip(), specimen=Specimen(specimen),
        quantity=quantity, expires_on=expires_on, by=by, client_id=client_id, recorded_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise DomainError("这个批号已登记过。", field="lot") from None
    row.substances.set(substances)
    _found(row, by=by, now=now)
    return row


def stations_of(user: User) -> QuerySet[Unit]:
    """The stations for which `user` may name a reagent: one's own, or the county's."""
    assert user.acting is not None
    stations = Unit.objects.active().filter(kind=UnitKind.STATION)
    if user.acting.unit.kind == UnitKind.COUNTY:
        return stations.filter(county=user.acting.unit.county).order_by("area", "name")
    return stations.filter(pk=user.acting.unit.pk)


def _supplied(by: User, unit: Unit | None) -> Unit:
    assert by.acting is not None
    found = stations_of(by).filter(pk=unit.pk if unit else by.acting.unit.pk).first()
    if found is None:
        raise PermissionDenied("no station of this office")
    return found


def _found(kit: Kit, *, by: User, now: datetime) -> None:
    """A lot is there: what the station and the county owed for want of it has ended."""
    for seen in sorted(set(kit.substances.values_list("name", flat=True))):
        for kind in (REAGENT, AT_COUNTY):
            duties.meet(kind, subject=supply_key(kit.unit, seen), at=now, now=now, by=by)


@transaction.atomic
def confirm_kit(*, by: User, kit: Kit, now: datetime) -> Kit:
    """Somebody has looked: the lot lies on the shelf and can be used. Ends what was owed for want of it.

    Raises DomainError for a lot that is used up, withdrawn or past its day.
    """
    require(by, CasePerm.NAME_REAGENT)
    row = _own_kit(by, kit)
    if not Kit.objects.in_stock(clock.local_day(now)).filter(pk=row.pk).exists():
        raise DomainError("这批试剂已不在库（用完、停用或过期），请登记新的一批。")
    _found(row, by=by, now=now)
    return row


@transaction.atomic
def end_kit(*, by: User, kit: Kit, how: str, on: date, reason: str = "", now: datetime) -> Kit:
    """Write down that a lot was used up, or withdrawn for a reason, on the day `on`.

    Raises DomainError for a day ahead, before the lot was there, twice, or a withdrawal without a reason.
    """
    require(by, CasePerm.NAME_REAGENT)
    return _end(_own_kit(by, kit), how, on=on, reason=reason, by=by, now=now)


def _own_kit(by: User, kit: Kit) -> Kit:
    row = Kit.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=kit.pk).first()
    if row is None:
        raise PermissionDenied("no lot of this office")
    return row


def _end(row: Kit, how: str, *, on: date, reason: str, by: User, now: datetime) -> Kit:
    if row.ended_on is not None:
        raise DomainError(f"已登记{row.get_ended_as_display()}（{row.ended_on:%Y-%m-%d}）。")
    if on > clock.local_day(now):
        raise DomainError("日期不能晚于今天。", field="on")
    if on < clock.local_day(row.recorded_at):
        raise DomainError("日期不能早于这批试剂的登记。", field="on")
    if how == KitEnd.WITHDRAWN and not reason.strip():
        raise DomainError("停用的，请写明原因。", field="reason")
    wording.refuse_numbers(reason, field="reason")
    row.ended_on, row.ended_as, row.ended_by, row.end_reason = on, how, by, reason.strip()
    row.save(update_fields=["ended_on", "ended_as", "ended_by", "end_reason"])
    return row


def supply_key(unit: Unit, substance: str) -> UUID:
    """What the duty is about: one reagent of one station, whichever child it is wanting for."""
    return uuid5(NAMESPACE_OID, f"{unit.pk} {substance}")


def mark_lack(
    case: Case, measure: Measure, substances: set[str], *, on: date, by: User, now: datetime
) -> None:
    """Mark `on` 因无试剂 and open the supply, whatever the book says is on the shelf."""
    for row in Substance.objects.filter(name__in=substances).order_by("name"):
        marks = NoReagent.objects.for_system("marked once")
        marks.get_or_create(
            measure=measure, on=on, substance=row, defaults={"case": case, "by": by, "at": now}
        )
        key = supply_key(case.unit, row.name)
        duties.open(REAGENT, subject=key, unit=case.unit, label=f"{row.name}试剂", at=now)


def note_blind(case: Case, measure: Measure, unseen: set[str], *, on: date, by: User, now: datetime) -> None:
    """A strip was used that cannot see `unseen`: somebody looks for one that can (`supply.reagent`).

    因无试剂 is written only of what was wanting in truth. Where one that sees lay on the shelf the test stays
    owed and the miss is no want of reagent.
    """
    mark_lack(case, measure, unseen - _at_hand(case.unit, unseen, on), on=on, by=by, now=now)
    for name in sorted(unseen):
        duties.open(REAGENT, subject=supply_key(case.unit, name), unit=case.unit, label=f"{name}试剂", at=now)


def _at_hand(unit: Unit, names: set[str], day: date) -> set[str]:
    """Which of `names` a lot on the shelf could see on `day`, unless somebody said since that none is."""
    stock = Kit.objects.in_stock(day).filter(unit=unit)
    links = Kit.substances.through.objects.filter(kit__in=stock, substance__name__in=names)
    seen = set(links.values_list("substance__name", flat=True))
    return {name for name in seen if not _said_wanting(unit, name)}


def _said_wanting(unit: Unit, name: str) -> bool:
    duty = Duty.objects.open().filter(kind=REAGENT, subject=supply_key(unit, name)).first()
    if duty is None:
        return False
    lacks = NoReagent.objects.for_system("did somebody say so").filter(case__unit=unit, substance__name=name)
    return lacks.filter(on__gte=clock.local_day(duty.started_at)).exists()


@transaction.atomic
def report_lack(*, by: User, case: Case, used_up: Iterable[Kit] = (), now: datetime) -> list[Kit]:
    """Say that today nothing is at hand that sees a substance of the case. A miss of that period is ours.

    It meets nothing, touches no counter and moves no term. Lots in `used_up` are ended with it. Returns what
    the book still holds that would have done, so that somebody looks. Raises DomainError where no test is
    owed.
    """
    require(by, CasePerm.RECORD_TEST, case)
    case = lock(case)
    today = clock.local_day(now)
    measure = require_bound(case, today, "没有要求检测")
    rows = stock_for(case, today).select_for_update(of=("self",))
    for kit in rows.filter(pk__in=[kit.pk for kit in used_up]):
        _end(kit, KitEnd.USED_UP, on=today, reason="", by=by, now=now)
    mark_lack(case, measure, rules.must_see(substances_of(case)), on=today, by=by, now=now)
    return list(stock_for(case, today))


def stock_for(case: Case, day: date) -> QuerySet[Kit]:
    """What the book of the station holds on `day` that sees what the case is about."""
    wanted = Substance.objects.filter(name__in=rules.must_see(substances_of(case)))
    seeing = Kit.substances.through.objects.filter(substance__in=wanted).values("kit")
    return Kit.objects.in_stock(day).filter(unit=case.unit_id, pk__in=seeing)


@transaction.atomic
def ask_county_for_reagent(*, by: User, substance: Substance, now: datetime) -> None:
    """The station cannot get it: the county owes a lot (`supply.county`); the station's own clock runs on.

    Once is enough. Raises DomainError for what nobody has missed here.
    """
    require(by, CasePerm.NAME_REAGENT)
    assert by.acting is not None
    unit, key = by.acting.unit, supply_key(by.acting.unit, substance.name)
    if not Duty.objects.open().filter(kind=REAGENT, subject=key).exists():
        raise DomainError("本站没有登记缺少这种试剂。", field="substance")
    county = Offices([unit]).office(UnitKind.COUNTY, unit)
    if county is None:
        raise DomainError("没有找到县级单位，请联系管理员。")
    duties.open(AT_COUNTY, subject=key, unit=county, label=f"{substance.name}试剂（{unit.name}）", at=now)


def lacking_at(units: Iterable[Unit]) -> list[tuple[Unit, Substance, bool]]:
    """What is wanting at each of `units`, and whether its county was asked: two queries."""
    every = list(Substance.objects.order_by("position", "name"))
    keys = {supply_key(unit, one.name): (unit, one) for unit in units for one in every}
    rows = Duty.objects.open().filter(kind__in=(REAGENT, AT_COUNTY), subject__in=keys)
    kinds = set(rows.values_list("subject", "kind"))
    return [
        (unit, one, (key, AT_COUNTY) in kinds) for key, (unit, one) in keys.items() if (key, REAGENT) in kinds
    ]


def left_of(kits: Iterable[Kit]) -> dict[UUID, int]:
    """How many of each lot are left by what was recorded, of those with a number; a person looks."""
    rows = [kit for kit in kits if kit.quantity is not None]
    tests = DrugTest.objects.for_system("how many are left").filter(kit__in=rows).order_by()
    used = dict(tests.values_list("kit").annotate(Count("pk")))
    return {kit.pk: max(0, (kit.quantity or 0) - used.get(kit.pk, 0)) for kit in rows}


def miss_marks(rows: Iterable[Duty]) -> dict[UUID, str]:
    """因无试剂 for each test whose period holds a day on which nothing was at hand (setting `MISS_MARKS`)."""
    tests = [duty for duty in rows if duty.kind == TEST]
    if not tests:
        return {}
    lacks = NoReagent.objects.for_system("whose miss it is").filter(case__in={duty.subject for duty in tests})
    days = set(lacks.values_list("case", "on"))
    return {
        duty.pk: OURS
        for duty in tests
        for case, on in days
        if case == duty.subject and clock.local_day(duty.started_at) <= on < clock.local_day(duty.due_at)
    }
