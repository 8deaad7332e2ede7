"""失联: the search of one case, step by step, and the list of those that may be on the way there."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from accounts.choices import Post
from accounts.http import Request
from accounts.permissions import may, require
from cases import actions, rules
from cases.choices import SearchKind
from cases.drifting import drifting, still_lost
from cases.forms import CountyStepForm, DangerForm, StepForm, VillageStepForm
from cases.models import Case, LostSpell, SearchStep
from cases.permissions import CasePerm
from cases.views.shared import back_to, drug_case_or_404, header, linked, rows_of, tried


@require_GET
def search_detail(request: Request, pk: UUID) -> HttpResponse:
    return _page(request, drug_case_or_404(request, pk, CasePerm.VIEW))


@require_POST
def step_record(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.SEARCH)
    sent = _tapped(request.POST) if "tap" in request.POST else request.POST
    form = _kind_of_form(sent.get("kind", ""))(sent)
    return _done(request, case, form, actions.record_step, "已记录，下一步已开始计时。")


@require_POST
def step_decide(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.DECIDE_SEARCH)
    form = CountyStepForm(request.POST)
    return _done(request, case, form, actions.decide_search, "已记录。")


@require_POST
def danger_record(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.SEARCH)
    form = DangerForm(request.POST)
    return _done(request, case, form, actions.record_danger, "已登记，公安查询开始计时。")


@require_GET
def drifting_list(request: Request) -> HttpResponse:
    require(request.user, CasePerm.VIEW)
    warned, lost = drifting(request.user, request.now), still_lost(request.user, request.now)
    shown = linked(request, [*(one.case for one in warned), *(one.case for one in lost)])
    context = {"warned": warned, "lost": lost, "now": request.now, **shown}
    context["may_record"] = may(request.user, CasePerm.RECORD_CONTACT)
    return render(request, "cases/drifting_list.html", context)


def _tapped(post: QueryDict) -> dict[str, str]:
    """What one tap on 今日待办 says, in the words of the form."""
    kind, _, result = post.get("outcome", "").partition(":")
    return {"client_id": post.get("client_id", ""), "kind": kind, "result": result}


def _done(request: Request, case: Case, form: forms.Form, action: Any, said: str) -> HttpResponse:
    if form.is_valid() and tried(request, form, action, said, case=case, **form.cleaned_data):
        return back_to(request, case, "cases:search_detail")
    return _page(request, case, form)


def _page(request: Request, case: Case, bound: forms.Form | None = None) -> HttpResponse:
    """The whole search; a form that was refused stands where it was typed, or on top if its step is over."""
    spells = list(rows_of(LostSpell, request, case, "found_by", "danger_by"))
    steps = list(rows_of(SearchStep, request, case, "done_by"))
    for step in steps:
        step.form = _form_of(request, step, bound)
    for spell in spells:
        spell.lasted = spell.days(request.now)
        spell.steps = [step for step in steps if step.spell_id == spell.pk]
    context = {
        **header(request, case),
        "spells": spells,
        "danger_form": bound if isinstance(bound, DangerForm) else DangerForm(),
        "stale": bound if bound and not any(step.form is bound for step in steps) else None,
        "may_search": may(request.user, CasePerm.SEARCH),
    }
    return render(request, "cases/search_detail.html", context)


def _form_of(request: Request, step: SearchStep, bound: forms.Form | None) -> forms.Form | None:
    """The form of an open step, for whoever may do it."""
    if step.done_at is not None or not _may_do(request, step.kind):
        return None
    form = CountyStepForm if step.kind in rules.OF_COUNTY else _kind_of_form(step.kind)
    if isinstance(bound, form) and bound.data.get("kind") == step.kind:
        return bound
    return form(initial={"kind": step.kind}, auto_id=f"id_{step.kind}_%s")


def _kind_of_form(kind: str) -> type[StepForm]:
    return VillageStepForm if kind == SearchKind.VILLAGE else StepForm


def _may_do(request: Request, kind: str) -> bool:
    acting = request.user.acting
    if kind in rules.OF_COUNTY:
        return may(request.user, CasePerm.DECIDE_SEARCH)
    is_officer = acting is not None and acting.post == Post.COMMUNITY_OFFICER
    return may(request.user, CasePerm.SEARCH) and (kind != SearchKind.POLICE or is_officer)
