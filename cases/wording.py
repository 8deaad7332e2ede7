"""Sentences a page says about the law, from given facts."""

from datetime import date, datetime, timedelta

from cases.rules import ReportIn, handover_due_on, may_be_under_16
from common import clock

UNDER_16 = (
    "按档案，孩子可能未满16周岁（周岁从生日的第二天起算）：不满十六周岁吸毒成瘾的，可以不适用强制隔离戒毒，"
    "应当作出社区戒毒的决定（禁毒法39、戒毒条例26）。强制隔离戒毒在这里从不预先选好，只在文书已经如此写明时才登记。"
)
SPARED = (
    "作出决定时孩子可能未满16周岁：不满十六周岁吸毒成瘾的，可以不适用强制隔离戒毒，"
    "应当作出社区戒毒的决定（禁毒法39、戒毒条例26）。请与决定机关核对。"
)
"""Stands beside 强制隔离 ordered for a child who may have been under sixteen."""
PUPIL_16 = (
    "孩子已满16周岁、未满18周岁，是在校学生：有的地方（重庆的条例第39条）规定这样的孩子也可以不适用强制隔离戒毒，"
    "本地是否参照，由县里定。强制隔离戒毒在这里从不预先选好，只在文书已经如此写明时才登记。"
)
"""Another province's rule, offered as a preset only (law.md §2, 重庆39): it explains and decides nothing."""
FROM_16 = "请照文书原样填写。被查获吸毒不等于成瘾；没有成瘾认定和决定书的，不适用社区戒毒的规定。"


def isolation_words(adult_from: date | None, day: date, *, is_pupil: bool) -> str:
    """What the page on decisions says first: why 强制隔离 is no default, or that the paper decides."""
    if may_be_under_16(adult_from, day):
        return UNDER_16
    is_minor = adult_from is not None and day < adult_from
    return f"{PUPIL_16}{FROM_16}" if is_minor and is_pupil else FROM_16


def report_in_words(by: ReportIn, due_at: datetime | None) -> str:
    """By when to report in: the law's day, and beside it the house's own where that is later.

    `due_at` is the hour of the open duty. The house counts anew for a paper that came on file too late.
    """
    last = clock.local_day(due_at - timedelta(microseconds=1)) if due_at else by.counted
    if last <= max(by.counted, by.shifted):
        return f"应在 {by.counted} 24:00 前报到（按节假日顺延为 {by.shifted}）；系统按较早的一天提醒。"
    return (
        f"法定应在 {by.counted} 24:00 前报到（按节假日顺延为 {by.shifted}）；决定登记得晚，"
        f"本单位自登记（中止过的自恢复）起计，至 {last} 24:00 落实报到，过后仍未报到的才出具逾期未报到证明。"
    )


def late_words(days: int) -> str:
    """What is said of a report-in `days` too late. Whether there was a good reason a human judges."""
    law = "没有正当理由逾期不报到的，视为拒绝接受社区戒毒（戒毒条例14）"
    return f"迟到 {days} 天。{law}；有没有正当理由，由人判断。"


def adult_words(adult_from: date | None) -> list[str]:
    """By when the adult file must have answered, and where the day itself is kept (ADR 040)."""
    if adult_from is None:
        return []
    due = handover_due_on(adult_from)
    return [
        f"孩子最早在{due:%Y年%m月}年满18周岁（周岁从生日的第二天起算），因此提醒以{due:%Y-%m-%d}之前取得回执为限。",
        "确切的生日不写在个案和时限里，只在身份信息里；需要核对的，点开身份信息查看，查阅会留痕。",
    ]
