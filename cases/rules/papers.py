"""Which paper the rows call for, and what it says of them. Pure.

Law: 戒毒条例14 (报到), 19, 20 (严重违反), 21 (报告公安机关). Isolation is never threatened to a child here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cases.choices import LetterKind
from cases.rules.counters import Counters


@dataclass(frozen=True)
class Facts:
    """What is on record of one measure. `report_by`: the later reading of the last day to report in."""

    decision: str
    organ: str
    served_on: date
    report_by: date
    reported_in_on: date | None
    refused_on: tuple[date, ...]
    left_on: tuple[date, ...]
    counters: Counters
    today: date
    house_until: date | None = None
    """The last day that the house itself still waits: later than the law's for a paper filed late."""

    @property
    def is_absent(self) -> bool:
        """True from the day after the last one to report in, by the reading that is kinder to the child."""
        last = max(self.report_by, self.house_until or self.report_by)
        return self.reported_in_on is None and self.today > last


LAW = {
    LetterKind.WARN: "戒毒条例第十四条、第十九条、第二十条、第二十一条",
    LetterKind.NO_SHOW: "戒毒条例第十四条、第二十一条",
    LetterKind.BREACH: "戒毒条例第二十条、第二十一条",
}
DEMANDS = {
    LetterKind.WARN: "请在监护人陪同下尽快到本站说明情况，按规定报到、接受检测，离开本县前先请假。",
    LetterKind.NO_SHOW: "以上情况依法报告，请依法处理。",
    LetterKind.BREACH: "以上情况依法报告，请依法处理。",
}


def wanted(facts: Facts) -> list[LetterKind]:
    """The papers that the facts call for, in the order in which they are written."""
    found = []
    if facts.is_absent or facts.refused_on or facts.left_on:
        found.append(LetterKind.WARN)
    if facts.is_absent:
        found.append(LetterKind.NO_SHOW)
    if facts.counters.reached:
        found.append(LetterKind.BREACH)
    return found


def grounds(kind: LetterKind, facts: Facts) -> str:
    """What the paper says happened: from the rows, without a judgement."""
    said = []
    if facts.is_absent and kind != LetterKind.BREACH:
        late = (facts.today - facts.report_by).days
        said.append(
            f"{facts.decision}已于{_day(facts.served_on)}送达，应在{_day(facts.report_by)}24时前报到，"
            f"至今未报到，已逾期{late}日。没有正当理由逾期不报到的，视为拒绝接受社区戒毒。"
        )
    if kind == LetterKind.WARN:
        if facts.refused_on:
            said.append(f"{_days(facts.refused_on)}拒绝或者逃避检测，共{len(facts.refused_on)}次。")
        if facts.left_on:
            said.append(f"{_days(facts.left_on)}未经批准擅自离开，共{len(facts.left_on)}次。")
    if kind == LetterKind.BREACH:
        count = facts.counters
        said.append(
            f"执行{facts.decision}、签订协议以来：拒绝或者逃避检测{count.refusals}次，擅自离开{count.leaves}次，"
            f"擅自离开累计{count.days}日。"
        )
    return "".join(said)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _days(days: Iterable[date]) -> str:
    return "、".join(_day(day) for day in list(days)[-6:])
