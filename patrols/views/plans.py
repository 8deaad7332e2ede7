from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import formset_factory
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.choices import Post, UnitKind
from accounts.http import Request
from accounts.models import Unit
from accounts.permissions import may
from common import clock
from common.errors import DomainError
from duties.models import Duty
from patrols import actions
from patrols.actions.rounds import periods_of_rule
from patrols.choices import PlanState, Repeat, SeasonKind, Surrounding
from patrols.forms.plans import PlanForm, ReturnForm, RuleForm
from patrols.models import Patrol, Plan, PlanRule, Season
from patrols.permissions import PatrolPerm
from patrols.rules import Period
from patrols.views.shared import put, row_or_404

RuleForms = formset_factory(RuleForm, extra=0, min_num=1, max_num=12, validate_min=True, can_delete=True)

USUAL = [
    (SeasonKind.TERM, Repeat.WEEKLY, Surrounding.INSIDE, Post.SCHOOL_LIAISON, "宿舍\n厕所\n教学楼楼道"),
    (SeasonKind.TERM, Repeat.WEEKLY, Surrounding.OUTSIDE, Post.SCHOOL_LIAISON, "校门口\n校外僻静处"),
    (SeasonKind.TERM, Repeat.MONTHLY, Surrounding.OUTSIDE, Post.STATION_CLERK, "校门口周边商铺"),
    (SeasonKind.HOLIDAY, Repeat.ONCE, Surrounding.INSIDE, Post.SCHOOL_LIAISON, "封闭的校舍"),
]
"""What a new plan proposes; every line may be changed or taken out."""


@require_http_methods(["GET", "POST"])
def plan_of_season(request: Request, pk: UUID) -> HttpResponse:
    """The plan of a term: what stands, and the form as long as it may be written."""
    season = row_or_404(request, Season, pk, "campus")
    plan = Plan.objects.visible_to(request.user).filter(season=season).order_by("-version").first()
    may_draft = may(request.user, PatrolPerm.DRAFT_PLAN) and (
        plan is None or plan.state == PlanState.RETURNED
    )
    if plan is not None and not may_draft and request.method == "GET":
        return redirect("patrols:plan_detail", plan.pk)
    form, lines = PlanForm(request.POST or None), _lines(request, season, plan)
    if request.method == "POST" and may_draft and form.is_valid() and lines.is_valid():
        drawn = [one.line for one in lines.forms if not one.cleaned_data.pop("DELETE", False)]
        try:
            plan = actions.draft_plan(
                by=request.user, season=season, lines=drawn, now=request.now, **form.cleaned_data
            )
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "计划已送办公室主任审定。")
            return redirect("patrols:plan_detail", plan.pk)
    context = {"season": season, "plan": plan, "form": form, "lines": lines, "may_draft": may_draft}
    return render(request, "patrols/plan_of_season.html", context)


@require_GET
def plan_detail(request: Request, pk: UUID) -> HttpResponse:
    plan = row_or_404(request, Plan, pk, "season", "campus", "drafted_by", "decided_by")
    rules = list(PlanRule.objects.visible_to(request.user).filter(plan=plan).select_related("unit"))
    today = clock.local_day(request.now)
    is_sent = plan.state == PlanState.SENT
    context = {
        "plan": plan,
        "rules": rules,
        "months": _months(request, rules, today) if plan.state == PlanState.APPROVED else [],
        "today": today,
        "return_form": ReturnForm() if is_sent and may(request.user, PatrolPerm.APPROVE_PLAN) else None,
        "may_patrol": may(request.user, PatrolPerm.PATROL),
        "may_draft": may(request.user, PatrolPerm.DRAFT_PLAN) and plan.state == PlanState.RETURNED,
    }
    return render(request, "patrols/plan_detail.html", context)


@require_POST
def plan_approve(request: Request, pk: UUID) -> HttpResponse:
    plan = row_or_404(request, Plan, pk, perm=PatrolPerm.APPROVE_PLAN)
    try:
        actions.approve_plan(by=request.user, plan=plan, now=request.now)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "计划已审定，巡查从现在起按期列入待办。")
    return redirect("patrols:plan_detail", pk)


@require_http_methods(["GET", "POST"])
def plan_return(request: Request, pk: UUID) -> HttpResponse:
    plan = row_or_404(request, Plan, pk, "campus", perm=PatrolPerm.APPROVE_PLAN)
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.return_plan(
                by=request.user, plan=plan, reason=form.cleaned_data["reason"], now=request.now
            )
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "已退回，学校修改后再送。")
            return redirect("patrols:plan_detail", pk)
    return render(request, "patrols/plan_return.html", {"form": form, "plan": plan})


def _lines(request: Request, season: Season, plan: Plan | None) -> Any:
    assert season.campus is not None
    villages = Unit.objects.active().of_kind(UnitKind.VILLAGE).filter(township=season.campus.township)
    if plan is None:
        names = ("season_kind", "repeat", "surrounding", "post", "places")
        initial: list[dict[str, Any]] = [dict(zip(names, line, strict=True)) for line in USUAL]
    else:
        rules = PlanRule.objects.visible_to(request.user).filter(plan=plan)
        initial = [
            {
                "season_kind": rule.season_kind,
                "repeat": rule.repeat,
                "surrounding": rule.surrounding,
                "post": rule.post,
                "places": rule.places,
                "village": rule.unit_id if rule.post == Post.VILLAGE_SECRETARY else None,
            }
            for rule in rules
        ]
    return RuleForms(
        request.POST or None, initial=initial, prefix="lines", form_kwargs={"villages": villages}
    )


def _months(request: Request, rules: list[PlanRule], today: date) -> list[tuple[str, list[dict[str, Any]]]]:
    """The calendar of a plan: every period with what became of it, by the month in which it begins."""
    done = {
        (patrol.rule_id, patrol.period): patrol
        for patrol in Patrol.objects.visible_to(request.user).filter(rule__in=rules).order_by("-started_at")
    }
    missed = set(
        Duty.objects.filter(kind="patrol.round", subject__in=[rule.pk for rule in rules])
        .missed(request.now)
        .values_list("subject", "period")
    )
    rows: list[dict[str, Any]] = [
        {
            "rule": rule,
            "period": period,
            "patrol": done.get((rule.pk, period.key)),
            "state": _state(rule, period, done, missed, today),
        }
        for rule in rules
        for period in periods_of_rule(rule)
    ]
    rows.sort(key=lambda row: (row["period"].from_on, row["rule"].no))
    months: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        first = row["period"].from_on
        months.setdefault(f"{first.year}年{first.month}月", []).append(row)
    return list(months.items())


def _state(rule: PlanRule, period: Period, done: dict, missed: set, today: date) -> tuple[str, str]:
    """Word and tone of one period."""
    key = (rule.pk, period.key)
    if key in done:
        return ("补做", "soon") if key in missed else ("已巡查", "ok")
    if key in missed or period.until_on < today:
        return "未巡查", "late"
    return ("本期待巡查", "open") if period.from_on <= today else ("还没到", "muted")
