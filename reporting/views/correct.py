from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from common.errors import DomainError
from reporting import actions
from reporting.forms.child import MoreChildFormSet, keep_quiet, lines_in, with_one_more
from reporting.forms.seizure import CorrectForm, LineFixForm
from reporting.models import IntakeLine, Report, Seizure
from reporting.permissions import ReportPerm
from reporting.views.rows import posted, refuse, seizure_or_404
from reporting.views.seizure import CHILDREN, is_ready


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def seizure_correct(request: Request, pk: UUID) -> HttpResponse:
    seizure = seizure_or_404(request, pk, ReportPerm.LOG_SEIZURE)
    is_sent = Report.objects.visible_to(request.user).filter(seizure=seizure).exists()
    form, fixes, more = _bind(request, seizure, is_sent)
    judged = [fix for fix in fixes if fix.is_bound]
    if is_ready(request, form, more, *judged):
        try:
            _save(request, seizure, form, judged, more)
        except actions.StaleForm as error:
            refuse(form, error)
            form.start_again(actions.snapshot_of(seizure))
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, "更正已报送，等待签收。" if is_sent else "已保存修改。")
            return redirect("reporting:seizure_detail", seizure.pk)
    context = {"form": form, "fixes": fixes, "formset": more, "seizure": seizure, "is_sent": is_sent}
    return render(request, "reporting/seizure_correct.html", context)


def _save(
    request: Request, seizure: Seizure, form: CorrectForm, fixes: list[LineFixForm], more: BaseFormSet
) -> None:
    actions.correct_report(
        by=request.user,
        seizure=seizure,
        values=form.seizure_in(),
        lines=[fix.fix() for fix in fixes],
        reason=form.cleaned_data.get("reason", ""),
        late_reason=form.cleaned_data.get("late_reason", ""),
        more=lines_in(more),
        started=form.cleaned_data["started"],
        now=request.now,
    )


def _bind(
    request: Request, seizure: Seizure, is_sent: bool
) -> tuple[CorrectForm, list[LineFixForm], BaseFormSet]:
    """The facts, one form per child on file, and rows for children who were forgotten.

    A child whom somebody else added meanwhile has no values in what was posted: it is shown, not judged.
    """
    data: Any = posted(request)
    form = CorrectForm(data, initial=CorrectForm.initial_of(seizure), needs_reason=is_sent)
    lines = IntakeLine.objects.visible_to(request.user).filter(seizure=seizure)
    fixes = [
        LineFixForm(data if data is None or f"{line.pk}-household" in data else None, line=line)
        for line in lines.order_by("recorded_at", "code")
    ]
    if data is None:
        form.fields["started"].initial = form.token_of(actions.snapshot_of(seizure))
        return form, fixes, MoreChildFormSet(prefix=CHILDREN)
    if "add_row" in data:
        more = MoreChildFormSet(with_one_more(data, CHILDREN), prefix=CHILDREN)
        keep_quiet(form, more, *fixes)
        return form, fixes, more
    form.full_clean()
    captured_at = getattr(form, "cleaned_data", {}).get("captured_at")
    return form, fixes, MoreChildFormSet(data, prefix=CHILDREN, form_kwargs={"captured_at": captured_at})
