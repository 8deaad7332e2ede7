"""What a station tests with: its lots, what is wanting, and who gets it."""

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.choices import UnitKind
from accounts.http import Request
from accounts.permissions import require
from cases import actions
from cases.forms import kits as forms
from cases.models import Kit
from cases.permissions import CasePerm
from cases.views.drugtests import act
from cases.views.shared import drug_case_or_404, tried
from common import clock
from common.models import Substance


@require_GET
def kit_list(request: Request) -> HttpResponse:
    require(request.user, CasePerm.NAME_REAGENT)
    today = clock.local_day(request.now)
    kits = Kit.objects.visible_to(request.user).select_related("unit", "ended_by")
    kits = kits.prefetch_related("substances").order_by("unit__area", "name", "lot")
    rows = list(kits)
    left = actions.left_of(rows)
    for kit in rows:
        kit.left = left.get(kit.pk)  # type: ignore[attr-defined]
        kit.is_there = kit.ended_on is None and not (kit.expires_on and kit.expires_on < today)  # type: ignore[attr-defined]
    context = {"kits": rows, "today": today, **_lacks(request)}
    return render(request, "cases/kit_list.html", context)


def _lacks(request: Request) -> dict[str, Any]:
    """What is wanting in one's own station, or in the county's."""
    assert request.user.acting is not None
    lacks = actions.lacking_at(actions.stations_of(request.user))
    is_county = request.user.acting.unit.kind == UnitKind.COUNTY
    return {"lacks": lacks, "is_county": is_county, "wanted": {one.pk for _, one, _ in lacks}}


@require_http_methods(["GET", "POST"])
def kit_add(request: Request) -> HttpResponse:
    require(request.user, CasePerm.NAME_REAGENT)
    lacks = _lacks(request)
    first = next((unit for unit, _, _ in lacks["lacks"]), None)
    form = forms.KitForm(
        request.POST or None,
        stations=actions.stations_of(request.user),
        is_county=lacks["is_county"],
        initial={"unit": first.pk if first else None, "substances": list(lacks["wanted"])},
    )
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and tried(request, form, actions.add_kit, "试剂已登记。", **form.cleaned_data):
        return redirect("cases:kit_list")
    return render(request, "cases/kit_add.html", {"form": form, **lacks})


@require_http_methods(["GET", "POST"])
def kit_end(request: Request, pk: UUID) -> HttpResponse:
    kit = _kit_or_404(request, pk)
    form = forms.KitEndForm(request.POST or None, initial={"on": clock.local_day(request.now)})
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and tried(request, form, actions.end_kit, "已登记。", kit=kit, **form.cleaned_data):
        return redirect("cases:kit_list")
    return render(request, "cases/kit_end.html", {"form": form, "kit": kit})


@require_POST
def kit_confirm(request: Request, pk: UUID) -> HttpResponse:
    kit = _kit_or_404(request, pk)
    tried(request, None, actions.confirm_kit, "已核实在库，缺试剂的时限已办结。", kit=kit)
    return redirect("cases:kit_list")


def _kit_or_404(request: Request, pk: UUID) -> Kit:
    kit = get_object_or_404(Kit.objects.visible_to(request.user), pk=pk)
    require(request.user, CasePerm.NAME_REAGENT)
    return kit


@require_POST
def kit_ask(request: Request) -> HttpResponse:
    require(request.user, CasePerm.NAME_REAGENT)
    form = forms.AskForm(request.POST)
    if form.is_valid():
        given: dict[str, Substance] = form.cleaned_data
        tried(request, None, actions.ask_county_for_reagent, "已报县禁毒办落实。", **given)
    return redirect("cases:kit_list")


@require_http_methods(["GET", "POST"])
def reagent_lack(request: Request, pk: UUID) -> HttpResponse:
    case = drug_case_or_404(request, pk, CasePerm.RECORD_TEST)
    stock = actions.stock_for(case, clock.local_day(request.now))
    held = "、".join(str(kit) for kit in stock)
    form = forms.LackForm(request.POST if request.method == "POST" else None, stock=stock)
    if form.is_valid() and _lacked(request, case, form):
        return redirect("cases:test_list", pk)
    hint = LACK + (f"库里登记有{held}，如已用完请一并标明。" if held else "")
    return act(request, case, form, "今天没有试剂", hint, "cases:test_list", case.pk)


LACK = "没有能检出的试剂，是我们的事：不计孩子次数，不延长期限，并开始落实试剂的时限。"


def _lacked(request: Request, case: Any, form: django_forms.Form) -> bool:
    """Record it; say what the book still holds, for somebody has to look."""
    left: list[Kit] = []

    def report(**given: Any) -> None:
        left.extend(actions.report_lack(**given))

    done = tried(request, form, report, "已标明因无试剂。", case=case, **form.cleaned_data)
    if left:
        held = "、".join(str(kit) for kit in left)
        messages.warning(request, f"库里登记有{held}，如已用完请一并标明；确实在库的，请专干核实。")
    return done
