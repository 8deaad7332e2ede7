"""整改通知书: what stands in it, in the order of a letter. Pure. No child stands in it."""

from typing import Any

from common import clock
from patrols.models import FixOrder
from reporting.documents.letters import day_words


def sheet_of_order(order: FixOrder) -> dict[str, Any]:
    """The words of the order, ready to be set: strings, lists and nothing else."""
    finding = order.finding
    place = finding.venue.name if finding.venue else f"{finding.campus} {finding.stop.place}"
    referred = f"此件同时移送{order.get_referred_to_display()}部门。" if order.referred_to else ""
    found_on = day_words(clock.local_day(finding.found_at))
    return {
        "organ": order.unit.name,
        "number": order.number,
        "title": "整改通知书",
        "to": f"{order.to_whom}：",
        "parts": [
            {"head": "", "text": f"{found_on}，本单位巡查{place}，发现下列问题，现通知整改。"},
            {"head": "一、发现的问题", "text": f"{finding.item.text}：{finding.text}"},
            {"head": "二、依据", "text": f"{finding.item.basis}。"},
            {"head": "三、整改要求", "text": f"{order.demand}{referred}"},
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
