from datetime import datetime
from uuid import UUID, uuid5

from accounts.models import Unit, User
from common.clock import shanghai
from duties import actions
from duties.models import Duty, Escalation, EscalationEvent, Miss, Notice

SPACE = UUID(int=1)
START = shanghai(2026, 3, 2, 9)
"""Monday."""
DUE = shanghai(2026, 3, 3)


def key(n: int) -> UUID:
    return uuid5(SPACE, str(n))


def a_duty(unit: Unit, *, kind: str = "same_day", n: int = 1, at: datetime = START, **more: object) -> Duty:
    duty = actions.open(kind, subject=key(n), unit=unit, label=f"T-{n}", at=at, **more)  # type: ignore[arg-type]
    assert duty is not None
    return duty


def meet(duty: Duty, at: datetime, *, now: datetime | None = None, by: User | None = None) -> Duty | None:
    return actions.meet(duty.kind, subject=duty.subject, period=duty.period, at=at, now=now or at, by=by)


def ledger() -> dict[str, list]:
    """Everything the engine is responsible for, without the instants at which it happened to write it."""
    name = ("duty__kind", "duty__label")
    columns = {
        Duty: ("kind", "subject", "period", "unit", "started_at", "due_at", "met_at", "voided_at"),
        Miss: (*name, "at"),
        Notice: (*name, "step_no", "at", "tell", "unit", "post", "user", "skipped_level"),
        Escalation: (*name, "raised_at"),
        EscalationEvent: ("escalation__duty__kind", "escalation__duty__label", "step", "at"),
    }
    return {
        model.__name__: sorted(model.objects.values_list(*names), key=repr)
        for model, names in columns.items()
    }
