from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import Request
from accounts.models import Unit
from accounts.permissions import may, require
from accounts.places import areas_of, units_by_area
from common import clock
from common.errors import DomainError
from common.paging import page_after
from patrols import actions
from patrols.actions.states import badge, finding_states, venue_lines
from patrols.choices import VenueKind, VenueState
from patrols.forms.places import CloseForm, SchoolForm, SeasonEditForm, SeasonForm, VenueForm
from patrols.models import Finding, Patrol, Plan, SchoolProfile, Season, Stop, Venue
from patrols.permissions import PatrolPerm
from patrols.sight import schools_near
from patrols.views.shared import campus_or_404, put, row_or_404
from patrols.words import put_places

CLOSED = ("closed", "已移出")
"""A venue that was taken off the list: no state, yet its past is looked for among them."""


@require_GET
def place_list(request: Request) -> HttpResponse:
    require(request.user, PatrolPerm.VIEW)
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    rows = Venue.objects.visible_to(request.user).filter(closed_on__isnull=state != CLOSED[0])
    rows = rows.select_related("campus")
    if kind in VenueKind.values:
        rows = rows.filter(kind=kind)
    lines = venue_lines(rows, clock.local_day(request.now))
    if state in VenueState.values:
        lines = [line for line in lines if line.state == state]
    context = {
        "lines": lines,
        "areas": units_by_area(line.venue.area for line in lines),
        "schools": schools_near(request.user),
        "kinds": VenueKind.choices,
        "states": [*VenueState.choices, CLOSED],
        "kind": kind,
        "state": state,
        "may_add": may(request.user, PatrolPerm.EDIT_PLACES),
    }
    return render(request, "patrols/place_list.html", context)


@require_GET
def venue_detail(request: Request, pk: UUID) -> HttpResponse:
    venue = row_or_404(request, Venue, pk, "campus", "entered_by")
    today = clock.local_day(request.now)
    findings = list(
        Finding.objects.visible_to(request.user).filter(venue=venue).select_related("item", "stop")
    )
    states = finding_states(findings, today)
    stops = Stop.objects.visible_to(request.user).filter(venue=venue).select_related("patrol__done_by")
    context = {
        "venue": venue,
        "line": venue_lines([venue], today)[0],
        "area": units_by_area([venue.area]).get(venue.area, ""),
        "findings": [(row, badge(states[row.pk])) for row in findings],
        "stops": stops.order_by("-patrol__started_at")[:20],
        "may_edit": may(request.user, PatrolPerm.EDIT_PLACES) and venue.closed_on is None,
        "may_check": may(request.user, PatrolPerm.PATROL) and venue.closed_on is None,
    }
    return render(request, "patrols/venue_detail.html", context)


@require_http_methods(["GET", "POST"])
def venue_add(request: Request) -> HttpResponse:
    require(request.user, PatrolPerm.EDIT_PLACES)
    form = VenueForm(request.POST or None, **_choices(request))
    if request.method == "POST" and form.is_valid():
        try:
            venue, warning = actions.add_venue(
                by=request.user,
                values=form.values,
                today=clock.local_day(request.now),
                client_id=form.cleaned_data["client_id"],
            )
        except DomainError as error:
            put(form, error)
        else:
            return _saved(request, venue, warning)
    return render(request, "patrols/venue_add.html", {"form": form})


@require_http_methods(["GET", "POST"])
def venue_edit(request: Request, pk: UUID) -> HttpResponse:
    venue = row_or_404(request, Venue, pk, "campus", perm=PatrolPerm.EDIT_PLACES)
    form = VenueForm(request.POST or None, initial=_initial(venue), **_choices(request))
    if request.method == "POST" and form.is_valid():
        try:
            venue, warning = actions.edit_venue(by=request.user, venue=venue, values=form.values)
        except DomainError as error:
            put(form, error)
        else:
            return _saved(request, venue, warning)
    return render(request, "patrols/venue_edit.html", {"form": form, "venue": venue})


@require_http_methods(["GET", "POST"])
def venue_close(request: Request, pk: UUID) -> HttpResponse:
    venue = row_or_404(request, Venue, pk, perm=PatrolPerm.EDIT_PLACES)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_venue(
                by=request.user,
                venue=venue,
                reason=form.cleaned_data["reason"],
                now=request.now,
            )
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "已移出名单，以前的记录都还在。")
            return redirect("patrols:venue_detail", pk)
    return render(request, "patrols/venue_close.html", {"form": form, "venue": venue})


