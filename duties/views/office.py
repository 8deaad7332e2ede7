from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.choices import Post, UnitKind
from accounts.http import Request
from accounts.models import Unit
from accounts.permissions import may, require
from common import calendar as days
from common import clock
from common.errors import DomainError
from common.models import CalendarDay, CalendarYear
from duties import actions
from duties.forms import CalendarDayForm, CalendarYearForm, PolicyForm, RosterForm, show
from duties.models import PolicyChange, RosterEntry
from duties.permissions import DutyPerm
from duties.policies import Policy, policies

ROSTER_DAYS = 31


@require_GET
def policy_list(request: Request) -> HttpResponse:
    """What the office signs: every kind with who owes it, when it is due, who is told, on what basis."""
    require(request.user, DutyPerm.SEE_TODAY)
    now = clock.now()
    effective = actions.effective_policies(unit=None, at=now)
    changes = PolicyChange.objects.select_related("unit", "by").order_by("-from_on", "-recorded_at")
    titles = {kind: policy.title for kind, policy in policies().items()}
    context = {
        "rows": [_row(kind, policy, effective[kind]) for kind, policy in policies().items()],
        "changes": [(titles.get(change.kind, change.kind), change) for change in changes[:50]],
        "may_change": may(request.user, DutyPerm.CHANGE_POLICY),
    }
    return render(request, "duties/policy_list.html", context)


def _row(kind: str, written: Policy, effective: Policy | None) -> dict[str, Any]:
    policy = effective or written
    unit_kind, post = policy.owed_by
    return {
        "kind": kind,
        "policy": policy,
        "is_on": effective is not None,
        "owes": f"{UnitKind(unit_kind).label} · {Post(post).label}",
        "ladder": [(_hours(step.after), step.tell.label) for step in policy.ladder],
    }


def _hours(after: timedelta) -> str:
    hours = after.total_seconds() / 3600
    if hours == 0:
        return "到期时"
    return f"到期前{-hours:g}小时" if hours < 0 else f"到期后{hours:g}小时"


@require_http_methods(["GET", "POST"])
def policy_change(request: Request, kind: str) -> HttpResponse:
    require(request.user, DutyPerm.CHANGE_POLICY)
    if kind not in policies():
        raise Http404
    form = PolicyForm(request.POST or None, policy=policies()[kind], user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_policy(by=request.user, kind=kind, now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            show(form, error)
        else:
            messages.success(request, "已记录变更。已开立的事项仍按原来的数字。")
            return redirect("duties:policy_list")
    return render(request, "duties/policy_change.html", {"form": form, "policy": policies()[kind]})


@require_http_methods(["GET", "POST"])
def roster(request: Request) -> HttpResponse:
    require(request.user, DutyPerm.EDIT_ROSTER)
    assert request.user.acting is not None  # without a post nothing was granted
    township = request.user.acting.unit.township
    unit = get_object_or_404(Unit, kind=UnitKind.TOWNSHIP, township=township)
    form = RosterForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        try:
            actions.enter_roster(by=request.user, unit=unit, now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            show(form, error)
        else:
            return redirect("duties:roster")
    context = {"unit": unit, "form": form, "rows": _roster_days(unit)}
    return render(request, "duties/roster.html", context)


def _roster_days(unit: Unit) -> list[dict[str, Any]]:
    first = clock.local_day(clock.now())
    wanted = [first + timedelta(days=n) for n in range(ROSTER_DAYS)]
    entries = RosterEntry.objects.filter(unit=unit, day__in=wanted).select_related("leader")
    leaders = {entry.day: entry.leader for entry in entries}
    overrides = days.overrides()
    return [
        {"day": day, "leader": leaders.get(day), "is_working": days.is_working_day(day, overrides)}
        for day in wanted
    ]


@require_GET
def calendar(request: Request) -> HttpResponse:
    require(request.user, DutyPerm.EDIT_CALENDAR)
    return _calendar_page(request, CalendarYearForm(auto_id="year_%s"), CalendarDayForm(auto_id="day_%s"))


@require_POST
def calendar_year_add(request: Request) -> HttpResponse:
    require(request.user, DutyPerm.EDIT_CALENDAR)
    form = CalendarYearForm(request.POST, auto_id="year_%s")
    if form.is_valid():
        try:
            actions.enter_calendar_year(by=request.user, now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            show(form, error)
        else:
            return redirect("duties:calendar")
    return _calendar_page(request, form, CalendarDayForm(auto_id="day_%s"))


@require_POST
def calendar_day_add(request: Request) -> HttpResponse:
    require(request.user, DutyPerm.EDIT_CALENDAR)
    form = CalendarDayForm(request.POST, auto_id="day_%s")
    if form.is_valid():
        try:
            actions.enter_calendar_day(by=request.user, now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            show(form, error)
        else:
            return redirect("duties:calendar")
    return _calendar_page(request, CalendarYearForm(auto_id="year_%s"), form)


def _calendar_page(request: Request, year_form: CalendarYearForm, day_form: CalendarDayForm) -> HttpResponse:
    today = clock.local_day(clock.now())
    entered = days.entered_years()
    context = {
        "year_form": year_form,
        "day_form": day_form,
        "years": [(year, days.year_is_known(year, entered)) for year in (today.year, today.year + 1)],
        "entered": CalendarYear.objects.all(),
        "changes": CalendarDay.objects.filter(day__gte=date(today.year, 1, 1)),
    }
    return render(request, "duties/calendar.html", context)
