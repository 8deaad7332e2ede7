from calendar import monthrange
from collections import Counter
from datetime import date, timedelta

from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.choices import ReadKind
from accounts.http import Request
from accounts.permissions import may, require
from common import calendar, clock
from reporting import stats
from reporting.choices import DayState
from reporting.ledgers import MATRIX, reading
from reporting.permissions import ReportPerm
from reporting.views.ledger import workbook_response

ONE = timedelta(days=1)
TITLE = "各派出所报送情况"
WORST_FIRST = [DayState.NOT_REPORTED, DayState.ZERO_THEN_REPORTED, DayState.REPORTED, DayState.ZERO]


@require_GET
def matrix(request: Request) -> HttpResponse:
    require(request.user, ReportPerm.VIEW_MATRIX)
    return render(request, "reporting/matrix.html", _context(request))


@require_GET
@transaction.atomic
def matrix_print(request: Request) -> HttpResponse:
    require(request.user, ReportPerm.VIEW_MATRIX)
    context = _context(request)
    first, last, days = context["first"], context["last"], len(context["cells"])
    entry = reading.record(request.user, ReadKind.PRINT, TITLE, first, last, days)
    mark = reading.mark(request.user, entry)
    back_url = f"{reverse('reporting:matrix')}?day={context['day'].isoformat()}"
    return render(request, "reporting/matrix_print.html", {**context, "mark": mark, "back_url": back_url})


@require_GET
@transaction.atomic
def matrix_export(request: Request) -> FileResponse:
    require(request.user, ReportPerm.VIEW_MATRIX)
    require(request.user, ReportPerm.EXPORT_LEDGER)
    first, last = _month(_day(request))
    posts = stats.matrix(request.user, first, last, request.now)
    cells = [cell for row in posts.values() for cell in row]
    entry = reading.record(request.user, ReadKind.EXPORT, TITLE, first, last, len(cells))
    return workbook_response(
        name=f"matrix-{first:%Y%m}",
        title=TITLE,
        columns=MATRIX,
        lines=[[column.text(cell) for column in MATRIX] for cell in cells],
        mark=reading.mark(request.user, entry),
        at=request.now,
    )


def _context(request: Request) -> dict:
    day = _day(request)
    first, last = _month(day)
    posts = stats.matrix(request.user, first, last, request.now)
    return {
        **_neighbours(day, clock.local_day(request.now)),
        **_states([cell for row in posts.values() for cell in row if cell.day == day]),
        "first": first,
        "last": last,
        "months": _strips(posts, first, last),
        "rates": stats.on_time(request.user, first, last, request.now),
        "by_unit": stats.on_time_by_unit(request.user, first, last, request.now),
        "may_export": may(request.user, ReportPerm.EXPORT_LEDGER),
        "now": request.now,
    }


def _neighbours(day: date, today: date) -> dict:
    following = day + ONE if day < today else None
    return {"day": day, "today": today, "previous": day - ONE, "following": following}


def _states(cells: list[stats.DayCell]) -> dict:
    counts = Counter(cell.state for cell in cells)
    looks = {**stats.LOOKS, **{cell.state: cell.look for cell in cells}}  # all cells are of one day
    return {
        "cells": sorted(cells, key=lambda cell: (WORST_FIRST.index(cell.state), cell.unit.area)),
        "counts": [(state, looks[state], counts[state]) for state in DayState],
    }


def _month(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def _strips(posts: dict, first: date, last: date) -> list[dict]:
    """One strip of days per post, from the first day on which any of them existed.

    Days that have not come or on which a post did not exist stay empty.
    """
    begun = min((cell.day for row in posts.values() for cell in row), default=first)
    days = [begun + ONE * n for n in range((last - begun).days + 1)]
    strips = []
    for post, row in posts.items():
        by_day = {cell.day: cell for cell in row}
        strips.append({"unit": post, "cells": [(day, by_day.get(day)) for day in days]})
    return strips


def _day(request: Request) -> date:
    """The day asked for, never a future one; what is no day is today."""
    today = clock.local_day(request.now)
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return min(day, today) if calendar.is_plausible(day) else today
