"""What every request carries: the one appointment its session acts as."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.acting import live_acting
from accounts.passwords import is_expired
from common import clock

SESSION_KEY = "acting_appointment"
ALWAYS_OPEN = frozenset({"account_logout", "account_change_password", "account_reauthenticate"})
CLEAR = '"cache", "cookies", "storage"'
"""Village offices share one computer: at 退出 the browser forgets pages and drafts (stack.md, trap 11)."""


class ActingMiddleware:
    """Set `request.user.acting` from the session, live at this request's instant.

    An appointment that ended a second ago is gone with the next request. A person with several
    appointments and no choice yet acts as nobody and is led to the choice by the views.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = clock.now()  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            request.user.acting = live_acting(request.user, request.session.get(SESSION_KEY), request.now)  # type: ignore[attr-defined]
        return self.get_response(request)


class GateMiddleware:
    """Lead to a new password, then to the choice of a post, before any other page.

    A form already typed is never dropped here: an expired password waits until the next page is opened,
    and a POST without a post is refused by the action it calls. Stands after ActingMiddleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if match is not None and match.view_name == "account_logout" and request.method == "POST":
            response["Clear-Site-Data"] = CLEAR
        return response

    def process_view(
        self, request: HttpRequest, view: Callable, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        if name in ALWAYS_OPEN:
            return None
        reading = request.method in ("GET", "HEAD")
        user, now = request.user, request.now  # type: ignore[attr-defined]
        if user.must_change_password or (reading and is_expired(user, now)):
            return redirect("account_change_password")
        if reading and user.acting is None and name != "accounts:acting_choose":
            return redirect(f"{reverse('accounts:acting_choose')}?{urlencode({'next': request.path})}")
        return None
