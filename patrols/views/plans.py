from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

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
from common.quarters import Period
from duties.models import Duty
from patrols import actions
from patrols.actions.whole import unfinished
from patrols.actions.year import approved_of, asked_of
from patrols.choices import PlanState, Repeat, SeasonKind, Surrounding
from patrols.forms.plans import ChangeForm, PlanForm, ReturnForm, RuleForm
from patrols.models import Patrol, Plan, PlanRule, Season
from patrols.permissions import PatrolPerm
from patrols.views.shared import put, row_or_404

RuleForms = formset_factory(RuleForm, extra=0, min_num=1, max_num=12, validate_min=True, can_delete=True)

USUAL = [
    dict(zip(("season_kind", "repeat", "surrounding", "post", "places"), line, strict=True))
    for line in (
        (SeasonKind.TERM, Repeat.WEEKLY, Surrounding.INSIDE, Post.SCHOOL_LIAISON, "宿舍\n厕所\n教学楼楼道"),
        (SeasonKind.TERM, Repeat.WEEKLY, Surrounding.OUTSIDE, Post.SCHOOL_LIAISON, "校门口\n校外僻静处"),
        (SeasonKind.TERM, Repeat.MONTHLY, Surrounding.OUTSIDE, Post.STATION_CLERK, "校门口周边商铺"),
        (SeasonKind.EXAM, Repeat.ONCE, Surrounding.OUTSIDE, Post.SCHOOL_LIAISON, "校门口"),
        (SeasonKind.HOLIDAY, Repeat.ONCE, Surrounding.INSIDE, Post.SCHOOL_LIAISON, "封闭的校舍"),
    )
]
"""What a new plan proposes; every line may be changed or taken out."""


@dataclass(frozen=True)
class PeriodLine:
    """One period of a plan's calendar and what became of it by `today`."""

    rule: PlanRule
    period: Period
    patrol: Patrol | None
    was_missed: bool
    today: date
    approved_on: date

    @property
    def state(self) -> tuple[str, str]:
        """Word and tone."""
        if self.patrol is not None:
            return ("逾期补办", "soon") if self.was_missed else ("已巡查", "ok")
        if self.period.until_on < self.approved_on:
            return "计划前", "muted"
        if self.was_missed or self.period.until_on < self.today:
            return "未巡查", "late"
        return ("本期待巡查", "open") if self.period.from_on <= self.today else ("还没到", "muted")


@require_http_methods(["GET", "POST"])
def plan_of_season(request: Request, pk: UUID) -> HttpResponse:
    """The plan of a term: what stands, and the form as long as it may be written."""
    season = row_or_404(request, Season, pk, "campus")
    plan = Plan.objects.visible_to(request.user).filter(season=season).order_by("-version").first()
    may_draft = _is_free(request, plan) and may(request.user, PatrolPerm.DRAFT_PLAN)
    if plan is not None and not may_draft and request.method == "GET":
        return redirect("patrols:plan_detail", plan.pk)
    form, lines = _head(request, season, plan), _lines(request, season, plan)
    if request.method == "POST" and may_draft and form.is_valid() and lines.is_valid():
        drawn = [one.line for one in lines.forms if not one.cleaned_data.pop("DELETE", False)]
        try:
            typed = form.cleaned_data
            plan = actions.draft_plan(by=request.user, season=season, lines=drawn, now=request.now, **typed)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "计划已送办公室主任审定。")
            return redirect("patrols:plan_detail", plan.pk)
    context = {"season": season, "plan": plan, "form": form, "lines": lines, "may_draft": may_draft}
    context["draft_key"] = f"plan:{season.pk}:{plan.version if plan else 0}"
    return render(request, "patrols/plan_of_season.html", context)


def _is_free(request: Request, plan: Plan | None) -> bool:
    """Nothing waits for the head; an approved plan is changed by who asks for that."""
    if plan is None or plan.state == PlanState.RETURNED:
        return True
    return plan.state == PlanState.APPROVED and "change" in request.GET


