"""Who answers for a child: the list, one more, one put right or ended."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from common.errors import DomainError
from minors import actions
from minors.forms.guardians import GuardianChangeForm, GuardianForm
from minors.models import Minor
from minors.permissions import MinorPerm
from minors.views.file import file_or_404


@never_cache
@require_GET
def guardian_list(request: Request, pk: UUID) -> HttpResponse:
    minor = file_or_404(request, pk, MinorPerm.RECORD_GUARDIAN)
    rows = actions.show_guardians(by=request.user, minor=minor, now=request.now)
    context = {"minor": minor, "guardians": rows, "may_read": any(row.name for row in rows)}
    return render(request, "minors/guardian_list.html", context)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def guardian_add(request: Request, pk: UUID) -> HttpResponse:
    minor = file_or_404(request, pk, MinorPerm.RECORD_GUARDIAN)
    actions.require_open(request.user, minor, request.now)
    form = GuardianForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {"guardian": form.guardian_in, "client_id": form.cleaned_data["client_id"]}
        if _tried(request, form, minor, actions.add_guardian, "监护人已存入加密档案。", given):
            return redirect("minors:guardian_list", pk)
    return render(request, "minors/guardian_add.html", {"minor": minor, "form": form})


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def guardian_change(request: Request, pk: UUID) -> HttpResponse:
    minor = file_or_404(request, pk, MinorPerm.RECORD_GUARDIAN)
    rows = actions.show_guardians(by=request.user, minor=minor, now=request.now)
    offered = [(row.pk, row.label) for row in rows if row.ended_on is None]
    form = GuardianChangeForm(request.POST or None, guardians=offered)
    if request.method == "POST" and form.is_valid() and _changed(request, form, minor):
        return redirect("minors:guardian_list", pk)
    return render(request, "minors/guardian_change.html", {"minor": minor, "form": form})


def _changed(request: Request, form: GuardianChangeForm, minor: Minor) -> bool:
    which, ended_on = form.cleaned_data["which"], form.cleaned_data["ended_on"]
    if ended_on:
        given = {"which": which, "on": ended_on}
        return _tried(request, form, minor, actions.end_guardian, "已登记，不再是监护人。", given)
    given = {"which": which, "guardian": form.guardian_in}
    return _tried(request, form, minor, actions.correct_guardian, "已更正，原内容留在加密的历史中。", given)


def _tried(request: Request, form: GuardianForm, minor: Minor, action, said: str, given: dict) -> bool:
    try:
        action(by=request.user, minor=minor, now=request.now, **given)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    messages.success(request, said)
    return True
