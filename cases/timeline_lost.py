"""What the timeline tells of a child who was looked for, or who goes to another station."""

from collections.abc import Iterator

from cases.models import ControlDecision, Custody, CustodyWord, LostSpell, SearchStep, Transfer, Whereabouts
from cases.rules.timeline import Event


def spell(row: LostSpell) -> Iterator[Event]:
    yield Event(row.from_at, row.recorded_at, f"转为失联：{row.get_why_display()}", tone="late")
    if row.danger_at:
        who = row.danger_by.name if row.danger_by else ""
        said = f"失联中登记：{row.get_danger_display()}"
        yield Event(row.danger_at, None, said, row.danger_reason, who, "late")
    if row.found_at:
        who = row.found_by.name if row.found_by else ""
        found = f"找到本人（{row.get_found_how_display()}），共失联{row.days(row.found_at)}天"
        yield Event(row.found_at, None, found, who=who, tone="ok")


def step(row: SearchStep) -> Iterator[Event]:
    if row.done_at:
        who = row.done_by.name if row.done_by else ""
        title = f"查找：{row.get_kind_display()}，{row.get_result_display()}"
        asked = f"口头问了{row.spoken_with}。" if row.spoken_with else ""
        yield Event(row.done_at, None, title, f"{asked}{row.note}", who)


def away(row: Whereabouts) -> Iterator[Event]:
    yield Event(row.opened_at, row.recorded_at, "得知外出，须核实去向", row.place)
    if row.ended_at:
        who = row.ended_by.name if row.ended_by else ""
        title = f"外出去向核实：{row.get_ended_how_display()}"
        yield Event(row.ended_at, None, title, row.note, who)


def custody(row: Custody) -> Iterator[Event]:
    where = f"{row.get_kind_display()}，{row.place}"
    heard = "，还没有核实" if row.verified_at is None else ""
    yield Event(row.since_on, row.recorded_at, f"在所：{where}{heard}", row.note, row.by.name)
    if row.heard_at and row.verified_by:
        asked = f"（{row.spoke_with}）" if row.spoke_with else ""
        title = f"在所核实：{row.get_how_display()}{asked}"
        yield Event(row.heard_at, row.verified_at, title, who=row.verified_by.name, tone="ok")
    if row.left_at and row.left_by:
        out = "离所" if row.verified_at else "不再登记在所"
        yield Event(row.left_at, row.left_known_at, out, row.left_note, row.left_by.name)


def word(row: CustodyWord) -> Iterator[Event]:
    asked = f"，{row.spoke_with}" if row.spoke_with else ""
    until = f"，预计{row.until_on}离所" if row.until_on else ""
    title = f"向在所场所了解情况：{row.get_how_display()}{asked}{until}"
    yield Event(row.at, row.recorded_at, title, row.note, row.by.name)


def control(row: ControlDecision) -> Iterator[Event]:
    yield Event(row.at, row.recorded_at, f"由谁管控：{row.get_decision_display()}", row.reason, row.by.name)
    if row.agreed_at:
        yield Event(row.agreed_at, None, "对方同意", row.agreed_by, tone="ok")


def transfer(row: Transfer) -> Iterator[Event]:
    title = f"{row.get_direction_display()}：{row.get_purpose_display()}"
    yield Event(row.drafted_at, row.recorded_at, f"{title}（拟稿）", row.grounds, row.drafted_by.name)
    if row.noticed_at:
        yield Event(row.noticed_at, None, f"{title}，已书面通知")
    if row.delivered_at:
        yield Event(row.delivered_at, None, f"{title}，已送达（{row.get_delivered_how_display()}）")
    if row.receipt_at:
        yield Event(row.receipt_at, None, f"{title}，回执编号 {row.receipt_number}", tone="ok")
    if row.closed_at:
        yield Event(row.closed_at, None, f"{title}，结束：{row.get_closed_as_display()}", row.closed_reason)
