from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from accounts.permissions import require
from common import clock
from common.errors import DomainError
from reporting import actions, rules, stats
from reporting.actions.offices import own_unit
from reporting.forms.seizure import DeclareForm
from reporting.models import STANDS, Declaration, Seizure
from reporting.permissions import ReportPerm
from reporting.policies import DECLARE_BACK_DAYS
from reporting.views.rows import posted, refuse


@require_http_methods(["GET", "POST"])
def declare(request: Request) -> HttpResponse:
    require(request.user, ReportPerm.DECLARE_ZERO)
    form = DeclareForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.declare_zero(by=request.user, now=request.now, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, f"{row.day:%Y-%m-%d} 无查获，已报零。")
            return redirect("reporting:declare")
    return render(request, "reporting/declare.html", {"form": form, **_days(request)})


def _days(request: Request) -> dict[str, Any]:
    unit = own_unit(request.user)
    today = clock.local_day(request.now)
    since = max(unit.opened_on, today - timedelta(days=DECLARE_BACK_DAYS))
    zeros = Declaration.objects.visible_to(request.user).filter(unit=unit, day__gte=since)
    seizures = Seizure.objects.visible_to(request.user).filter(unit=unit, day__gte=since)
    zero_days = set(zeros.filter(STANDS).values_list("day", flat=True))
    spoken = zero_days | set(seizures.values_list("day", flat=True))
    spoken |= stats.days_of_sealed(request.user, since)
    silent = rules.unspoken_days(request.now, spoken, since=since, back=DECLARE_BACK_DAYS)
    return {
        "today": today,
        "zero": zeros.filter(STANDS, day=today).first(),
        "found": seizures.filter(day=today),
        "silent": silent,
        "recent": zeros.select_related("superseded_by", "by")[:10],
        "now": request.now,
    }
