from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.choices import UnitKind
from accounts.http import Request
from accounts.models import Unit
from accounts.permissions import may, require
from common import clock
from common.errors import DomainError
from common.paging import page_after
from duties.models import Duty
from patrols import actions
from patrols.actions.record import reads_all, stop_lines
from patrols.actions.states import walkers_for
from patrols.actions.whole import left_out, planned_stops, venues_around
from patrols.actions.year import periods_of_rule
from patrols.choices import ListKind
from patrols.forms.rounds import PatrolForm, PhotoForm, StopOffered
from patrols.models import ChecklistItem, Finding, Patrol, Photo, PlanRule, Present, Skipped, Stop, Venue
from patrols.permissions import PatrolPerm
from patrols.policies import MOST_PHOTOS
from patrols.views.shared import campus_or_404, put, row_or_404
from patrols.words import company_of, put_places

FREE_STOPS = 2
"""So many empty places stand below the planned ones."""


@require_GET
def patrol_list(request: Request) -> HttpResponse:
    require(request.user, PatrolPerm.VIEW)
    rows = Patrol.objects.visible_to(request.user).select_related("unit", "campus", "done_by")
    page = page_after(rows, field="started_at", after=request.GET.get("after", ""))
    put_places(request.user, page.rows)
    context = {
        "page": page,
        "next_after": page.next_after,
        "may_patrol": may(request.user, PatrolPerm.PATROL),
    }
    return render(request, "patrols/patrol_list.html", context)


@require_http_methods(["GET", "POST"])
def round_add(request: Request, pk: UUID) -> HttpResponse:
    """The patrol that one line of a plan asks for."""
    rule = row_or_404(request, PlanRule, pk, "plan", "campus", "unit", perm=PatrolPerm.PATROL)
    stops = _planned(request, rule)
    where = {"campus": rule.campus, "area": rule.area, "rule": rule}
    periods = _periods(rule, request.GET.get("period", ""), request.now)
    return _form(request, stops, where, "patrols/round_add.html", {"rule": rule}, periods=periods)


def _periods(rule: PlanRule, asked: str, now: datetime) -> list[tuple[str, str]]:
    """Which periods a patrol of today may be for: the one asked for first, the running one, those overdue."""
    rows = Duty.objects.filter(kind="patrol.round", subject=rule.pk).overdue(now)
    overdue, today = set(rows.values_list("period", flat=True)), clock.local_day(now)
    found = []
    for one in periods_of_rule(rule):
        if one.from_on <= today <= one.until_on:
            found.append((one.key, f"本期 {one.words}"))
        elif one.from_on <= today and (one.key in overdue or one.key == asked):
            found.append((one.key, f"{one.words}（逾期补办）"))
    if not any(words.startswith("本期") for _, words in found):
        found.append(("", "计划外（今天不在计划的期间里）"))
    first = [one for one in found if one[0] == asked] or found[-1:]
    return first + [one for one in found if one not in first]


@require_http_methods(["GET", "POST"])
def venue_check(request: Request, pk: UUID) -> HttpResponse:
    venue = row_or_404(request, Venue, pk, "campus", perm=PatrolPerm.PATROL)
    if venue.closed_on is not None:
        messages.error(request, "这个场所已移出名单，不用再查。")
        return redirect("patrols:venue_detail", pk)
    stops = [_at_venue(venue, _items(request.now))]
    where = {"campus": venue.campus, "area": venue.area, "rule": None}
    return _form(request, stops, where, "patrols/venue_check.html", {"venue": venue})


@require_http_methods(["GET", "POST"])
def patrol_add(request: Request) -> HttpResponse:
    """A patrol nobody planned: the venues of the own place, and free stops."""
    require(request.user, PatrolPerm.PATROL)
    acting = request.user.acting
    assert acting is not None
    items = _items(request.now)
    venues = Venue.objects.visible_to(request.user).filter(closed_on=None).order_by("area", "name")
    is_school = acting.unit.kind == UnitKind.SCHOOL
    stops = [_free(ListKind.INSIDE, items)] if is_school else []
    stops += [_at_venue(venue, items) for venue in venues[:30]]
    stops += [_free(ListKind.OUTSIDE, items) for _ in range(FREE_STOPS)]
    campus = acting.unit if is_school else None
    where = {"campus": campus, "area": acting.unit.area, "rule": None}
    return _form(request, stops, where, "patrols/patrol_add.html", {})


@require_http_methods(["GET", "POST"])
def school_patrol(request: Request, pk: UUID) -> HttpResponse:
    """A patrol of one school outside of its plan."""
    campus = campus_or_404(request, pk, PatrolPerm.PATROL)
    items = _items(request.now)
    stops = [_free(ListKind.INSIDE, items), *_around(request, campus, items), _free(ListKind.OUTSIDE, items)]
    where = {"campus": campus, "area": campus.area, "rule": None}
    return _form(request, stops, where, "patrols/school_patrol.html", {"campus": campus})


