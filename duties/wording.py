"""What a change of a number says in words, and whom it stops."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q

from accounts.models import Unit
from duties.models import PolicyChange
from duties.policies import SHOW_STOPPED, policies


def change_words(change: PolicyChange) -> str:
    """每日报告 关闭 · 登记未成年人 时限 2个工作日 · 登记未成年人 告知县禁毒办 截止后24小时."""
    policy = policies().get(change.kind)
    if policy is None:
        return f"{change.kind}（已不再使用）"
    if change.field == "is_on":
        return f"{policy.title} {'恢复' if change.value else '关闭'}"
    if change.field == "due.amount":
        due = replace(policy.due, amount=int(change.value))
        return f"{policy.title} 时限 {due.words.removesuffix('内')}"
    no = int(change.field.removeprefix("ladder."))
    who = policy.ladder[no].tell.label if no < len(policy.ladder) else "（已不再使用的一级）"
    return f"{policy.title} 告知{who} {hours_words(timedelta(hours=float(change.value)))}"


def hours_words(after: timedelta) -> str:
    """An hour of the ladder: 截止时, 截止前4小时, 截止后24小时."""
    hours = after.total_seconds() / 3600
    if hours == 0:
        return "截止时"
    return f"截止前{-hours:g}小时" if hours < 0 else f"截止后{hours:g}小时"


@dataclass(frozen=True)
class Stopped:
    """One line on the page of a unit concerned: which kind, since when, why."""

    title: str
    from_on: date
    reason: str


def stopped_for(unit: Unit, today: date) -> list[Stopped]:
    """Kinds `unit` owes that the county switched off lately or will. One query."""
    owed = {kind: policy for kind, policy in policies().items() if policy.owed_by[0] == unit.kind}
    rows = PolicyChange.objects.standing().filter(Q(unit=None) | Q(unit=unit), field="is_on", kind__in=owed)
    last: dict[str, PolicyChange] = {}
    for change in rows:
        if not change.value:
            last[change.kind] = change
        elif change.from_on <= today:
            last.pop(change.kind, None)
    return [
        Stopped(owed[kind].title, change.from_on, change.reason)
        for kind, change in last.items()
        if today <= change.from_on + SHOW_STOPPED
    ]
