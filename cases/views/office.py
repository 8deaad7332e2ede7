"""What an office settles for itself beside its clocks, with who decided it, when and why."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from accounts.permissions import may, require
from cases import actions, forms
from cases.choices import OfficeField, TermEndMode
from cases.models import OfficeChange
from cases.permissions import CasePerm
from cases.views.shared import tried
from common import clock

SHOWN = 100


@require_GET
def office_list(request: Request) -> HttpResponse:
    require(request.user, CasePerm.SET_OFFICE)
    assert request.user.acting is not None  # without a post nothing was granted
    unit, today = request.user.acting.unit, clock.local_day(request.now)
    rows = OfficeChange.objects.filter(unit__county=unit.county).select_related("unit", "by")[:SHOWN]
    context = {
        "rows": [(row, _said(row)) for row in rows],
        "today": today,
        "unit": unit,
        "mode": TermEndMode(actions.term_end_mode(unit, today)).label,
        "word": actions.letter_word_of(unit, today),
        "may_set_term_end": may(request.user, CasePerm.SET_TERM_END),
    }
    return render(request, "cases/office_list.html", context)


def _said(row: OfficeChange) -> str:
    return str(TermEndMode(row.value).label) if row.field == OfficeField.TERM_END else row.value


@require_http_methods(["GET", "POST"])
def term_end_set(request: Request) -> HttpResponse:
    require(request.user, CasePerm.SET_TERM_END)
    return _set(request, forms.TermEndForm, actions.set_term_end, "cases/term_end_set.html")


@require_http_methods(["GET", "POST"])
def letter_word_set(request: Request) -> HttpResponse:
    require(request.user, CasePerm.SET_OFFICE)
    return _set(request, forms.LetterWordForm, actions.set_letter_word, "cases/letter_word_set.html")


def _set(
    request: Request, kind: type[django_forms.Form], action: Callable[..., Any], template: str
) -> HttpResponse:
    form = kind(request.POST or None)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and tried(request, form, action, "已登记，自生效日期起适用。", **form.cleaned_data):
        return redirect("cases:office_list")
    return render(request, template, {"form": form})
