"""The course of a case on one page, and on one sheet of paper."""

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts import readlog
from accounts.choices import ReadKind
from accounts.http import Request
from cases.models import Team
from cases.permissions import CasePerm
from cases.rules.timeline import on_one_page
from cases.timeline import timeline
from cases.views.shared import case_or_404, header
from duties.models import Duty

LINES = 24
"""So many events stand on one sheet of A4."""


@require_GET
def case_timeline(request: Request, pk: UUID) -> HttpResponse:
    case = case_or_404(request, pk, CasePerm.VIEW)
    events = timeline(request.user, case, request.now)
    return render(request, "cases/case_timeline.html", {**header(request, case), "events": events})


@require_GET
@transaction.atomic
def case_print(request: Request, pk: UUID) -> HttpResponse:
    case = case_or_404(request, pk, CasePerm.VIEW)
    entry = readlog.record(
        by=request.user, kind=ReadKind.PRINT, fields="个案一页", purpose="打印个案一页", basis="岗位职责范围",
        file=case.minor_id, code=case.minor.code, rows=1, view="cases:case_print", key=case.pk,
    )  # fmt: skip
    events, left_out = on_one_page(timeline(request.user, case, request.now), LINES)
    owed = Duty.objects.visible_to(request.user).open().filter(file=case.minor_id).order_by("due_at")
    team = Team.objects.visible_to(request.user).live().filter(case=case)
    context = {**header(request, case), "events": events, "left_out": left_out, "duties": owed}
    context["team"] = team.select_related("community_officer", "social_worker", "clerk").first()
    context["mark"] = readlog.mark(request.user, entry)
    return render(request, "cases/case_print.html", context)
