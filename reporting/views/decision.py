"""The decision paper on the line of one child: where the police post answers, which sees no case."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from cases.forms import CustodyForm, DecisionForm, NoDecisionForm
from cases.permissions import CasePerm
from cases.wording import isolation_words
from common import clock
from common.errors import DomainError
from reporting import actions
from reporting.models import IntakeLine
from reporting.views.rows import line_or_404, open_duties, refuse


@require_http_methods(["GET", "POST"])
def line_decision(request: Request, pk: UUID) -> HttpResponse:
    line = line_or_404(request, pk, CasePerm.CHASE_DECISION)
    is_none = "none" in request.POST
    today, minor = clock.local_day(request.now), line.minor
    typed = None if is_none else request.POST or None
    form = DecisionForm(typed, request.FILES or None, adult_from=minor.adult_from, today=today)
    none = NoDecisionForm(request.POST if is_none else None, auto_id="none_%s")
    sent: Any = none if is_none else form
    if request.method == "POST" and sent.is_valid():
        try:
            _file(request, line, sent)
        except DomainError as error:
            refuse(sent, error)
        else:
            messages.success(request, "已写明无决定。" if is_none else "决定已存档。")
            return redirect(_home(line))
    words = isolation_words(minor.adult_from, today, is_pupil=minor.is_pupil)
    context = {"line": line, "form": form, "none": none, "words": words, "up_url": _home(line)}
    context |= {"duties": open_duties(request, line.pk), "now": request.now}
    return render(request, "reporting/line_decision.html", context)


@require_http_methods(["GET", "POST"])
def line_custody(request: Request, pk: UUID) -> HttpResponse:
    line = line_or_404(request, pk, CasePerm.CHASE_DECISION)
    form = CustodyForm(request.POST or None, now=request.now)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_line_custody(by=request.user, line=line, now=request.now, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, "在所已登记，工作站会看到。")
            return redirect(_home(line))
    context = {"line": line, "form": form, "up_url": _home(line), "now": request.now}
    context["duties"] = open_duties(request, line.pk)
    return render(request, "reporting/line_custody.html", context)


def _file(request: Request, line: IntakeLine, form: Any) -> None:
    given = {
        "by": request.user,
        "line": line,
        "now": request.now,
        "client_id": form.cleaned_data["client_id"],
    }
    if isinstance(form, DecisionForm):
        actions.record_line_decision(decision=form.decision, **given)
    else:
        actions.record_line_without_decision(reason=form.cleaned_data["reason"], **given)


def _home(line: IntakeLine) -> str:
    if line.seizure_id:
        return reverse("reporting:seizure_detail", args=[line.seizure_id])
    return reverse("reporting:line_list")
