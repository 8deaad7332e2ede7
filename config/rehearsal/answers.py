"""How each kind of duty is discharged: by whoever owes it, through the action its page uses."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from accounts.choices import Post, UnitKind
from accounts.models import User
from cases import actions as cases
from cases.choices import Channel as ContactChannel
from cases.choices import Correction, HelpKind, Place, SearchKind, Stance, StepResult, WithWhom
from cases.choices import Outcome as ContactOutcome
from cases.models import JointRound, JointVersion, Team
from cases.rules import OF_COUNTY, SEARCH_DUTIES, RouteFacts, is_drug_track
from common import clock
from config.rehearsal import counting, family, handing, measures, outreach, places, police
from config.rehearsal.counting import case_of
from config.rehearsal.world import World
from duties.actions import period_day
from duties.models import Duty
from minors import actions as minors
from minors.actions import SearchResult
from minors.choices import VaultPart
from minors.models import Minor, ReadingDigest
from minors.rules import ChildIn
from reporting import actions as reporting
from reporting.actions import LineFix
from reporting.choices import Adult, Channel, Finding, GuardianHow, HandedTo, Presence, TryOutcome, Verdict
from reporting.models import IntakeLine, Order, Problem, Report, Seizure

PURPOSE = "演练：登记核对身份"
RETURNED_OF_100 = 6
ASK_AGAIN_AFTER = timedelta(hours=12)
ASK_AGAIN_TO_CLOSE = timedelta(days=7)


def discharge(world: World, duty: Duty, *, now: datetime) -> None:
    """Do what meets `duty`, as the page would; nothing if it has been met or voided since.

    A kind that nobody plays stays open, and the figures count it as missed.
    """
    duty = Duty.objects.select_related("unit").get(pk=duty.pk)
    if duty.met_at is None and duty.voided_at is None and duty.kind in ANSWERS:
        ANSWERS[duty.kind](world, duty, world.acting(duty.unit, duty.post, now), now)


def _same_day(world: World, duty: Duty, by: User, now: datetime) -> None:
    seizure = Seizure.objects.for_system("rehearsal").get(pk=duty.subject)
    reporting.submit_report(by=by, seizure=seizure, now=now, late_reason=police.late_reason(seizure.day, now))


def _daily(world: World, duty: Duty, by: User, now: datetime) -> None:
    day = period_day(duty.period)
    reporting.declare_zero(by=by, day=day, now=now, late_reason=police.late_reason(day, now))


def _sign(world: World, duty: Duty, by: User, now: datetime) -> None:
    report = Report.objects.for_system("rehearsal").select_related("seizure").get(pk=duty.subject)
    key = ("return", *world.name(duty))
    if report.version == 1 and world.chance.rng(*key).randrange(100) < RETURNED_OF_100:
        reporting.return_report(by=by, report=report, reason="请补充处置情况（演练）", now=now)
    else:
        reporting.sign_report(by=by, report=report, now=now)


def _complete(world: World, duty: Duty, by: User, now: datetime) -> None:
    seizure = Seizure.objects.for_system("rehearsal").select_related("unit").get(pk=duty.subject)
    lines = list(IntakeLine.objects.for_system("rehearsal").filter(seizure=seizure))
    if not lines:
        police.complete(world, seizure, now=now)
        return
    reporting.correct_report(
        by=by,
        seizure=seizure,
        values=police.facts(world, seizure.captured_at, seizure.unit, seizure.day),
        lines=[
            LineFix(line, is_pupil=line.is_pupil, household=line.household, residence=line.residence)
            for line in lines
        ],
        reason="按退回意见补充（演练）",
        now=now,
    )


def _guardian(world: World, duty: Duty, by: User, now: datetime) -> None:
    reporting.record_guardian_told(
        by=by,
        line=_line(duty),
        at=now,
        how=GuardianHow.PHONE,
        outcome=TryOutcome.TOLD,
        appropriate_adult=Adult.GUARDIAN,
        handed_to=HandedTo.GUARDIAN,
        health_looked_at=True,
        now=now,
    )


def _identify(world: World, duty: Duty, by: User, now: datetime) -> None:
    line = _line(duty)
    person = police.somebody(world, duty.unit.area, "identified", *world.name(duty))
    child = ChildIn(name=person.name, id_number=person.id_number, birth_date=person.birth_date, sex=line.sex)
    reporting.identify_line(by=by, line=line, child=child, now=now)


def _register(world: World, duty: Duty, by: User, now: datetime) -> None:
    """Search before create, then register or match, as the page leads the clerk."""
    line = _line(duty)
    if not line.is_named:
        world.at(now + ASK_AGAIN_AFTER, discharge, duty)  # the police still have to find out who it is
        return
    known = minors.reveal(by=by, minor=line.minor, fields=list(VaultPart), purpose=PURPOSE, now=now)
    identity = _as_typed(known, line)
    found = _found(by, identity, now)
    if found.elsewhere:
        reporting.ask_county(by=by, line=line, identity=identity, now=now)
        return  # the county's word settles this line, and the station's clock runs on until then
    existing = Minor.objects.visible_to(by).get(pk=found.own[0].pk) if found.own else None
    facts = RouteFacts(line.captured_in, Place(line.household), Place(line.residence), line.is_pupil)
    if existing is not None:
        reporting.register_line(by=by, line=line, facts=facts, existing=existing, now=now)
    else:
        reporting.register_line(by=by, line=line, facts=facts, identity=identity, now=now)


def _as_typed(known: dict[str, str], line: IntakeLine) -> ChildIn:
    texts: dict[str, Any] = {name: text for name, text in known.items() if name != "birth_date"}
    born = known.get("birth_date")
    return ChildIn(sex=line.sex, birth_date=date.fromisoformat(born) if born else None, **texts)


def _found(by: User, identity: ChildIn, now: datetime) -> SearchResult:
    """By number, and again by name and birth date, since an earlier register may lack the number."""
    found = SearchResult()
    if identity.id_number:
        found = minors.search(by=by, id_number=identity.id_number, now=now)
    if not (found.own or found.elsewhere) and identity.name and identity.birth_date:
        found = minors.search(by=by, name=identity.name, birth_date=identity.birth_date, now=now)
    return found


def _elsewhere(world: World, duty: Duty, by: User, now: datetime) -> None:
    reporting.decide_elsewhere(
        by=by, line=_line(duty), verdict=Verdict.SAME_STAY, reason="与两站核对（演练）", now=now
    )


def _mandatory(world: World, duty: Duty, by: User, now: datetime) -> None:
    line = _line(duty)
    finding = world.chance.pick({Finding.FOUNDED: 70, Finding.UNFOUNDED: 30}, "finding", *world.name(duty))
    reporting.receive_mandatory(by=by, line=line, finding=finding, note="已到场核实（演练）", now=now)


def _education(world: World, duty: Duty, by: User, now: datetime) -> None:
    reporting.record_education(
        by=by, line=_line(duty), at=now, adult=Presence.GUARDIAN, note="教育谈话（演练）", now=now
    )


def _county_report(world: World, duty: Duty, by: User, now: datetime) -> None:
    reporting.send_county_report(
        by=by,
        line=_line(duty),
        channel=Channel.SYSTEM,
        suggestion="建议共同研究管理服务措施",
        at=now,
        now=now,
    )


def _team(world: World, duty: Duty, by: User, now: datetime) -> None:
    """The clerk proposes; when the head confirms is the head's own promise."""
    case = case_of(duty)
    if Team.objects.for_system("rehearsal").proposed().filter(case=case).exists():
        return
    officers = world.office(UnitKind.POLICE_POST, case.unit.township)
    officer = world.acting(officers, Post.COMMUNITY_OFFICER, now)
    worker = world.acting(case.unit, Post.SOCIAL_WORKER, now)
    cases.propose_team(
        by=by,
        case=case,
        community_officer=officer if is_drug_track(case.track) else None,
        social_worker=worker,
        watch="照原计划继续，多上门（演练）",
        now=now,
    )


