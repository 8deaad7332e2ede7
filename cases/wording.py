"""Sentences a page says about the law, from given facts."""

from datetime import date

from cases.rules import handover_due_on, may_be_under_16

UNDER_16 = (
    "按档案，孩子可能未满16周岁（周岁从生日的第二天起算）：不满十六周岁吸毒成瘾的，可以不适用强制隔离戒毒，"
    "应当作出社区戒毒的决定（禁毒法39、戒毒条例26）。强制隔离戒毒在这里从不预先选好，只在文书已经如此写明时才登记。"
)
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


def adult_words(adult_from: date | None) -> list[str]:
    """By when the adult file must have answered, and where the day itself is kept (ADR 040)."""
    if adult_from is None:
        return []
    due = handover_due_on(adult_from)
    return [
        f"孩子最早在{due:%Y年%m月}年满18周岁（周岁从生日的第二天起算），因此提醒以{due:%Y-%m-%d}之前取得回执为限。",
        "确切的生日不写在个案和时限里，只在身份信息里；需要核对的，点开身份信息查看，查阅会留痕。",
    ]
