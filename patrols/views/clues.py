from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import Request
from accounts.permissions import may, require
from accounts.places import areas_of
from common.errors import DomainError
from common.paging import page_after
from duties.models import Duty
from patrols import actions
from patrols.actions.clues import harmless_items
from patrols.choices import ClueSource, ClueState
from patrols.forms.findings import AnswerForm, ClueForm, OutcomeForm, ReleaseForm
from patrols.models import Clue, Venue
from patrols.permissions import PatrolPerm
from patrols.views.shared import put, row_or_404


@require_GET
def clue_list(request: Request) -> HttpResponse:
    require(request.user, PatrolPerm.VIEW_CLUES)
    rows = Clue.objects.visible_to(request.user).select_related("venue", "unit")
    page = page_after(rows, field="reported_at", after=request.GET.get("after", ""))
    context = {
        "page": page,
        "next_after": page.next_after,
        "may_tell": may(request.user, PatrolPerm.TELL_CLUE),
        "is_police": may(request.user, PatrolPerm.ANSWER_CLUE),
    }
    return render(request, "patrols/clue_list.html", context)


@require_http_methods(["GET", "POST"])
def clue_add(request: Request) -> HttpResponse:
    require(request.user, PatrolPerm.TELL_CLUE)
    venues = Venue.objects.visible_to(request.user).filter(closed_on=None)
    form = ClueForm(request.POST or None, areas=areas_of(request.user), venues=venues)
    if request.method == "POST" and form.is_valid():
        try:
            clue = actions.tell_clue(
                by=request.user, source=ClueSource.TOLD, now=request.now, **form.cleaned_data
            )
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, f"线索 {clue.code} 已送派出所，两小时内接收。")
            return redirect("patrols:clue_detail", clue.pk)
    return render(request, "patrols/clue_add.html", {"form": form})


@require_GET
def clue_detail(request: Request, pk: UUID) -> HttpResponse:
    needs = (
        "venue",
        "unit",
        "substance",
        "item",
        "stop__patrol",
        "reported_by",
        "accepted_by",
        "answered_by",
        "outcome_by",
    )
    clue = row_or_404(request, Clue, pk, *needs, perm=PatrolPerm.VIEW_CLUES)
    context = {
        "clue": clue,
        "duty": Duty.objects.visible_to(request.user).filter(subject=clue.pk).open().first(),
        "now": request.now,
        "is_bare": clue.source == ClueSource.SEIZURE and not may(request.user, PatrolPerm.ANSWER_CLUE),
        **(_next(clue) if may(request.user, PatrolPerm.ANSWER_CLUE) else {}),
    }
    return render(request, "patrols/clue_detail.html", context)


def _next(clue: Clue) -> dict[str, Any]:
    """What the post may do about it now."""
    is_answered = clue.state in (ClueState.FILED, ClueState.NOT_FILED)
    return {
        "may_accept": clue.state == ClueState.SENT,
        "answer_form": AnswerForm() if clue.state == ClueState.ACCEPTED else None,
        "close_form": OutcomeForm() if is_answered else None,
        "release_form": _release_form(clue) if clue.stop_id and not clue.released_at else None,
    }


def _release_form(clue: Clue, typed: Any = None) -> ReleaseForm:
    return ReleaseForm(typed, items=harmless_items(clue))


@require_POST
def clue_accept(request: Request, pk: UUID) -> HttpResponse:
    clue = row_or_404(request, Clue, pk, perm=PatrolPerm.ANSWER_CLUE)
    try:
        actions.accept_clue(by=request.user, clue=clue, now=request.now)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已接收，三个工作日内答复是否立案。")
    return redirect("patrols:clue_detail", pk)


@require_http_methods(["GET", "POST"])
def clue_answer(request: Request, pk: UUID) -> HttpResponse:
    said = "已答复，三十日内反馈结果。"
    return _step(request, pk, _plain(AnswerForm), actions.answer_clue, said, "clue_answer")


@require_http_methods(["GET", "POST"])
def clue_close(request: Request, pk: UUID) -> HttpResponse:
    return _step(request, pk, _plain(OutcomeForm), actions.close_clue, "结果已反馈，线索办结。", "clue_close")


@require_http_methods(["GET", "POST"])
def clue_release(request: Request, pk: UUID) -> HttpResponse:
    said = "已放行，按普通隐患下达整改。"
    return _step(request, pk, _release_form, actions.release_clue, said, "clue_release")


def _plain(form_class: type[forms.Form]) -> Callable[..., forms.Form]:
    return lambda _, typed: form_class(typed)


def _step(
    request: Request, pk: UUID, make: Callable[..., forms.Form], act: Callable[..., Any], said: str, name: str
) -> HttpResponse:
    clue = row_or_404(request, Clue, pk, "stop__patrol", perm=PatrolPerm.ANSWER_CLUE)
    form = make(clue, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(by=request.user, clue=clue, now=request.now, **form.cleaned_data)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, said)
            return redirect("patrols:clue_detail", pk)
    return render(request, f"patrols/{name}.html", {"form": form, "clue": clue})
