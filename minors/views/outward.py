"""The registers of what left the house and of who asked: what a person adds by hand."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from accounts.permissions import may, require
from common.errors import DomainError
from minors import actions
from minors.forms.outward import DisclosureForm, InquiryForm
from minors.models import STANDARD_ANSWER, Minor
from minors.permissions import MinorPerm
from minors.views.file import back_to
from minors.views.registers import registers_for


@require_GET
def register_list(request: Request) -> HttpResponse:
    require(request.user, MinorPerm.FILE_INQUIRY)
    return render(request, "minors/register_list.html", {"registers": registers_for(request.user)})


@require_http_methods(["GET", "POST"])
def inquiry_add(request: Request) -> HttpResponse:
    require(request.user, MinorPerm.FILE_INQUIRY)
    form = InquiryForm(request.POST or None, now=request.now)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.file_inquiry(by=request.user, now=request.now, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, f"已登记，编号 {row.number}。答复：{STANDARD_ANSWER}")
            return redirect("minors:inquiry_add")
    return render(request, "minors/inquiry_add.html", {"form": form, "answer": STANDARD_ANSWER})


@require_http_methods(["GET", "POST"])
def disclosure_add(request: Request, pk: UUID) -> HttpResponse:
    minor = get_object_or_404(Minor.objects.visible_to(request.user), pk=pk)
    require(request.user, MinorPerm.DISCLOSE)
    form = DisclosureForm(request.POST or None, now=request.now)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data}
        given["fields"] = given.pop("fields_told")
        try:
            row = actions.disclose(by=request.user, minor=minor, now=request.now, **given)
        except DomainError as error:
            form.add_error("fields_told" if error.field == "fields" else error.field, str(error))
        else:
            messages.success(request, f"已登记，编号 {row.number}。")
            return redirect(back_to(request))
    context = {"form": form, "minor": minor, "back": back_to(request)}
    context |= {"may_list": may(request.user, MinorPerm.VIEW_DISCLOSURES)}
    return render(request, "minors/disclosure_add.html", context)
