"""Registering one child: open what was taken in, search, see the route, then register or match."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from cases.choices import Place
from cases.models import Case
from cases.rules import RouteDecision, RouteFacts, route
from common import clock
from common.errors import DomainError
from minors import actions as minors
from minors.actions import KnownElsewhere, SearchResult
from minors.choices import Basis, VaultPart
from minors.forms.file import SearchForm
from minors.models import Minor
from minors.policies import SHOWN_FOR
from minors.views.reveal import watermark
from reporting import actions
from reporting.choices import LineState, Verdict
from reporting.forms.line import RegisterForm
from reporting.models import ElsewhereCheck, IntakeLine
from reporting.permissions import ReportPerm
from reporting.views.matching import Match, match_of
from reporting.views.rows import line_or_404, open_duties, refuse

PURPOSE = "登记前核对身份"


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def line_register(request: Request, pk: UUID) -> HttpResponse:
    line = line_or_404(request, pk, ReportPerm.REGISTER)
    if line.state != LineState.WAITING or request.method == "GET":
        return _page(request, line)
    if "open" in request.POST:
        return _opened(request, line)
    form = RegisterForm(request.POST, on=clock.local_day(line.received_at))
    if "ask" in request.POST:
        return _ask(request, line, form)
    result = _search(request, request.POST)
    form.offer(result)
    if not form.is_valid():
        return _again(request, line, form, result)
    return _judged(request, line, form, result)


def _judged(
    request: Request, line: IntakeLine, form: RegisterForm, result: SearchResult | None
) -> HttpResponse:
    """Show what would follow from a valid form, and register only what has been shown."""
    match = decision = None
    try:
        match = _match(request, form)
        decision = route(match.facts if match else form.facts)
        if "check" not in request.POST and form.cleaned_data["shown_route"] == _mark(form.facts, match):
            case = _register(request, line, form, match)
            messages.success(request, _done(line, case, match, decision))
            return redirect("cases:case_detail", case.pk)
    except KnownElsewhere:
        result = replace(result or SearchResult(), elsewhere=True)
    except DomainError as error:
        refuse(form, error)
    return _again(request, line, form, result, decision, match)


def _done(line: IntakeLine, case: Case, match: Match | None, decision: RouteDecision) -> str:
    if match is None:
        return f"{line.code} 已登记并立案。去向：{decision.route.label}。{decision.reason}"
    done = f"{line.code} 已并入 {match.existing.code}"
    if match.case is None:
        return f"{done}，并立案。去向：{case.get_route_display()}。"
    if match.keeps_route or match.case.route == case.route:
        return f"{done}，沿用原个案，没有另立新案。去向不变：{case.get_route_display()}。"
    return f"{done}，沿用原个案，没有另立新案。去向改为：{case.get_route_display()}。"


def _ask(request: Request, line: IntakeLine, form: RegisterForm) -> HttpResponse:
    """One tap: the county is asked, with codes only. What is wrong elsewhere on the form does not matter."""
    form.is_valid()
    identity = form.child_in(form.cleaned_data)
    try:
        actions.ask_county(by=request.user, line=line, identity=identity, now=request.now)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已请县禁毒办核对 {line.code}，1个工作日内认定。")
    return redirect("reporting:line_register", line.pk)


def _again(request: Request, line: IntakeLine, form: RegisterForm, *shown: Any) -> HttpResponse:
    """The form as it was typed, readable for another minute: that is another reading, and logged as one."""
    line = line_or_404(request, line.pk, ReportPerm.REGISTER)
    if line.state != LineState.WAITING:  # a colleague was faster just now
        return _page(request, line)
    _level_two(request, line, f"{PURPOSE}（再次显示）")
    return _page(request, line, form, *shown)


def _level_two(request: Request, line: IntakeLine, purpose: str) -> dict[str, str]:
    return minors.reveal(
        by=request.user,
        minor=line.minor,
        fields=[VaultPart.IDENTITY, VaultPart.GUARDIAN],
        purpose=purpose,
        basis=Basis.REGISTRATION,
        now=request.now,
    )


@sensitive_variables("values")
def _opened(request: Request, line: IntakeLine) -> HttpResponse:
    """Open level 2 on the basis 登记, logged, but never schooling; search with it, and fill the form."""
    values = _level_two(request, line, PURPOSE)
    facts = RouteFacts(line.captured_in, Place(line.household), Place(line.residence), line.is_pupil)
    form = RegisterForm(initial={**values, **_known(line, values), "shown_route": _mark(facts)})
    result = _search(request, values)
    form.offer(result)
    return _page(request, line, form, result, route(facts))


def _known(line: IntakeLine, values: dict[str, str]) -> dict[str, Any]:
    """What level 1 says, for the fields that the vault does not fill."""
    return {
        "sex": line.minor.sex,
        "birth_year": None if values.get("birth_date") else line.minor.birth_year,
        "captured_in": "yes" if line.captured_in else "no",
        "is_pupil": "yes" if line.is_pupil else "no",
        "household": line.household,
        "residence": line.residence,
    }


@sensitive_variables("form")
def _search(request: Request, data: Any) -> SearchResult | None:
    """Search with what was typed, if it is enough; the sentences about it stand on the form anyway."""
    form = SearchForm(data)
    if not form.is_valid():
        return None
    given = form.cleaned_data
    if not given["id_number"] and not (given["name"] and given["birth_date"]):
        return None
    return minors.search(by=request.user, now=request.now, **given)


def _match(request: Request, form: RegisterForm) -> Match | None:
    """The file chosen on the form. Raises DomainError if it is none that may be chosen."""
    if form.existing_key is None:
        return None
    existing = Minor.objects.visible_to(request.user).filter(pk=form.existing_key).first()
    if existing is None:
        raise DomainError("没有找到要并入的档案，请重新查重。", field="target")
    return match_of(request, existing, sex=form.cleaned_data["sex"], new=form.facts)


def _register(request: Request, line: IntakeLine, form: RegisterForm, match: Match | None) -> Case:
    check = _check(request, line)
    word = check.reason if check and check.verdict == Verdict.OTHER else ""
    return actions.register_line(
        by=request.user,
        line=line,
        identity=form.identity,
        existing=match.existing if match else None,
        facts=form.facts,
        other_child_reason=form.cleaned_data["other_child_reason"] or word or "",
        match_reason=form.cleaned_data["match_reason"],
        now=request.now,
    )


def _check(request: Request, line: IntakeLine) -> ElsewhereCheck | None:
    """What the county was asked about this line. The page shows nothing of the other file."""
    return ElsewhereCheck.objects.visible_to(request.user).filter(line=line).first()


def _mark(facts: RouteFacts, match: Match | None = None) -> str:
    """Which facts, and which contradictions to a file, the page has shown."""
    mark = f"{facts.captured_in:d}{facts.household}-{facts.residence}-{facts.is_pupil:d}"
    return f"{mark}-{match.existing.code}" if match and match.differences else mark


def _page(
    request: Request,
    line: IntakeLine,
    form: RegisterForm | None = None,
    result: SearchResult | None = None,
    decision: RouteDecision | None = None,
    match: Match | None = None,
) -> HttpResponse:
    if form is not None and decision is not None and form.is_bound:
        form.data = {**request.POST.dict(), "shown_route": _mark(form.facts, match)}
    if form is not None:
        form.ask_other_child(result)
        form.ask_match_reason(match.existing if match else None)
    context = {
        "line": line,
        "check": _check(request, line),
        "form": form,
        "result": result,
        "decision": decision,
        "match": match,
        "is_waiting": line.state == LineState.WAITING,
        "duties": open_duties(request, line.pk),
        "now": request.now,
        "watermark": watermark(request) if form is not None else None,
        "shown_for": int(SHOWN_FOR.total_seconds()),
    }
    return render(request, "reporting/line_register.html", context)
