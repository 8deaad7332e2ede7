"""With what a test is made: the lots a station holds, and what is missing."""

from datetime import date, datetime
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from django.db import IntegrityError, transaction

from accounts.models import Unit, User
from accounts.permissions import require
from cases.actions.rows import lock
from cases.actions.schedule import require_bound
from cases.models import Case, CaseSubstance, Kit, Measure, NoReagent
from cases.permissions import CasePerm
from cases.rules import drugtests as rules
from cases.testwords import Specimen
from common import clock, wording
from common.errors import DomainError
from common.models import Substance
from duties import actions as duties

REAGENT = "supply.reagent"


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
    expires_on: date | None = None,
    now: datetime,
    client_id: UUID | None = None,
) -> Kit:
    """Name a lot of reagent that the station now holds; meets `supply.reagent` for what it can see.

    Raises DomainError for a lot that is known, past its day, or sees nothing.
    """
    require(by, CasePerm.NAME_REAGENT)
    wording.refuse_numbers_in(name=name, lot=lot)
    assert by.acting is not None
    client_id = client_id or uuid4()
    if row := Kit.objects.filter(client_id=client_id).first():
        return row
    if not substances:
        raise DomainError("请勾选这种试剂能检出的物质。", field="substances")
    if expires_on is not None and expires_on < clock.local_day(now):
        raise DomainError("试剂已过有效期，不能登记使用。", field="expires_on")
    row = Kit(
        unit=by.acting.unit, name=name.strip(), lot=lot.strip(), specimen=Specimen(specimen),
        expires_on=expires_on, by=by, client_id=client_id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise DomainError("这个批号已登记过。", field="lot") from None
    row.substances.set(substances)
    for seen in sorted({one.name for one in substances}):
        duties.meet(REAGENT, subject=supply_key(row.unit, seen), at=now, now=now, by=by)
    return row


def supply_key(unit: Unit, substance: str) -> UUID:
    """What the duty is about: one reagent of one station, whichever child it is wanting for."""
    return uuid5(NAMESPACE_OID, f"{unit.pk} {substance}")


def holds_for(unit: Unit, substance: str, day: date) -> bool:
    """True if the station has a lot in date that sees `substance`."""
    return Kit.objects.usable(day).filter(unit=unit, substances__name=substance).exists()


def note_lack(
    case: Case, measure: Measure, substances: set[str], *, on: date, by: User, now: datetime
) -> list[NoReagent]:
    """Mark `on` 因无试剂 and open the supply, unless some lot of the station sees one of `substances`."""
    if any(holds_for(case.unit, name, on) for name in substances):
        return []
    found = []
    for name in sorted(substances):
        row = Substance.objects.filter(name=name).first()
        if row is None:
            continue
        marks = NoReagent.objects.for_system("marked once")
        mark, _ = marks.get_or_create(
            measure=measure, on=on, substance=row, defaults={"case": case, "by": by, "at": now}
        )
        found.append(mark)
        duties.open(REAGENT, subject=supply_key(case.unit, name), unit=case.unit, label=f"{name}试剂", at=now)
    return found


@transaction.atomic
def report_lack(*, by: User, case: Case, now: datetime) -> list[NoReagent]:
    """Say that today nothing is at hand that sees a substance of the case. A miss of that period is ours.

    It meets nothing, touches no counter and moves no term. Raises DomainError if a lot in date sees it, or
    where no test is owed.
    """
    require(by, CasePerm.RECORD_TEST, case)
    case = lock(case)
    today = clock.local_day(now)
    measure = require_bound(case, today, "没有要求检测")
    found = note_lack(case, measure, rules.must_see(substances_of(case)), on=today, by=by, now=now)
    if not found:
        raise DomainError("本站有在有效期内、能检这种物质的试剂，请用它检测。")
    return found
