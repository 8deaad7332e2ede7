from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from accounts.permissions import require
from common import clock
from common.errors import DomainError
from reporting import actions
from reporting.actions.offices import own_unit
from reporting.forms.child import IntakeChildForm
from reporting.forms.intake import ForwardForm, LetterForm, MandatoryForm, ReceiveForm, SelfReferralForm
from reporting.permissions import ReportPerm
from reporting.views.rows import line_or_404, open_duties, posted, refuse

CHILD = "child"


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def letter_add(request: Request) -> HttpResponse:
    require(request.user, ReportPerm.TAKE_INTAKE)
    form, child = LetterForm(posted(request), initial={"received_at": request.now}), _child(request)
    if request.method == "POST" and all([form.is_valid(), child.is_valid()]):
        try:
            line = actions.take_letter(
                by=request.user,
                letter=form.letter_in(),
                child=child.line_in(),
                client_id=form.cleaned_data["client_id"],
                now=request.now,
            )
        except DomainError as error:
            _refuse(form, child, error)
        else:
            messages.success(request, f"来函已登记，编号 {line.code}，请在1个工作日内登记未成年人。")
            return redirect("reporting:line_register", line.pk)
    return _page(request, "reporting/letter_add.html", form, child)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def letter_forward(request: Request) -> HttpResponse:
    require(request.user, ReportPerm.FORWARD_LETTER)
    county = own_unit(request.user).county
    form = ForwardForm(posted(request), initial={"received_at": request.now}, county=county)
    child = _child(request)
    if request.method == "POST" and all([form.is_valid(), child.is_valid()]):
        try:
            line = actions.forward_letter(
                by=request.user,
                township=form.cleaned_data["township"],
                letter=form.letter_in(),
                child=child.line_in(),
                client_id=form.cleaned_data["client_id"],
                now=request.now,
            )
        except DomainError as error:
            _refuse(form, child, error)
        else:
            messages.success(request, f"已转办 {line.station.name}，编号 {line.code}。")
            return redirect("reporting:line_list")
    return _page(request, "reporting/letter_add.html", form, child)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def self_referral_add(request: Request) -> HttpResponse:
    require(request.user, ReportPerm.TAKE_INTAKE)
    form, child = SelfReferralForm(posted(request), initial={"received_at": request.now}), _child(request)
    if request.method == "POST" and all([form.is_valid(), child.is_valid()]):
        try:
            line = actions.take_self_referral(
                by=request.user, child=child.line_in(), now=request.now, **form.cleaned_data
            )
        except DomainError as error:
            _refuse(form, child, error)
        else:
            messages.success(request, f"已接收，编号 {line.code}，请在1个工作日内登记。")
            return redirect("reporting:line_register", line.pk)
    return _page(request, "reporting/self_referral_add.html", form, child)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def mandatory_add(request: Request) -> HttpResponse:
    require(request.user, ReportPerm.MANDATORY_REPORT)
    form = MandatoryForm(posted(request))
    if request.method == "POST" and form.is_valid():
        client_id = form.cleaned_data["client_id"]
        try:
            line = actions.report_mandatory(
                by=request.user, child=form.child_in(), client_id=client_id, now=request.now
            )
        except DomainError as error:
            refuse(form, error)
        else:
            at = clock.local(line.received_at)
            messages.success(request, f"已送达派出所。回执编号 {line.receipt}，时间 {at:%Y-%m-%d %H:%M}。")
            return redirect("reporting:mandatory_add")
    return render(request, "reporting/mandatory_add.html", {"form": form})


@require_http_methods(["GET", "POST"])
def mandatory_receive(request: Request, pk: UUID) -> HttpResponse:
    line = line_or_404(request, pk, ReportPerm.LOG_SEIZURE)
    form = ReceiveForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.receive_mandatory(by=request.user, line=line, now=request.now, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, f"{row.code}：{row.get_finding_display()}。")
            return redirect("reporting:mandatory_receive", row.pk)
    context = {"line": line, "form": form, "duties": open_duties(request, line.pk), "now": request.now}
    return render(request, "reporting/mandatory_receive.html", context)


def _child(request: Request) -> IntakeChildForm:
    return IntakeChildForm(posted(request), prefix=CHILD)


def _refuse(form: forms.Form, child: forms.Form, error: DomainError) -> None:
    refuse(child if error.field in child.fields else form, error)


def _page(request: Request, template: str, form: forms.Form, child: forms.Form) -> HttpResponse:
    return render(request, template, {"form": form, "child": child})
