"""通讯录: offices beyond this county."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from accounts.permissions import require
from cases import actions
from cases.forms.transfers import OutsideForm
from cases.models import OutsideUnit
from cases.permissions import CasePerm
from cases.views.shared import tried

FIELDS = ("name", "kind", "area", "address", "phone")


@require_GET
def outside_list(request: Request) -> HttpResponse:
    require(request.user, CasePerm.EDIT_OUTSIDE_UNIT)
    rows = OutsideUnit.objects.visible_to(request.user).select_related("verified_by", "unit")
    return render(request, "cases/outside_list.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def outside_add(request: Request) -> HttpResponse:
    require(request.user, CasePerm.EDIT_OUTSIDE_UNIT)
    form = OutsideForm(request.POST or None)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and tried(request, form, actions.add_outside, "已加入通讯录。", **form.cleaned_data):
        return redirect("cases:outside_list")
    return render(request, "cases/outside_add.html", {"form": form})


@require_http_methods(["GET", "POST"])
def outside_verify(request: Request, pk: UUID) -> HttpResponse:
    row = get_object_or_404(OutsideUnit.objects.visible_to(request.user), pk=pk)
    require(request.user, CasePerm.EDIT_OUTSIDE_UNIT)
    form = OutsideForm(request.POST or None, initial={name: getattr(row, name) for name in FIELDS})
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in FIELDS}
        if tried(request, form, actions.verify_outside, "已核实。", outside=row, **given):
            return redirect("cases:outside_list")
    return render(request, "cases/outside_verify.html", {"form": form, "outside": row})