@require_GET
def school_detail(request: Request, pk: UUID) -> HttpResponse:
    campus = campus_or_404(request, pk)
    user, today = request.user, clock.local_day(request.now)
    venues = Venue.objects.visible_to(user).filter(campus=campus, closed_on=None)
    patrols = Patrol.objects.visible_to(user).filter(campus=campus).select_related("done_by", "unit")
    page = page_after(patrols, field="started_at", after="", size=10)
    put_places(user, page.rows)
    context = {
        "campus": campus,
        "profile": SchoolProfile.objects.visible_to(user).filter(campus=campus).first(),
        "seasons": _seasons(request, campus),
        "lines": venue_lines(venues.order_by("distance"), today),
        "page": page,
        "may_edit": may(user, PatrolPerm.EDIT_PLACES),
        "may_plan": may(user, PatrolPerm.DRAFT_PLAN),
        "may_patrol": may(user, PatrolPerm.PATROL),
        "today": today,
    }
    return render(request, "patrols/school_detail.html", context)


@require_http_methods(["GET", "POST"])
def school_edit(request: Request, pk: UUID) -> HttpResponse:
    campus = campus_or_404(request, pk, PatrolPerm.EDIT_PLACES)
    profile = SchoolProfile.objects.visible_to(request.user).filter(campus=campus).first()
    form = SchoolForm(request.POST or None, initial=_profile(profile), areas=areas_of(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_school(by=request.user, campus=campus, values=form.cleaned_data)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "学校情况已保存。")
            return redirect("patrols:school_detail", pk)
    return render(request, "patrols/school_edit.html", {"form": form, "campus": campus})


@require_http_methods(["GET", "POST"])
def season_add(request: Request, pk: UUID) -> HttpResponse:
    campus = campus_or_404(request, pk, PatrolPerm.DRAFT_PLAN)
    form = SeasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_season(by=request.user, campus=campus, **form.cleaned_data)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "校历已登记。")
            return redirect("patrols:school_detail", pk)
    return render(request, "patrols/season_add.html", {"form": form, "campus": campus})


@require_http_methods(["GET", "POST"])
def season_edit(request: Request, pk: UUID) -> HttpResponse:
    season = row_or_404(request, Season, pk, "campus", perm=PatrolPerm.DRAFT_PLAN)
    values = {"name": season.name, "from_on": season.from_on, "until_on": season.until_on}
    form = SeasonEditForm(request.POST or None, initial=values)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_season(by=request.user, season=season, now=request.now, **form.cleaned_data)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "校历已改正，巡查的各期随之更新。")
            return redirect("patrols:school_detail", season.campus_id)
    return render(request, "patrols/season_edit.html", {"form": form, "season": season})


@require_POST
def season_remove(request: Request, pk: UUID) -> HttpResponse:
    season = row_or_404(request, Season, pk, "campus", perm=PatrolPerm.DRAFT_PLAN)
    try:
        actions.remove_season(by=request.user, season=season, now=request.now)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已从校历中删除。")
    return redirect("patrols:school_detail", season.campus_id)


def _seasons(request: Request, campus: Unit) -> list[tuple[Season, Plan | None]]:
    """The school's year, each term with the newest version of its plan."""
    rows = Plan.objects.visible_to(request.user).filter(campus=campus).order_by("version")
    plans = {plan.season_id: plan for plan in rows}
    seasons = Season.objects.visible_to(request.user).filter(campus=campus, removed_at=None)
    seasons = seasons.select_related("changed_by")
    return [(season, plans.get(season.pk)) for season in seasons]


def _choices(request: Request) -> dict[str, Any]:
    return {"areas": areas_of(request.user), "schools": schools_near(request.user)}


def _saved(request: Request, venue: Venue, warning: str) -> HttpResponse:
    messages.success(request, f"{venue.name} 已保存。")
    if warning:
        messages.warning(request, warning)
    return redirect("patrols:venue_detail", venue.pk)


def _initial(venue: Venue) -> dict[str, Any]:
    names = [
        "kind",
        "name",
        "keeper",
        "licence",
        "address",
        "distance",
        "is_key",
        "longitude",
        "latitude",
        "area",
    ]
    return {**{name: getattr(venue, name) for name in names}, "campus": venue.campus_id}


def _profile(profile: SchoolProfile | None) -> dict[str, Any]:
    if profile is None:
        return {}
    names = ["kind", "grades", "keeper", "longitude", "latitude", "area"]
    return {
        **{name: getattr(profile, name) for name in names},
        "has_boarders": "yes" if profile.has_boarders else "no",
    }
