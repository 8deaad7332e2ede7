from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.choices import UnitKind
from accounts.http import Request
from accounts.pages import put
from accounts.permissions import may, require
from accounts.places import units_by_area
from common import clock
from common.errors import DomainError
from common.paging import page_after
from common.quarters import quarter_of, quarter_words
from outreach import actions
from outreach.forms.done import CareForm, FamilyForm
from outreach.models import CareRound, FamilyWork
from outreach.permissions import OutreachPerm
from outreach.sight import villages_near
from outreach.views.shared import done_kwargs, is_posted, may_withdraw, places_for


@require_GET
def family_list(request: Request) -> HttpResponse:
    require(request.user, OutreachPerm.VIEW)
    rows = FamilyWork.objects.visible_to(request.user).select_related(
        "campus", "done_by", "entered_by", "withdrawn_by"
    )
    page = page_after(rows, field="held_at", after=request.GET.get("after", ""))
    may_add = may(request.user, OutreachPerm.RECORD) and bool(places_for(request, UnitKind.SCHOOL))
    context = {
        "page": page,
        "lines": [(row, may_withdraw(request.user, row)) for row in page.rows],
        "next_after": page.next_after,
        "may_add": may_add,
    }
    return render(request, "outreach/family_list.html", context)


@require_http_methods(["GET", "POST"])
def family_add(request: Request) -> HttpResponse:
    require(request.user, OutreachPerm.RECORD)
    places = places_for(request, UnitKind.SCHOOL)
    if not places:
        messages.error(request, "家长会和家访由学校或工作站登记。")
        return redirect("outreach:family_list")
    form = FamilyForm(request.POST or None, **done_kwargs(request, places))
    if is_posted(request, form):
        try:
            head = form.head_of(request.user)
            actions.record_family(by=request.user, now=request.now, **head, **form.values)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "家校合作已记下。")
            return redirect("outreach:family_list")
    return _page(request, "outreach/family_add.html", form)


@require_GET
def care_list(request: Request) -> HttpResponse:
    require(request.user, OutreachPerm.VIEW)
    rows = CareRound.objects.visible_to(request.user).select_related("done_by", "entered_by", "withdrawn_by")
    page = page_after(rows, field="held_at", after=request.GET.get("after", ""))
    names = units_by_area(row.area for row in page.rows)
    quarter = quarter_of(clock.local_day(request.now))
    context = {
        "lines": [(row, names.get(row.area, row.area), may_withdraw(request.user, row)) for row in page.rows],
        "next_after": page.next_after,
        "villages": _villages(request) if may(request.user, OutreachPerm.RECORD) else [],
        "quarter": quarter_words(quarter.from_on),
    }
    return render(request, "outreach/care_list.html", context)


@require_http_methods(["GET", "POST"])
def care_add(request: Request, pk: UUID) -> HttpResponse:
    place = get_object_or_404(villages_near(request.user), pk=pk)
    require(request.user, OutreachPerm.RECORD)
    form = CareForm(request.POST or None, **done_kwargs(request, [place]))
    if is_posted(request, form):
        try:
            head = form.head_of(request.user)
            actions.record_care(by=request.user, now=request.now, **head, **form.values)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, f"{place.name} 的关爱走访已记下。")
            return redirect("outreach:care_list")
    return _page(request, "outreach/care_add.html", form, place=place)


def _page(request: Request, template: str, form: Any, **more: Any) -> HttpResponse:
    return render(request, template, {"form": form, "draft_key": f"outreach:{request.path}", **more})


def _villages(request: Request) -> list[tuple]:
    """Villages with the round of the running quarter, those without one first."""
    quarter = quarter_of(clock.local_day(request.now))
    rows = CareRound.objects.visible_to(request.user).standing()
    done = rows.filter(held_at__gte=clock.start_of_day(quarter.from_on))
    areas = set(done.values_list("area", flat=True))
    villages = villages_near(request.user).filter(closed_on=None).order_by("area")
    return sorted(((one, one.area in areas) for one in villages), key=lambda line: line[1])
