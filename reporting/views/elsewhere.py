from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from accounts.permissions import may
from common.errors import DomainError
from reporting import actions
from reporting.choices import Verdict
from reporting.forms.line import ElsewhereForm
from reporting.models import ElsewhereCheck
from reporting.permissions import ReportPerm
from reporting.views.rows import LINE_NEEDS, line_or_404, open_duties, posted, refuse

THEN = {
    Verdict.SAME_STAY: "已并入原档案，登记事项随之办结。",
    Verdict.SAME_MOVE: "已并入原档案，登记事项随之办结。移交请用督办单要求原档案所在站办理。",
    Verdict.OTHER: "申请站可以凭此认定登记。",
}


@require_http_methods(["GET", "POST"])
def line_elsewhere(request: Request, pk: UUID) -> HttpResponse:
    check = _check_or_404(request, pk)
    line = check.line
    form = ElsewhereForm(posted(request), same_number=check.same_number)
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.decide_elsewhere(by=request.user, line=line, now=request.now, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            verdict = Verdict(done.verdict or "")
            messages.success(request, f"{line.code}：{verdict.label}。{THEN[verdict]}")
            return redirect("reporting:line_elsewhere", pk)
    context = {"line": line, "check": check, "form": form, "duties": open_duties(request, pk)}
    return render(request, "reporting/line_elsewhere.html", {**context, "now": request.now})


def _check_or_404(request: Request, pk: UUID) -> ElsewhereCheck:
    """The question about the line. One look, so that a line never asked about costs what no line costs."""
    if not may(request.user, ReportPerm.DECIDE_ELSEWHERE):
        line_or_404(request, pk, ReportPerm.DECIDE_ELSEWHERE)
    rows = ElsewhereCheck.objects.visible_to(request.user).select_related(
        "existing", "held_by", "asked_by", "decided_by", *(f"line__{name}" for name in LINE_NEEDS)
    )
    return get_object_or_404(rows, line=pk)
