from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from accounts.permissions import require
from common.errors import DomainError
from reporting.forms.importing import ImportForm
from reporting.imports import KINDS, Outcome, read_workbook, run
from reporting.permissions import ReportPerm


@require_http_methods(["GET", "POST"])
def ledger_import(request: Request) -> HttpResponse:
    require(request.user, ReportPerm.IMPORT_LEDGER)
    form = ImportForm(request.POST or None, request.FILES or None)
    outcome = None
    if request.method == "POST" and form.is_valid():
        try:
            outcome = _run(request, form)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    context = {"form": form, "outcome": outcome, "kinds": KINDS.values()}
    return render(request, "reporting/ledger_import.html", context)


def _run(request: Request, form: ImportForm) -> Outcome:
    grid = read_workbook(form.cleaned_data["file"].read())
    commit = "commit" in request.POST
    return run(by=request.user, kind=form.cleaned_data["kind"], grid=grid, commit=commit, now=request.now)
