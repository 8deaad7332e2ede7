import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.choices import ReadKind
from accounts.http import Request
from accounts.models import ReadEntry, Unit
from accounts.permissions import may, require
from common import clock, codes
from common.paging import page_after
from reporting.forms.ledger import LedgerForm
from reporting.ledgers import LEDGERS, MOST_PRINTED, MOST_ROWS, Column, Filters, Ledger, reading, workbook
from reporting.permissions import ReportPerm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def ledger_list(request: Request) -> HttpResponse:
    ledgers = [ledger for ledger in LEDGERS.values() if may(request.user, ledger.perm)]
    if not ledgers:
        raise PermissionDenied
    return render(request, "reporting/ledger_list.html", {"ledgers": ledgers})


@require_GET
def ledger_detail(request: Request, ledger: Ledger) -> HttpResponse:
    require(request.user, ledger.perm)
    return render(request, "reporting/ledger_detail.html", _page(request, ledger))


@require_GET
def register_book(request: Request) -> HttpResponse:
    ledger = LEDGERS["register"]
    require(request.user, ledger.perm)
    return render(request, "reporting/register_book.html", _page(request, ledger))


@require_GET
@transaction.atomic
def ledger_print(request: Request, ledger: Ledger) -> HttpResponse:
    require(request.user, ledger.perm)
    filters = _form(request, ledger).filters
    rows = ledger.select(request.user, filters)
    if rows.order_by()[: MOST_PRINTED + 1].count() > MOST_PRINTED:
        return _too_many(request, ledger, f"超过{MOST_PRINTED}条，纸上看不清，请缩短日期，或者导出表格。")
    lines = [ledger.texts(line) for line in ledger.stream(request.user, rows, request.now)]
    entry = _entry(request, ReadKind.PRINT, ledger, filters, lines)
    context = {
        "ledger": ledger,
        "filters": filters,
        "lines": lines,
        "mark": reading.mark(request.user, entry),
        "back_url": _with_query(request, _home(ledger)),
    }
    return render(request, "reporting/ledger_print.html", context)


@require_GET
@transaction.atomic
def ledger_export(request: Request, ledger: Ledger) -> HttpResponse | FileResponse:
    require(request.user, ledger.perm)
    require(request.user, ReportPerm.EXPORT_LEDGER)
    filters = _form(request, ledger).filters
    rows = ledger.select(request.user, filters)
    if rows.order_by()[: MOST_ROWS + 1].count() > MOST_ROWS:
        return _too_many(request, ledger, f"超过{MOST_ROWS}条，请缩短日期，分几次导出。")
    lines = [ledger.texts(line) for line in ledger.stream(request.user, rows, request.now)]
    entry = _entry(request, ReadKind.EXPORT, ledger, filters, lines)
    return workbook_response(
        name=f"{ledger.slug}-{filters.slug}",
        title=ledger.title,
        columns=ledger.columns,
        lines=lines,
        mark=reading.mark(request.user, entry),
        at=request.now,
    )


def workbook_response(
    *, name: str, title: str, columns: Sequence[Column], lines: Iterable[list[str]], mark: str, at: datetime
) -> FileResponse:
    """The workbook as a download, `lines` as texts column by column.

    Its name holds what it is, days and a random code, nobody's name.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    workbook.write(file, title=title, columns=columns, lines=lines, mark=mark, at=at)
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=f"{name}-{codes.random_code()}.xlsx", content_type=XLSX
    )


def _page(request: Request, ledger: Ledger) -> dict:
    form = _form(request, ledger)
    rows = ledger.select(request.user, form.filters)
    page = page_after(rows, field=ledger.moment, after=request.GET.get("after", ""))
    return {
        "ledger": ledger,
        "form": form,
        "filters": form.filters,
        "lines": [ledger.cells(line) for line in ledger.lines(request.user, page.rows, request.now)],
        "next_after": page.next_after,
        "print_url": _with_query(request, reverse("reporting:ledger_print", args=[ledger])),
        "export_url": _with_query(request, reverse("reporting:ledger_export", args=[ledger]))
        if may(request.user, ReportPerm.EXPORT_LEDGER)
        else "",
    }


def _entry(
    request: Request, kind: ReadKind, ledger: Ledger, filters: Filters, lines: list[list[str]]
) -> ReadEntry:
    return reading.record(request.user, kind, ledger.title, filters.first, filters.last, len(lines))


def _form(request: Request, ledger: Ledger) -> LedgerForm:
    units = None
    if ledger.unit_kinds:
        units = Unit.objects.visible_to(request.user).filter(kind__in=ledger.unit_kinds)
    return LedgerForm(request.GET, units=units, today=clock.local_day(request.now))


def _home(ledger: Ledger) -> str:
    if ledger.slug == "register":
        return reverse("reporting:register_book")
    return reverse("reporting:ledger_detail", args=[ledger])


def _with_query(request: Request, url: str) -> str:
    """The same days and unit on another page of the ledger."""
    query = request.GET.copy()
    query.pop("after", None)
    return f"{url}?{query.urlencode()}" if query else url


def _too_many(request: Request, ledger: Ledger, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect(_with_query(request, _home(ledger)))
