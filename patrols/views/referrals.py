from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from common import clock
from common.errors import DomainError
from patrols import actions
from patrols.forms.findings import ChaseForm, ReferralAnswerForm, ReferralForm
from patrols.models import Finding, Referral
from patrols.permissions import PatrolPerm
from patrols.rules import competent
from patrols.views.shared import put, row_or_404

NEEDS = ("venue", "campus", "stop", "item")
OF_FINDING = tuple(f"finding__{name}" for name in NEEDS)


@require_http_methods(["GET", "POST"])
def finding_refer(request: Request, pk: UUID) -> HttpResponse:
    finding = row_or_404(request, Finding, pk, *NEEDS, perm=PatrolPerm.ORDER_FIX)
    bureau = competent(finding.stop.kind, finding.item.basis if finding.item else "")
    form = ReferralForm(request.POST or None, initial={"bureau": bureau, "matter": finding.text})
    if request.method == "POST" and form.is_valid():
        try:
            letter = actions.refer_finding(
                by=request.user, finding=finding, now=request.now, **form.cleaned_data
            )
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, f"{letter.number} 已移送{letter.get_bureau_display()}，等答复。")
            return redirect("patrols:finding_detail", pk)
    return render(request, "patrols/finding_refer.html", {"form": form, "finding": finding})


@require_http_methods(["GET", "POST"])
def referral_chase(request: Request, pk: UUID) -> HttpResponse:
    letter = row_or_404(request, Referral, pk, *OF_FINDING, perm=PatrolPerm.ORDER_FIX)
    form = ChaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.chase_referral(by=request.user, referral=letter, now=request.now, **form.cleaned_data)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "催办已记下。")
            return redirect("patrols:finding_detail", letter.finding_id)
    context = {"form": form, "letter": letter, "finding": letter.finding}
    return render(request, "patrols/referral_chase.html", context)


@require_http_methods(["GET", "POST"])
def referral_answer(request: Request, pk: UUID) -> HttpResponse:
    letter = row_or_404(request, Referral, pk, *OF_FINDING, perm=PatrolPerm.ORDER_FIX)
    form = ReferralAnswerForm(request.POST or None, today=clock.local_day(request.now))
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_referral(by=request.user, referral=letter, now=request.now, **form.cleaned_data)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "答复已记下。")
            return redirect("patrols:finding_detail", letter.finding_id)
    context = {"form": form, "letter": letter, "finding": letter.finding}
    return render(request, "patrols/referral_answer.html", context)
