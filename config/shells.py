"""Which pages open in a village without a line: a few empty forms, never an address with a file.

A service worker keeps them for the day; what it may keep is this list and nothing else (an architecture test
reads it). Static files it keeps too, for a page without its script cannot hold what was typed.
"""

import json
from functools import cache
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.urls import get_resolver, reverse
from django.views.decorators.http import require_GET

from accounts.choices import UnitKind
from accounts.permissions import may
from outreach.permissions import OutreachPerm
from patrols.permissions import PatrolPerm

SHELLS = (
    "outreach:care_add",
    "outreach:event_add",
    "outreach:family_add",
    "patrols:patrol_add",
    "patrols:round_add",
    "patrols:venue_check",
    "patrols:school_patrol",
)
"""Views by name. Each is an empty form about a place; none may hold a child's row."""

NO_SIGNAL = "no_signal"
"""The page that stands in for every other one where no line is: the same for everybody, with nobody on it."""

URLS = "config.urls"
KEY = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@cache
def patterns() -> list[str]:
    """The addresses of SHELLS as expressions of a browser, each matching a whole path."""
    found = []
    for name in SHELLS:
        app, _, view = name.partition(":")
        prefix, resolver = get_resolver(URLS).namespace_dict[app]
        (possible,) = resolver.reverse_dict.getlist(view)
        ((template, params),) = possible[0]
        path = "/" + prefix + template % dict.fromkeys(params, KEY)
        found.append(f"^{path}$")
    return found


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker itself. It answers only for the addresses of `patterns` and for static files."""
    answer = render(request, "worker.js", {"shells": json.dumps(patterns())}, content_type="text/javascript")
    answer["Service-Worker-Allowed"] = "/"
    return answer


@require_GET
def no_signal(request: HttpRequest) -> HttpResponse:
    """Rendered without the request, so that it cannot know who asks."""
    page = loader.get_template("nosignal.html").render({"shells": json.dumps(patterns())})
    return HttpResponse(page)


def shells(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: which links of it the browser may keep for a day, and what the post needs."""
    return {"shells": json.dumps(patterns()), "own_shells": json.dumps(own(getattr(request, "user", None)))}


def own(user: Any) -> list[str]:
    """The addresses of NO_SIGNAL and of the forms the post fills in at its own place; none without a post."""
    acting = getattr(user, "acting", None)
    if acting is None:
        return []
    names: list[tuple[str, list[UUID]]] = []
    if may(user, PatrolPerm.PATROL):
        names.append(("patrols:patrol_add", []))
        if acting.unit.kind == UnitKind.SCHOOL:
            names.append(("patrols:school_patrol", [acting.unit.pk]))
    if may(user, OutreachPerm.RECORD):
        names.append(("outreach:event_add", []))
        if acting.unit.kind == UnitKind.VILLAGE:
            names.append(("outreach:care_add", [acting.unit.pk]))
        elif acting.unit.kind in (UnitKind.SCHOOL, UnitKind.STATION):
            names.append(("outreach:family_add", []))
    return [reverse(name, URLS, args) for name, args in names] + ([reverse(NO_SIGNAL, URLS)] if names else [])
