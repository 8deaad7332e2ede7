from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions, rules
from accounts.acting import who_takes_over
from accounts.actions.appointments import may_confirm
from accounts.forms import LeaveForm, ReasonForm, colleagues_of, show
from accounts.http import Request
from accounts.models import Appointment, User
from accounts.permissions import AccountPerm, require
from accounts.sight import posts_near
from common import clock
from common.errors import DomainError


@require_GET
def appointment_list(request: Request) -> HttpResponse:
    require(request.user, AccountPerm.CONFIRM_APPOINTMENT)
    now = clock.now()
    rows = posts_near(request.user)
    waiting = rows.awaiting_confirmation()
    context = {
        "now": now,
        "waiting": [row for row in waiting if may_confirm(request.user, row, now)],
        "in_office": [row for row in rows.live(now) if rules.is_head(request.user.acting, row)],
    }
    return render(request, "accounts/appointment_list.html", context)


@require_POST
def appointment_confirm(request: Request, pk: UUID) -> HttpResponse:
    appointment = get_object_or_404(posts_near(request.user), pk=pk)
    require(request.user, AccountPerm.CONFIRM_APPOINTMENT)
    try:
        actions.confirm_appointment(by=request.user, appointment=appointment, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已确认：{appointment.user.name}，{appointment.get_post_display()}。")
    return redirect("accounts:appointment_list")


@require_http_methods(["GET", "POST"])
def appointment_end(request: Request, pk: UUID) -> HttpResponse:
    appointment = get_object_or_404(posts_near(request.user), pk=pk)
    require(request.user, AccountPerm.END_APPOINTMENT)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_appointment(
                by=request.user, appointment=appointment, now=clock.now(), **form.cleaned_data
            )
        except DomainError as error:
            show(form, error)
        else:
            messages.success(request, f"任职已终止。{_follows(appointment)}")
            return redirect(_back(request.user, appointment), *_back_args(request.user, appointment))
    return render(request, "accounts/appointment_end.html", {"appointment": appointment, "form": form})


@require_http_methods(["GET", "POST"])
def appointment_leave(request: Request, pk: UUID) -> HttpResponse:
    appointment, now = get_object_or_404(posts_near(request.user), pk=pk), clock.now()
    require(request.user, AccountPerm.END_APPOINTMENT)
    colleagues = colleagues_of(appointment, Appointment.objects.live(now))
    form = LeaveForm(request.POST or None, colleagues=colleagues, today=clock.local_day(now))
    if request.method == "POST" and form.is_valid():
        try:
            actions.leave_post(by=request.user, appointment=appointment, now=now, **form.cleaned_data)
        except DomainError as error:
            show(form, error)
        else:
            messages.success(request, f"调离已办理，权限即时终止。{_follows(appointment)}")
            return redirect(_back(request.user, appointment), *_back_args(request.user, appointment))
    context = {"appointment": appointment, "form": form, **_handover(request.user, appointment, now)}
    return render(request, "accounts/appointment_leave.html", context)


def _handover(user: User, appointment: Appointment, now: datetime) -> dict[str, Any]:
    """The list holds codes of files: the head prints it, the administrator does not see it."""
    is_head = rules.is_head(user.acting, appointment)
    paths = settings.HANDOVER_LISTS if is_head else []
    return {
        "is_head": is_head,
        "sections": [import_string(path)(appointment=appointment, now=now) for path in paths],
    }


def _follows(appointment: Appointment) -> str:
    return who_takes_over(appointment.unit, appointment.post, clock.now())


def _back(user: User, appointment: Appointment) -> str:
    is_head = rules.is_head(user.acting, appointment)
    return "accounts:appointment_list" if is_head else "accounts:account_detail"


def _back_args(user: User, appointment: Appointment) -> list[UUID]:
    return [] if rules.is_head(user.acting, appointment) else [appointment.user_id]