def _team_confirm(world: World, duty: Duty, by: User, now: datetime) -> None:
    cases.confirm_team(by=by, case=case_of(duty), now=now)


def _first_visit(world: World, duty: Duty, by: User, now: datetime) -> None:
    cases.record_contact(
        by=by,
        case=case_of(duty),
        at=now,
        with_whom=WithWhom.CHILD,
        channel=ContactChannel.VISIT,
        outcome=ContactOutcome.MET,
        note="见到本人（演练）",
        now=now,
    )


def _search(world: World, duty: Duty, by: User, now: datetime) -> None:
    """One step of a search, looked for in vain: found is who is met."""
    kind = duty.kind.removeprefix("case.search.")
    case, note = case_of(duty), "已查找（演练）"
    if kind in OF_COUNTY:
        cases.decide_search(by=by, case=case, kind=kind, note=note, now=now)
    else:
        asks = kind == SearchKind.VILLAGE
        cases.record_step(
            by=by,
            case=case,
            kind=kind,
            result=StepResult.NOTHING,
            note=note,
            spoken_with="村支书（演练）" if asks else "",
            spoken_at=now if asks else None,
            now=now,
        )


def _whereabouts(world: World, duty: Duty, by: User, now: datetime) -> None:
    cases.verify_whereabouts(
        by=by,
        case=case_of(duty),
        parents_reached=True,
        child_spoken=True,
        receiving_place="外地（演练）",
        at=now,
        now=now,
    )


def _residence(world: World, duty: Duty, by: User, now: datetime) -> None:
    rng = world.chance.rng("residence", *world.name(duty))
    household, residence = rng.choice([Place.OURS, Place.ELSEWHERE]), Place.OURS
    cases.verify_residence(
        by=by, case=case_of(duty), household=household, residence=residence, how="走访核实", at=now, now=now
    )


