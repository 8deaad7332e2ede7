"""What becomes of duties when the file they are about is sealed, in the caller's transaction."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from duties.actions.ledger import _stop_the_clock
from duties.models import Duty, Escalation, Excuse
from duties.policies import policies

SEALED = "档案封存"


def hide(*, files: Iterable[UUID] = (), subjects: Iterable[UUID] = (), now: datetime) -> int:
    """Take the duties about these files or rows off every page; how many.

    What is open and not yet due is void; what was met, missed or voided stays a fact for figures.
    """
    about = Q(file__in=list(files)) | Q(subject__in=list(subjects))
    rows = Duty.objects.filter(about, hidden_at=None).select_for_update(of=("self",)).order_by("id")
    found = list(rows)
    for duty in found:
        duty.hidden_at = now
        if duty.met_at is None and duty.voided_at is None and duty.due_at > now:
            duty.voided_at, duty.void_reason = now, SEALED
        _stop_the_clock(duty, now)
        duty.save(update_fields=["hidden_at", "voided_at", "void_reason", "next_step_at"])
    return len(found)


def seal_holds(*, files: list[UUID], subjects: list[UUID] | None = None, now: datetime) -> list[str]:
    """Hook of `SEAL_HOLDS`: why these files may not be sealed yet: somebody still has to answer for them."""
    about = Q(file__in=files) | Q(subject__in=subjects or [])
    duties = Duty.objects.filter(about, hidden_at=None).exclude(kind="seal.decide")
    keys = list(duties.values_list("pk", flat=True))
    held = []
    if Escalation.objects.filter(duty__in=keys, closed_at=None).exists():
        held.append("有上报到县、尚未办结的事项。")
    waiting = Excuse.objects.filter(duty__in=keys, signed_at=None, refused_at=None)
    if waiting.exists():
        held.append("有情况说明尚未签认。")
    explained = Excuse.objects.filter(duty__in=keys, signed_at__isnull=False).values("duty")
    if duties.overdue(now).exclude(pk__in=explained).exists():
        held.append("有逾期未办、也没有经签认的情况说明的事项。")
    return held


def promises(*, files: list[UUID], but: tuple[str, ...], now: datetime) -> list[str]:
    """What is owed about these files and not yet due, each by its title; kinds beginning with `but` aside."""
    rows = Duty.objects.open().filter(file__in=files, hidden_at=None, due_at__gt=now).order_by("due_at", "id")
    known = policies()
    titles = [
        known[row.kind].title if row.kind in known else row.kind
        for row in rows
        if not row.kind.startswith(but)
    ]
    return [f"还有未办结的事项：{title}。" for title in dict.fromkeys(titles)]