@require_GET
def patrol_detail(request: Request, pk: UUID) -> HttpResponse:
    patrol = row_or_404(request, Patrol, pk, "unit", "campus", "done_by", "entered_by", "rule")
    user, acting = request.user, request.user.acting
    put_places(user, [patrol])
    is_ours = acting is not None and acting.unit.pk == patrol.unit_id
    context = {
        "patrol": patrol,
        "period": _period_of(patrol),
        "present": Present.objects.visible_to(user).filter(patrol=patrol),
        "stops": stop_lines(user, patrol),
        "reads_all": reads_all(user, patrol),
        "skipped": Skipped.objects.visible_to(user).filter(patrol=patrol).select_related("venue"),
        "findings": Finding.objects.visible_to(user).filter(stop__patrol=patrol).select_related("item"),
        "may_add_photo": is_ours and may(user, PatrolPerm.PATROL),
        "most_photos": MOST_PHOTOS,
    }
    return render(request, "patrols/patrol_detail.html", context)


@require_http_methods(["GET", "POST"])
def photo_add(request: Request, pk: UUID) -> HttpResponse:
    stop = row_or_404(request, Stop, pk, "patrol", "venue", perm=PatrolPerm.PATROL)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_photos(
                by=request.user,
                stop=stop,
                pictures=form.cleaned_data["photo"],
                now=request.now,
                client_id=form.cleaned_data["client_id"],
            )
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "照片已保存。")
            return redirect("patrols:patrol_detail", stop.patrol_id)
    return render(request, "patrols/photo_add.html", {"form": form, "stop": stop})


@require_POST
def photo_remove(request: Request, pk: UUID) -> HttpResponse:
    row = row_or_404(request, Photo, pk, "stop", perm=PatrolPerm.PATROL)
    try:
        actions.remove_photo(by=request.user, photo=row, now=request.now)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "照片已删去。")
    return redirect("patrols:patrol_detail", row.stop.patrol_id)


@require_GET
def photo(request: Request, pk: UUID) -> HttpResponse:
    """The picture itself."""
    row = row_or_404(request, Photo, pk)
    return HttpResponse(bytes(row.content), content_type="image/jpeg")


def _period_of(patrol: Patrol) -> str:
    """Which period of its line it is for, in words, and whether it came after it."""
    if patrol.rule is None:
        return ""
    period = next((one for one in periods_of_rule(patrol.rule) if one.key == patrol.period), None)
    if period is None:  # the school's year was corrected since
        return ""
    is_late = clock.local_day(patrol.started_at) > period.until_on
    return f"{period.words}{'，逾期补办' if is_late else ''}"


def _form(
    request: Request,
    stops: list[StopOffered],
    where: dict[str, Any],
    template: str,
    more: dict[str, Any],
    periods: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    walkers = walkers_for(request.user, request.now)
    form = PatrolForm(
        request.POST or None,
        stops=stops,
        walkers=walkers,
        now=request.now,
        periods=periods,
        company=company_of(request.user),
    )
    if request.method == "POST" and form.is_valid():
        typed = form.as_patrol(request.user)
        try:
            patrol = actions.record_patrol(by=request.user, now=request.now, **where, **typed)
        except DomainError as error:
            put(form, error)
        else:
            _say(request, patrol, typed)
            return redirect("patrols:patrol_detail", patrol.pk)
    return render(request, template, {"form": form, "draft_key": f"patrol:{request.get_full_path()}", **more})


def _say(request: Request, patrol: Patrol, typed: dict[str, Any]) -> None:
    messages.success(request, "巡查已记下。可以在下面补照片。")
    skipped = Skipped.objects.visible_to(request.user).filter(patrol=patrol).select_related("venue")
    if skipped and not patrol.skipped_because:
        names = left_out([one.name for one in skipped])
        messages.warning(request, f"{names}没有去，也没有写原因，本期计划还没有完成。")
    lines = stop_lines(request.user, patrol)
    part = [line.stop.venue.name for line in lines if line.partly and line.stop.venue]
    if part:
        messages.warning(request, f"{left_out(part)}只看了一部分，不算查完。")
    if any(mark.suspicion for stop in typed["stops"] for mark in stop.marks.values()):
        messages.warning(request, "涉毒嫌疑已上报派出所。不购买、不触碰、不盘问；情况紧急立即电话派出所。")


def _items(now: datetime) -> dict[str, list[ChecklistItem]]:
    found: dict[str, list[ChecklistItem]] = {}
    for item in ChecklistItem.objects.on(clock.local_day(now)):
        found.setdefault(item.kind, []).append(item)
    return found


def _planned(request: Request, rule: PlanRule) -> list[StopOffered]:
    items = _items(request.now)
    stops = [
        StopOffered(one.kind, items.get(one.kind, []), venue=one.venue, place=one.place)
        for one in planned_stops(request.user, rule)
    ]
    return [*stops, _free(rule.surrounding, items)]


def _around(request: Request, campus: Unit, items: dict[str, list[ChecklistItem]]) -> list[StopOffered]:
    return [_at_venue(venue, items) for venue in venues_around(request.user, campus.pk)]


def _at_venue(venue: Venue, items: dict[str, list[ChecklistItem]]) -> StopOffered:
    return StopOffered(venue.kind, items.get(venue.kind, []), venue=venue)


def _free(kind: str, items: dict[str, list[ChecklistItem]]) -> StopOffered:
    return StopOffered(kind, items.get(kind, []), is_free=True)