def _station_contact(world: World, duty: Duty, by: User, now: datetime) -> None:
    cases.contact_station(
        by=by,
        case=case_of(duty),
        station_name="外乡工作站（演练）",
        spoke_with="值班人员",
        channel=ContactChannel.PHONE,
        answer="已告知，等书面通知",
        at=now,
        now=now,
    )


def _joint(world: World, duty: Duty, by: User, now: datetime) -> None:
    """The county drafts and signs; police and station owe their signatures from there."""
    rows = JointRound.objects.for_system("rehearsal").select_related("case__minor", "case__unit")
    row = rows.get(pk=duty.subject)
    if cases.latest_version(row) is not None:
        return
    version = cases.draft_joint(
        by=by,
        round=row,
        seen=0,
        measures=[Correction.ADMONISH, Correction.COUNSEL],
        services=[HelpKind.COUNSELLING],
        how="派出所训诫，工作站安排心理辅导（演练）",
        child_view=Stance.AGREES,
        guardian_view=Stance.AGREES,
        now=now,
    )
    cases.sign_joint(by=by, version=version, now=now)


def _joint_sign(world: World, duty: Duty, by: User, now: datetime) -> None:
    version = JointVersion.objects.for_system("rehearsal").get(pk=duty.subject)
    cases.sign_joint(by=by, version=version, now=now)


def _close(world: World, duty: Duty, by: User, now: datetime) -> None:
    """Not before the list of what is open is empty: the head reads it again the next week."""
    case = case_of(duty)
    if cases.open_items(case, now) or cases.is_lost(case.minor_id):
        world.at(now + ASK_AGAIN_TO_CLOSE, discharge, duty)
    else:
        cases.close_case(by=by, case=case, reason="期满，事项已办结（演练）", now=now)


def _digest(world: World, duty: Duty, by: User, now: datetime) -> None:
    digest = ReadingDigest.objects.get(pk=duty.subject)
    minors.acknowledge_digest(by=by, digest=digest, remark="已当面问过（演练）", now=now)


def _problem(world: World, duty: Duty, by: User, now: datetime) -> None:
    problem = Problem.objects.for_system("rehearsal").get(pk=duty.subject)
    reporting.answer_problem(by=by, problem=problem, text="已协调（演练）。", now=now)


def _sign_order(world: World, duty: Duty, by: User, now: datetime) -> None:
    reporting.sign_order(by=by, order=_order(duty), now=now)


def _reply_order(world: World, duty: Duty, by: User, now: datetime) -> None:
    """Reply, and let the county close what it ordered the next morning."""
    order = reporting.reply_order(by=by, order=_order(duty), text="已补办并说明原因（演练）。", now=now)
    world.at(clock.end_of_day(clock.local_day(now)) + police.MORNING, _close_order, order)


def _close_order(world: World, order: Order, *, now: datetime) -> None:
    row = _order_row(order.pk)
    is_done = row.escalation is not None and row.escalation.duty.met_at is not None
    reporting.close_order(
        by=world.reviewer(now), order=row, note="同意办结（演练）", now=now, with_escalation=is_done
    )


def _line(duty: Duty) -> IntakeLine:
    rows = IntakeLine.objects.for_system("rehearsal").select_related("minor", "unit", "station", "seizure")
    return rows.get(pk=duty.subject)


def _order(duty: Duty) -> Order:
    return _order_row(duty.subject)


def _order_row(pk) -> Order:
    return Order.objects.for_system("rehearsal").select_related("to_unit", "escalation").get(pk=pk)


ANSWERS: dict[str, Callable[[World, Duty, User, datetime], None]] = {
    "report.same_day": _same_day,
    "report.daily": _daily,
    "report.sign": _sign,
    "report.complete": _complete,
    "report.correct": _complete,
    "report.guardian": _guardian,
    "report.identify": _identify,
    "report.register": _register,
    "transfer.intake": _register,
    "register.elsewhere": _elsewhere,
    "report.mandatory": _mandatory,
    "case.education": _education,
    "case.county_report": _county_report,
    "case.team": _team,
    "case.care_team": _team,
    "case.team_confirm": _team_confirm,
    "case.first_visit": _first_visit,
    "case.contact": _first_visit,
    "case.release_visit": _first_visit,
    "case.care_contact": _first_visit,
    "case.care_first_visit": _first_visit,
    "case.whereabouts": _whereabouts,
    **dict.fromkeys(SEARCH_DUTIES, _search),
    "case.residence": _residence,
    "transfer.contact": _station_contact,
    "case.joint_measures": _joint,
    "case.joint_police": _joint_sign,
    "case.joint_station": _joint_sign,
    "problem.reply": _problem,
    "order.sign": _sign_order,
    "order.reply": _reply_order,
    "digest.read": _digest,
    "audit.digest": _digest,
    "case.close": _close,
    **counting.ANSWERS,
    **family.ANSWERS,
    **handing.ANSWERS,
    **measures.ANSWERS,
    **outreach.ANSWERS,
    **places.ANSWERS,
}
