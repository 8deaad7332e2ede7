from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.choices import UnitKind
from accounts.http import Request
from accounts.models import Unit
from accounts.permissions import may, require
from accounts.rules import HEAD_OF
from common.errors import DomainError
from common.paging import key_of, page_after
from duties.models import Duty, Escalation, duty_scope
from reporting.actions import order as actions
from reporting.choices import OrderState
from reporting.forms.order import CloseForm, OrderForm, ReplyForm, ReturnForm
from reporting.models import Order, OrderStep
from reporting.permissions import ReportPerm


@require_GET
def order_list(request: Request) -> HttpResponse:
    _require_reader(request)
    rows = Order.objects.visible_to(request.user).select_related("to_unit", "from_unit")
    page = page_after(rows, field="issued_at", after=request.GET.get("after", ""))
    context = {
        "page": page,
        "next_after": page.next_after,
        "may_issue": may(request.user, ReportPerm.ISSUE_ORDER),
        "now": request.now,
    }
    return render(request, "reporting/order_list.html", context)


@require_http_methods(["GET", "POST"])
def order_add(request: Request) -> HttpResponse:
    require(request.user, ReportPerm.ISSUE_ORDER)
    escalation = _escalation(request)
    form = OrderForm(request.POST or None, units=_orderable(request), initial=_suggestion(escalation))
    if request.method == "POST" and form.is_valid():
        try:
            order = actions.issue_order(by=request.user, escalation=escalation, now=request.now, **form.given)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"督办单 {order.number} 已下达。")
            return redirect("reporting:order_detail", order.pk)
    return render(request, "reporting/order_add.html", {"form": form, "escalation": escalation})


@require_GET
def order_detail(request: Request, pk: UUID) -> HttpResponse:
    order = _order_or_404(request, pk)
    return render(request, "reporting/order_detail.html", _detail(request, order))


@require_POST
def order_sign(request: Request, pk: UUID) -> HttpResponse:
    order = _order_or_404(request, pk)
    require(request.user, ReportPerm.ANSWER_ORDER)
    try:
        actions.sign_order(by=request.user, order=order, now=request.now)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已签收。办好以后在这里回复。")
    return redirect("reporting:order_detail", pk)


@require_POST
def order_reply(request: Request, pk: UUID) -> HttpResponse:
    order = _order_or_404(request, pk)
    require(request.user, ReportPerm.ANSWER_ORDER)
    form = ReplyForm(request.POST)
    if form.is_valid():
        try:
            actions.reply_order(by=request.user, order=order, text=form.cleaned_data["text"], now=request.now)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, "已回复，等县禁毒办复核。")
            return redirect("reporting:order_detail", pk)
    return render(request, "reporting/order_detail.html", _detail(request, order, reply_form=form))


@require_http_methods(["GET", "POST"])
def order_return(request: Request, pk: UUID) -> HttpResponse:
    order = _order_or_404(request, pk)
    require(request.user, ReportPerm.ISSUE_ORDER)
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.return_order(
                by=request.user, order=order, reason=given["reason"], due_at=given["due_on"], now=request.now
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, "已退回，对方须按新的期限再回复。")
            return redirect("reporting:order_detail", pk)
    return render(request, "reporting/order_return.html", {"order": order, "form": form})


@require_POST
def order_close(request: Request, pk: UUID) -> HttpResponse:
    order = _order_or_404(request, pk)
    require(request.user, ReportPerm.ISSUE_ORDER)
    form = CloseForm(request.POST, has_escalation=order.escalation_id is not None)
    if form.is_valid():
        try:
            actions.close_order(by=request.user, order=order, now=request.now, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, "已办结。")
            return redirect("reporting:order_detail", pk)
    return render(request, "reporting/order_detail.html", _detail(request, order, close_form=form))


def _require_reader(request: Request) -> None:
    if not (may(request.user, ReportPerm.ISSUE_ORDER) or may(request.user, ReportPerm.ANSWER_ORDER)):
        raise PermissionDenied


def _order_or_404(request: Request, pk: UUID) -> Order:
    rows = Order.objects.visible_to(request.user).select_related(
        "to_unit", "from_unit", "duty__unit", "escalation__duty__unit", "issued_by"
    )
    order: Order = get_object_or_404(rows, pk=pk)
    _require_reader(request)
    return order


def _orderable(request: Request):
    return Unit.objects.active().visible_to(request.user).filter(kind__in=HEAD_OF).order_by("area", "kind")


def _escalation(request: Request) -> Escalation | None:
    """The escalation named in the address; one that is not to be seen is as absent as one that never was."""
    text = request.GET.get("escalation", "")
    if not text:
        return None
    found = Escalation.objects.filter(duty_scope(request.user, "duty__"), pk__in=[key_of(text)])
    row = found.select_related("duty__unit").first()
    if row is None:
        raise Http404
    return row


def _suggestion(escalation: Escalation | None) -> dict[str, object]:
    if escalation is None:
        return {"basis": "杆政发〔2024〕17号 五(二)"}
    duty = escalation.duty
    return {
        "to_unit": duty.unit_id,
        "demand": f"“{duty.title}”（{duty.label}）已逾期。请查明原因，立即补办，并回复办理结果。",
        "basis": duty.basis,
    }


def _detail(
    request: Request,
    order: Order,
    *,
    reply_form: ReplyForm | None = None,
    close_form: CloseForm | None = None,
) -> dict[str, object]:
    """What the page shows, and only the forms that the one who looks may send now."""
    acting = request.user.acting
    assert acting is not None  # _order_or_404 has asked for a post
    unit = acting.unit
    answers = unit.pk == order.to_unit_id and may(request.user, ReportPerm.ANSWER_ORDER)
    reviews = unit.pk == order.from_unit_id and may(request.user, ReportPerm.ISSUE_ORDER)
    is_head = acting.post == HEAD_OF[UnitKind(order.to_unit.kind)]
    steps = OrderStep.objects.visible_to(request.user).filter(order=order).select_related("by")
    events = [_event(step) for step in steps]
    duty = Duty.objects.visible_to(request.user).filter(subject=order.pk).open().first()
    context: dict[str, object] = {"order": order, "now": request.now, "events": events, "duty": duty}
    if answers and order.state == OrderState.ISSUED:
        context["may_sign" if is_head else "waits_for_head"] = True
    if answers and order.state == OrderState.SIGNED:
        context["reply_form"] = reply_form or ReplyForm()
    if reviews and order.state == OrderState.REPLIED:
        context["close_form"] = close_form or CloseForm(has_escalation=order.escalation_id is not None)
    return context


def _event(step: OrderStep) -> dict[str, object]:
    return {
        "at": step.at,
        "title": step.get_step_display(),
        "who": step.by.get_full_name(),
        "text": step.text,
    }
