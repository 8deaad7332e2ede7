"""回避: declared, ordered, handed on, ended."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import Request
from accounts.permissions import require
from common import codes
from common.errors import DomainError
from duties.forms import show
from duties.models import Duty
from minors import actions
from minors.forms.access import FileCodeForm, OrderForm, ReasonForm
from minors.models import Minor, Recusal
from minors.permissions import MinorPerm
from minors.views.file import file_or_404

SHOWN = 200
PEOPLE = ("minor__unit", "user", "by", "unit", "ended_by")


@require_http_methods(["GET", "POST"])
def recusal_add(request: Request, pk: UUID) -> HttpResponse:
    minor = file_or_404(request, pk, MinorPerm.REVEAL)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.declare_recusal(by=request.user, minor=minor, reason=reason, now=request.now)
        except DomainError as error:
            show(form, error)
        else:
            messages.success(
                request, f"{minor.code} 已回避，不再对您显示；您的事项已转交，负责人已收到待办。"
            )
            return redirect("duties:today")
    return render(request, "minors/recusal_add.html", {"minor": minor, "form": form})


@require_http_methods(["GET", "POST"])
def recusal_order(request: Request, pk: UUID) -> HttpResponse:
    minor = file_or_404(request, pk, MinorPerm.ORDER_RECUSAL)
    people = actions.orderable(request.user, minor, request.now)
    form = OrderForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.order_recusal(by=request.user, minor=minor, now=request.now, **form.cleaned_data)
        except DomainError as error:
            show(form, error)
        else:
            messages.success(request, "回避决定已生效。")
            return redirect("minors:recusal_detail", row.pk)
    return render(request, "minors/recusal_order.html", {"minor": minor, "form": form})


@require_GET
def recusal_list(request: Request) -> HttpResponse:
    require(request.user, MinorPerm.ORDER_RECUSAL)
    form = FileCodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        wanted = codes.normalise(form.cleaned_data["code"])
        found = Minor.objects.visible_to(request.user).filter(code=wanted).first()
        if found:
            return redirect("minors:recusal_order", found.pk)
        form.add_error("code", "没有找到这个编号的档案。")
    rows = Recusal.objects.visible_to(request.user).select_related(*PEOPLE)
    context = {"live": rows.live(request.now)[:SHOWN], "ended": rows.exclude(ended_at=None)[:SHOWN]}
    return render(request, "minors/recusal_list.html", {**context, "form": form, "now": request.now})


@require_GET
def recusal_detail(request: Request, pk: UUID) -> HttpResponse:
    return _page(request, _recusal_or_404(request, pk), ReasonForm())


@require_POST
def recusal_settle(request: Request, pk: UUID) -> HttpResponse:
    row = _recusal_or_404(request, pk)
    actions.settle_recusal(by=request.user, recusal=row, now=request.now)
    messages.success(request, "已记入：接手已安排。")
    return redirect("minors:recusal_detail", pk)


@require_POST
def recusal_end(request: Request, pk: UUID) -> HttpResponse:
    row = _recusal_or_404(request, pk)
    if not actions.may_end(request.user, row):
        raise PermissionDenied("not the one who decides on this recusal")
    form = ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.end_recusal(by=request.user, recusal=row, reason=reason, now=request.now)
        except DomainError as error:
            show(form, error)
        else:
            messages.success(request, "回避已终止。")
            return redirect("minors:recusal_detail", pk)
    return _page(request, row, form)


def _recusal_or_404(request: Request, pk: UUID) -> Recusal:
    rows = Recusal.objects.visible_to(request.user).select_related(*PEOPLE)
    row = get_object_or_404(rows, pk=pk)
    require(request.user, MinorPerm.ORDER_RECUSAL)
    return row


def _page(request: Request, row: Recusal, form: ReasonForm) -> HttpResponse:
    owed = Duty.objects.visible_to(request.user).open()
    context = {
        "row": row,
        "form": form,
        "now": request.now,
        "duties": owed.filter(file=row.minor_id).select_related("unit", "holder"),
        "unsettled": owed.filter(kind="access.recusal", subject=row.pk).exists(),
        "may_end": actions.may_end(request.user, row),
    }
    return render(request, "minors/recusal_detail.html", context)
