from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from accounts.permissions import require
from common import clock
from common.errors import DomainError
from common.models import Substance
from reporting.actions.substance import add_substance
from reporting.forms.substance import SubstanceForm
from reporting.permissions import ReportPerm


@require_GET
def substance_list(request: Request) -> HttpResponse:
    require(request.user, ReportPerm.EDIT_CATALOGUE)
    today = clock.local_day(request.now)
    rows = [(row, row.status_on(today)) for row in Substance.objects.all()]
    return render(request, "reporting/substance_list.html", {"rows": rows, "today": today})


@require_http_methods(["GET", "POST"])
def substance_add(request: Request) -> HttpResponse:
    require(request.user, ReportPerm.EDIT_CATALOGUE)
    form = SubstanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = add_substance(by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"已加入名录：{row.name}。")
            return redirect("reporting:substance_list")
    return render(request, "reporting/substance_add.html", {"form": form})
