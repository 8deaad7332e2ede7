"""走访单: chosen by tick, printed once, destroyed the next working day."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from accounts.permissions import require
from common.errors import DomainError
from minors import actions
from minors.forms.slip import SlipForm
from minors.models import VisitSlip
from minors.permissions import MinorPerm
from minors.views.reveal import masked_again, shown


@never_cache
@require_http_methods(["GET", "POST"])
def slip_add(request: Request) -> HttpResponse:
    require(request.user, MinorPerm.PRINT_SLIP)
    visits = actions.visits_of(request.user, request.now)
    form = _form(request, visits)
    context = {"form": form, "visits": visits}
    if request.method == "POST" and form.is_valid():
        keys = set(form.cleaned_data["minors"])
        chosen = [visit.minor for visit in visits if str(visit.minor.pk) in keys]
        client_id = form.cleaned_data["client_id"]
        try:
            slip, lines = actions.print_slip(
                by=request.user, minors=chosen, now=request.now, client_id=client_id
            )
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            return _sheet(request, slip, lines, form.cleaned_data["paper"])
    return render(request, "minors/slip_add.html", context)


@require_http_methods(["GET", "POST"])
def slip_destroy(request: Request, pk: UUID) -> HttpResponse:
    slip = get_object_or_404(VisitSlip.objects.visible_to(request.user).select_related("by"), pk=pk)
    require(request.user, MinorPerm.PRINT_SLIP)
    if request.method == "POST":
        try:
            actions.destroy_slip(by=request.user, slip=slip, now=request.now)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"走访单 {slip.number} 已登记销毁。")
            return redirect("duties:today")
    return render(request, "minors/slip_destroy.html", {"slip": slip})


def _sheet(request: Request, slip: VisitSlip, lines: list[actions.SlipLine], paper: str) -> HttpResponse:
    """The slip on the screen: for so long as any identity is shown, then the list it was chosen from."""
    context = {"slip": slip, "lines": lines, "paper": paper, **shown(request, f"走访单 {slip.number}")}
    return masked_again(render(request, "minors/slip_add.html", context), reverse("minors:slip_add"))


def _form(request: Request, visits: list[actions.Visit]) -> SlipForm:
    choices = [(str(one.minor.pk), f"{one.minor.code}　{'、'.join(one.titles)}") for one in visits]
    today = [str(one.minor.pk) for one in visits if one.is_today]
    return SlipForm(request.POST or None, choices=choices, today=today)
