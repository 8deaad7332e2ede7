"""Plan, risk class and review of a case; each month on one line; children of 关爱帮扶 apart."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from accounts.permissions import may, require
from cases import actions, forms
from cases.choices import PlanState
from cases.models import CarePlan, Case, MonthLine, Review, RiskClass
from cases.permissions import CasePerm
from cases.views.shared import Page, drug_case_or_404, header, linked, rows_of, step, tried_as_seen
from common import clock
from common.errors import DomainError
from minors.choices import Track

LINES, CHILDREN = 300, 200
PLANS = "cases:plan_detail"


@require_GET
def plan_detail(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.VIEW)
    return render(request, "cases/plan_detail.html", _plans(request, case))


@require_http_methods(["GET", "POST"])
def plan_propose(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.PROPOSE_PLAN)
    last = rows_of(CarePlan, request, case).first()
    kept = ("goals", "steps", "child_view", "guardian_view")
    form = forms.PlanForm(
        request.POST or None, initial={name: getattr(last, name) for name in kept} if last else {}
    )
    page = Page(
        "拟定工作计划", "新版本提交后由主任审批；旧版本留存。不写姓名、号码和学校。", "提交审批", back=PLANS
    )
    return step(request, case, form, actions.propose_plan, page, "计划已提交，等待主任审批。")


@require_http_methods(["GET", "POST"])
def plan_decide(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.APPROVE_PLAN)
    form = forms.PlanDecisionForm(request.POST or None)

    def act(*, decision: str, **given: Any) -> None:
        actions.decide_plan(approve=decision == PlanState.APPROVED, **given)

    said = "已同意。" if request.POST.get("decision") == PlanState.APPROVED else "已退回。"
    if tried_as_seen(request, form, act, said, case=case, topic="plan"):
        return redirect("cases:plan_detail", pk)
    return render(request, "cases/plan_decide.html", {**_plans(request, case), "form": form})


@require_http_methods(["GET", "POST"])
def risk_assess(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.ASSESS_RISK)
    form = forms.RiskForm(request.POST or None, today=clock.local_day(request.now))
    page = Page("评定风险等级", "走访的间隔跟着等级走；到复评日期会提醒。", back=PLANS)
    return step(request, case, form, actions.assess_risk, page, "风险等级已登记。")


@require_http_methods(["GET", "POST"])
def review_record(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.PROPOSE_PLAN)
    form = forms.ReviewForm(request.POST or None, initial={"on": clock.local_day(request.now)})
    page = Page("帮教评估", "每半年或每学期一次。建议提前结束或延长的，由主任签字决定。", back=PLANS)
    return step(request, case, form, actions.record_review, page, "评估已登记。")


@require_http_methods(["GET", "POST"])
def month_list(request: Request) -> HttpResponse:
    require(request.user, CasePerm.VIEW)
    if request.method == "POST":
        require(request.user, CasePerm.READ_MONTHS)
        try:
            actions.read_months(by=request.user, now=request.now)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "已阅。")
        return redirect("cases:month_list")
    rows = MonthLine.objects.visible_to(request.user).select_related("case__minor", "unit")
    lines = list(rows.order_by("-month", "case__minor__code")[:LINES])
    actions.mark_pauses(lines)
    context = {"lines": lines, "may_read": may(request.user, CasePerm.READ_MONTHS), "now": request.now}
    context |= linked(request, [line.case for line in lines])
    return render(request, "cases/month_list.html", context)


@require_GET
def care_list(request: Request) -> HttpResponse:
    """Children who use nothing: their own list and count, never among users."""
    require(request.user, CasePerm.VIEW)
    rows = Case.objects.visible_to(request.user).filter(track=Track.CARE).select_related("minor", "unit")
    found = list(rows.order_by("-opened_at", "pk")[:CHILDREN])
    open_ones = sum(case.closed_at is None for case in found)
    context = {"cases": found, "open_ones": open_ones, "now": request.now, **linked(request, found)}
    context["may_add"] = may(request.user, CasePerm.OPEN)
    return render(request, "cases/care_list.html", context)


def _plans(request: Request, case: Case) -> dict[str, Any]:
    plans = list(rows_of(CarePlan, request, case, "by", "decided_by"))
    return {
        **header(request, case),
        "plans": plans,
        "waiting": next((plan for plan in plans if plan.state == PlanState.PROPOSED), None),
        "risks": rows_of(RiskClass, request, case),
        "reviews": rows_of(Review, request, case),
    }
