"""What the tables of tests and leave tell the timeline. Reads only what it is given."""

from collections.abc import Iterator

from cases.choices import PAPERS
from cases.models import (
    CaseSubstance,
    DrugTest,
    Finding,
    Leave,
    LeaveDay,
    LeaveExtension,
    Letter,
    NoReagent,
    OffsiteTest,
    PoliceReport,
    PresetChoice,
    RefusedTest,
    SurpriseTest,
    UnauthorisedLeave,
)
from cases.models.drugtests import Annullable
from cases.rules.timeline import Event
from cases.testwords import Result

TONES = {Result.NEGATIVE: "ok", Result.POSITIVE: "late", Result.PENDING: "soon", Result.INVALID: "muted"}


def substance(row: CaseSubstance) -> Iterator[Event]:
    yield Event(row.at, row.recorded_at, f"登记涉及物质：{row.substance.name}", who=row.by.name)


def _annulled(row: Annullable, what: str) -> Iterator[Event]:
    if row.annulled_at and row.annulled_by:
        yield Event(row.annulled_at, None, f"作废{what}", row.annul_reason, row.annulled_by.name)


def drugtest(row: DrugTest) -> Iterator[Event]:
    title = f"{row.get_purpose_display()}：{row.get_specimen_display()}，{row.get_method_display()}"
    staff = f"{row.taken_by.name}、{row.second_by.name}"
    yield Event(row.at, row.recorded_at, title, row.note, staff)
    if row.told_at and row.told_at != row.at:
        yield Event(row.told_at, None, "检测结果告知本人", "已签字" if row.told_signed else "未签字")
    if row.objected_at:
        yield Event(row.objected_at, None, "对检测结果提出异议")
    if row.destroyed_on and row.destroyed_by:
        at = row.destroyed_on
        yield Event(at, None, "样本销毁", row.sample_mark, row.destroyed_by.name)
    yield from _annulled(row, "检测记录")


def finding(row: Finding) -> Iterator[Event]:
    title = f"检测结果：{row.substance.name}{row.get_result_display()}"
    yield Event(row.test.at, row.recorded_at, title, tone=TONES[Result(row.result)])


def refusal(row: RefusedTest) -> Iterator[Event]:
    staff = f"{row.by.name}、{row.witness.name}"
    yield Event(row.at, row.recorded_at, row.get_how_display(), row.note, staff, "soon")
    yield from _annulled(row, "拒绝检测记录")


def preset(row: PresetChoice) -> Iterator[Event]:
    yield Event(row.at, row.recorded_at, f"检测频次改为{row.preset}", row.reason, row.by.name)


def surprise(row: SurpriseTest) -> Iterator[Event]:
    how = f"随机抽取，种子{row.seed}" if row.seed else "指定"
    yield Event(row.at, row.recorded_at, f"安排{row.on}抽检", how, row.by.name)


def lack(row: NoReagent) -> Iterator[Event]:
    title = f"因无试剂未能检测{row.substance.name}（属本单位）"
    yield Event(row.on, row.recorded_at, title, who=row.by.name, tone="soon")


def offsite(row: OffsiteTest) -> Iterator[Event]:
    yield Event(row.asked_at, row.recorded_at, f"申请异地检测：{row.place}", row.reason, row.asked_by.name)
    if row.decided_at and row.decided_by:
        yield Event(row.decided_at, None, f"异地检测：{row.get_answer_display()}", who=row.decided_by.name)
    if row.receipt_on:
        yield Event(row.receipt_on, None, "异地检测回执", row.receipt)


def leave(row: Leave) -> Iterator[Event]:
    title = f"请假{row.from_on}至{row.until_on}：{row.place}，{row.get_reason_display()}"
    yield Event(row.asked_at, row.recorded_at, title, row.note, row.asked_by.name)
    if row.decided_at and row.decided_by:
        said = f"请假：{row.get_answer_display()}"
        yield Event(row.decided_at, None, said, row.decision_note, row.decided_by.name)
    if row.returned_on and row.return_checked_by:
        back = row.returned_on
        yield Event(back, row.return_checked_at, "返回（已销假）", who=row.return_checked_by.name, tone="ok")


def extension(row: LeaveExtension) -> Iterator[Event]:
    yield Event(row.asked_at, row.recorded_at, f"续假至{row.until_on}", row.note, row.asked_by.name)
    if row.decided_at and row.decided_by:
        yield Event(row.decided_at, None, f"续假：{row.get_answer_display()}", who=row.decided_by.name)


def leave_day(row: LeaveDay) -> Iterator[Event]:
    """A day of a leave is told with the leave."""
    yield from ()


def gone(row: UnauthorisedLeave) -> Iterator[Event]:
    left = row.left_on
    yield Event(left, row.recorded_at, "擅自外出", row.noticed, row.by.name, "soon")
    if row.returned_on:
        yield Event(row.returned_on, None, "擅自外出后返回")
    yield from _annulled(row, "擅自外出记录")


def paper(row: Letter) -> Iterator[Event]:
    """What was written to the child or of it; the letters of a hand-over are told with the hand-over."""
    if row.kind in PAPERS:
        title = f"{row.get_kind_display()} {row.number}"
        yield Event(row.signed_at, row.recorded_at, title, f"主送{row.to_name}", row.signed_by.name)


def police(row: PoliceReport) -> Iterator[Event]:
    what = row.get_threshold_display() if row.threshold else "检测阳性"
    said = "；".join(filter(None, (row.told_to, row.reason)))
    yield Event(row.at, row.recorded_at, f"{what}：{row.get_answer_display()}", said, row.by.name)
