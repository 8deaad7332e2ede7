"""Search before create, and what every page of a file begins with."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from accounts.permissions import require
from common.errors import DomainError
from minors import actions
from minors.forms.file import FindForm, SearchForm
from minors.models import Minor
from minors.permissions import MinorPerm


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def search(request: Request) -> HttpResponse:
    require(request.user, MinorPerm.SEARCH)
    if request.POST.get("find"):
        return _found_by_name(request)
    form = SearchForm(request.POST or None)
    result = None
    if request.method == "POST" and form.is_valid():
        try:
            result = actions.search(by=request.user, now=request.now, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    return render(request, "minors/search.html", {"form": form, "result": result, "find": FindForm()})


def _found_by_name(request: Request) -> HttpResponse:
    find, hits = FindForm(request.POST), None
    if find.is_valid():
        try:
            hits = actions.find_by_name(by=request.user, full_name=find.cleaned_data["full_name"])
        except DomainError as error:
            find.add_error(error.field, str(error))
    return render(request, "minors/search.html", {"form": SearchForm(), "find": find, "hits": hits})


def file_or_404(request: Request, pk: UUID, perm: str) -> Minor:
    """The file in scope, or 404; 403 if the post may not do this."""
    minor = get_object_or_404(Minor.objects.visible_to(request.user).select_related("unit"), pk=pk)
    require(request.user, perm)
    return minor


def back_to(request: Request) -> str:
    """The page this one was opened from, if it is one of ours."""
    back = request.GET.get("back", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/"
