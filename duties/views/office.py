from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.choices import UnitKind
from accounts.http import Request
from accounts.models import Unit
from accounts.permissions import require
from common import calendar as days
from common import clock
from common.errors import DomainError
from common.models import CalendarDay, CalendarYear
from duties import actions
from duties.forms import CalendarDayForm, CalendarYearForm, RosterForm, show
from duties.models import RosterEntry
from duties.permissions import DutyPerm

ROSTER_DAYS = 31


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
