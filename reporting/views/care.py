from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from accounts.permissions import require
from cases import actions as cases
from cases.permissions import CasePerm
from common.errors import DomainError
from reporting.forms.care import CareForm
from reporting.views.rows import posted, refuse

OF_CASE = ("kind", "source", "at", "note", "client_id")


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def care_add(request: Request) -> HttpResponse:
    require(request.user, CasePerm.OPEN)
    form = CareForm(posted(request), initial={"at": request.now})
    if request.method == "POST" and form.is_valid():
        child = form.child_in(form.cleaned_data)
        given = {name: form.cleaned_data[name] for name in OF_CASE}
        try:
            case = cases.take_care(by=request.user, child=child, now=request.now, **given)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, f"已登记，编号 {case.minor.code}，请落实帮教小组。")
            return redirect("cases:case_detail", case.pk)
    return render(request, "reporting/care_add.html", {"form": form})
