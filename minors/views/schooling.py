"""Where a child learns and lives is put right here, and nowhere outside this app."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from accounts.permissions import require
from common.errors import DomainError
from minors import actions
from minors.forms.schooling import AddressForm, SchoolingForm
from minors.models import Minor
from minors.permissions import MinorPerm
from minors.views.file import back_to


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def schooling_edit(request: Request, pk: UUID) -> HttpResponse:
    minor = get_object_or_404(Minor.objects.visible_to(request.user), pk=pk)
    require(request.user, MinorPerm.RECORD_SCHOOLING)
    form = SchoolingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_schooling(by=request.user, minor=minor, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, f"{minor.code} 的就学信息已存入加密档案。")
            return redirect(back_to(request))
    context = {"minor": minor, "form": form, "back": back_to(request)}
    return render(request, "minors/schooling_edit.html", context)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def address_edit(request: Request, pk: UUID) -> HttpResponse:
    minor = get_object_or_404(Minor.objects.visible_to(request.user), pk=pk)
    require(request.user, MinorPerm.RECORD_ADDRESS)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_address(by=request.user, minor=minor, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, f"{minor.code} 的住址已存入加密档案。")
            return redirect(back_to(request))
    context = {"minor": minor, "form": form, "back": back_to(request)}
    return render(request, "minors/address_edit.html", context)
