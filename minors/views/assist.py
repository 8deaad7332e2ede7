"""协助走访: the station's pages, and the one bare page of the village secretary."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import Request
from accounts.permissions import may, require
from common.errors import DomainError
from duties.models import Duty
from minors import actions
from minors.forms.assist import AssistAnswerForm, AssistForm
from minors.models import Minor, VillageHelp
from minors.permissions import MinorPerm


@require_GET
def assist_list(request: Request, pk: UUID) -> HttpResponse:
    minor = get_object_or_404(Minor.objects.visible_to(request.user), pk=pk)
    require(request.user, MinorPerm.VIEW_HELP)
    rows = list(_rows(request).filter(minor=minor))
    context = {
        "minor": minor,
        "helps": rows,
        "now": request.now,
        "may_release": may(request.user, MinorPerm.RELEASE_HELP)
        and not any(row.closed_at is None and row.until_at > request.now for row in rows),
    }
    return render(request, "minors/assist_list.html", context)


@require_http_methods(["GET", "POST"])
def assist_add(request: Request, pk: UUID) -> HttpResponse:
    minor = get_object_or_404(Minor.objects.visible_to(request.user), pk=pk)
    require(request.user, MinorPerm.RELEASE_HELP)
    people, lacks = actions.secretaries(request.user, request.now), actions.addresses_missing(minor)
    form = AssistForm(request.POST or None, people=people, lacks=lacks)
    if request.method == "POST" and form.is_valid():
        try:
            actions.release_help(by=request.user, minor=minor, now=request.now, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, "已请托。48小时内有效，答复后自动结束。")
            return redirect("minors:assist_list", pk)
    return render(request, "minors/assist_add.html", {"minor": minor, "form": form, "lacks": lacks})


@require_http_methods(["GET", "POST"])
def assist_detail(request: Request, pk: UUID) -> HttpResponse:
    row = get_object_or_404(_rows(request), pk=pk)
    require(request.user, MinorPerm.VIEW_HELP)
    if request.method == "POST":
        actions.note_help(by=request.user, help=row, now=request.now)
        messages.success(request, "已阅。")
        return redirect("minors:assist_list", row.minor_id)
    owed = Duty.objects.mine(request.user).open().filter(kind="assist.result", subject=row.pk)
    context = {"help": row, "minor": row.minor, "now": request.now, "is_owed": owed.exists()}
    context["may_withdraw"] = may(request.user, MinorPerm.RELEASE_HELP) and row.closed_at is None
    return render(request, "minors/assist_detail.html", context)


@require_POST
def assist_withdraw(request: Request, pk: UUID) -> HttpResponse:
    row = get_object_or_404(_rows(request), pk=pk)
    require(request.user, MinorPerm.RELEASE_HELP)
    actions.withdraw_help(by=request.user, help=row, now=request.now)
    messages.success(request, "已收回，对方页面立即失效。")
    return redirect("minors:assist_list", row.minor_id)


@never_cache
@require_http_methods(["GET", "POST"])
def assist_answer(request: Request, pk: UUID) -> HttpResponse:
    row = get_object_or_404(VillageHelp.objects.visible_to(request.user), pk=pk)
    require(request.user, MinorPerm.ANSWER_HELP)
    form = AssistAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_help(by=request.user, help=row, now=request.now, **form.cleaned_data)
            return redirect("minors:assist_done")
        except DomainError as error:
            if not error.field:
                return redirect("minors:assist_done")
            form.add_error(error.field, str(error))
    try:
        shown = actions.show_help(by=request.user, help=row, now=request.now)
    except VillageHelp.DoesNotExist:
        raise Http404 from None
    return render(request, "minors/assist_answer.html", {"help": row, "form": form, "shown": shown})


@require_GET
def assist_done(request: Request) -> HttpResponse:
    require(request.user, MinorPerm.ANSWER_HELP)
    return render(request, "minors/assist_done.html")


def _rows(request: Request):
    rows = VillageHelp.objects.visible_to(request.user)
    return rows.select_related("minor", "village", "secretary", "by")
