"""整改通知书 as a file. Patrols know what was ordered; how a paper is set, this app knows."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.http import Request
from accounts.permissions import require
from common.errors import DomainError
from patrols.models import FixOrder
from patrols.permissions import PatrolPerm
from reporting.documents import FORMATS, typeset
from reporting.documents.fixing import sheet_of_order

NEEDS = ("finding__venue", "finding__campus", "finding__stop", "finding__item", "unit", "ordered_by")


@never_cache
@require_GET
def fix_order_print(request: Request, pk: UUID) -> HttpResponse:
    """`?form=docx` for a text that can be edited, else PDF. The file is called by the finding's code."""
    order = get_object_or_404(FixOrder.objects.visible_to(request.user).select_related(*NEEDS), pk=pk)
    require(request.user, PatrolPerm.ORDER_FIX)
    form = "docx" if request.GET.get("form") == "docx" else "pdf"
    try:
        file = typeset(sheet_of_order(order), form)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("patrols:finding_detail", order.finding_id)
    response = HttpResponse(file, content_type=FORMATS[form])
    response["Content-Disposition"] = f'attachment; filename="{order.finding.code}-{order.serial}.{form}"'
    return response
