"""Which pages open in a village without a line: a few empty forms, never an address with a file.

A service worker keeps them for the day; what it may keep is this list and nothing else (an architecture test
reads it). Static files it keeps too, for a page without its script cannot hold what was typed.
"""

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_resolver
from django.views.decorators.http import require_GET

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

KEY = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@cache
def patterns() -> list[str]:
    """The addresses of SHELLS as expressions of a browser, each matching a whole path."""
    found = []
    for name in SHELLS:
        app, _, view = name.partition(":")
        prefix, resolver = get_resolver().namespace_dict[app]
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


def shells(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: which links of it the browser may keep for a day."""
    return {"shells": json.dumps(patterns())}
