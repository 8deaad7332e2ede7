"""待核对文字: what the guard hid, for the head of the station (for the county, what a head typed)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from accounts.permissions import require
from common.errors import DomainError
from minors import actions
from minors.forms.text import TextDecisionForm
from minors.models import TextCheck
from minors.permissions import MinorPerm

PAGE = 50


@require_GET
def text_check_list(request: Request) -> HttpResponse:
    require(request.user, MinorPerm.REVIEW_TEXT)
    rows = TextCheck.objects.visible_to(request.user).waiting().select_related("author", "unit")
    checks = list(rows.order_by("recorded_at", "pk")[:PAGE])
    return render(request, "minors/text_check_list.html", {"checks": checks, "page_size": PAGE})


@never_cache
@require_http_methods(["GET", "POST"])
def text_check_detail(request: Request, pk: UUID) -> HttpResponse:
    rows = TextCheck.objects.visible_to(request.user).select_related("author", "unit", "decided_by")
    check = get_object_or_404(rows, pk=pk)
    require(request.user, MinorPerm.REVIEW_TEXT)
    form = TextDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_text(by=request.user, check=check, now=request.now, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"{check.number} 已处理。")
            return redirect("minors:text_check_list")
    text = "" if check.decision else actions.read_text(by=request.user, check=check)
    return render(request, "minors/text_check_detail.html", {"check": check, "form": form, "text": text})
