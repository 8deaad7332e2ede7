"""整改通知书 and 移送函: what stands in them, in the order of a letter. Pure. No child stands in them."""

from typing import Any

from common import clock
from patrols.models import Finding, FixOrder, Referral
from reporting.documents.letters import day_words


def sheet_of_order(order: FixOrder) -> dict[str, Any]:
    """The words of the order, ready to be set: strings, lists and nothing else."""
    finding = order.finding
    found_on = day_words(clock.local_day(finding.found_at))
    return {
        "organ": order.unit.name,
        "number": order.number,
        "title": "整改通知书",
        "to": f"{order.to_whom}：",
        "parts": [
            {"head": "", "text": f"{found_on}，本单位巡查{finding.where}，发现下列问题，现通知整改。"},
            {"head": "一、发现的问题", "text": _failed(finding, finding.text)},
            {"head": "二、依据", "text": f"{finding.basis}。"},
            {"head": "三、整改要求", "text": _sentences(order.demand)},
            {
                "head": "四、整改期限",
                "text": f"请于{day_words(order.fix_by)}前改好，并接受复查。逾期未改的，移送有关部门。",
            },
        ],
        "attachment": "附件：整改回执",
        "signer": order.unit.name,
        "date": day_words(clock.local_day(order.ordered_at)),
        "contact": f"联系人：{order.ordered_by.name}",
        "secrecy": "",
        "code": finding.code,
        "slip": [
            f"{order.unit.name}：",
            f"你单位{order.number}通知书收悉（隐患编号{finding.code}）。",
            "整改情况：　　　　　　　　　　　　　　　　　　　　",
            "整改责任人（签字）：　　　　　　　　　　　　　　　",
            "　　　　年　　月　　日",
        ],
    }


def sheet_of_referral(letter: Referral) -> dict[str, Any]:
    """The words of the letter to another bureau, ready to be set."""
    finding = letter.finding
    bureau = f"县{letter.get_bureau_display()}部门"
    found_on = day_words(clock.local_day(finding.found_at))
    return {
        "organ": letter.unit.name,
        "number": letter.number,
        "title": "移送函",
        "to": f"{bureau}：",
        "parts": [
            {
                "head": "",
                "text": f"{found_on}，本单位巡查{finding.where}，发现下列情况，属你单位职责，现予移送。",
            },
            {"head": "一、情况", "text": _failed(finding, letter.matter)},
            {"head": "二、依据", "text": f"{finding.basis}。"},
            {"head": "三、请求", "text": "请依法处理，并将处理结果书面答复本单位。"},
        ],
        "attachment": "附件：移送回执",
        "signer": letter.unit.name,
        "date": day_words(letter.sent_on),
        "contact": f"联系人：{letter.sent_by.name}",
        "secrecy": "",
        "code": finding.code,
        "slip": [
            f"{letter.unit.name}：",
            f"你单位{letter.number}移送函收悉（隐患编号{finding.code}）。",
            "处理情况：　　　　　　　　　　　　　　　　　　　　",
            "经办人（签字）：　　　　　　　　　　　　　　　　　",
            "　　　　年　　月　　日",
        ],
    }


def _failed(finding: Finding, what: str) -> str:
    """An item says how it should be; a letter has to say that it was not."""
    said = _sentences(what)
    return f"“{finding.item.text}”一项不符合：{said}" if finding.item else said


def _sentences(text: str) -> str:
    """Each line with a full stop, as typed otherwise; lines stay lines."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "\n".join(line if line[-1] in "。！？；" else f"{line.rstrip('，、,.;')}。" for line in lines)
