from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.choices import UnitKind
from accounts.http import Request
from accounts.models import Unit
from accounts.pages import put
from accounts.permissions import may, require
from accounts.surfaces import surfaces
from common import clock
from common.errors import DomainError
from common.quarters import Period, quarter_from, quarter_key, quarter_of, quarter_words
from outreach import actions
from outreach.actions.counting import may_explain
from outreach.actions.coverage import asked_in, gaps, matrix, of_township, places_seen
from outreach.choices import Audience
from outreach.forms.counting import GoalForm, HeadcountForm, ReasonForm, SignForm
from outreach.models import CareRound, CoverageGoal, Event, FamilyWork, GapReason, VillageReach
from outreach.permissions import OutreachPerm
from outreach.policies import USUAL_SHARE
from outreach.rules import alike
from outreach.views.events import event_lines
from outreach.views.shared import is_posted, place_or_404, quarter_asked


@require_GET
def coverage(request: Request) -> HttpResponse:
    require(request.user, OutreachPerm.VIEW)
    return render(request, "outreach/coverage.html", _matrix(request))


@require_GET
def coverage_print(request: Request) -> HttpResponse:
    require(request.user, OutreachPerm.VIEW)
    return render(request, "outreach/coverage_print.html", _matrix(request))


@require_POST
def gap_sign(request: Request) -> HttpResponse:
    require(request.user, OutreachPerm.SIGN_GAP)
    form = SignForm(request.POST)
    quarter = quarter_from(form.cleaned_data["quarter"]) if form.is_valid() else None
    if quarter is None:
        messages.error(request, "页面已过时，请刷新后再试。")
        return redirect("outreach:coverage")
    try:
        seen_at = form.cleaned_data["seen_at"]
        count = actions.sign_reasons(by=request.user, quarter=quarter, seen_at=seen_at, now=request.now)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已签字 {count} 条。")
    return redirect(f"{reverse('outreach:coverage')}?quarter={quarter_key(quarter.from_on)}")


@require_GET
def place_coverage(request: Request, pk: UUID) -> HttpResponse:
    """Drill-down: what was done at one place in one quarter, and what is missing."""
    place, quarter = place_or_404(request, pk, OutreachPerm.VIEW), quarter_asked(request)
    [row] = matrix([place], quarter, clock.local_day(request.now))
    context = {
        **_quarters(request, quarter),
        "place": place,
        "row": row,
        "events": event_lines(request, list(_within(request, Event, place, quarter))),
        "family": _within(request, FamilyWork, place, quarter),
        "care": _within(request, CareRound, place, quarter),
        "apart": _apart(request, place, quarter),
        "reasons": _reasons(request, place, quarter),
        "may_count": may(request.user, OutreachPerm.RECORD),
        "may_explain": may(request.user, OutreachPerm.KEEP) and may_explain(quarter, request.now),
    }
    return render(request, "outreach/place_coverage.html", context)


@require_http_methods(["GET", "POST"])
def gap_explain(request: Request, pk: UUID) -> HttpResponse:
    place, quarter = place_or_404(request, pk, OutreachPerm.KEEP), quarter_asked(request)
    [row] = matrix([place], quarter, clock.local_day(request.now))
    audiences = [cell.audience for cell in row.cells if cell.is_gap]
    form = ReasonForm(request.POST or None, audiences=audiences, initial=request.GET.dict())
    here = f"{reverse('outreach:place_coverage', args=[pk])}?quarter={quarter_key(quarter.from_on)}"
    if is_posted(request, form):
        try:
            typed = {name: form.cleaned_data[name] for name in ("audience", "reason")}
            actions.explain_gap(by=request.user, place=place, quarter=quarter, now=request.now, **typed)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "原因已记下，等办公室主任或领导签字。")
            return redirect(here)
    context = {"form": form, "place": place, "here": here, "words": quarter_words(quarter.from_on)}
    return render(request, "outreach/gap_explain.html", context)


@require_http_methods(["GET", "POST"])
def headcount_edit(request: Request, pk: UUID) -> HttpResponse:
    place, quarter = place_or_404(request, pk, OutreachPerm.RECORD), quarter_asked(request)
    [row] = matrix([place], quarter, clock.local_day(request.now))
    known = {cell.audience: cell.headcount for cell in row.cells if cell.headcount is not None}
    form = HeadcountForm(request.POST or None, known=known)
    here = f"{reverse('outreach:place_coverage', args=[pk])}?quarter={quarter_key(quarter.from_on)}"
    if is_posted(request, form):
        try:
            actions.enter_headcounts(
                by=request.user, place=place, quarter=quarter, people=form.people, now=request.now
            )
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "人数已保存。")
            return redirect(here)
    context = {"form": form, "place": place, "here": here, "words": quarter_words(quarter.from_on)}
    return render(request, "outreach/headcount_edit.html", context)


