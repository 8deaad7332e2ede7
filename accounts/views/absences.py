from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions
from accounts.forms import AbsenceForm, deputies_of, show
from accounts.http import Request
from accounts.models import Appointment
from accounts.permissions import AccountPerm, require
from accounts.sight import absences_near, posts_to_cover
from common import clock
from common.errors import DomainError


@require_GET
def absence_list(request: Request) -> HttpResponse:
    require(request.user, AccountPerm.RECORD_ABSENCE)
    now = clock.now()
    context = {
        "now": now,
        "rows": absences_near(request.user).filter(ended_at=None, until_at__gt=now),
        "own": Appointment.objects.live(now).filter(user=request.user).select_related("unit"),
    }
    return render(request, "accounts/absence_list.html", context)


@require_http_methods(["GET", "POST"])
def absence_add(request: Request, pk: UUID) -> HttpResponse:
    appointment, now = get_object_or_404(posts_to_cover(request.user), pk=pk), clock.now()
    require(request.user, AccountPerm.RECORD_ABSENCE)
    deputies = deputies_of(appointment, Appointment.objects.live(now))
    form = AbsenceForm(request.POST or None, deputies=deputies, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_absence(by=request.user, appointment=appointment, now=now, **form.cleaned_data)
        except DomainError as error:
            show(form, error)
        else:
            messages.success(request, "已登记。这段时间的事项、提醒和审批由代理人以本人名义办理。")
            return redirect("accounts:absence_list")
    return render(request, "accounts/absence_add.html", {"appointment": appointment, "form": form})


@require_POST
def absence_end(request: Request, pk: UUID) -> HttpResponse:
    absence = get_object_or_404(absences_near(request.user), pk=pk)
    require(request.user, AccountPerm.RECORD_ABSENCE)
    try:
        actions.end_absence(by=request.user, absence=absence, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("accounts:absence_list")
