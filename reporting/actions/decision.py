"""What the police post, which sees a line and no case, puts on file: the decision, 无决定, 在所."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from accounts.permissions import require
from cases import actions as cases
from cases.actions import DecisionIn
from cases.actions.custody import file_custody
from cases.actions.decisions import file_decision, file_no_decision
from cases.models import Case
from cases.permissions import CasePerm
from cases.rules import is_drug_track
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty
from minors.models import Minor
from reporting.actions import clocks
from reporting.actions.intake import lock
from reporting.actions.offices import police_of
from reporting.choices import IntakeSource
from reporting.models import IntakeLine

CHASE = "case.decision_chase"


@transaction.atomic
@sensitive_variables("decision")
def record_line_decision(
    *, by: User, line: IntakeLine, decision: DecisionIn, now: datetime, client_id: UUID | None = None
) -> None:
    """The post puts the decision about the child of this line on file; meets `case.decision_chase`.

    Raises DomainError before registration, or on the field that is wrong. Law: 禁毒法33; 预防法41.
    """
    require(by, CasePerm.CHASE_DECISION, line)
    file_decision(_case_of(line), decision, by=by, now=now, client_id=client_id)


@transaction.atomic
def record_line_without_decision(
    *, by: User, line: IntakeLine, reason: str, now: datetime, client_id: UUID | None = None
) -> None:
    """The post says in writing that nothing was decided about the child of this line, and why."""
    require(by, CasePerm.CHASE_DECISION, line)
    file_no_decision(_case_of(line), reason, by=by, now=now, client_id=client_id)


@transaction.atomic
def record_line_custody(*, by: User, line: IntakeLine, now: datetime, **stay: Any) -> None:
    """The post writes where the child of this line is inside; `stay` as `cases.record_custody` takes it.

    It reads nothing of the case. Raises DomainError before registration, or on the field that is wrong.
    """
    require(by, CasePerm.CHASE_DECISION, line)
    file_custody(_case_of(line), by=by, now=now, **stay)


def open_chase(row: IntakeLine, case: Case, *, now: datetime) -> None:
    """Ask the police post for the paper of a child just registered, unless there is an answer already.

    Who came by themselves is not punished (禁毒法62): no paper is to be expected. The post sees no file it
    did not take in, so its duty then carries none.
    """
    if row.source == IntakeSource.SELF or not is_drug_track(case.track) or cases.is_answered(case):
        return
    _ask_police(row, now=now)


def _ask_police(row: IntakeLine, *, now: datetime, due_at: datetime | None = None) -> None:
    police = police_of(row.township)
    if row.unit_id != police.pk:  # the post must see the line on which it is asked
        row.unit = police
        row.save(update_fields=["unit"])
    file = row.minor_id if row.minor.intake_unit_id == police.pk else None
    duties.open(CHASE, subject=row.pk, unit=police, label=row.code, file=file, at=now, due_at=due_at)


def meet_chase(*, minor: Minor, at: datetime, by: User, now: datetime) -> None:
    """Hook of `ON_DECISION`: the chase on every line about this child is over."""
    for row in IntakeLine.objects.for_system("the paper is on file").filter(minor=minor):
        clocks.meet_line(CHASE, row, at=at, by=by, now=now)


def chase_again(*, minor: Minor, now: datetime) -> None:
    """Hook of `ON_WITHDRAWAL`: no answer is left, so the paper is chased again from `now` on.

    On the lines on which it was chased before, with their own hour while that lies ahead; where the wrong
    paper had come before anybody was asked, on the newest line. Who came by themselves is asked for none.
    """
    rows = IntakeLine.objects.for_system("the paper was withdrawn").filter(minor=minor)
    rows = rows.exclude(source=IntakeSource.SELF).exclude(registered_at=None)
    lines = list(rows.select_related("minor").order_by("-registered_at"))
    chased: dict[UUID, datetime] = {}
    for duty in Duty.objects.filter(kind=CHASE, subject__in=[row.pk for row in lines], voided_at=None):
        chased[duty.subject] = max(duty.due_at, chased.get(duty.subject, duty.due_at))
    for row in [row for row in lines if row.pk in chased] or lines[:1]:
        due = chased.get(row.pk)
        _ask_police(row, now=now, due_at=due if due and due > now else None)


def _case_of(line: IntakeLine) -> Case:
    row = lock(line)
    case = Case.objects.for_system("the decision of a line").open().filter(minor=row.minor_id).first()
    if row.registered_at is None or case is None:
        raise DomainError("该未成年人尚未登记立案，或个案已办结，现在不能登记。")
    return case