@require_GET
def goal_list(request: Request) -> HttpResponse:
    require(request.user, OutreachPerm.VIEW)
    goals = CoverageGoal.objects.visible_to(request.user).select_related("entered_by")
    context = {
        "goals": [(goal, quarter_words(goal.from_on)) for goal in goals],
        "usual_share": USUAL_SHARE,
        "may_plan": may(request.user, OutreachPerm.PLAN),
    }
    return render(request, "outreach/goal_list.html", context)


@require_http_methods(["GET", "POST"])
def goal_add(request: Request) -> HttpResponse:
    require(request.user, OutreachPerm.PLAN)
    present = quarter_of(clock.local_day(request.now))
    following = quarter_of(present.until_on + timedelta(days=1))
    form = GoalForm(request.POST or None, quarters=[present, following])
    if is_posted(request, form):
        try:
            actions.set_goal(by=request.user, now=request.now, **form.values)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "覆盖要求已保存。")
            return redirect("outreach:goal_list")
    return render(request, "outreach/goal_add.html", {"form": form})


def _level(goal: CoverageGoal) -> str:
    return "县" if goal.area == goal.county else "乡镇"


def _matrix(request: Request) -> dict[str, Any]:
    """The matrix of one quarter: of the own place, of a township, or of the county township by township."""
    user, quarter = request.user, quarter_asked(request)
    places = asked_in(places_seen(user), quarter)
    assert user.acting is not None
    townships = _townships(request, places) if user.acting.level == "county" else []
    asked = request.GET.get("township", "")
    rows = matrix(of_township(places, asked), quarter, clock.local_day(request.now))
    found = gaps(rows)
    return {
        **_quarters(request, quarter),
        "rows": rows,
        "audiences": [cell.label for cell in rows[0].cells] if rows else [],
        "gaps": alike(found),
        "gap_count": len(found),
        "townships": townships,
        "township": asked,
        "may_export": surfaces()["reporting:coverage_export"].grants(user),
        "sign_form": _sign_form(request, quarter),
        "may_explain": may(user, OutreachPerm.KEEP) and may_explain(quarter, request.now),
    }


def _townships(request: Request, places: list[Unit]) -> list[Unit]:
    codes = {place.township for place in places}
    return list(Unit.objects.filter(kind=UnitKind.TOWNSHIP, area__in=codes).order_by("area"))


def _quarters(request: Request, quarter: Period) -> dict[str, Any]:
    present = quarter_of(clock.local_day(request.now))
    before = quarter_of(quarter.from_on - timedelta(days=1))
    after = quarter_of(quarter.until_on + timedelta(days=1))
    return {
        "quarter": quarter,
        "key": quarter_key(quarter.from_on),
        "words": quarter_words(quarter.from_on),
        "before": quarter_key(before.from_on),
        "after": quarter_key(after.from_on) if after.from_on <= present.from_on else "",
        "is_over": quarter.until_on < clock.local_day(request.now),
    }


def _sign_form(request: Request, quarter: Period) -> SignForm | None:
    """What waits for the signature of whoever looks, if anything."""
    user = request.user
    if not may(user, OutreachPerm.SIGN_GAP):
        return None
    waiting = GapReason.objects.visible_to(user).filter(from_on=quarter.from_on, signed_at=None)
    if not waiting.exclude(written_by=user).exists():
        return None
    seen_at = clock.local(request.now).strftime("%Y-%m-%dT%H:%M:%S.%f%z")
    return SignForm(initial={"quarter": quarter_key(quarter.from_on), "seen_at": seen_at})


def _within(request: Request, model: Any, place: Unit, quarter: Period) -> Any:
    """Rows of one place in one quarter."""
    where = {"campus": place} if place.kind == UnitKind.SCHOOL else {"campus": None, "area": place.area}
    span = (clock.start_of_day(quarter.from_on), clock.end_of_day(quarter.until_on))
    rows = model.objects.visible_to(request.user).filter(**where, held_at__gte=span[0], held_at__lt=span[1])
    return rows.select_related("unit", "campus", "done_by", "withdrawn_by")


def _apart(request: Request, place: Unit, quarter: Period) -> list[VillageReach]:
    """How many of a village came to events of the whole township."""
    if place.kind != UnitKind.VILLAGE:
        return []
    span = (clock.start_of_day(quarter.from_on), clock.end_of_day(quarter.until_on))
    rows = VillageReach.objects.visible_to(request.user).filter(area=place.area)
    rows = rows.filter(event__held_at__gte=span[0], event__held_at__lt=span[1], event__withdrawn_at=None)
    return list(rows.select_related("event").order_by("-event__held_at", "audience"))


def _reasons(request: Request, place: Unit, quarter: Period) -> list[tuple[GapReason, str]]:
    rows = GapReason.objects.visible_to(request.user).filter(place=place, from_on=quarter.from_on)
    return [(row, Audience(row.audience).label) for row in rows.select_related("written_by", "signed_by")]
