from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions, rules
from accounts.forms import AbsenceForm, deputies_of, show
from accounts.http import Request
from accounts.models import Absence, Appointment, Unit, User
from accounts.permissions import AccountPerm, require
from common import clock
from common.errors import DomainError


@require_GET
def absence_list(request: Request) -> HttpResponse:
    require(request.user, AccountPerm.RECORD_ABSENCE)
    now = clock.now()
    rows = Absence.objects.filter(ended_at=None, until_at__gt=now).select_related(
        "appointment__unit", "appointment__user", "deputy"
    )
    context = {
        "now": now,
        "rows": [row for row in rows if _is_party(request.user, row)],
        "own": Appointment.objects.live(now).filter(user=request.user).select_related("unit"),
    }
    return render(request, "accounts/absence_list.html", context)


@require_http_methods(["GET", "POST"])
def absence_add(request: Request, pk: UUID) -> HttpResponse:
    now = clock.now()
    appointment = _appointment_or_404(request, pk)
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
    require(request.user, AccountPerm.RECORD_ABSENCE)
    absence = get_object_or_404(Absence.objects.select_related("appointment__unit"), pk=pk)
    if not _is_party(request.user, absence):
        raise Http404
    try:
        actions.end_absence(by=request.user, absence=absence, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("accounts:absence_list")


def _appointment_or_404(request: Request, pk: UUID) -> Appointment:
    require(request.user, AccountPerm.RECORD_ABSENCE)
    rows = Appointment.objects.filter(
        Q(user=request.user) | Q(unit__in=Unit.objects.visible_to(request.user)), ended_at=None
    )
    appointment = get_object_or_404(rows.select_related("unit", "user"), pk=pk)
    if appointment.user_id != request.user.pk and not rules.is_head(request.user.acting, appointment):
        raise Http404
    return appointment


def _is_party(user: User, absence: Absence) -> bool:
    is_own = user.pk in (absence.appointment.user_id, absence.deputy_id)
    return is_own or rules.is_head(user.acting, absence.appointment)
