"""A form sent after its session ended: the answer keeps what was typed (design.md §4.10)."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse

LOGIN_HEADER = "X-Login-Required"
REDIRECT_HEADER = "X-Redirect-To"
REDIRECTS = {301, 302, 303, 307, 308}
DROPPED = {"csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2"}


class ExpiredPostMiddleware:
    """Answer an anonymous POST with 401 instead of a redirect that would drop its content.

    Stands right after AuthenticationMiddleware. To our script (X-Requested-With: fetch, or htmx) the
    answer is empty and carries X-Login-Required; the page opens a login panel over the form and sends it
    again. To a browser without scripts it is a page that keeps the fields. Our script also gets redirects
    as a header, so that it can leave the page as a browser would and no message is lost on the way.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        by_fetch = request.headers.get("X-Requested-With") == "fetch"
        by_htmx = request.headers.get("HX-Request") == "true"
        sent = request.method == "POST" or by_htmx
        if sent and not request.user.is_authenticated and _needs_login(request):
            if by_fetch or by_htmx:
                return HttpResponse(status=401, headers={LOGIN_HEADER: reverse("account_login")})
            return _keep(request, "accounts/expired.html", 401)
        response = self.get_response(request)
        if by_fetch and response.status_code in REDIRECTS:
            answer = HttpResponse(headers={**dict(response.items()), REDIRECT_HEADER: response["Location"]})
            del answer["Location"]
            answer.cookies = response.cookies
            return answer
        return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A stale token, as after a new login in another window: let the person confirm, with the fields kept."""
    return _keep(request, "csrf.html", 403)


def _keep(request: HttpRequest, template: str, status: int) -> HttpResponse:
    # another site's form must not come back as ours with a fresh token and a button to press
    carried = _typed(request) if _from_our_page(request) else []
    return render(request, template, {"carried": carried, "action": request.get_full_path()}, status=status)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.POST.lists() if name not in DROPPED for value in values]


def _from_our_page(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin", "")
    return origin != "" and urlsplit(origin) == urlsplit(f"{request.scheme}://{request.get_host()}")


def _needs_login(request: HttpRequest) -> bool:
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return getattr(view, "login_required", True)
