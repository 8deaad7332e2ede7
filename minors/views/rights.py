"""权利与告知: what a child or guardian asks for, and what they were told. Coded but for one print."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import Request
from accounts.permissions import may, require
from common.errors import DomainError
from minors import actions
from minors.choices import VALUE_LABELS, RightKind, SealOutcome
from minors.forms.rights import CorrectionForm, DecisionForm, DeliveryForm, NoticeForm, RequestForm
from minors.models import Minor, NoticeGiven, RightsRequest, SealProposal
from minors.permissions import MinorPerm
from minors.views.reveal import rows_of


@require_GET
def rights_list(request: Request, pk: UUID) -> HttpResponse:
    minor = _minor_or_404(request, pk)
    context = {
        "minor": minor,
        "requests": RightsRequest.objects.visible_to(request.user).filter(minor=minor),
        "notices": NoticeGiven.objects.visible_to(request.user).filter(minor=minor).select_related("by"),
    }
    return render(request, "minors/rights_list.html", context)


@require_http_methods(["GET", "POST"])
def rights_add(request: Request, pk: UUID) -> HttpResponse:
    minor = _minor_or_404(request, pk)
    form = RequestForm(request.POST or None, now=request.now)
    row = _try(request, form, actions.receive_request, minor=minor)
    if row is not None:
        messages.success(request, f"已受理，编号 {row.number}。请在15个工作日内答复。")
        return redirect("minors:rights_detail", row.pk)
    return render(request, "minors/rights_add.html", {"minor": minor, "form": form})


@require_GET
def rights_detail(request: Request, pk: UUID) -> HttpResponse:
    row = _request_or_404(request, pk, MinorPerm.VIEW_RIGHTS, MinorPerm.TAKE_RIGHTS)
    return render(request, "minors/rights_detail.html", {**_state(request, row), "request_row": row})


@require_http_methods(["GET", "POST"])
def rights_decide(request: Request, pk: UUID) -> HttpResponse:
    row = _request_or_404(request, pk, MinorPerm.DECIDE_RIGHTS)
    form = DecisionForm(request.POST or None)
    if _try(request, form, actions.decide_request, asked=row) is not None:
        messages.success(request, "已决定，可打印答复。")
        return redirect("minors:rights_detail", pk)
    busy = actions.open_work(row.minor) if row.kind == RightKind.DELETE else []
    context = {"request_row": row, "form": form, "busy": busy}
    return render(request, "minors/rights_decide.html", context)


@require_http_methods(["GET", "POST"])
def rights_deliver(request: Request, pk: UUID) -> HttpResponse:
    row = _request_or_404(request, pk, MinorPerm.TAKE_RIGHTS)
    form = DeliveryForm(request.POST or None, now=request.now)
    if _try(request, form, actions.deliver_answer, asked=row) is not None:
        messages.success(request, "已送达，办结。")
        return redirect("minors:rights_detail", pk)
    return render(request, "minors/rights_deliver.html", {"request_row": row, "form": form})


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def rights_correct(request: Request, pk: UUID) -> HttpResponse:
    row = _request_or_404(request, pk, MinorPerm.CARRY_OUT_RIGHTS)
    labels = {name: VALUE_LABELS[name] for name in actions.CORRECTABLE}
    form = CorrectionForm(request.POST or None, labels=labels, emptiable=actions.EMPTIABLE)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        born, rest = given["birth_date"], {name: given[name] for name in ("emptied", "sex")}
        try:
            actions.correct_values(
                by=request.user, asked=row, given=given, born=born, **rest, now=request.now
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, "已更正，原内容留在加密的历史中。")
            return redirect("minors:rights_detail", pk)
    return render(request, "minors/rights_correct.html", {"request_row": row, "form": form})


@never_cache
@require_POST
def rights_print(request: Request, pk: UUID) -> HttpResponse:
    row = _request_or_404(request, pk, MinorPerm.CARRY_OUT_RIGHTS)
    try:
        values = actions.print_file(by=request.user, asked=row, now=request.now)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("minors:rights_detail", pk)
    context = {"request_row": row, "minor": row.minor, "rows": rows_of(values)}
    context["track"] = actions.track_words(row.minor)
    return render(request, "minors/rights_print.html", context)


@require_GET
def rights_letter(request: Request, pk: UUID) -> HttpResponse:
    row = _request_or_404(request, pk, MinorPerm.TAKE_RIGHTS)
    if not row.verdict:
        messages.error(request, "还没有决定，不能打印答复。")
        return redirect("minors:rights_detail", pk)
    return render(request, "minors/rights_letter.html", {"request_row": row})


@require_http_methods(["GET", "POST"])
def notice_sheet(request: Request, pk: UUID) -> HttpResponse:
    minor = _minor_or_404(request, pk)
    several = actions.has_several_guardians(minor)
    rows = actions.show_guardians(by=request.user, minor=minor, now=request.now) if several else []
    offered = [(row.no, row.label) for row in rows if row.ended_on is None]
    form = NoticeForm(request.POST or None, now=request.now, guardians=offered)
    if _try(request, form, actions.give_notice, minor=minor) is not None:
        messages.success(request, "已登记告知。")
        return redirect("minors:rights_list", pk)
    return render(request, "minors/notice_sheet.html", {"minor": minor, "form": form})


def _minor_or_404(request: Request, pk: UUID) -> Minor:
    rows = Minor.objects.visible_to(request.user).select_related("unit")
    minor = get_object_or_404(rows, pk=pk)
    require(request.user, MinorPerm.TAKE_RIGHTS)
    return minor


def _request_or_404(request: Request, pk: UUID, *perms: str) -> RightsRequest:
    """The request in scope, or 404; 403 unless the post has one of `perms`."""
    rows = RightsRequest.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related("minor", "unit", "by", "decided_by"), pk=pk)
    if not any(may(request.user, perm) for perm in perms):
        require(request.user, perms[0])
    return row


def _try(request: Request, form: forms.Form, action: Callable[..., Any], **given: Any) -> Any:
    """What `action` made of a valid form, or None with its sentence on the field."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return action(by=request.user, now=request.now, **given, **form.cleaned_data)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None


def _state(request: Request, row: RightsRequest) -> dict[str, bool]:
    """Which buttons the page has: what is next, for whoever may do it."""
    hands, user = row.verdict == "granted" and row.delivered_at is None, request.user
    carries = hands and may(user, MinorPerm.CARRY_OUT_RIGHTS)
    waiting = SealProposal.objects.visible_to(user).filter(minor=row.minor, outcome=SealOutcome.WAITING)
    return {
        "waits": row.kind == RightKind.DELETE and row.verdict == "granted" and waiting.exists(),
        "may_decide": not row.verdict and may(user, MinorPerm.DECIDE_RIGHTS),
        "may_print": carries and row.kind in ("see", "copy"),
        "may_correct": carries and row.kind == "correct",
        "may_deliver": bool(row.verdict) and row.delivered_at is None and may(user, MinorPerm.TAKE_RIGHTS),
        "may_letter": bool(row.verdict) and may(user, MinorPerm.TAKE_RIGHTS),
    }
