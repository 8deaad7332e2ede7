from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.choices import Post, UnitKind
from accounts.http import Request
from accounts.permissions import may, require
from common import clock
from common.errors import DomainError
from duties import actions
from duties.forms import PolicyForm, WithdrawalForm, show
from duties.models import PolicyChange
from duties.permissions import DutyPerm
from duties.policies import Policy, policies
from duties.sight import changes_near
from duties.wording import change_words, hours_words

SHOWN = 100


@require_GET
def policy_list(request: Request) -> HttpResponse:
    """What the office signs: every kind with who owes it, when it is due, who is told, on what basis."""
    require(request.user, DutyPerm.SEE_TODAY)
    now = clock.now()
    may_change = may(request.user, DutyPerm.CHANGE_POLICY)
    effective = actions.effective_policies(unit=None, at=now)
    changes = _changes(clock.local_day(now))
    context = {
        "rows": [_row(kind, effective[kind], changes, now) for kind in policies()],
        "changes": changes[:SHOWN],
        "may_change": may_change,
    }
    return render(request, "duties/policy_list.html", context)


def _changes(today: date) -> list[dict[str, Any]]:
    """Every change, newest first, with its words and what became of it."""
    rows = PolicyChange.objects.filter(withdraws=None).select_related("unit", "by", "withdrawal__by")
    return [
        {
            "change": change,
            "words": change_words(change),
            "withdrawal": getattr(change, "withdrawal", None),
            "is_ahead": change.from_on > today,
        }
        for change in rows.order_by("-from_on", "-recorded_at")
    ]


def _row(kind: str, effective: Policy | None, changes: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    policy = effective or policies()[kind]
    unit_kind, post = policy.owed_by
    return {
        "kind": kind,
        "policy": policy,
        "is_on": effective is not None,
        "stopped": _stopped(kind, changes, clock.local_day(now)) if effective is None else None,
        "may_change": not policy.law_sets_it or effective is None,
        "owes": f"{UnitKind(unit_kind).label} · {Post(post).label}",
        "ladder": [(hours_words(step.after), step.tell.label) for step in policy.ladder],
    }


def _stopped(kind: str, changes: list[dict[str, Any]], today: date) -> PolicyChange | None:
    """The change that switched `kind` off for the whole county."""
    for row in changes:
        change = row["change"]
        is_switch = (change.kind, change.field, change.unit_id) == (kind, "is_on", None)
        if is_switch and row["withdrawal"] is None and change.from_on <= today:
            return change
    return None


@require_http_methods(["GET", "POST"])
def policy_change(request: Request, kind: str) -> HttpResponse:
    require(request.user, DutyPerm.CHANGE_POLICY)
    if kind not in policies():
        raise Http404
    policy, now = policies()[kind], clock.now()
    form = PolicyForm(request.POST or None, policy=policy, user=request.user, today=clock.local_day(now))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_policy(by=request.user, kind=kind, now=now, **form.cleaned_data)
        except DomainError as error:
            show(form, error)
        else:
            messages.success(request, "已记录变更。已开立的事项仍按原来的数字。")
            return redirect("duties:policy_list")
    return render(request, "duties/policy_change.html", {"form": form, "policy": policy})


@require_http_methods(["GET", "POST"])
def policy_withdraw(request: Request, pk: UUID) -> HttpResponse:
    change = get_object_or_404(changes_near(request.user), pk=pk)
    require(request.user, DutyPerm.CHANGE_POLICY)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_change(by=request.user, change=change, now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            show(form, error)
        else:
            messages.success(request, "已撤回。原记录和撤回记录都保留。")
            return redirect("duties:policy_list")
    context = {"form": form, "change": change, "words": change_words(change)}
    return render(request, "duties/policy_withdraw.html", context)
