"""What has been kept long enough: the list, and the two signatures without which nothing is destroyed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.http import Request
from accounts.permissions import may, require
from common.errors import DomainError
from minors import actions
from minors.models import Disposal
from minors.permissions import MinorPerm

MOST_SHOWN = 100


@require_GET
def disposal_list(request: Request) -> HttpResponse:
    require(request.user, MinorPerm.VIEW_DISPOSALS)
    rows = Disposal.objects.visible_to(request.user).select_related("first_unit", "second_unit")
    signs = may(request.user, MinorPerm.SIGN_DISPOSAL)
    acting = request.user.acting
    unit = acting.unit.pk if acting else None
    shown = [
        (row, signs and row.second_by_id is None and row.first_unit_id != unit) for row in rows[:MOST_SHOWN]
    ]
    return render(request, "minors/disposal_list.html", {"rows": shown})


@require_POST
def disposal_sign(request: Request, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Disposal.objects.visible_to(request.user), pk=pk)
    require(request.user, MinorPerm.SIGN_DISPOSAL)
    try:
        actions.sign_disposal(by=request.user, disposal=row, now=request.now)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{row.number} 已签字。")
    return redirect("minors:disposal_list")
