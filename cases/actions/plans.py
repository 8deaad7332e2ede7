"""Plan, risk class and review: proposed below, decided by the head, looked at again on a day."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from cases.actions.contacts import follow_risk
from cases.actions.days import at_day, check_day, live_measure
from cases.actions.growing import catch_up
from cases.actions.rows import lock, meet_all, open_duty
from cases.choices import PlanState
from cases.models import CarePlan, Case, Review, RiskClass
from cases.permissions import CasePerm
from common import clock, wording
from common.errors import DomainError
from duties import actions as duties
from minors.choices import Track

APPROVE, RISK, REVIEW = "case.plan_approve", "case.risk_review", "case.review"


@transaction.atomic
def propose_plan(
    *,
    by: User,
    case: Case,
    goals: str,
    steps: str,
    child_view: str,
    guardian_view: str,
    now: datetime,
    client_id: UUID | None = None,
) -> CarePlan:
    """Put forward the next version of the plan; one still waiting gives way. Law: 戒毒条例15."""
    require(by, CasePerm.PROPOSE_PLAN, case)
    wording.refuse_numbers_in(goals=goals, steps=steps, child_view=child_view, guardian_view=guardian_view)
    client_id = client_id or uuid4()
    if row := CarePlan.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    case = lock(case)
    rows = CarePlan.objects.for_system("next version").filter(case=case)
    for waiting in rows.filter(state=PlanState.PROPOSED):
        waiting.state = PlanState.SUPERSEDED
        waiting.save(update_fields=["state"])
    row = CarePlan(
        case=case,
        version=rows.count() + 1,
        goals=goals,
        steps=steps,
        child_view=child_view,
        guardian_view=guardian_view,
        by=by,
        at=now,
        client_id=client_id,
    )
    row.save(force_insert=True)
    duties.void(APPROVE, subject=case.pk, now=now, reason="另提新版")
    open_duty(APPROVE, case, at=now)
    return row


@transaction.atomic
def decide_plan(*, by: User, case: Case, approve: bool, reason: str = "", now: datetime) -> CarePlan:
    """The head approves the version that waits, or returns it with a reason; nobody approves their own."""
    require(by, CasePerm.APPROVE_PLAN, case)
    case = lock(case)
    rows = CarePlan.objects.for_system("decide").filter(case=case)
    row = rows.filter(state=PlanState.PROPOSED).first()
    if row is None:
        raise DomainError("没有待审批的计划。")
    if row.by_id == by.pk:
        raise DomainError("不能审批自己拟定的计划，请由他人拟定或由县禁毒办处理。")
    if approve:
        for former in rows.filter(state=PlanState.APPROVED):
            former.state = PlanState.SUPERSEDED
            former.save(update_fields=["state"])
        row.state = PlanState.APPROVED
    else:
        row.returned = wording.require_reason(reason, field="reason")
        row.state = PlanState.RETURNED
    row.decided_by, row.decided_at = by, now
    row.save()
    duties.meet(APPROVE, subject=case.pk, at=now, now=now, by=by)
    return row


@transaction.atomic
def assess_risk(
    *,
    by: User,
    case: Case,
    level: str,
    reasons: str,
    review_on: date,
    now: datetime,
    client_id: UUID | None = None,
) -> RiskClass:
    """Give the case a risk class, with reasons and the day on which it is looked at again.

    Basis: 禁毒办通〔2016〕37号.
    """
    require(by, CasePerm.ASSESS_RISK, case)
    reasons = wording.require_reason(reasons, field="reasons")
    client_id = client_id or uuid4()
    if row := RiskClass.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    catch_up(case, now)
    case = lock(case)
    today = clock.local_day(now)
    if not today < review_on <= today.replace(year=today.year + 1, day=min(today.day, 28)):
        raise DomainError("复评日期应在明天到一年之内。", field="review_on")
    row = RiskClass(
        case=case, level=level, reasons=reasons, review_on=review_on, by=by, at=now, client_id=client_id
    )
    row.save(force_insert=True)
    duties.meet(RISK, subject=case.pk, at=now, now=now, by=by)
    follow_risk(case, now=now)
    return row


@transaction.atomic
def record_review(
    *,
    by: User,
    case: Case,
    on: date,
    result: str,
    note: str,
    now: datetime,
    client_id: UUID | None = None,
) -> Review:
    """Write down how a 帮教 goes, each half year or school term. What follows from it the head decides."""
    require(by, CasePerm.PROPOSE_PLAN, case)
    wording.refuse_numbers(note, field="note")
    client_id = client_id or uuid4()
    if row := Review.objects.for_system("sent twice").filter(client_id=client_id, case=case).first():
        return row
    catch_up(case, now)
    case = lock(case)
    measure = live_measure(case)
    if measure.track != Track.CORRECTION:
        raise DomainError("只有帮教矫治做这项评估。")
    check_day(on, now, measure.served_on, "评估不会早于送达。")
    row = Review(
        case=case, measure=measure, on=on, result=result, note=note, by=by, at=now, client_id=client_id
    )
    row.save(force_insert=True)
    meet_all(REVIEW, case, at=at_day(on, now), now=now, by=by)
    return row
