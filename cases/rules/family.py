"""Who may be what in a family, and which seats of a working group are empty. Pure."""

from collections.abc import Iterable
from datetime import date

from cases.choices import CallOutcome, CarerFinding, GroupRole
from minors.choices import Relation, Track

CARER_CHECK, PARENT_CALL, HANDOVER = "case.carer_check", "case.parent_call", "case.handover"
BOUND_BY_17 = (Track.COMMUNITY_DETOX, Track.COMMUNITY_RECOVERY)
"""Where 戒毒条例17 orders the group of five; elsewhere its empty seats are said quietly."""


def member_problem(relation: str, *, is_guardian: bool, cares: bool) -> tuple[str, str] | None:
    """(field, sentence) of what cannot be, or None. A carer by mandate is no guardian, and does care."""
    if relation == Relation.CARER and is_guardian:
        return "is_guardian", "受托照护人不是监护人，父母仍负监护责任（未成年人保护法22）。"
    if relation == Relation.CARER and not cares:
        return "cares", "受托照护人就是日常照护孩子的人，请勾选；已经不照护的，请填截止日期。"
    return None


def days_problem(start: date, end: date | None, today: date) -> tuple[str, str] | None:
    """(field, sentence) where a span lies ahead or ends before it begins, or None."""
    if start > today:
        return "from_on", "开始日期不能晚于今天。"
    if end is not None and end < start:
        return "until_on", "结束日期不能早于开始日期。"
    if end is not None and end > today:
        return "until_on", "结束日期不能晚于今天。"
    return None


def settles_check(finding: str) -> bool:
    """False while nobody knows: 没能核实 leaves the duty open."""
    return finding != CarerFinding.UNSURE


def is_unfit(finding: str) -> bool:
    return finding in (CarerFinding.HABIT, CarerFinding.HARM)


def settles_call(outcome: str) -> bool:
    """That the parents did not call is an answer; that nobody could be asked is none."""
    return outcome != CallOutcome.UNKNOWN


def empty_seats(*, has_team: bool, seats: Iterable[str]) -> list[GroupRole]:
    """Which of the five of 戒毒条例17 nobody fills: it warns and never blocks."""
    filled = set(seats) | ({GroupRole.STAFF, GroupRole.POLICE} if has_team else set())
    return [role for role in GroupRole if role not in filled]
