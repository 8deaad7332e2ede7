"""How duties about a measure are discharged in the rehearsal: paper, report-in, agreement, plan, months."""

from collections.abc import Callable
from datetime import datetime, timedelta

from accounts.choices import Post
from accounts.models import User
from cases import actions as cases
from cases.actions import DecisionIn
from cases.choices import CustodyHow, DecisionKind, ReviewResult, Risk
from common import clock
from config.rehearsal import deeds
from config.rehearsal.counting import case_of
from config.rehearsal.world import World
from duties.models import Duty
from minors import actions as minors
from minors.models import SealProposal
from reporting import actions as reporting
from reporting.models import IntakeLine

DETOX_OF_100, CORRECTION_OF_100 = 25, 35


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
        number=f"演练决字〔2026〕{line.code}号",
        organ="演练县公安局",
        decided_on=day,
        served_on=day,
        addicted_on=day if is_detox else None,
        paper=deeds.PICTURE,
    )
    reporting.record_line_decision(by=by, line=line, decision=paper, now=now)


def _report_in(world: World, duty: Duty, by: User, now: datetime) -> None:
    cases.report_in(by=by, case=case_of(duty), on=clock.local_day(now), now=now)


def _agreement(world: World, duty: Duty, by: User, now: datetime) -> None:
    deeds.agree(world, case_of(duty), by, now)


def _risk(world: World, duty: Duty, by: User, now: datetime) -> None:
    review_on = clock.local_day(now) + timedelta(days=90)
    reasons = "情况平稳，家庭配合（演练）"
    cases.assess_risk(
        by=by, case=case_of(duty), level=Risk.MIDDLE, reasons=reasons, review_on=review_on, now=now
    )


def _months(world: World, duty: Duty, by: User, now: datetime) -> None:
    cases.read_months(by=by, now=now)


def _review(world: World, duty: Duty, by: User, now: datetime) -> None:
    day = clock.local_day(now)
    cases.record_review(
        by=by, case=case_of(duty), on=day, result=ReviewResult.GO_ON, note="有进步（演练）", now=now
    )


def _plan(world: World, duty: Duty, by: User, now: datetime) -> None:
    cases.decide_plan(by=by, case=case_of(duty), approve=True, now=now)


def _end_check(world: World, duty: Duty, by: User, now: datetime) -> None:
    cases.check_end(
        by=by,
        case=case_of(duty),
        now=now,
        papers=True,
        tests=True,
        child_told=True,
        guardian_told=True,
        police_asked=True,
    )


def _lift(world: World, duty: Duty, by: User, now: datetime) -> None:
    day = clock.local_day(now)
    cases.record_lift_notice(by=by, case=case_of(duty), number="演练解字〔2026〕1号", given_on=day, now=now)


def _adult(world: World, duty: Duty, by: User, now: datetime) -> None:
    cases.record_adult_receipt(
        by=by,
        case=case_of(duty),
        number="演练成年档回〔2026〕1号",
        from_whom="县禁毒办成年人档案（演练）",
        on=clock.local_day(now),
        now=now,
    )


def _materials(world: World, duty: Duty, by: User, now: datetime) -> None:
    cases.follow_place(by=by, case=case_of(duty), materials_on=clock.local_day(now), now=now)


def _at_new_place(world: World, duty: Duty, by: User, now: datetime) -> None:
    """The station enters what the new place answers; the one who watches tells it."""
    clerk = world.acting(duty.unit, Post.STATION_CLERK, now)
    cases.follow_place(by=clerk, case=case_of(duty), reported_on=clock.local_day(now), now=now)


def _clean(world: World, duty: Duty, by: User, now: datetime) -> None:
    cases.decide_clean(by=by, case=case_of(duty), is_lifted=True, reason="三年未复吸（演练）", now=now)


def _seal(world: World, duty: Duty, by: User, now: datetime) -> None:
    """Head or county, whoever owes this signature."""
    proposal = SealProposal.objects.for_system("rehearsal").select_related("minor").get(pk=duty.subject)
    minors.sign_seal(by=by, proposal=proposal, now=now)


def _word(world: World, duty: Duty, by: User, now: datetime) -> None:
    """Still there, and until when as before."""
    case = case_of(duty)
    stay = cases.custody_of(case)
    cases.record_word(
        by=by,
        case=case,
        at=now,
        how=CustodyHow.PHONE,
        spoke_with="值班民警",
        until_on=stay.until_on if stay else None,
        now=now,
    )


def _release(world: World, duty: Duty, by: User, now: datetime) -> None:
    cases.leave_custody(by=by, case=case_of(duty), at=now, note="家人接回（演练）", now=now)


ANSWERS: dict[str, Callable[[World, Duty, User, datetime], None]] = {
    "case.decision_chase": _chase,
    "case.report_in": _report_in,
    "case.agreement": _agreement,
    "case.risk_review": _risk,
    "case.month_lines": _months,
    "case.review": _review,
    "case.plan_approve": _plan,
    "case.end_checklist": _end_check,
    "case.lift_notice": _lift,
    "case.adult_handover": _adult,
    "case.custody_word": _word,
    "case.custody_release": _release,
    "case.place_materials": _materials,
    "case.place_report": _at_new_place,
    "case.clean_decide": _clean,
    "seal.decide": _seal,
}
