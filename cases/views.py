"""The pages of a case: coded throughout, each one click from the duty it discharges."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.choices import Post
from accounts.http import Request
from accounts.permissions import NotNow, may, require
from cases import actions, rules
from cases.choices import CaseStatus, Route
from cases.forms import (
    CodeForm,
    ContactForm,
    ResidenceForm,
    RouteForm,
    SampleForm,
    StationContactForm,
    TeamForm,
)
from cases.models import Case, Contact, ResidenceCheck, RouteDecision, StationContact, Team
from cases.permissions import CasePerm
from common import codes
from common.errors import DomainError
from duties.models import Duty
from minors.actions import COUNTY_SHUT
from minors.models import Sample, SampledFile
from minors.permissions import MinorPerm
from minors.sight import may_see_readers

PAGE = 25
SAMPLES = 100
SHOWN = [(status, status.label) for status in (CaseStatus.OPEN, CaseStatus.IN_CARE)]
PROPOSED = "已提名，等待办公室主任确认。"
CONFIRMED = "帮教小组已确认，首次走访开始计时。"
BUTTONS = {
    "team": CasePerm.PROPOSE_TEAM,
    "confirm": CasePerm.CONFIRM_TEAM,
    "contact": CasePerm.RECORD_CONTACT,
    "route": CasePerm.CHANGE_ROUTE,
    "station": CasePerm.CONTACT_STATION,
    "reveal": MinorPerm.REVEAL,
    "seal": MinorPerm.PROPOSE_SEAL,
    "disclose": MinorPerm.DISCLOSE,
    "help": MinorPerm.VIEW_HELP,
    "rights": MinorPerm.TAKE_RIGHTS,
}


@require_GET
def case_list(request: Request) -> HttpResponse:
    require(request.user, CasePerm.VIEW)
    form = CodeForm(request.GET)
    cases = Case.objects.visible_to(request.user).select_related("minor", "unit")
    if form.is_valid() and form.cleaned_data["q"]:
        cases = cases.filter(minor__code=codes.normalise(form.cleaned_data["q"]))
    if request.GET.get("status") in CaseStatus:
        cases = cases.filter(status=request.GET["status"])
    rows = list(_after(cases, request.GET.get("after", ""))[: PAGE + 1])
    _attach(request, rows[:PAGE])
    context = {"cases": rows[:PAGE], "form": form, "statuses": SHOWN, "now": request.now}
    context["next_after"] = rows[PAGE - 1].pk if len(rows) > PAGE else None
    return render(request, "cases/case_list.html", context)


@require_GET
def case_detail(request: Request, pk: UUID) -> HttpResponse:
    case = _case_or_404(request, pk, CasePerm.VIEW)
    context = {
        **_header(request, case),
        "decisions": _rows(RouteDecision, request, case),
        "duties": Duty.objects.visible_to(request.user).filter(file=case.minor_id, voided_at=None),
        "teams": _rows(Team, request, case, "community_officer", "social_worker", "clerk"),
        "contacts": _rows(Contact, request, case)[:20],
        "concerns_others": rules.CONTACT in rules.first_duties(Route(case.route), unclear=False),
        "stations": _rows(StationContact, request, case),
        "checks": _rows(ResidenceCheck, request, case),
    }
    return render(request, "cases/case_detail.html", context)


@require_http_methods(["GET", "POST"])
def team_propose(request: Request, pk: UUID) -> HttpResponse:
    case = _case_or_404(request, pk, CasePerm.PROPOSE_TEAM)
    people = _people(case, request)
    form = TeamForm(request.POST or None, people=people, initial=_only(people))
    if request.method == "POST" and form.is_valid():
        if may(request.user, CasePerm.CONFIRM_TEAM):
            done = _try(request, form, actions.appoint_team, CONFIRMED, case=case, **form.cleaned_data)
        else:
            done = _try(request, form, actions.propose_team, PROPOSED, case=case, **form.cleaned_data)
        if done:
            return redirect("cases:case_detail", pk)
    context = {**_header(request, case), "form": form, "proposal": _proposal(request, case), "people": people}
    return render(request, "cases/team_propose.html", context)


@require_POST
def team_confirm(request: Request, pk: UUID) -> HttpResponse:
    case = _case_or_404(request, pk, CasePerm.CONFIRM_TEAM)
    done = _try(request, None, actions.confirm_team, CONFIRMED, case=case)
    return redirect("cases:case_detail" if done else "cases:team_propose", pk)


@require_http_methods(["GET", "POST"])
def contact_add(request: Request, pk: UUID) -> HttpResponse:
    case = _case_or_404(request, pk, CasePerm.RECORD_CONTACT)
    form = ContactForm(request.POST or None, now=request.now)
    return _record(request, case, form, actions.record_contact, "cases/contact_add.html", "联系已记录。")


@require_http_methods(["GET", "POST"])
def residence_verify(request: Request, pk: UUID) -> HttpResponse:
    case = _case_or_404(request, pk, CasePerm.CHANGE_ROUTE)
    initial = {"household": case.household, "residence": case.residence}
    form = ResidenceForm(request.POST or None, now=request.now, initial=initial)
    said = "核实结果已记录，办理路径已重新判定。"
    return _record(request, case, form, actions.verify_residence, "cases/residence_verify.html", said)


@require_http_methods(["GET", "POST"])
def station_contact(request: Request, pk: UUID) -> HttpResponse:
    case = _case_or_404(request, pk, CasePerm.CONTACT_STATION)
    form = StationContactForm(request.POST or None, now=request.now)
    said = "已记录。收到对方回执前仍由本站负责。"
    return _record(request, case, form, actions.contact_station, "cases/station_contact.html", said)


@require_http_methods(["GET", "POST"])
def route_change(request: Request, pk: UUID) -> HttpResponse:
    case = _case_or_404(request, pk, CasePerm.CHANGE_ROUTE)
    form = RouteForm(request.POST or None, initial={"route": case.route})
    said = "办理路径已变更。"
    return _record(request, case, form, actions.change_route, "cases/route_change.html", said)


@require_GET
def sample_list(request: Request) -> HttpResponse:
    require(request.user, CasePerm.DRAW_SAMPLE)
    rows = Sample.objects.visible_to(request.user).select_related("station", "drawn_by")[:SAMPLES]
    return render(request, "cases/sample_list.html", {"samples": rows, "now": request.now})


@require_http_methods(["GET", "POST"])
def sample_draw(request: Request) -> HttpResponse:
    require(request.user, CasePerm.DRAW_SAMPLE)
    form = SampleForm(request.POST or None, county=request.user.area)
    if request.method == "POST" and form.is_valid():
        try:
            sample = actions.draw_sample(by=request.user, now=request.now, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"已抽取{sample.size}件。")
            return redirect("cases:sample_detail", sample.pk)
    return render(request, "cases/sample_draw.html", {"form": form})


@require_GET
def sample_detail(request: Request, pk: UUID) -> HttpResponse:
    rows = Sample.objects.visible_to(request.user).select_related("station", "drawn_by")
    sample = get_object_or_404(rows, pk=pk)
    require(request.user, CasePerm.DRAW_SAMPLE)
    files = SampledFile.objects.visible_to(request.user).filter(sample=sample).values("minor")
    cases = Case.objects.visible_to(request.user).filter(minor__in=files).select_related("minor", "unit")
    context = {"sample": sample, "cases": cases.order_by("minor__code"), "now": request.now}
    return render(request, "cases/sample_detail.html", context)


def _case_or_404(request: Request, pk: UUID, perm: str) -> Case:
    """The case in scope, or 404; 403 if the post may not do this, or the county not now."""
    rows = Case.objects.visible_to(request.user).select_related("minor__unit", "unit")
    case = get_object_or_404(rows, pk=pk)
    require(request.user, perm)
    if not actions.may_open_case(request.user, case, request.now):
        raise NotNow(COUNTY_SHUT)
    return case


def _record(
    request: Request, case: Case, form: forms.Form, action: Callable[..., Any], template: str, said: str
) -> HttpResponse:
    if (
        request.method == "POST"
        and form.is_valid()
        and _try(request, form, action, said, case=case, **form.cleaned_data)
    ):
        return redirect("cases:case_detail", case.pk)
    return render(request, template, {**_header(request, case), "form": form})


def _try(
    request: Request, form: forms.Form | None, action: Callable[..., Any], said: str, **given: Any
) -> bool:
    """Run `action`; put what a rule says on its field, or say what was done."""
    try:
        action(by=request.user, now=request.now, **given)
    except DomainError as error:
        if form is None:
            messages.error(request, str(error))
        else:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    messages.success(request, said)
    return True


def _header(request: Request, case: Case) -> dict[str, Any]:
    """What every page of a case shows: the coded head, and which buttons this post has."""
    shown = {name: may(request.user, perm) for name, perm in BUTTONS.items()}
    shown["readers"] = may_see_readers(request.user, case.minor)
    return {"case": case, "minor": case.minor, "may": shown, "now": request.now}


def _rows(model: Any, request: Request, case: Case, *people: str) -> QuerySet[Any]:
    related = people or ("by",)
    return model.objects.visible_to(request.user).filter(case=case).select_related(*related)


def _proposal(request: Request, case: Case) -> Team | None:
    teams = Team.objects.visible_to(request.user).filter(case=case)
    return (
        teams.proposed().select_related("community_officer", "social_worker", "clerk", "proposed_by").first()
    )


def _people(case: Case, request: Request) -> dict[str, Any]:
    return {
        "community_officer": actions.candidates(case, Post.COMMUNITY_OFFICER, request.now),
        "social_worker": actions.candidates(case, Post.SOCIAL_WORKER, request.now),
        "clerk": actions.candidates(case, Post.STATION_CLERK, request.now),
    }


def _only(people: dict[str, Any]) -> dict[str, Any]:
    """Where one person alone holds the post, nobody need choose."""
    pairs = {name: list(people[name][:2]) for name in ("community_officer", "social_worker")}
    return {name: found[0] for name, found in pairs.items() if len(found) == 1}


def _after(cases: QuerySet[Case], after: str) -> QuerySet[Case]:
    """Newest first, after the row whose key is `after`; a key that is none begins at the start."""
    try:
        anchor = cases.filter(pk=UUID(after)).values_list("opened_at", flat=True).first() if after else None
    except ValueError:
        anchor = None
    if anchor is not None:
        cases = cases.filter(Q(opened_at__lt=anchor) | Q(opened_at=anchor, pk__gt=UUID(after)))
    return cases.order_by("-opened_at", "pk")


def _attach(request: Request, cases: list[Case]) -> None:
    """Give each row its team and its next deadline: two queries for the page."""
    keys = [case.pk for case in cases]
    teams = Team.objects.visible_to(request.user).live().filter(case__in=keys)
    of_case = {team.case_id: team for team in teams.select_related("community_officer", "social_worker")}
    duties = Duty.objects.visible_to(request.user).open().filter(subject__in=keys).order_by("-due_at")
    next_of = {duty.subject: duty for duty in duties}
    for case in cases:
        case.team, case.next_duty = of_case.get(case.pk), next_of.get(case.pk)  # type: ignore[attr-defined]
