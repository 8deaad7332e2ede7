"""Where things lie, and what keeps coming back. No person stands on any of these pages."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.choices import UnitKind
from accounts.http import Request
from accounts.models import Unit
from accounts.permissions import may, require
from common import clock
from common.errors import DomainError
from patrols import actions
from patrols.actions.states import VenueLine, venue_lines
from patrols.drawing import HEIGHT, LETTERS, WIDTH, Marker, fit, polygon, spread
from patrols.forms.outline import OutlineForm
from patrols.models import Clue, Finding, OutlinePoint, SchoolProfile, Venue
from patrols.permissions import PatrolPerm
from patrols.policies import REPEAT_DAYS, REPEAT_LEAST
from patrols.views.shared import put

Spot = tuple[str, str, str, str, str, Any]
"""What a marker will be, before anybody knows where: kind, letter, tone, name, address, the row."""


@require_GET
def map_page(request: Request) -> HttpResponse:
    require(request.user, PatrolPerm.VIEW)
    acting = request.user.acting
    assert acting is not None
    spots = _spots(request)
    known = [spot for spot in spots if spot[5].longitude is not None]
    corners = list(OutlinePoint.objects.filter(area=acting.unit.township))
    places = [(row.longitude, row.latitude) for row in (*corners, *(spot[5] for spot in known))]
    on_paper = fit(places)
    context = {
        "markers": _markers(known, on_paper[len(corners) :]),
        "outline": polygon(on_paper[: len(corners)]),
        "nowhere": [spot for spot in spots if spot[5].longitude is None],
        "width": WIDTH,
        "height": HEIGHT,
        "may_draw": may(request.user, PatrolPerm.EDIT_CHECKLIST),
    }
    return render(request, "patrols/map_page.html", context)


def _markers(known: list[Spot], spots: list[tuple[float, float]]) -> list[Marker]:
    """Each symbol where it can be seen, with its spot where that is elsewhere."""
    drawn = zip(known, spots, spread(spots), strict=True)
    return [
        Marker(no, *what[:5], *at, spot=None if at == spot else spot)
        for no, (what, spot, at) in enumerate(drawn, 1)
    ]


def _spots(request: Request) -> list[Spot]:
    profiles = SchoolProfile.objects.visible_to(request.user).select_related("campus")
    spots: list[Spot] = [
        (
            "school",
            "校",
            "info",
            str(row.campus),
            reverse("patrols:school_detail", args=[row.campus_id]),
            row,
        )
        for row in profiles
    ]
    venues = Venue.objects.visible_to(request.user).filter(closed_on=None).select_related("campus")
    return spots + [_venue_spot(line) for line in venue_lines(venues, clock.local_day(request.now))]


def _venue_spot(line: VenueLine) -> Spot:
    venue = line.venue
    url = reverse("patrols:venue_detail", args=[venue.pk])
    return "venue", LETTERS[line.state], line.badge.tone, f"{venue.name}（{line.badge.word}）", url, venue


@require_http_methods(["GET", "POST"])
def outline_edit(request: Request) -> HttpResponse:
    require(request.user, PatrolPerm.EDIT_CHECKLIST)
    acting = request.user.acting
    assert acting is not None
    areas = Unit.objects.active().of_kind(UnitKind.TOWNSHIP).filter(county=acting.unit.county)
    form = OutlineForm(request.POST or None, areas=areas)
    if request.method == "POST" and form.is_valid():
        try:
            number = actions.draw_outline(by=request.user, **form.cleaned_data)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, f"轮廓已保存，{number} 个点。")
            return redirect("patrols:map_page")
    return render(request, "patrols/outline_edit.html", {"form": form})


@require_GET
def repeat_list(request: Request) -> HttpResponse:
    """What came up again and again within a year: places and items for all, clues for who may see them."""
    require(request.user, PatrolPerm.VIEW)
    since = request.now - timedelta(days=REPEAT_DAYS)
    findings = Finding.objects.visible_to(request.user).filter(withdrawn_at=None, found_at__gte=since)
    rows = list(findings.select_related("venue", "campus", "item"))
    context = {
        "places": _repeated(row.venue or row.campus for row in rows),
        "items": _repeated(row.item for row in rows),
        "clues": _clue_clusters(request, since) if may(request.user, PatrolPerm.VIEW_CLUES) else None,
        "days": REPEAT_DAYS,
    }
    return render(request, "patrols/repeat_list.html", context)


def _repeated(rows: Any) -> list[tuple[Any, int]]:
    counted = Counter(row for row in rows if row is not None)
    return [(row, number) for row, number in counted.most_common() if number >= REPEAT_LEAST]


def _clue_clusters(request: Request, since: Any) -> list[tuple[str, int]]:
    clues = Clue.objects.visible_to(request.user).filter(reported_at__gte=since)
    counted: Counter[str] = Counter()
    for clue in clues.select_related("venue", "substance"):
        where = clue.venue.name if clue.venue else clue.get_venue_kind_display() or "不在名单上的地方"
        what = f" · {clue.substance.name}" if clue.substance else ""
        counted[f"{where} · {clue.get_kind_display()}{what}"] += 1
    return [(words, number) for words, number in counted.most_common() if number >= REPEAT_LEAST]
