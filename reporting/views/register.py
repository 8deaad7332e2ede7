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
from cases.rules import RouteDecision, RouteFacts, route
from common import clock
from common.errors import DomainError
from minors import actions as minors
from minors.actions import KnownElsewhere, SearchResult
from minors.choices import Basis, VaultPart
from minors.forms import SearchForm
from minors.models import Minor
from reporting import actions
from reporting.choices import LineState, Verdict
from reporting.forms.line import RegisterForm
from reporting.models import ElsewhereCheck, IntakeLine
from reporting.permissions import ReportPerm
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
        return _page(request, line, form, result)
    decision = route(form.facts)
    if "check" in request.POST or form.cleaned_data["shown_route"] != _mark(form.facts):
        return _page(request, line, form, result, decision)
    try:
        case = _register(request, line, form)
    except KnownElsewhere:
        return _page(request, line, form, replace(result or SearchResult(), elsewhere=True), decision)
    except DomainError as error:
        refuse(form, error)
        return _page(request, line, form, result, decision)
    messages.success(request, f"{line.code} 已登记并立案。去向：{decision.route.label}。{decision.reason}")
    return redirect("cases:case_detail", case.pk)


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


@sensitive_variables("values")
def _opened(request: Request, line: IntakeLine) -> HttpResponse:
    """Open level 2 on the basis 登记, logged, search with it, and fill the form."""
    parts = [VaultPart.IDENTITY, VaultPart.SCHOOLING, VaultPart.GUARDIAN]
    values = minors.reveal(
        by=request.user,
        minor=line.minor,
        fields=parts,
        purpose=PURPOSE,
        basis=Basis.REGISTRATION,
        now=request.now,
    )
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


def _register(request: Request, line: IntakeLine, form: RegisterForm) -> Any:
    existing, check = None, _check(request, line)
    word = check.reason if check and check.verdict == Verdict.OTHER else ""
    if form.existing_key:
        existing = Minor.objects.visible_to(request.user).filter(pk=form.existing_key).first()
        if existing is None:
            raise DomainError("没有找到要并入的档案，请重新查重。", field="target")
    return actions.register_line(
        by=request.user,
        line=line,
        identity=None if existing else form.identity,
        existing=existing,
        facts=form.facts,
        other_child_reason=form.cleaned_data["other_child_reason"] or word,
        now=request.now,
    )


def _check(request: Request, line: IntakeLine) -> ElsewhereCheck | None:
    """What the county was asked about this line. The page shows nothing of the other file."""
    return ElsewhereCheck.objects.visible_to(request.user).filter(line=line).first()


def _mark(facts: RouteFacts) -> str:
    """Which facts the route on the page was shown for."""
    return f"{facts.captured_in:d}{facts.household}-{facts.residence}-{facts.is_pupil:d}"


def _page(
    request: Request,
    line: IntakeLine,
    form: RegisterForm | None = None,
    result: SearchResult | None = None,
    decision: RouteDecision | None = None,
) -> HttpResponse:
    if form is not None and decision is not None and form.is_bound:
        form.data = {**request.POST.dict(), "shown_route": _mark(form.facts)}
    if form is not None:
        form.ask_other_child(result)
    context = {
        "line": line,
        "check": _check(request, line),
        "form": form,
        "result": result,
        "decision": decision,
        "is_waiting": line.state == LineState.WAITING,
        "duties": open_duties(request, line.pk),
        "now": request.now,
    }
    return render(request, "reporting/line_register.html", context)
