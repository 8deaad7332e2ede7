"""The timeline of a case: one query per table, however long the case has run."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import User
from cases import testevents
from cases import timeline_lost as lost
from cases import timeline_measures as told
from cases.actions.reagents import miss_marks
from cases.models import (
    AdultReceipt,
    Agreement,
    CareIntake,
    CarePlan,
    CarerCheck,
    Case,
    CaseClosing,
    CaseSubstance,
    CleanProposal,
    Contact,
    ControlDecision,
    Custody,
    CustodyWord,
    DrugTest,
    EndCheck,
    Extension,
    FamilyMember,
    Finding,
    GroupSeat,
    Handover,
    Help,
    JointRound,
    Leave,
    LeaveDay,
    LeaveExtension,
    Letter,
    LiftNotice,
    LostSpell,
    Measure,
    MonthLine,
    NoDecision,
    NoReagent,
    OffsiteTest,
    ParentCall,
    PlaceChange,
    PoliceReport,
    PresetChoice,
    RefusedTest,
    ResidenceCheck,
    Review,
    RiskClass,
    RouteDecision,
    SchoolStatus,
    SearchStep,
    StationContact,
    SurpriseTest,
    Suspension,
    Team,
    TermCredit,
    Transfer,
    UnauthorisedLeave,
    Whereabouts,
    Withdrawal,
)
from cases.rules import is_drug_track, is_success
from cases.rules.drugtests import UNSEEN
from cases.rules.timeline import Event, in_order
from cases.testlist import substances_of, tests_of
from common import clock
from duties.models import Duty
from duties.rules import is_late
from minors.models import NoticeGiven


class Source(NamedTuple):
    """A table that hangs off a case, what to join, and the events one of its rows tells."""

    model: Any
    related: tuple[str, ...]
    events: Callable[[Any], Iterator[Event]]
    hidden_until: str = ""
    """The column of the day before which a row is told to nobody."""
    marked: str = ""
    """The method of the query set that marks its rows with what their events need."""


def timeline(user: User, case: Case, now: datetime) -> list[Event]:
    """Everything on record about `case` that `user` may see, newest first."""
    found = list(_opening(case))
    for source in SOURCES:
        rows = source.model.objects.visible_to(user).filter(case=case).select_related(*source.related)
        if source.hidden_until:
            rows = rows.filter(**{f"{source.hidden_until}__lte": clock.local_day(now)})
        if source.marked:
            rows = getattr(rows, source.marked)()
        found += [event for row in rows for event in source.events(row)]
    found += _unseen(user, case)
    notices = NoticeGiven.objects.visible_to(user).filter(minor=case.minor_id).select_related("by")
    found += [event for row in notices for event in _notice(row)]
    for path in settings.CASE_EVENTS:
        found += import_string(path)(user, case)
    duties = Duty.objects.visible_to(user).filter(file=case.minor_id, subject=case.pk, voided_at=None)
    rows = list(duties.select_related("met_by"))
    marks = miss_marks(rows)
    found += [event for duty in rows for event in _duty(duty, now, marks.get(duty.pk, ""))]
    return in_order(found)


def _opening(case: Case) -> Iterator[Event]:
    route = case.get_route_display() if is_drug_track(case.track) else ""
    yield Event(case.opened_at, case.recorded_at, "立案", route)
    if case.closed_at:
        yield Event(case.closed_at, None, case.get_status_display(), tone="ok")


def _route(row: RouteDecision) -> Iterator[Event]:
    if not is_drug_track(row.case.track):  # a child of 关爱帮扶 goes no way but ours
        return
    how = "自动判定" if row.computed else "人工决定"
    yield Event(
        row.at, row.recorded_at, f"办理路径：{row.get_route_display()}（{how}）", row.reason, row.by.name
    )


def _team(row: Team) -> Iterator[Event]:
    names, who = f"禁毒社工{row.social_worker.name}", "关爱走访负责人" if row.of_care else "帮教小组"
    if row.of_care:
        names = row.social_worker.name
    elif row.community_officer:
        names = f"社区民警{row.community_officer.name}，{names}"
    if row.clerk:
        names += f"，个案专干{row.clerk.name}"
    yield Event(row.proposed_at, row.recorded_at, f"提名{who}", names, row.proposed_by.name)
    if row.confirmed_at and row.confirmed_by:
        yield Event(row.confirmed_at, None, f"{who}确认", names, row.confirmed_by.name, "ok")
    if row.ended_at:
        yield Event(row.ended_at, None, f"{who}终止" if row.confirmed_at else "提名撤回", row.ended_reason)


def _contact(row: Contact) -> Iterator[Event]:
    title = f"联系{row.get_with_whom_display()}：{row.get_channel_display()}，{row.get_outcome_display()}"
    tone = "ok" if is_success(row.with_whom, row.outcome) else "muted"
    if row.test is not None:
        title += "（检测时）" if row.test.annulled_at is None else "（检测记录已作废，不计）"
    yield Event(row.at, row.recorded_at, title, row.note, row.by.name, tone)


def _station(row: StationContact) -> Iterator[Event]:
    title = f"与{row.station_name}联系（{row.get_channel_display()}）"
    yield Event(row.at, row.recorded_at, title, row.answer, row.by.name)


def _check(row: ResidenceCheck) -> Iterator[Event]:
    places = f"户籍{row.get_household_display()}，居住{row.get_residence_display()}"
    yield Event(row.at, row.recorded_at, f"核实居住地：{places}", row.how, row.by.name)


def _measure(row: Any) -> Iterator[Event]:
    for event in told.measure(row):
        gone = row.withdrawn_at is not None
        yield replace(event, title=f"{event.title}（已撤回）", is_struck=True) if gone else event


def _suspension(row: Suspension) -> Iterator[Event]:
    began = f"措施中止：{row.get_cause_display()}"
    yield Event(row.from_on, row.recorded_at, began, row.note, row.by.name)
    if row.resumed_on:
        yield Event(row.resumed_on, None, "措施恢复，中止的日数不计入期限")


def _school(row: SchoolStatus) -> Iterator[Event]:
    title = f"就学状况：{row.get_state_display()}"
    yield Event(row.since, row.recorded_at, title, row.reason, row.by.name)


def _member(row: FamilyMember) -> Iterator[Event]:
    title = f"家庭：登记{row.get_relation_display()}"
    yield Event(row.recorded_at, None, title, row.get_reachable_display(), row.by.name)
    if row.until_on:
        yield Event(row.until_on, None, f"家庭：{row.get_relation_display()}截止")


def _carer(row: CarerCheck) -> Iterator[Event]:
    title = f"核查受托照护人：{row.get_finding_display()}"
    yield Event(row.at, row.recorded_at, title, row.how, row.by.name)


def _call(row: ParentCall) -> Iterator[Event]:
    title = f"父母联系：{row.get_outcome_display()}"
    yield Event(row.at, row.recorded_at, title, row.note, row.by.name)


def _help(row: Help) -> Iterator[Event]:
    title = f"帮扶：{row.get_kind_display()}（{row.provider}）"
    yield Event(row.from_on, row.recorded_at, title, row.what, row.by.name)
    if row.until_on and row.ended_by:
        ended = f"{row.get_kind_display()}结束：{row.get_outcome_display()}"
        yield Event(row.until_on, None, ended, row.outcome_note, row.ended_by.name)


def _seat(row: GroupSeat) -> Iterator[Event]:
    who = row.get_relation_display() if row.relation else row.post
    title = f"工作小组：{row.get_role_display()}"
    yield Event(row.from_on, row.recorded_at, title, who, row.by.name)
    if row.until_on:
        yield Event(row.until_on, None, f"{title}换人")


def _handover(row: Handover) -> Iterator[Event]:
    yield Event(row.made_at, None, f"交接给{row.receiver.name}", row.team.watch)
    if row.read_at and row.read_by:
        yield Event(row.read_at, None, "交接说明已阅读", who=row.read_by.name, tone="ok")


def _round(row: JointRound) -> Iterator[Event]:
    yield Event(row.opened_at, None, f"三方共同研究：{row.get_why_display()}")
    if row.decided_at:
        yield Event(row.decided_at, None, "共同措施三方签齐", tone="ok")
    if row.ended_at:
        yield Event(row.ended_at, None, "共同措施终止", row.ended_reason)


def _unseen(user: User, case: Case) -> Iterator[Event]:
    """What a test could not see is said beside what it saw: 未覆盖 is never read as negative."""
    for test in tests_of(user, case, substances_of(case)):
        words = [word for _, word, _ in test.said if word.startswith(UNSEEN)]  # type: ignore[attr-defined]
        if words and test.annulled_at is None:
            yield Event(test.at, test.recorded_at, f"检测{'、'.join(words)}，不作为阴性", tone="soon")


def _notice(row: NoticeGiven) -> Iterator[Event]:
    title = f"个人信息告知{row.get_given_to_display()}（{row.get_language_display()}讲解）"
    who = row.explained_by or row.by.name
    yield Event(row.at, row.recorded_at, title, row.get_understood_display(), who, "ok")


def _duty(duty: Duty, now: datetime, mark: str) -> Iterator[Event]:
    """A promise that was kept says so when it was kept; one whose hour passed says so at its hour.

    `mark` sets a miss apart that is no fault of the child's or the team's: 因无试剂.
    """
    is_missed = is_late(duty.due_at, duty.met_at, now)
    if is_missed:
        why, tone = (f"（{mark}）", "soon") if mark else ("", "late")
        yield Event(duty.due_at, None, f"{duty.title}：到期未完成{why}", tone=tone, is_hour=True)
    if duty.met_at:
        met = "已完成（逾期）" if is_missed else "按时完成"
        who = duty.met_by.name if duty.met_by else ""
        tone = "soon" if is_missed else "ok"
        yield Event(duty.met_at, duty.met_recorded_at, f"{duty.title}：{met}", who=who, tone=tone)


SOURCES: tuple[Source, ...] = (
    Source(RouteDecision, ("by", "case"), _route),
    Source(Team, ("community_officer", "social_worker", "clerk", "proposed_by", "confirmed_by"), _team),
    Source(Contact, ("by", "test"), _contact),
    Source(StationContact, ("by",), _station),
    Source(ResidenceCheck, ("by",), _check),
    Source(Measure, ("by",), _measure, marked="with_pause"),
    Source(Withdrawal, ("by", "decided_by", "measure"), told.withdrawal),
    Source(Suspension, ("by",), _suspension),
    Source(SchoolStatus, ("by",), _school),
    Source(FamilyMember, ("by",), _member),
    Source(CarerCheck, ("by",), _carer),
    Source(ParentCall, ("by",), _call),
    Source(Help, ("by", "ended_by"), _help),
    Source(GroupSeat, ("by",), _seat),
    Source(Handover, ("receiver", "team", "read_by"), _handover),
    Source(JointRound, (), _round),
    Source(CareIntake, ("by",), told.care),
    Source(NoDecision, ("by",), told.none),
    Source(CarePlan, ("by", "decided_by"), told.plan),
    Source(Agreement, ("by",), told.agreement),
    Source(RiskClass, ("by",), told.risk),
    Source(Review, ("by",), told.review),
    Source(Extension, ("by",), told.extension),
    Source(TermCredit, ("by",), told.credit),
    Source(PlaceChange, ("by",), told.place),
    Source(EndCheck, ("by",), told.check),
    Source(LiftNotice, ("by",), told.notice),
    Source(AdultReceipt, ("by",), told.receipt),
    Source(CleanProposal, ("by",), told.clean),
    Source(MonthLine, (), told.month),
    Source(CaseClosing, ("by",), told.closing),
    Source(CaseSubstance, ("substance", "by"), testevents.substance),
    Source(DrugTest, ("taken_by", "second_by", "destroyed_by", "annulled_by"), testevents.drugtest),
    Source(Finding, ("test", "substance"), testevents.finding),
    Source(RefusedTest, ("by", "witness", "annulled_by"), testevents.refusal),
    Source(PresetChoice, ("by",), testevents.preset),
    Source(SurpriseTest, ("by",), testevents.surprise, hidden_until="on"),
    Source(NoReagent, ("substance", "by"), testevents.lack),
    Source(OffsiteTest, ("asked_by", "decided_by"), testevents.offsite),
    Source(Leave, ("asked_by", "decided_by", "return_checked_by"), testevents.leave),
    Source(LeaveExtension, ("asked_by", "decided_by"), testevents.extension),
    Source(LeaveDay, (), testevents.leave_day),
    Source(UnauthorisedLeave, ("by", "annulled_by"), testevents.gone),
    Source(PoliceReport, ("by",), testevents.police),
    Source(Letter, ("signed_by", "book"), testevents.paper),
    Source(LostSpell, ("found_by", "danger_by"), lost.spell),
    Source(SearchStep, ("done_by",), lost.step),
    Source(Whereabouts, ("ended_by",), lost.away),
    Source(Custody, ("by", "verified_by", "left_by"), lost.custody),
    Source(CustodyWord, ("by",), lost.word),
    Source(ControlDecision, ("by",), lost.control),
    Source(Transfer, ("drafted_by",), lost.transfer),
)
"""Every table of a case stands here; a test finds the one that does not."""
