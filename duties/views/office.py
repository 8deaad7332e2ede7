from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.choices import UnitKind
from accounts.http import Request
from accounts.models import Unit, User
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
    years = (today.year, today.year + 1)
    context = {
        "year_form": year_form,
        "day_form": day_form,
        "years": [(year, days.year_is_known(year, entered), _days_of(year)) for year in years],
        "entered": CalendarYear.objects.all(),
    }
    return render(request, "duties/calendar.html", context)


def _days_of(year: int) -> list[dict[str, Any]]:
    """Days off and made-up days of `year`: the package's, then what was entered over them, every row."""
    source = "随软件" if days.is_in_package(year) else "推算"
    rows = list(CalendarDay.objects.filter(day__year=year).order_by("day", "-recorded_at"))
    names = dict(User.objects.filter(pk__in={row.entered_by for row in rows}).values_list("pk", "name"))
    corrected: set[date] = set()
    found = []
    for row in rows:
        who = names.get(row.entered_by) if row.entered_by else None
        note = f"{row.basis}；{who or '未记录录入人'} {clock.local(row.recorded_at):%Y-%m-%d %H:%M} 登记"
        found.append(_day(row.day, row.is_working, note, is_over=row.day in corrected))
        corrected.add(row.day)
    for day, is_working in days.notice_days(year):
        found.append(_day(day, is_working, source, is_over=day in corrected))
    return sorted(found, key=lambda row: (row["day"], row["is_over"]))


def _day(day: date, is_working: bool, note: str, *, is_over: bool) -> dict[str, Any]:
    """`is_over`: a later row of the same day counts instead."""
    return {"day": day, "is_working": is_working, "note": note, "is_over": is_over}
