from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import Request
from accounts.models import User
from accounts.permissions import may, require
from common import clock
from common.errors import DomainError
from duties import actions, rules
from duties.choices import EscalationStep
from duties.forms import ExcuseForm, RefusalForm, show
from duties.models import Duty, EscalationEvent, Outage
from duties.permissions import DutyPerm
from duties.sight import excuses_near
from duties.views.misses import mark_misses

SAID = [EscalationStep.RETURNED, EscalationStep.DECIDED, EscalationStep.CLOSED]
"""What the county's words to the unit are; who took it on when is its own affair."""


@require_GET
def duty_detail(request: Request, pk: UUID) -> HttpResponse:
    duty = _duty_or_404(request, pk)
    require(request.user, DutyPerm.SEE_TODAY)
    return render(request, "duties/duty_detail.html", _page(request, duty, ExcuseForm()))


@require_http_methods(["GET", "POST"])
def excuse_add(request: Request, pk: UUID) -> HttpResponse:
    duty = _duty_or_404(request, pk)
    require(request.user, DutyPerm.EXPLAIN_MISS)
    form = ExcuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.explain_miss(by=request.user, duty=duty, now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            show(form, error)
        else:
            messages.success(request, "已提交情况说明，等待签认。逾期记录不变。")
            return redirect("duties:duty_detail", pk)
    return render(request, "duties/duty_detail.html", _page(request, duty, form))


@require_POST
def excuse_sign(request: Request, pk: UUID) -> HttpResponse:
    excuse = get_object_or_404(excuses_near(request.user), pk=pk)
    require(request.user, DutyPerm.SIGN_EXCUSE)
    try:
        actions.sign_excuse(by=request.user, excuse=excuse, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已签认。")
    return redirect("duties:duty_detail", excuse.duty_id)


@require_http_methods(["GET", "POST"])
def excuse_refuse(request: Request, pk: UUID) -> HttpResponse:
    excuse = get_object_or_404(excuses_near(request.user), pk=pk)
    require(request.user, DutyPerm.SIGN_EXCUSE)
    form = RefusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.refuse_excuse(by=request.user, excuse=excuse, now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            show(form, error)
        else:
            return redirect("duties:duty_detail", excuse.duty_id)
    return render(request, "duties/excuse_refuse.html", {"excuse": excuse, "form": form})


def _duty_or_404(request: Request, pk: UUID) -> Duty:
    duties = Duty.objects.visible_to(request.user)
    related = duties.select_related("unit", "holder", "deputy_holder", "met_by", "miss", "escalation")
    return get_object_or_404(related, pk=pk)


def _page(request: Request, duty: Duty, form: ExcuseForm) -> dict[str, Any]:
    now = clock.now()
    mark_misses([duty])
    said = EscalationEvent.objects.filter(escalation__duty=duty, step__in=SAID)
    return {
        "now": now,
        "duty": duty,
        "form": form,
        "excuses": duty.excuses.select_related("by", "signed_by", "refused_by"),
        "county_said": said.select_related("by"),
        "rungs": _rungs(duty),
        "outages": _outages(duty, now),
        **_rights(request.user, duty, now),
    }


def _rights(user: User, duty: Duty, now: datetime) -> dict[str, bool]:
    """Which of the page's buttons are this person's to press; the actions ask again."""
    assert user.acting is not None  # without a post nothing was granted
    is_mine = Duty.objects.mine(user).filter(pk=duty.pk).exists()
    is_missed = duty.voided_at is None and rules.is_late(duty.due_at, duty.met_at, now)
    return {
        "is_mine": is_mine,
        "is_missed": is_missed,
        "may_explain": is_missed and (is_mine or duty.unit_id == user.acting.unit.pk),
        "may_sign": may(user, DutyPerm.SIGN_EXCUSE),
        "may_review": may(user, DutyPerm.REVIEW_ESCALATION),
    }


def _rungs(duty: Duty) -> list[dict[str, Any]]:
    told = {notice.step_no: notice for notice in duty.notices.select_related("unit", "user", "opened_by")}
    return [
        {"at": rung.at, "tell": rung.tell, "notice": told.get(rung.no)}
        for rung in rules.steps(duty.ladder, duty.due_at)
    ]


def _outages(duty: Duty, now: datetime) -> list[Outage]:
    """Stretches of silence between the start of the clock and its hour."""
    return list(Outage.objects.overlapping(duty.started_at, min(duty.due_at, now))[:20])
