from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.http import Request
from accounts.permissions import may, require
from common.errors import DomainError
from common.paging import page_after
from reporting import actions
from reporting.forms.seizure import ReturnForm, SignForm
from reporting.models import Report, ReportLine
from reporting.permissions import ReportPerm
from reporting.views.rows import open_duties, refuse, report_or_404, singly, with_newest


@require_GET
def report_list(request: Request) -> HttpResponse:
    require(request.user, ReportPerm.VIEW_REPORT)
    rows = with_newest(request, Report.objects.visible_to(request.user).select_related("seizure", "unit"))
    waiting = request.GET.get("only") == "waiting"
    if waiting:
        rows = rows.filter(signed_at=None, returned_at=None).exclude(kind="preliminary")
        rows = rows.filter(newest_version=F("version"))
    page = page_after(rows, field="submitted_at", after=request.GET.get("after", ""))
    context = {"page": page, "next_after": page.next_after, "waiting": waiting, "now": request.now}
    return render(request, "reporting/report_list.html", context)


@require_GET
def report_detail(request: Request, pk: UUID) -> HttpResponse:
    report = report_or_404(request, pk)
    return render(request, "reporting/report_detail.html", _detail(request, report))


@require_POST
def report_sign(request: Request, pk: UUID) -> HttpResponse:
    report = report_or_404(request, pk, ReportPerm.SIGN_REPORT)
    form = SignForm(request.POST)
    if form.is_valid():
        confirmed = form.cleaned_data["phone_confirmed"]
        try:
            actions.sign_report(by=request.user, report=report, now=request.now, phone_confirmed=confirmed)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, "已签收。")
            return redirect("reporting:report_detail", report.pk)
    return _again(request, report, form)


@require_POST
def report_return(request: Request, pk: UUID) -> HttpResponse:
    report = report_or_404(request, pk, ReportPerm.SIGN_REPORT)
    form = ReturnForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.return_report(by=request.user, report=report, reason=reason, now=request.now)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, "已退回，派出所须在12小时内更正。")
            return redirect("reporting:report_detail", report.pk)
    return _again(request, report, form)


def _again(request: Request, report: Report, form: SignForm | ReturnForm) -> HttpResponse:
    """The page with what is wrong: on the form, or, if nobody can answer this version any more, above it."""
    context = _detail(request, report_or_404(request, report.pk))
    if context["waits"]:
        context["sign_form" if isinstance(form, SignForm) else "return_form"] = form
    else:
        context["refused"] = form.non_field_errors() or ["这一版已经不在等待答复。"]
    return render(request, "reporting/report_detail.html", context, status=422)


def _detail(request: Request, report: Report) -> dict[str, Any]:
    versions = Report.objects.visible_to(request.user).filter(seizure=report.seizure)
    versions = with_newest(request, versions).order_by("-version")
    newest = versions[0]
    answered = report.signed_at is not None or report.returned_at is not None
    waits = not answered and newest.pk == report.pk and report.kind != "preliminary"
    may_answer = waits and may(request.user, ReportPerm.SIGN_REPORT)
    return {
        "report": report,
        **_persons(request, report),
        "versions": versions,
        "newest": newest,
        "waits": waits,
        "sign_form": SignForm() if may_answer else None,
        "return_form": ReturnForm() if may_answer else None,
        "duties": open_duties(request, report.pk),
        "now": request.now,
    }


def _persons(request: Request, report: Report) -> dict[str, Any]:
    """The lines this reader is shown one by one, how many there are, and how many are not shown."""
    rows = ReportLine.objects.visible_to(request.user).filter(report=report).select_related("line")
    every = list(rows.order_by("code"))
    shown = {line.pk for line in singly(request, [row.line for row in every])}
    found = [row for row in every if row.line_id in shown]
    return {"rows": found, "persons": len(every), "others": len(every) - len(found)}
