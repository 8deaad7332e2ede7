"""What every request carries: the one appointment its session acts as."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.models import live_acting
from common import clock

SESSION_KEY = "acting_appointment"


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
