from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from accounts.permissions import require
from common.errors import DomainError
from common.paging import page_after
from duties.models import Duty
from reporting.actions import problem as actions
from reporting.forms.problem import AnswerForm, ProblemForm
from reporting.models import Problem
from reporting.permissions import ReportPerm

TABS = {"all": "全部", "ours": "我们报送的", "to_us": "请我们答复的"}


@require_GET
def problem_list(request: Request) -> HttpResponse:
    require(request.user, ReportPerm.FILE_PROBLEM)
    tab = request.GET.get("tab", "all")
    tab = tab if tab in TABS else "all"
    rows = Problem.objects.visible_to(request.user).select_related("from_unit", "to_unit")
    unit = request.user.acting.unit  # type: ignore[union-attr]  # require has passed
    if tab != "all":
        rows = rows.filter(from_unit=unit) if tab == "ours" else rows.filter(to_unit=unit)
    page = page_after(rows, field="at", after=request.GET.get("after", ""))
    context = {"page": page, "next_after": page.next_after, "tab": tab, "tabs": TABS, "now": request.now}
    return render(request, "reporting/problem_list.html", context)


@require_http_methods(["GET", "POST"])
def problem_add(request: Request) -> HttpResponse:
    require(request.user, ReportPerm.FILE_PROBLEM)
    form = ProblemForm(request.POST or None, units=actions.addressees(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            problem = actions.file_problem(by=request.user, now=request.now, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"已报送，编号 {problem.number}。")
            return redirect("reporting:problem_detail", problem.pk)
    return render(request, "reporting/problem_add.html", {"form": form})


@require_http_methods(["GET", "POST"])
def problem_detail(request: Request, pk: UUID) -> HttpResponse:
    problem = _problem_or_404(request, pk)
    require(request.user, ReportPerm.FILE_PROBLEM)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_problem(
                by=request.user, problem=problem, text=form.cleaned_data["text"], now=request.now
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, "已答复，归档。")
            return redirect("reporting:problem_detail", pk)
    context = {
        "problem": problem,
        "form": form if actions.may_answer(request.user, problem) or form.is_bound else None,
        "duty": Duty.objects.visible_to(request.user).filter(subject=problem.pk).first(),
        "now": request.now,
    }
    return render(request, "reporting/problem_detail.html", context)


def _problem_or_404(request: Request, pk: UUID) -> Problem:
    rows = Problem.objects.visible_to(request.user).select_related("from_unit", "to_unit", "by", "replied_by")
    return get_object_or_404(rows, pk=pk)
