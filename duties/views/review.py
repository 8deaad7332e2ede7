from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.http import Request
from accounts.permissions import require
from common import clock
from common.errors import DomainError
from duties import actions
from duties.actions.escalations import is_settled
from duties.choices import EscalationState
from duties.forms import DecisionForm, NoteForm, show
from duties.models import Duty, Escalation
from duties.permissions import DutyPerm

CLOSED_DAYS = 30
LIMIT = 200
ORDER = [
    EscalationState.WAITING,
    EscalationState.ACKNOWLEDGED,
    EscalationState.DECIDED,
    EscalationState.CLOSED,
]


@require_GET
def review_queue(request: Request) -> HttpResponse:
    require(request.user, DutyPerm.REVIEW_ESCALATION)
    now = clock.now()
    recent = Q(closed_at=None) | Q(closed_at__gt=now - timedelta(days=CLOSED_DAYS))
    rows = Escalation.objects.visible_to(request.user).filter(recent).with_marks()
    rows = rows.select_related("duty__unit", "acknowledged_by").order_by("raised_at", "id")[:LIMIT]
    groups = {state: [row for row in rows if row.state(now) == state] for state in ORDER}
    misses = Duty.objects.visible_to(request.user).overdue(now).select_related("unit", "holder")
    context = {
        "now": now,
        "groups": [(state.label, state, found) for state, found in groups.items()],
        "misses": misses.order_by("unit__area", "due_at")[:LIMIT],
    }
    return render(request, "duties/review_queue.html", context)


@require_GET
def escalation_detail(request: Request, pk: UUID) -> HttpResponse:
    escalation = _escalation_or_404(request, pk)
    require(request.user, DutyPerm.REVIEW_ESCALATION)
    return _page(request, escalation)


@require_POST
def escalation_acknowledge(request: Request, pk: UUID) -> HttpResponse:
    escalation = _escalation_or_404(request, pk)
    require(request.user, DutyPerm.REVIEW_ESCALATION)
    try:
        actions.acknowledge_escalation(by=request.user, escalation=escalation, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已受理，请在48小时内作出处理。")
    return redirect("duties:escalation_detail", pk)


@require_POST
def escalation_return(request: Request, pk: UUID) -> HttpResponse:
    return _act(request, pk, actions.return_escalation, NoteForm, "return_form")


@require_POST
def escalation_decide(request: Request, pk: UUID) -> HttpResponse:
    return _act(request, pk, actions.decide_escalation, DecisionForm, "decide_form")


@require_POST
def escalation_close(request: Request, pk: UUID) -> HttpResponse:
    return _act(request, pk, actions.close_escalation, NoteForm, "close_form")


def _act(
    request: Request, pk: UUID, action: Callable[..., Escalation], form_class: type[NoteForm], name: str
) -> HttpResponse:
    escalation = _escalation_or_404(request, pk)
    require(request.user, DutyPerm.REVIEW_ESCALATION)
    form = form_class(request.POST)
    if form.is_valid():
        try:
            action(by=request.user, escalation=escalation, now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            show(form, error)
        else:
            return redirect("duties:escalation_detail", pk)
    return _page(request, escalation, **{name: form})


def _page(request: Request, escalation: Escalation, **bound: NoteForm) -> HttpResponse:
    now = clock.now()
    duty = escalation.duty
    context: dict[str, Any] = {
        "now": now,
        "escalation": escalation,
        "duty": duty,
        "state": escalation.state(now),
        "events": escalation.events.select_related("by"),
        "may_close": is_settled(escalation),
        "excuses": duty.excuses.select_related("by", "signed_by"),
        "return_form": NoteForm(auto_id="return_%s"),
        "decide_form": DecisionForm(auto_id="decide_%s"),
        "close_form": NoteForm(auto_id="close_%s"),
        **bound,
    }
    return render(request, "duties/escalation_detail.html", context)


def _escalation_or_404(request: Request, pk: UUID) -> Escalation:
    rows = Escalation.objects.visible_to(request.user).with_marks()
    related = rows.select_related("duty__unit", "duty__holder", "acknowledged_by", "decided_by", "closed_by")
    return get_object_or_404(related, pk=pk)
