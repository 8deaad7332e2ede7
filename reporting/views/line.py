from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from accounts.permissions import may, require
from cases.permissions import CasePerm
from common import clock
from common.errors import DomainError
from common.paging import page_after
from duties.models import Duty
from minors.choices import MinorState
from minors.permissions import MinorPerm
from reporting import actions
from reporting.actions.offices import own_unit
from reporting.choices import LineState
from reporting.forms.child import IdentityForm
from reporting.forms.line import CountyReportForm, EducationForm, GuardianForm
from reporting.models import CountyReport, EducationTalk, GuardianTry, IntakeLine
from reporting.permissions import ReportPerm
from reporting.views.rows import line_or_404, open_duties, posted, refuse

SHOWN = {
    "waiting": (LineState.WAITING,),
    "checking": (LineState.CHECKING,),
    "done": (LineState.REGISTERED, LineState.MATCHED),
}


@require_GET
def line_list(request: Request) -> HttpResponse:
    require(request.user, ReportPerm.VIEW_REPORT)
    shown = request.GET.get("show", "waiting")
    rows = IntakeLine.objects.visible_to(request.user).select_related("seizure", "station", "unit")
    rows = rows.filter(state__in=SHOWN.get(shown, SHOWN["waiting"]))
    page = page_after(rows, field="received_at", after=request.GET.get("after", ""))
    clocks = _clocks(request, page.rows)
    context = {
        "rows": [(row, clocks.get(row.pk)) for row in page.rows],
        "next_after": page.next_after,
        "shown": shown,
        "may_register": may(request.user, ReportPerm.REGISTER),
        "may_take": may(request.user, ReportPerm.TAKE_INTAKE),
        "may_forward": may(request.user, ReportPerm.FORWARD_LETTER),
        "may_receive": may(request.user, ReportPerm.LOG_SEIZURE),
        "now": request.now,
    }
    return render(request, "reporting/line_list.html", context)


@require_http_methods(["GET", "POST"])
def line_guardian(request: Request, pk: UUID) -> HttpResponse:
    line = line_or_404(request, pk, ReportPerm.LOG_SEIZURE)
    form = GuardianForm(posted(request), initial={"at": request.now, "in_charge": line.in_charge})
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.record_guardian_told(
                by=request.user, line=line, now=request.now, **form.cleaned_data
            )
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, "已记录。" if row.guardian_told_at else "已记录，请继续联系监护人。")
            return redirect(_home(row))
    tries = GuardianTry.objects.visible_to(request.user).filter(line=line).select_related("by")
    return _page(request, "reporting/line_guardian.html", line, form, tries=tries)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def line_identify(request: Request, pk: UUID) -> HttpResponse:
    line = line_or_404(request, pk, ReportPerm.LOG_SEIZURE)
    initial = {"sex": line.sex, "is_pupil": "yes" if line.is_pupil else "no"}
    on = clock.local_day(line.received_at)
    form = IdentityForm(posted(request), initial=initial, on=on)
    if request.method == "POST" and form.is_valid():
        child = form.child_in(form.cleaned_data)
        try:
            actions.identify_line(by=request.user, line=line, child=child, now=request.now)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, f"{line.code} 的身份已查明。")
            return redirect(_home(line))
    return _page(request, "reporting/line_identify.html", line, form)


@require_http_methods(["GET", "POST"])
def line_education(request: Request, pk: UUID) -> HttpResponse:
    line = line_or_404(request, pk, CasePerm.RECORD_EDUCATION)
    form = EducationForm(posted(request), initial={"at": request.now})
    if request.method == "POST" and form.is_valid():
        try:
            talk = actions.record_education(by=request.user, line=line, now=request.now, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            said = "教育谈话已记录。" if talk.took_place else "已记录。没有见到孩子，教育谈话仍待办。"
            messages.success(request, said)
            return redirect(_home(line))
    talks = EducationTalk.objects.visible_to(request.user).filter(line=line).select_related("by")
    return _page(request, "reporting/line_education.html", line, form, talks=talks)


@require_http_methods(["GET", "POST"])
def line_county_report(request: Request, pk: UUID) -> HttpResponse:
    line = line_or_404(request, pk)
    sent = CountyReport.objects.visible_to(request.user).filter(line=line).select_related("by").first()
    if sent is None:
        require(request.user, CasePerm.REPORT_COUNTY)
    form = CountyReportForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "at": form.cleaned_data["at"] or request.now}
        try:
            actions.send_county_report(by=request.user, line=line, now=request.now, **given)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, "已上报县禁毒办。")
            return redirect("reporting:line_county_report", line.pk)
    return _page(request, "reporting/line_county_report.html", line, form, sent=sent)


def _page(request: Request, template: str, line: IntakeLine, form: object, **more: object) -> HttpResponse:
    minor = line.minor
    ours = minor.intake_unit_id == own_unit(request.user).pk and minor.state != MinorState.MERGED
    context = {
        "line": line,
        "form": form,
        "duties": open_duties(request, line.pk),
        "may_open": ours and may(request.user, MinorPerm.REVEAL),
        "now": request.now,
    }
    return render(request, template, {**context, "up_url": _home(line), **more})


def _home(line: IntakeLine) -> str:
    """The page one comes from: the seizure, or the list of lines."""
    if line.seizure_id:
        return reverse("reporting:seizure_detail", args=[line.seizure_id])
    return reverse("reporting:line_list")


def _clocks(request: Request, lines: list[IntakeLine]) -> dict[UUID, Duty]:
    kinds = ("report.register", "transfer.intake", "report.mandatory")
    owed: QuerySet[Duty] = open_duties(request, *(line.pk for line in lines)).filter(kind__in=kinds)
    return {duty.subject: duty for duty in owed}
