"""What the rows about a measure tell in the timeline of a case."""

from collections.abc import Iterator
from typing import Any

from cases.choices import PlanState
from cases.models import (
    AdultReceipt,
    Agreement,
    CareIntake,
    CarePlan,
    CaseClosing,
    CleanProposal,
    EndCheck,
    Extension,
    LiftNotice,
    MonthLine,
    NoDecision,
    PlaceChange,
    Review,
    RiskClass,
    TermCredit,
    Withdrawal,
)
from cases.rules.timeline import Event
from cases.testwords import Consent


def measure(row: Any) -> Iterator[Event]:
    title = f"{row.get_track_display()}：{row.get_kind_display()}{row.number}"
    served = f"{row.decided_on}决定，{row.served_on}送达本人"
    yield Event(row.at, row.recorded_at, title, served, row.by.name)
    if row.reported_in_on:
        ends = f"期限至{row.ends_on}" if row.ends_on else ""
        if row.is_paused:
            ends = "期限最后一日：中止期间，暂不能确定"
        yield Event(row.reported_in_on, None, "报到", ends, tone="ok")
    if row.ended_on:
        ended = f"{row.get_track_display()}结束：{row.get_ended_as_display()}"
        yield Event(row.ended_on, None, ended, row.ended_reason)
    if row.restored_at:
        yield Event(row.restored_at, None, f"{row.get_track_display()}恢复执行（其后登错的决定已撤回）")


def withdrawal(row: Withdrawal) -> Iterator[Event]:
    what = f"{row.measure.get_kind_display()}{row.measure.number}"
    said = "；".join(filter(None, (row.reason, row.recalled)))
    yield Event(row.at, row.recorded_at, f"提请撤回：{what}", said, row.by.name)
    if row.decided_at and row.decided_by:
        is_gone = row.answer == Consent.APPROVED
        title = f"已撤回：{what}" if is_gone else f"不同意撤回：{what}"
        yield Event(row.decided_at, None, title, row.note, row.decided_by.name, "soon")


def care(row: CareIntake) -> Iterator[Event]:
    title = f"关爱帮扶登记：{row.get_kind_display()}，{row.get_source_display()}"
    yield Event(row.at, row.recorded_at, title, row.note, row.by.name)


def none(row: NoDecision) -> Iterator[Event]:
    yield Event(row.at, row.recorded_at, "写明无决定", row.reason, row.by.name)


def plan(row: CarePlan) -> Iterator[Event]:
    yield Event(row.at, row.recorded_at, f"拟定工作计划第{row.version}版", row.goals, row.by.name)
    if row.decided_at and row.decided_by:
        is_returned = row.state == PlanState.RETURNED
        title = f"工作计划第{row.version}版{'退回' if is_returned else '批准'}"
        tone = "soon" if is_returned else "ok"
        yield Event(row.decided_at, None, title, row.returned, row.decided_by.name, tone)


def agreement(row: Agreement) -> Iterator[Event]:
    yield Event(row.at, row.recorded_at, f"协议第{row.version}版签订", who=row.by.name, tone="ok")


def risk(row: RiskClass) -> Iterator[Event]:
    title = f"风险等级：{row.get_level_display()}，{row.review_on}复评"
    yield Event(row.at, row.recorded_at, title, row.reasons, row.by.name)


def review(row: Review) -> Iterator[Event]:
    at = row.on
    yield Event(at, row.recorded_at, f"帮教评估：{row.get_result_display()}", row.note, row.by.name)


def extension(row: Extension) -> Iterator[Event]:
    yield Event(row.at, row.recorded_at, f"帮教延长到{row.to_end}", row.reason, row.by.name)


def credit(row: TermCredit) -> Iterator[Event]:
    yield Event(row.at, row.recorded_at, f"折抵合计{row.days}日", row.basis, row.by.name)


def place(row: PlaceChange) -> Iterator[Event]:
    at = row.changed_on
    yield Event(at, row.recorded_at, f"执行地变更：{row.to_where}", who=row.by.name)
    if row.reported_on:
        yield Event(row.reported_on, None, "到新执行地报到", tone="ok")


def check(row: EndCheck) -> Iterator[Event]:
    yield Event(row.at, row.recorded_at, "期满前核对", row.note, row.by.name)


def notice(row: LiftNotice) -> Iterator[Event]:
    yield Event(row.at, row.recorded_at, f"收到解除通知书{row.number}", who=row.by.name, tone="ok")


def receipt(row: AdultReceipt) -> Iterator[Event]:
    yield Event(row.at, row.recorded_at, f"成年衔接回执{row.number}", row.from_whom, row.by.name, "ok")


def clean(row: CleanProposal) -> Iterator[Event]:
    yield Event(row.proposed_at, None, f"三年未复吸（自{row.clean_since}），提请不再动态管控")
    if row.decided_at and row.by:
        title = "决定不再动态管控" if row.is_lifted else "决定继续动态管控"
        yield Event(row.decided_at, None, title, row.reason, row.by.name)


def month(row: MonthLine) -> Iterator[Event]:
    """A month's line only repeats what stands here already."""
    yield from ()


def closing(row: CaseClosing) -> Iterator[Event]:
    who = row.by.name if row.by else ""
    title = "个案办结" if row.by else "措施结束且没有未办事项，个案自动办结"
    yield Event(row.at, row.recorded_at, title, row.reason, who, "ok")
