from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from common.errors import DomainError
from reporting.actions.clue import clue_of_seizure
from reporting.forms.clue import SeizureClueForm
from reporting.permissions import ReportPerm
from reporting.views.rows import refuse, seizure_or_404


@require_http_methods(["GET", "POST"])
def seizure_clue(request: Request, pk: UUID) -> HttpResponse:
    seizure = seizure_or_404(request, pk, ReportPerm.LOG_SEIZURE)
    form = SeizureClueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            clue = clue_of_seizure(by=request.user, seizure=seizure, now=request.now, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, f"线索 {clue.code} 已登记，与这次查获没有关联。")
            return redirect("patrols:clue_detail", clue.pk)
    return render(request, "reporting/seizure_clue.html", {"form": form, "seizure": seizure})
