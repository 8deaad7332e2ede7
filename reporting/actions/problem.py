"""随时报送: a difficulty in at most ten lines, and the answer of the unit it was sent to."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.permissions import require
from common.errors import DomainError
from duties import actions as duties
from reporting import wording
from reporting.models import Problem
from reporting.permissions import ReportPerm
from reporting.policies import ANSWERERS, PROBLEM_GOES_TO, PROBLEM_MAX_LINES


def addressees(user: User) -> QuerySet[Unit]:
    """To whom `user` may send a problem: offices of the own township and the county, by the kind of unit."""
    if user.acting is None:
        return Unit.objects.none()
    unit = user.acting.unit
    kinds = PROBLEM_GOES_TO[UnitKind(unit.kind)]
    rows = Unit.objects.active().filter(kind__in=kinds, county=unit.county).exclude(pk=unit.pk)
    if unit.kind == UnitKind.COUNTY:
        return rows
    return rows.filter(township__in=[unit.township, unit.county])


@transaction.atomic
def file_problem(
    *, by: User, to_unit: Unit, text: str, now: datetime, client_id: UUID | None = None
) -> Problem:
    """Tell another office of a difficulty; it owes an answer. No line may hold a person's number.

    Law: 方案五(三) 随时报送.
    """
    require(by, ReportPerm.FILE_PROBLEM)
    if client_id and (sent := Problem.objects.visible_to(by).filter(client_id=client_id).first()):
        return sent
    if not addressees(by).filter(pk=to_unit.pk).exists():
        raise DomainError("请在列出的单位中选一个。", field="to_unit")
    wording.refuse_long(text, most=PROBLEM_MAX_LINES, field="text")
    problem = Problem(
        client_id=client_id,
        from_unit=by.acting.unit,  # type: ignore[union-attr]
        to_unit=to_unit,
        text=text.strip(),
        at=now,
        by=by,
    )
    problem.full_clean()
    problem.save()
    duties.open(
        "problem.reply",
        subject=problem.pk,
        unit=to_unit,
        label=problem.number,
        at=now,
        post=ANSWERERS[UnitKind(to_unit.kind)][0],
    )
    return problem


def may_answer(user: User, problem: Problem) -> bool:
    """True for the posts that answer for the addressed unit, as long as nobody has answered."""
    acting = user.acting
    return (
        acting is not None
        and acting.unit.pk == problem.to_unit_id
        and acting.post in ANSWERERS[UnitKind(problem.to_unit.kind)]
        and problem.replied_at is None
    )


@transaction.atomic
def answer_problem(*, by: User, problem: Problem, text: str, now: datetime) -> Problem:
    """Answer once; the paper is then filed. Raises DomainError if a colleague was faster."""
    require(by, ReportPerm.ANSWER_PROBLEM, problem)
    row = (
        Problem.objects.for_system("lock")
        .select_for_update(of=("self",))
        .select_related("to_unit")
        .get(pk=problem.pk)
    )
    if row.replied_at is not None:
        raise DomainError("这件困难问题已经答复。")
    if not may_answer(by, row):
        raise PermissionDenied("somebody else's problem")
    wording.refuse_long(text, most=PROBLEM_MAX_LINES, field="text")
    row.reply, row.replied_at, row.replied_by = text.strip(), now, by
    row.full_clean()
    row.save(update_fields=["reply", "replied_at", "replied_by"])
    duties.meet("problem.reply", subject=row.pk, at=now, now=now, by=by)
    return row
