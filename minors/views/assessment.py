"""影响评估: list, one, add, review. The county writes; auditor and administrator read."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from accounts.permissions import may, require
from common import clock
from common.errors import DomainError
from minors import actions
from minors.forms.rights import AssessmentForm
from minors.models import ImpactAssessment
from minors.permissions import MinorPerm

TEXTS = ("title", "processing", "necessity", "risks", "measures")


@require_GET
def assessment_list(request: Request) -> HttpResponse:
    require(request.user, MinorPerm.VIEW_ASSESSMENTS)
    rows = list(ImpactAssessment.objects.visible_to(request.user).select_related("unit", "by"))
    replaced = {row.replaces_id for row in rows}
    context = {
        "rows": [(row, row.pk in replaced) for row in rows],
        "today": clock.local_day(request.now),
        "may_add": may(request.user, MinorPerm.ADD_ASSESSMENT),
    }
    return render(request, "minors/assessment_list.html", context)


@require_http_methods(["GET", "POST"])
def assessment_add(request: Request) -> HttpResponse:
    require(request.user, MinorPerm.ADD_ASSESSMENT)
    return _written(request, "minors/assessment_add.html", None)


@require_http_methods(["GET", "POST"])
def assessment_review(request: Request, pk: UUID) -> HttpResponse:
    """The last one, and below it, for the county, the form with its words to look at again."""
    rows = ImpactAssessment.objects.visible_to(request.user).select_related("unit", "by")
    last = get_object_or_404(rows, pk=pk)
    require(request.user, MinorPerm.VIEW_ASSESSMENTS)
    if request.method == "POST":
        require(request.user, MinorPerm.ADD_ASSESSMENT)
    return _written(request, "minors/assessment_review.html", last)


def _written(request: Request, template: str, last: ImpactAssessment | None) -> HttpResponse:
    initial = {name: getattr(last, name) for name in TEXTS} if last else {}
    today = clock.local_day(request.now)
    form = AssessmentForm(request.POST or None, today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.assess(by=request.user, replaces=last, now=request.now, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"已登记，编号 {row.number}。")
            return redirect("minors:assessment_list")
    later = ImpactAssessment.objects.visible_to(request.user).filter(replaces=last) if last else None
    may_add = may(request.user, MinorPerm.ADD_ASSESSMENT) and not (later is not None and later.exists())
    return render(request, template, {"form": form if may_add else None, "last": last})
