"""整改通知书 and 移送函 as files. Patrols know what was ordered; how a paper is set, this app knows."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.http import Request
from accounts.permissions import require
from common.errors import DomainError
from patrols.models import FixOrder, Referral
from patrols.permissions import PatrolPerm
from reporting.documents import FORMATS, typeset
from reporting.documents.fixing import sheet_of_order, sheet_of_referral

OF_FINDING = ("finding__venue", "finding__campus", "finding__stop", "finding__item")


@never_cache
@require_GET
def fix_order_print(request: Request, pk: UUID) -> HttpResponse:
    """`?form=docx` for a text that can be edited, else PDF. The file is called by the finding's code."""
    order = get_object_or_404(
        FixOrder.objects.visible_to(request.user).select_related(*OF_FINDING, "unit", "ordered_by"), pk=pk
    )
    require(request.user, PatrolPerm.ORDER_FIX)
    return _file(request, order, sheet_of_order(order))


@never_cache
@require_GET
def referral_print(request: Request, pk: UUID) -> HttpResponse:
    """The letter to another bureau, in the same two forms."""
    rows = Referral.objects.visible_to(request.user).select_related(*OF_FINDING, "unit", "sent_by")
    letter = get_object_or_404(rows, pk=pk)
    require(request.user, PatrolPerm.ORDER_FIX)
    return _file(request, letter, sheet_of_referral(letter))


def _file(request: Request, row: FixOrder | Referral, sheet: dict[str, Any]) -> HttpResponse:
    form = "docx" if request.GET.get("form") == "docx" else "pdf"
    try:
        file = typeset(sheet, form)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("patrols:finding_detail", row.finding_id)
    response = HttpResponse(file, content_type=FORMATS[form])
    response["Content-Disposition"] = f'attachment; filename="{row.finding.code}-{row.serial}.{form}"'
    return response
