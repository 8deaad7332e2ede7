"""How duties about tests, leave and what is counted are discharged."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from accounts.choices import Post, UnitKind
from accounts.models import User
from cases import actions as cases
from cases.models import Case, DrugTest, Kit, Leave, LeaveExtension
from cases.testwords import Consent, Method, PoliceAnswer, Result, ResultTold, Specimen, TakenWhere
from common import clock
from common.models import Substance
from config.rehearsal.world import World
from duties.models import Duty

USUAL, OTHER = "依托咪酯", "甲基苯丙胺"
REFUSED_OF_100, CONFIRMED_OF_100, NOT_TOLD_OF_100 = 15, 50, 20
POLICE = "派出所值班民警（演练）"


def case_of(duty: Duty) -> Case:
    return case_row(duty.subject)


def case_row(pk: UUID) -> Case:
    return Case.objects.for_system("rehearsal").select_related("minor", "unit").get(pk=pk)


def officer_of(world: World, case: Case, now: datetime) -> User:
    """The second of two staff: the officer of the township."""
    return world.acting(world.office(UnitKind.POLICE_POST, case.unit.township), Post.COMMUNITY_OFFICER, now)


def kit_of(by: User, lot: str, sees: str, now: datetime) -> Kit:
    """A lot of strips of the acting station that sees one substance; entered when first used."""
    assert by.acting is not None
    found = Kit.objects.filter(unit=by.acting.unit, lot=lot).first()
    seen = [Substance.objects.get(name=sees)]
    return found or cases.add_kit(
        by=by, name="示例检测板", lot=lot, specimen=Specimen.URINE, substances=seen, now=now
    )


def take(
    world: World,
    case: Case,
    by: User,
    now: datetime,
    *,
    result: str = Result.NEGATIVE,
    kit: Kit | None = None,
    lab: str = "",
    voluntary: bool = False,
    follows: DrugTest | None = None,
) -> DrugTest:
    """One test: by a strip where `kit` is given, else in a laboratory."""
    seen = list(kit.substances.all()) if kit else [Substance.objects.get(name=USUAL)]
    sample = cases.Sample(
        specimen=Specimen.URINE,
        method=Method.FIELD if kit else Method.LAB,
        place=TakenWhere.STATION,
        taken_by=by,
        second_by=officer_of(world, case, now),
        kit=kit,
        lab="" if kit else lab or "演练检测所",
        by_woman=True,
        sample_mark="演练A、演练B" if kit and result == Result.POSITIVE else "",
        child_signed=voluntary,
        guardian_signed=voluntary,
    )
    return cases.record_test(
        by=by,
        case=case,
        at=now,
        sample=sample,
        results=dict.fromkeys(seen, result),
        told=ResultTold.SIGNED,
        voluntary=voluntary,
        follows=follows,
        now=now,
    )


def _test(world: World, duty: Duty, by: User, now: datetime) -> None:
    """A laboratory's test of the substance most are found with."""
    take(world, case_of(duty), by, now)


def _positive(world: World, duty: Duty, by: User, now: datetime) -> None:
    test = DrugTest.objects.for_system("rehearsal").select_related("case", "measure").get(pk=duty.subject)
    cases.report_positive(by=by, test=test, told_to=POLICE, at=now, now=now)


def _recheck(world: World, duty: Duty, by: User, now: datetime) -> None:
    """The laboratory finds it, or does not: then nothing is owed to the police any more."""
    test = DrugTest.objects.for_system("rehearsal").select_related("case", "measure").get(pk=duty.subject)
    drawn = world.chance.rng("confirmed", *world.name(duty)).randrange(100)
    result = Result.POSITIVE if drawn < CONFIRMED_OF_100 else Result.NEGATIVE
    take(world, case_row(test.case_id), by, now, result=result, follows=test)


def _breach(world: World, duty: Duty, by: User, now: datetime) -> None:
    """Told, or a reason why not: a human decides."""
    case = case_of(duty)
    is_told = world.chance.rng("breach", *world.name(duty)).randrange(100) >= NOT_TOLD_OF_100
    cases.report_breach(
        by=by,
        case=case,
        threshold=duty.period.partition("-")[0],
        answer=PoliceAnswer.TOLD if is_told else PoliceAnswer.NOT_TOLD,
        told_to=POLICE if is_told else "",
        reason="" if is_told else "已核实均有正当理由，继续教育（演练）",
        at=now,
        now=now,
    )


def _leave_decide(world: World, duty: Duty, by: User, now: datetime) -> None:
    """The request or the extension that waits; now and then it is refused."""
    is_refused = world.chance.rng("leave", *world.name(duty)).randrange(100) < REFUSED_OF_100
    answer = Consent.REFUSED if is_refused else Consent.APPROVED
    waiting = Leave.objects.for_system("rehearsal").waiting().filter(case=duty.subject)
    if row := waiting.select_related("case").order_by("asked_at").first():
        cases.decide_leave(
            by=by, leave=row, answer=answer, note="事由不充分（演练）" if is_refused else "", now=now
        )
        return
    longer = LeaveExtension.objects.for_system("rehearsal").waiting().filter(case=duty.subject)
    if extension := longer.select_related("case", "leave").first():
        cases.decide_extension(by=by, extension=extension, answer=answer, now=now)


def _leave_return(world: World, duty: Duty, by: User, now: datetime) -> None:
    """Back since today: the days in between count as days without leave."""
    rows = Leave.objects.for_system("rehearsal").approved().filter(case=duty.subject, returned_on=None)
    today = clock.local_day(now)
    if row := rows.filter(until_on__lt=today).select_related("case").order_by("from_on").first():
        cases.check_return(by=by, leave=row, returned_on=today, now=now)


def _reagent(world: World, duty: Duty, by: User, now: datetime) -> None:
    kit_of(by, "演练-补", USUAL, now)


ANSWERS: dict[str, Callable[[World, Duty, User, datetime], None]] = {
    "case.test": _test,
    "case.positive": _positive,
    "case.recheck": _recheck,
    "case.breach_report": _breach,
    "case.leave_decide": _leave_decide,
    "case.leave_return": _leave_return,
    "supply.reagent": _reagent,
}
