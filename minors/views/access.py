"""Asking to read, answering, 紧急查阅 and its review, the half-yearly renewal of assignments."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import Request
from accounts.permissions import may, require
from common.errors import DomainError
from duties.forms import show
from duties.models import Duty
from minors import actions
from minors.forms.access import AnswerForm, AskForm, ReasonForm, ReviewForm
from minors.models import AccessRequest, Minor, Opening
from minors.permissions import MinorPerm
from minors.policies import ASSIGNMENT_MONTHS, BREAK_GLASS_FOR, OPENS_NO_FILE
from minors.views.file import file_or_404

SHOWN = 200
REQUEST_PEOPLE = ("minor", "user", "asked_by", "unit", "decided_by", "grant", "duty")
OPENING_PEOPLE = ("minor", "user", "opened_by", "unit", "reviewed_by", "grant")


@require_http_methods(["GET", "POST"])
def access_ask(request: Request, pk: UUID) -> HttpResponse:
    minor = file_or_404(request, pk, MinorPerm.REVEAL)
    actions.require_open(request.user, minor, request.now)
    open_now = actions.open_parts(request.user, minor, request.now)
    parts = [part for part in actions.askable_parts(request.user) if part not in open_now]
    form = AskForm(request.POST or None, duties=_open_duties(request, minor), parts=parts)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.ask_access(by=request.user, minor=minor, now=request.now, **form.cleaned_data)
        except DomainError as error:
            show(form, error)
        else:
            messages.success(request, "申请已送审批人，答复后在今日待办里告知您。")
            return redirect("minors:access_detail", row.pk)
    return render(request, "minors/access_ask.html", {"minor": minor, "form": form})


@require_GET
def access_list(request: Request) -> HttpResponse:
    require(request.user, MinorPerm.REVEAL)
    rows = AccessRequest.objects.visible_to(request.user).select_related(*REQUEST_PEOPLE)
    context = {
        "now": request.now,
        "waiting": rows.waiting()[:SHOWN],
        "answered": rows.exclude(decided_at=None)[:SHOWN],
        "decides": may(request.user, MinorPerm.DECIDE_ACCESS),
    }
    return render(request, "minors/access_list.html", context)


@require_GET
def access_detail(request: Request, pk: UUID) -> HttpResponse:
    row = _request_or_404(request, pk, MinorPerm.REVEAL)
    told = Duty.objects.visible_to(request.user).open().filter(kind="access.answered", subject=row.pk)
    context = {
        "row": row,
        "now": request.now,
        "may_decide": actions.may_decide(request.user, row, request.now),
        "is_own": actions.is_own(request.user, row),
        "untold": told.exists(),
    }
    return render(request, "minors/access_detail.html", context)


@require_POST
def access_acknowledge(request: Request, pk: UUID) -> HttpResponse:
    row = _request_or_404(request, pk, MinorPerm.REVEAL)
    actions.acknowledge_answer(by=request.user, request=row, now=request.now)
    return redirect("duties:today")


@require_http_methods(["GET", "POST"])
def access_decide(request: Request, pk: UUID) -> HttpResponse:
    row = _request_or_404(request, pk, MinorPerm.DECIDE_ACCESS)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        approve = "refuse" not in request.POST
        reason, now = form.cleaned_data["reason"], request.now
        try:
            actions.decide_access(by=request.user, request=row, approve=approve, reason=reason, now=now)
        except DomainError as error:
            show(form, error)
        else:
            messages.success(request, "已批准，授权即时生效。" if approve else "已答复不批准。")
            return redirect("minors:access_detail", pk)
    allowed = actions.may_decide(request.user, row, request.now)
    context = {"row": row, "form": form, "now": request.now, "may_decide": allowed}
    context["is_own"] = actions.is_own(request.user, row)
    return render(request, "minors/access_decide.html", context)


@require_http_methods(["GET", "POST"])
def opening_add(request: Request, pk: UUID) -> HttpResponse:
    minor = file_or_404(request, pk, MinorPerm.BREAK_GLASS)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.open_at_once(by=request.user, minor=minor, reason=reason, now=request.now)
        except DomainError as error:
            show(form, error)
        else:
            messages.success(request, "已打开，3小时后自动关闭；下一工作日由县禁毒办复核。")
            return redirect("minors:reveal", pk)
    context = {"minor": minor, "form": form, "hours": int(BREAK_GLASS_FOR.total_seconds() // 3600)}
    return render(request, "minors/opening_add.html", context)


@require_GET
def opening_list(request: Request) -> HttpResponse:
    require(request.user, MinorPerm.REVIEW_ACCESS)
    rows = Opening.objects.visible_to(request.user).select_related(*OPENING_PEOPLE)
    context = {
        "now": request.now,
        "waiting": rows.unreviewed()[:SHOWN],
        "reviewed": rows.exclude(reviewed_at=None)[:SHOWN],
    }
    return render(request, "minors/opening_list.html", context)


@require_http_methods(["GET", "POST"])
def opening_review(request: Request, pk: UUID) -> HttpResponse:
    rows = Opening.objects.visible_to(request.user).select_related(*OPENING_PEOPLE)
    row = get_object_or_404(rows, pk=pk)
    require(request.user, MinorPerm.REVIEW_ACCESS)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.review_opening(by=request.user, opening=row, now=request.now, **form.cleaned_data)
        except DomainError as error:
            show(form, error)
        else:
            messages.success(request, "复核结论已记入。")
            return redirect("minors:opening_review", pk)
    return render(request, "minors/opening_review.html", {"row": row, "form": form, "now": request.now})


@require_http_methods(["GET", "POST"])
def grant_renew(request: Request, pk: UUID) -> HttpResponse:
    minor = file_or_404(request, pk, MinorPerm.GRANT)
    if request.method == "POST":
        try:
            done = actions.renew_grants(by=request.user, minor=minor, now=request.now)
            messages.success(request, f"已续期{len(done)}人。" if done else "没有需要续期的授权。")
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("minors:grant_renew", pk)
    rows = list(actions.due_for_renewal(minor, request.now).select_related("user", "approver"))
    context = {"minor": minor, "rows": rows, "now": request.now, "months": ASSIGNMENT_MONTHS}
    return render(request, "minors/grant_renew.html", context)


def _request_or_404(request: Request, pk: UUID, perm: str) -> AccessRequest:
    rows = AccessRequest.objects.visible_to(request.user).select_related(*REQUEST_PEOPLE)
    row = get_object_or_404(rows, pk=pk)
    require(request.user, perm)
    return row


def _open_duties(request: Request, minor: Minor) -> list[Duty]:
    return [
        duty
        for duty in Duty.objects.visible_to(request.user).open().filter(file=minor.pk)
        if not duty.kind.startswith(OPENS_NO_FILE)
    ]
