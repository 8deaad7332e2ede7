from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions
from accounts.choices import UnitKind
from accounts.forms import UnitForm, show
from accounts.http import Request
from accounts.models import Appointment, Unit
from accounts.permissions import AccountPerm, require
from common import clock
from common.errors import DomainError


@require_GET
def unit_list(request: Request) -> HttpResponse:
    require(request.user, AccountPerm.MANAGE_UNITS)
    units = Unit.objects.visible_to(request.user)
    offices = [unit for unit in units if unit.kind == UnitKind.COUNTY]
    staffed = set(Appointment.objects.live(clock.now()).values_list("unit", flat=True))
    townships = [
        (township, [(unit, unit.pk in staffed) for unit in units if unit.township == township.area])
        for township in units
        if township.kind == UnitKind.TOWNSHIP
    ]
    county = [(unit, unit.pk in staffed) for unit in offices]
    return render(request, "accounts/unit_list.html", {"townships": townships, "county": county})


@require_http_methods(["GET", "POST"])
def unit_add(request: Request) -> HttpResponse:
    require(request.user, AccountPerm.MANAGE_UNITS)
    form, now = UnitForm(request.POST or None), clock.now()
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_unit(by=request.user, opened_on=clock.local_day(now), now=now, **form.cleaned_data)
        except DomainError as error:
            show(form, error)
        else:
            messages.success(request, "单位已增加。")
            return redirect("accounts:unit_list")
    return render(request, "accounts/unit_add.html", {"form": form})


@require_POST
def unit_close(request: Request, pk: UUID) -> HttpResponse:
    unit, now = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk), clock.now()
    require(request.user, AccountPerm.MANAGE_UNITS)
    try:
        actions.close_unit(by=request.user, unit=unit, on=clock.local_day(now), now=now)
    except DomainError as error:
        messages.error(request, f"{unit.name}：{error}")
    else:
        messages.success(request, f"{unit.name}已停用。")
    return redirect("accounts:unit_list")
