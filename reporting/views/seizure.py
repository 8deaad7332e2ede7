from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm, BaseFormSet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from accounts.permissions import may, require
from common.errors import DomainError
from common.paging import page_after
from reporting import actions
from reporting.actions.offices import own_unit
from reporting.choices import ReportKind
from reporting.forms.child import ChildFormSet, keep_quiet, lines_in, with_one_more
from reporting.forms.seizure import LateForm, PreReportForm, SeizureForm
from reporting.models import IntakeLine, Report, Seizure
from reporting.permissions import ReportPerm
from reporting.views.rows import open_duties, posted, refuse, seizure_or_404, singly, with_newest

CHILDREN = "children"


@require_GET
def seizure_list(request: Request) -> HttpResponse:
    require(request.user, ReportPerm.VIEW_REPORT)
    rows = Seizure.objects.visible_to(request.user).select_related("unit", "substance")
    page = page_after(rows, field="captured_at", after=request.GET.get("after", ""))
    sent = Report.objects.visible_to(request.user).filter(seizure__in=page.rows).order_by("version")
    newest = {report.seizure_id: report for report in sent}
    context = {
        "rows": [(row, newest.get(row.pk)) for row in page.rows],
        "next_after": page.next_after,
        "may_log": may(request.user, ReportPerm.LOG_SEIZURE),
        "now": request.now,
    }
    return render(request, "reporting/seizure_list.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def seizure_add(request: Request) -> HttpResponse:
    require(request.user, ReportPerm.LOG_SEIZURE)
    form, children = _bind(request)
    if is_ready(request, form, children):
        submit = "save_only" not in request.POST
        try:
            seizure = actions.log_seizure(
                by=request.user, submit=submit, client_id=form.cleaned_data["client_id"], now=request.now,
                **_given(form, children),
            )  # fmt: skip
        except DomainError as error:
            refuse(form, error)
        else:
            words = "已报送，等待签收" if submit else "已保存，尚未报送"
            messages.success(request, f"查获 {seizure.code} {words}。")
            return redirect("reporting:seizure_detail", seizure.pk)
    return render(request, "reporting/seizure_add.html", {"form": form, "formset": children})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def seizure_complete(request: Request, pk: UUID) -> HttpResponse:
    seizure = seizure_or_404(request, pk, ReportPerm.LOG_SEIZURE)
    form, children = _bind(request, seizure)
    if is_ready(request, form, children):
        given = {**_given(form, children), "fewer_reason": form.cleaned_data["fewer_reason"]}
        try:
            actions.complete_report(
                by=request.user, seizure=seizure, values=given.pop("seizure"), now=request.now, **given
            )
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, f"查获 {seizure.code} 已补齐并报送。")
            return redirect("reporting:seizure_detail", seizure.pk)
    context = {"form": form, "formset": children, "seizure": seizure}
    return render(request, "reporting/seizure_add.html", context)


@require_http_methods(["GET", "POST"])
def pre_report(request: Request) -> HttpResponse:
    require(request.user, ReportPerm.LOG_SEIZURE)
    form = PreReportForm(posted(request), initial={"captured_at": request.now, "suspected_count": 1})
    if request.method == "POST" and form.is_valid():
        try:
            seizure = actions.pre_report(by=request.user, now=request.now, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, f"预报 {seizure.code} 已报送，请在12小时内补齐全报。")
            return redirect("reporting:seizure_detail", seizure.pk)
    return render(request, "reporting/pre_report.html", {"form": form})


@require_GET
def seizure_detail(request: Request, pk: UUID) -> HttpResponse:
    seizure = seizure_or_404(request, pk)
    return render(request, "reporting/seizure_detail.html", _detail(request, seizure))


@require_http_methods(["GET", "POST"])
def seizure_submit(request: Request, pk: UUID) -> HttpResponse:
    seizure = seizure_or_404(request, pk, ReportPerm.LOG_SEIZURE)
    form = LateForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason, phoned = form.cleaned_data["late_reason"], form.phoned
        try:
            actions.submit_report(
                by=request.user, seizure=seizure, now=request.now, late_reason=reason, phoned=phoned
            )
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, f"查获 {seizure.code} 已报送，等待签收。")
            return redirect("reporting:seizure_detail", seizure.pk)
    return render(request, "reporting/seizure_submit.html", {**_detail(request, seizure), "form": form})


def _bind(request: Request, seizure: Seizure | None = None) -> tuple[SeizureForm, BaseFormSet]:
    initial: dict[str, Any] = {"captured_at": request.now}
    if seizure is not None:
        initial = {"captured_at": seizure.captured_at, "place_kind": seizure.place_kind}
    if request.method == "GET":
        count = (seizure.suspected_count if seizure else 1) or 1
        return SeizureForm(initial=initial), ChildFormSet(prefix=CHILDREN, initial=[{}] * count)
    adding = "add_row" in request.POST
    form = SeizureForm(request.POST)
    if not adding:
        form.full_clean()
    captured_at = None if adding else form.cleaned_data.get("captured_at")
    data = with_one_more(request.POST, CHILDREN) if adding else request.POST
    children = ChildFormSet(data, prefix=CHILDREN, form_kwargs={"captured_at": captured_at})
    if adding:
        keep_quiet(form, children)
    return form, children


def is_ready(request: Request, *forms_and_sets: BaseForm | BaseFormSet) -> bool:
    """True if this is a sending, not a row being added, and every part of the page is in order."""
    if request.method != "POST" or "add_row" in request.POST:
        return False
    judged = [given.is_valid() for given in forms_and_sets]  # every one, so that each shows its sentences
    return all(judged)


def _given(form: SeizureForm, children: BaseFormSet) -> dict[str, Any]:
    return {
        "seizure": form.seizure_in(),
        "children": lines_in(children),
        "late_reason": form.cleaned_data["late_reason"],
        "phoned": form.phoned,
    }


def _lines(request: Request, seizure: Seizure) -> list[IntakeLine]:
    lines = IntakeLine.objects.visible_to(request.user).filter(seizure=seizure)
    return list(lines.order_by("recorded_at", "code"))


def _detail(request: Request, seizure: Seizure) -> dict[str, Any]:
    versions = Report.objects.visible_to(request.user).filter(seizure=seizure)
    versions = with_newest(request, versions).order_by("-version")
    reports = list(versions.select_related("submitted_by", "signed_by", "returned_by"))
    every = _lines(request, seizure)
    lines = singly(request, every)
    latest = reports[0] if reports else None
    may_log = may(request.user, ReportPerm.LOG_SEIZURE)
    return {
        "seizure": seizure,
        "lines": lines,
        "persons": len(every),
        "others": len(every) - len(lines),
        "reports": reports,
        "latest": latest,
        "is_preliminary": latest is not None and latest.kind == ReportKind.PRELIMINARY,
        "duties": open_duties(request, seizure.pk, *(line.pk for line in lines)),
        "may_log": may_log,
        "may_see_clues": may_log and seizure.unit_id == own_unit(request.user).pk,
        "now": request.now,
    }
