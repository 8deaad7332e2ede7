from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from accounts.pages import put, row_or_404
from common.errors import DomainError
from outreach import actions
from outreach.actions.events import Written
from outreach.forms.done import WithdrawForm
from outreach.models import CareRound, Event, FamilyWork
from outreach.permissions import OutreachPerm
from outreach.views.shared import is_posted


@require_http_methods(["GET", "POST"])
def event_withdraw(request: Request, pk: UUID) -> HttpResponse:
    return _withdraw(request, Event, pk, reverse("outreach:event_detail", args=[pk]))


@require_http_methods(["GET", "POST"])
def family_withdraw(request: Request, pk: UUID) -> HttpResponse:
    return _withdraw(request, FamilyWork, pk, reverse("outreach:family_list"))


@require_http_methods(["GET", "POST"])
def care_withdraw(request: Request, pk: UUID) -> HttpResponse:
    return _withdraw(request, CareRound, pk, reverse("outreach:care_list"))


def _withdraw(request: Request, model: type[Written], pk: UUID, here: str) -> HttpResponse:
    row = row_or_404(request, model, pk, "campus", perm=OutreachPerm.RECORD)
    form = WithdrawForm(request.POST or None)
    if is_posted(request, form):
        try:
            actions.withdraw(by=request.user, row=row, reason=form.cleaned_data["reason"], now=request.now)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "已撤回。记录还在，不再计入。")
            return redirect(here)
    return render(request, "outreach/_withdraw.html", {"form": form, "row": row, "here": here})