def _head(request: Request, season: Season, plan: Plan | None) -> PlanForm:
    approved = Plan.objects.visible_to(request.user).filter(season=season, state=PlanState.APPROVED)
    initial = {"focus": plan.focus, "from_on": plan.from_on, "client_id": uuid4()} if plan else None
    return (ChangeForm if approved.exists() else PlanForm)(request.POST or None, initial=initial)


@require_GET
def plan_detail(request: Request, pk: UUID) -> HttpResponse:
    plan = row_or_404(request, Plan, pk, "season", "campus", "drafted_by", "decided_by")
    rules = _rules(request, plan)
    is_sent, is_approved = plan.state == PlanState.SENT, plan.state == PlanState.APPROVED
    versions = list(Plan.objects.visible_to(request.user).filter(season=plan.season).order_by("version"))
    may_draft = may(request.user, PatrolPerm.DRAFT_PLAN) and versions[-1].state != PlanState.SENT
    context = {
        "plan": plan,
        "rules": rules,
        "months": _months(request, plan) if is_approved else [],
        "unspoken": [] if plan.state == PlanState.RETURNED else _unspoken(request, plan, rules),
        "versions": versions if len(versions) > 1 else [],
        "today": clock.local_day(request.now),
        "return_form": ReturnForm() if is_sent and may(request.user, PatrolPerm.APPROVE_PLAN) else None,
        "may_patrol": may(request.user, PatrolPerm.PATROL),
        "may_draft": may_draft and plan == versions[-1] and plan.state == PlanState.RETURNED,
        "may_change": may_draft and is_approved,
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
    initial = [_as_typed(rule) for rule in _rules(request, plan)] if plan else USUAL
    more = {"villages": villages}
    return RuleForms(request.POST or None, initial=initial, prefix="lines", form_kwargs=more)


def _rules(request: Request, plan: Plan) -> list[PlanRule]:
    return list(PlanRule.objects.visible_to(request.user).filter(plan=plan).select_related("unit"))


def _as_typed(rule: PlanRule) -> dict[str, Any]:
    names = ("season_kind", "repeat", "surrounding", "post", "places")
    village = rule.unit_id if rule.post == Post.VILLAGE_SECRETARY else None
    return {**{name: getattr(rule, name) for name in names}, "village": village}


def _unspoken(request: Request, plan: Plan, rules: list[PlanRule]) -> list[Season]:
    """What the school's year holds from this plan on and no line of it speaks of."""
    rows = Season.objects.visible_to(request.user).filter(campus=plan.campus_id, removed_at=None)
    rows = rows.filter(until_on__gte=plan.starts_on, from_on__lte=plan.season.until_on)
    return list(rows.exclude(kind__in={rule.season_kind for rule in rules}))


def _months(request: Request, plan: Plan) -> list[tuple[str, list[tuple[PlanRule, list[PeriodLine]]]]]:
    """The calendar of a term with all changes of its plan: by month, for each line its periods."""
    asked = [one for one in asked_of(approved_of([plan.campus_id])) if one.plan.season_id == plan.season_id]
    rules = {one.rule.pk: one.rule for one in asked}
    rows = Patrol.objects.visible_to(request.user).filter(rule__in=rules).order_by("-started_at")
    rows = rows.exclude(pk__in=unfinished(request.user))
    done = {(patrol.rule_id, patrol.period): patrol for patrol in rows}
    duties = Duty.objects.filter(kind="patrol.round", subject__in=rules).missed(request.now)
    missed, today = set(duties.values_list("subject", "period")), clock.local_day(request.now)
    months: dict[str, dict[UUID, list[PeriodLine]]] = {}
    for one in sorted(asked, key=lambda one: (one.period.from_on, one.plan.version, one.rule.no)):
        key, first = (one.rule.pk, one.period.key), one.period.from_on
        assert one.plan.decided_at is not None
        approved_on = clock.local_day(one.plan.decided_at)
        line = PeriodLine(one.rule, one.period, done.get(key), key in missed, today, approved_on)
        months.setdefault(f"{first.year}年{first.month}月", {}).setdefault(one.rule.pk, []).append(line)
    return [(month, [(rules[key], held) for key, held in by.items()]) for month, by in months.items()]
