from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from accounts.permissions import may, require
from common import clock
from common.errors import DomainError
from common.paging import page_after
from duties.models import Duty
from patrols import actions
from patrols.actions.states import badge, finding_states, walkers_for
from patrols.choices import FindingState, ReferralResult
from patrols.forms.findings import OrderForm, ReasonForm, RecheckForm
from patrols.models import Chase, Finding, FixOrder, Patrol, Recheck, Referral
from patrols.permissions import PatrolPerm
from patrols.views.shared import put, row_or_404

NEEDS = ("venue", "campus", "stop__patrol", "item", "found_by")


@require_GET
def finding_list(request: Request) -> HttpResponse:
    require(request.user, PatrolPerm.VIEW)
    rows = Finding.objects.visible_to(request.user).filter(withdrawn_at=None)
    page = page_after(
        rows.select_related("venue", "campus", "item", "stop"),
        field="found_at",
        after=request.GET.get("after", ""),
    )
    states = finding_states(page.rows, clock.local_day(request.now))
    context = {
        "rows": [(row, badge(states[row.pk])) for row in page.rows],
        "page": page,
        "next_after": page.next_after,
    }
    return render(request, "patrols/finding_list.html", context)


@require_GET
def finding_detail(request: Request, pk: UUID) -> HttpResponse:
    finding = row_or_404(request, Finding, pk, *NEEDS)
    state = finding_states([finding], clock.local_day(request.now))[finding.pk]
    is_open = state != FindingState.CLOSED and finding.withdrawn_at is None
    orders = list(_of(request, FixOrder, finding).select_related("ordered_by", "unit"))
    letters = _letters(request, finding)
    context = {
        "finding": finding,
        "badge": badge(state),
        "orders": orders,
        "letters": letters,
        "checks": _of(request, Recheck, finding).select_related("done_by"),
        "way": Patrol.objects.visible_to(request.user).filter(pk=finding.stop.patrol_id).first(),
        "duty": Duty.objects.visible_to(request.user).filter(subject=finding.pk).open().first(),
        "may_print": may(request.user, PatrolPerm.ORDER_FIX),
        "may_order": is_open and may(request.user, PatrolPerm.ORDER_FIX),
        "may_recheck": is_open and may(request.user, PatrolPerm.RECHECK) and _is_for_a_look(orders, letters),
        "now": request.now,
    }
    return render(request, "patrols/finding_detail.html", context)


def _of(request: Request, model: Any, finding: Finding) -> Any:
    return model.objects.visible_to(request.user).filter(finding=finding)


def _letters(request: Request, finding: Finding) -> list[Referral]:
    """The letters about a finding, newest first, each with how often and when somebody asked again."""
    letters = list(_of(request, Referral, finding).select_related("sent_by", "answer_entered_by"))
    chases: dict[UUID, list[Chase]] = {letter.pk: [] for letter in letters}
    for chase in Chase.objects.visible_to(request.user).filter(referral__in=letters).select_related("by"):
        chases[chase.referral_id].append(chase)
    for letter in letters:
        letter.chases = chases[letter.pk]
    return letters


def _is_for_a_look(orders: list[FixOrder], letters: list[Referral]) -> bool:
    """Something was asked of the keeper, or done by a bureau, that somebody may go and see."""
    return bool(orders) or any(letter.result == ReferralResult.DEALT for letter in letters)


@require_http_methods(["GET", "POST"])
def finding_order(request: Request, pk: UUID) -> HttpResponse:
    finding = row_or_404(request, Finding, pk, *NEEDS, perm=PatrolPerm.ORDER_FIX)
    keeper = finding.venue.keeper if finding.venue else ""
    form = OrderForm(request.POST or None, today=clock.local_day(request.now), initial={"to_whom": keeper})
    if request.method == "POST" and form.is_valid():
        try:
            order = actions.order_fix(by=request.user, finding=finding, now=request.now, **form.cleaned_data)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, f"{order.number} 已下达，期限到 {order.fix_by:%m月%d日}。")
            return redirect("patrols:finding_detail", pk)
    return render(request, "patrols/finding_order.html", {"form": form, "finding": finding})


@require_http_methods(["GET", "POST"])
def finding_recheck(request: Request, pk: UUID) -> HttpResponse:
    finding = row_or_404(request, Finding, pk, *NEEDS, perm=PatrolPerm.RECHECK)
    walkers = walkers_for(request.user, request.now)
    form = RecheckForm(request.POST or None, walkers=walkers, now=request.now)
    if request.method == "POST" and form.is_valid():
        try:
            check = actions.recheck(by=request.user, finding=finding, now=request.now, **form.cleaned_data)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(
                request, "复查合格，已办结。" if check.passed else "复查不合格，请重新下达整改通知。"
            )
            return redirect("patrols:finding_detail", pk)
    return render(request, "patrols/finding_recheck.html", {"form": form, "finding": finding})


@require_http_methods(["GET", "POST"])
def finding_withdraw(request: Request, pk: UUID) -> HttpResponse:
    finding = row_or_404(request, Finding, pk, *NEEDS, perm=PatrolPerm.ORDER_FIX)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_finding(
                by=request.user, finding=finding, reason=form.cleaned_data["reason"], now=request.now
            )
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "已撤销。")
            return redirect("patrols:finding_detail", pk)
    return render(request, "patrols/finding_withdraw.html", {"form": form, "finding": finding})
