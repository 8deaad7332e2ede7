"""统计: registered children by township and month, for the leading groups and the county."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.choices import ReadKind
from accounts.http import Request
from accounts.permissions import may, require
from common import clock
from common.smallnumbers import ChildCount
from reporting import stats
from reporting.ledgers import Column, reading
from reporting.permissions import ReportPerm
from reporting.views.ledger import workbook_response

TITLE = "各乡镇统计"


@require_GET
def statistics(request: Request) -> HttpResponse:
    require(request.user, ReportPerm.VIEW_FIGURES)
    return render(request, "reporting/statistics.html", _context(request, on_paper=False))


@require_GET
@transaction.atomic
def statistics_print(request: Request) -> HttpResponse:
    require(request.user, ReportPerm.VIEW_FIGURES)
    context = _context(request, on_paper=True)
    month = context["month"]
    entry = reading.record(request.user, ReadKind.PRINT, TITLE, month, month, len(context["lines"]))
    mark = reading.mark(request.user, entry)
    back_url = f"{reverse('reporting:statistics')}?month={month:%Y-%m}"
    return render(request, "reporting/statistics_print.html", {**context, "mark": mark, "back_url": back_url})


@require_GET
@transaction.atomic
def statistics_export(request: Request) -> FileResponse:
    require(request.user, ReportPerm.VIEW_FIGURES)
    require(request.user, ReportPerm.EXPORT_LEDGER)
    context = _context(request, on_paper=True)
    month = context["month"]
    columns = _columns()
    entry = reading.record(request.user, ReadKind.EXPORT, TITLE, month, month, len(context["lines"]))
    return workbook_response(
        name=f"statistics-{month:%Y%m}",
        title=TITLE,
        columns=columns,
        lines=[[column.text(line) for column in columns] for line in context["lines"]],
        mark=reading.mark(request.user, entry),
        at=request.now,
    )


def _columns() -> list[Column]:
    titles = enumerate(stats.MEASURES.values())
    return [Column("乡镇", lambda line: line.name, 24), *(Column(title, _figure(at)) for at, title in titles)]


def _figure(at: int) -> Callable[[stats.Line], ChildCount]:
    return lambda line: line.counts[at]


def _context(request: Request, *, on_paper: bool) -> dict:
    months = stats.closed_months(clock.local_day(request.now))
    if stats.lists_files(request.user) and not on_paper:
        months = [clock.local_day(request.now).replace(day=1), *months]
    month = _month(request, months)
    return {
        "month": month,
        "months": months,
        "measures": stats.MEASURES.values(),
        "lines": stats.child_figures(request.user, month, on_paper=on_paper),
        "is_exact": stats.lists_files(request.user) and not on_paper,
        "may_export": may(request.user, ReportPerm.EXPORT_LEDGER),
    }


def _month(request: Request, months: list[date]) -> date:
    """The month asked for, if it is one of those offered; else the newest of them."""
    asked = request.GET.get("month", "")
    return next((month for month in months if f"{month:%Y-%m}" == asked), months[0])
