"""What every action on a case does first and last: lock it, refuse the finished, move it, start clocks."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from accounts.models import User
from cases import rules
from cases.choices import CaseStatus
from cases.models import FINISHED, Case, Contact, Measure, Team
from common import calendar, clock
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty

_OF_A_PERIOD = {"case.test", "case.end_checklist", "case.leave_decide", "case.leave_return"}
ONE_AT_A_TIME = rules.OF_MEASURE - _OF_A_PERIOD | {"case.lift_notice"}
"""Owed for a measure, once at a time: the others say in their period what they are about."""


def lock(case: Case) -> Case:
    """The case under a row lock. Raises DomainError if it is finished."""
    rows = Case.objects.for_system("lock")
    rows.select_for_update().get(pk=case.pk)
    case = rows.select_related("minor", "unit").get(pk=case.pk)  # joined after the wait, not before it
    if case.status in FINISHED:
        raise DomainError("该个案已结束，不能再登记。")
    return case


def move(case: Case, to: CaseStatus) -> None:
    if case.status != to:
        rules.CASE_FLOW.check(CaseStatus(case.status), to)
        case.status = to
        case.save(update_fields=["status"])


def open_duty(
    kind: str, case: Case, *, at: datetime, subject: UUID | None = None, **holders: Any
) -> Duty | None:
    """Start a clock on `case`, or on its row `subject`; it carries the code and nothing else of the child.

    What is still open since it was missed under a decision withdrawn since is not taken for it.
    """
    subject = subject or case.pk
    if kind in ONE_AT_A_TIME:
        holders["period"] = _free_period(kind, subject, case)
    return duties.open(
        kind,
        subject=subject,
        unit=case.unit,
        label=case.minor.code,
        file=case.minor_id,
        at=at,
        **holders,
    )


def holders_of(case: Case) -> dict[str, Any]:
    """Social worker and community officer, who owe what the team owes; nobody where no team works."""
    teams = Team.objects.for_system("who owes it").live().filter(case=case)
    team = teams.select_related("social_worker", "community_officer").first()
    return {"holder": team.social_worker, "deputy_holder": team.community_officer} if team else {}


def left_over(case: Case | None = None) -> Q:
    """Condition on duties: owed under a decision that was withdrawn since, and missed before that.

    Nobody can void them, and nothing that is owed later is one of them. Of `case`, or of all.
    """
    gone = Measure.objects.for_system("withdrawn").filter(withdrawn_at__isnull=False)
    gone = gone.filter(case=case) if case else gone
    after = Measure.objects.for_system("the one after").filter(case=OuterRef("case"), at__gt=OuterRef("at"))
    found = Q(pk__in=[])
    for row in gone.annotate(then=Subquery(after.order_by("at").values("at")[:1])):
        until = min(filter(None, (row.withdrawn_at, row.then)))
        found |= Q(subject=row.case_id, started_at__gte=row.at, started_at__lt=until)
    return found & Q(kind__in=ONE_AT_A_TIME)


def _free_period(kind: str, subject: UUID, case: Case) -> str:
    rows = Duty.objects.open().filter(kind=kind, subject=subject)
    if not rows.exists():
        return ""
    running = rows.exclude(pk__in=rows.filter(left_over(case)).values_list("pk", flat=True)).first()
    if running is not None:
        return running.period
    return str(Duty.objects.filter(kind=kind, subject=subject).count() + 1)


def meet_all(kind: str, case: Case, *, at: datetime, now: datetime, by: User) -> None:
    """Meet what is owed of `kind`, and with it what was missed of it under a decision withdrawn since."""
    rows = Duty.objects.open().filter(kind=kind, subject=case.pk)
    for period in list(rows.values_list("period", flat=True)):
        duties.meet(kind, subject=case.pk, period=period, at=at, now=now, by=by)


def open_known(
    kind: str, case: Case, *, at: datetime, known_at: datetime, due_at: datetime | None = None, **more: Any
) -> None:
    """Start the clock of a fact of `at` that came on file at `known_at`: nobody is late who could not know.

    Its hour stays the fact's own while it lies ahead of `known_at`; else it is counted anew from there, as
    the policy says. Either way it starts, and its ladder speaks, no earlier than `known_at`.
    """
    started = max(at, known_at)
    policy, _ = duties.effective_policy(kind, unit=case.unit, at=at)
    if policy is None:
        return
    due = due_at or policy.due(at, calendar.overrides())
    open_duty(kind, case, at=started, due_at=due if due > started else None, **more)


def refuse_care(case: Case, said: str) -> None:
    """Raise DomainError on 关爱帮扶: a child who uses nothing is cared for, and nothing else (design §5)."""
    if not rules.is_drug_track(case.track):
        raise DomainError(f"关爱帮扶的孩子{said}。")


def check_when(case: Case, at: datetime, now: datetime) -> None:
    """Raise DomainError for what lies ahead, or before the case. Forms know minutes, so minutes count."""
    if at > now:
        raise DomainError("时间不能晚于现在。", field="at")
    if at < case.opened_at.replace(second=0, microsecond=0):
        opened = clock.local(case.opened_at)
        raise DomainError(f"时间不能早于立案（{opened:%Y-%m-%d %H:%M}）。", field="at")


def is_lost(minor: UUID) -> bool:
    """True while the open case of the file is in the state 失联 (setting `MISSING_CHECKS`)."""
    rows = Case.objects.for_system("is the child lost").open()
    return rows.filter(minor=minor, status=CaseStatus.LOST).exists()


def visits_planned(user: User, day: date) -> set[UUID]:
    """Files whose next contact somebody set for `day`, among the open cases `user` sees (`VISIT_PLANS`)."""
    rows = Contact.objects.visible_to(user).filter(next_on=day).exclude(case__status__in=FINISHED)
    return set(rows.values_list("case__minor_id", flat=True))
