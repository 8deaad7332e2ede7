"""What happened under a decision withdrawn since stays, and counts under the one that binds the child now."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from cases import rules
from cases.actions.rows import open_duty
from cases.models import (
    Case,
    DrugTest,
    Leave,
    Measure,
    NoReagent,
    PoliceReport,
    RefusedTest,
    UnauthorisedLeave,
)
from common import clock
from duties.models import Duty

POSITIVE, LEAVE_DECIDE = "case.positive", "case.leave_decide"
DAYS: tuple[tuple[Any, str, bool], ...] = (
    (DrugTest, "at", True),
    (RefusedTest, "at", True),
    (PoliceReport, "at", True),
    (NoReagent, "on", False),
    (Leave, "from_on", False),
    (UnauthorisedLeave, "left_on", False),
)
"""Tables of what a child or we did under a measure, the column of the day, and if that is an instant."""


def adopt(case: Case, measure: Measure, *, now: datetime) -> None:
    """Hang on `measure` what happened in its time under a withdrawn one; what is owed for it is owed again.

    Nothing where the measure does not bind the child: then there was nothing to refuse and no leave to ask.
    """
    if not rules.binds_child(measure.track, has_decision=True):
        return
    gone = Measure.objects.for_system("withdrawn").filter(case=case, withdrawn_at__isnull=False)
    keys = set(gone.values_list("pk", flat=True))
    if not keys:
        return
    for model, column, is_instant in DAYS:
        rows = model.objects.for_system("adopted").filter(measure__in=keys)
        for row in rows.filter(**_from(column, measure.served_on, is_instant=is_instant)):
            row.measure = measure
            row.save(update_fields=["measure"])
    _owe_again(case, measure, now=now)


def _from(column: str, first: date, *, is_instant: bool) -> dict[str, Any]:
    return {f"{column}__gte": clock.start_of_day(first) if is_instant else first}


def _owe_again(case: Case, measure: Measure, *, now: datetime) -> None:
    """A positive that nobody has told the police of, a request for leave that nobody has answered."""
    tests = DrugTest.objects.for_system("adopted").standing().filter(measure=measure)
    keys = set(tests.values_list("pk", flat=True))
    leaves = Leave.objects.for_system("adopted").waiting().filter(measure=measure)
    periods = {f"L-{key.hex[:8]}" for key in leaves.values_list("pk", flat=True)}
    void = Duty.objects.filter(file=case.minor_id, voided_at__isnull=False)
    owed = Q(kind=POSITIVE, subject__in=keys) | Q(kind=LEAVE_DECIDE, subject=case.pk, period__in=periods)
    for duty in void.filter(owed, voided_at__in=_withdrawals(case)).order_by("due_at"):
        once_more(case, duty, now=now)


def _withdrawals(case: Case) -> list[datetime]:
    gone = Measure.objects.for_system("withdrawn").filter(case=case, withdrawn_at__isnull=False)
    return [at for at in gone.values_list("withdrawn_at", flat=True) if at]


def once_more(case: Case, duty: Duty, *, now: datetime, **holders: Any) -> UUID | None:
    """Open again what was voided by mistake: with its own hour while that lies ahead, else counted anew."""
    due = duty.due_at if duty.due_at > now else None
    opened = open_duty(
        duty.kind, case, at=now, due_at=due, subject=duty.subject, period=duty.period, **holders
    )
    return opened.pk if opened else None
