"""抽查: the county draws cases by lot."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from accounts.permissions import require
from cases import actions
from cases.forms import SampleForm
from cases.models import Case
from cases.permissions import CasePerm
from common.errors import DomainError
from minors.models import Sample, SampledFile

SAMPLES = 100


@require_GET
def sample_list(request: Request) -> HttpResponse:
    require(request.user, CasePerm.DRAW_SAMPLE)
    rows = Sample.objects.visible_to(request.user).select_related("station", "drawn_by")[:SAMPLES]
    return render(request, "cases/sample_list.html", {"samples": rows, "now": request.now})


@require_http_methods(["GET", "POST"])
def sample_draw(request: Request) -> HttpResponse:
    require(request.user, CasePerm.DRAW_SAMPLE)
    form = SampleForm(request.POST or None, county=request.user.area)
    if request.method == "POST" and form.is_valid():
        try:
            sample = actions.draw_sample(by=request.user, now=request.now, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"已抽取{sample.size}件。")
            return redirect("cases:sample_detail", sample.pk)
    return render(request, "cases/sample_draw.html", {"form": form})


@require_GET
def sample_detail(request: Request, pk: UUID) -> HttpResponse:
    rows = Sample.objects.visible_to(request.user).select_related("station", "drawn_by")
    sample = get_object_or_404(rows, pk=pk)
    require(request.user, CasePerm.DRAW_SAMPLE)
    files = SampledFile.objects.visible_to(request.user).filter(sample=sample).values("minor")
    cases = Case.objects.visible_to(request.user).filter(minor__in=files).select_related("minor", "unit")
    context = {"sample": sample, "cases": cases.order_by("minor__code"), "now": request.now}
    return render(request, "cases/sample_detail.html", context)
