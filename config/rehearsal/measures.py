"""How duties about a measure are discharged in the rehearsal: paper, report-in, agreement, plan, months."""

from base64 import b64decode
from collections.abc import Callable
from datetime import datetime, timedelta

from accounts.choices import Post, UnitKind
from accounts.models import User
from cases import actions as cases
from cases.actions import DecisionIn
from cases.choices import DecisionKind, Risk
from cases.models import Case
from cases.testwords import Method, Result, Specimen, TakenWhere
from common import clock
from common.models import Substance
from config.rehearsal.world import World
from duties.models import Duty
from reporting import actions as reporting
from reporting.models import IntakeLine

DETOX_OF_100, CORRECTION_OF_100 = 25, 35
USUAL = "依托咪酯"
PICTURE = b64decode(
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def _chase(world: World, duty: Duty, by: User, now: datetime) -> None:
    """One in four an addict with a decision, some 帮教, the others without any."""
    line = IntakeLine.objects.for_system("rehearsal").select_related("minor").get(pk=duty.subject)
    drawn = world.chance.rng("decision", *world.name(duty)).randrange(100)
    if drawn >= DETOX_OF_100 + CORRECTION_OF_100:
        reason = "未认定成瘾，不予处罚，已训诫（演练）"
        reporting.record_line_without_decision(by=by, line=line, reason=reason, now=now)
        return
    day = clock.local_day(now)
    is_detox = drawn < DETOX_OF_100
    paper = DecisionIn(
        kind=DecisionKind.DETOX if is_detox else DecisionKind.CORRECTION,
        number="演练决字〔2026〕1号",
        organ="演练县公安局",
        decided_on=day,
        served_on=day,
        addicted_on=day if is_detox else None,
        paper=PICTURE,
    )
    reporting.record_line_decision(by=by, line=line, decision=paper, now=now)


def _report_in(world: World, duty: Duty, by: User, now: datetime) -> None:
    cases.report_in(by=by, case=case_of(duty), on=clock.local_day(now), now=now)


def _test(world: World, duty: Duty, by: User, now: datetime) -> None:
    """A laboratory's test of the substance most are found with; the officer is the second of the staff."""
    case = case_of(duty)
    officers = world.office(UnitKind.POLICE_POST, case.unit.township)
    sample = cases.Sample(
        specimen=Specimen.URINE,
        method=Method.LAB,
        place=TakenWhere.STATION,
        taken_by=by,
        second_by=world.acting(officers, Post.COMMUNITY_OFFICER, now),
        lab="演练检测所",
        by_woman=True,
    )
    found: dict[Substance, str] = {Substance.objects.get(name=USUAL): Result.NEGATIVE}
    cases.record_test(by=by, case=case, at=now, sample=sample, results=found, now=now)


def _agreement(world: World, duty: Duty, by: User, now: datetime) -> None:
    day = clock.local_day(now)
    cases.sign_agreement(
        by=by,
        case=case_of(duty),
        terms="按期报到、接受检测、接受帮助（演练）",
        child_on=day,
        guardian_on=day,
        station_on=day,
        now=now,
    )


def _risk(world: World, duty: Duty, by: User, now: datetime) -> None:
    review_on = clock.local_day(now) + timedelta(days=90)
    reasons = "情况平稳，家庭配合（演练）"
    cases.assess_risk(
        by=by, case=case_of(duty), level=Risk.MIDDLE, reasons=reasons, review_on=review_on, now=now
    )


def _months(world: World, duty: Duty, by: User, now: datetime) -> None:
    cases.read_months(by=by, now=now)


def case_of(duty: Duty) -> Case:
    return Case.objects.for_system("rehearsal").select_related("minor", "unit").get(pk=duty.subject)


ANSWERS: dict[str, Callable[[World, Duty, User, datetime], None]] = {
    "case.decision_chase": _chase,
    "case.report_in": _report_in,
    "case.agreement": _agreement,
    "case.test": _test,
    "case.risk_review": _risk,
    "case.month_lines": _months,
}
