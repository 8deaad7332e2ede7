from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from accounts.acting import acting_choices
from accounts.http import Request
from accounts.middleware import SESSION_KEY
from accounts.models import Appointment
from common import clock


@require_http_methods(["GET", "POST"])
def acting_choose(request: Request) -> HttpResponse:
    now = clock.now()
    choices = acting_choices(request.user, now)
    if request.method == "POST":
        wanted = request.POST.get("appointment", "")
        if wanted in {acting.key for acting in choices}:
            request.session[SESSION_KEY] = wanted
            return redirect(_next(request))
    waiting = Appointment.objects.awaiting_confirmation().filter(user=request.user).select_related("unit")
    context = {"choices": choices, "waiting": waiting, "next": _next(request), "now": now}
    return render(request, "accounts/acting_choose.html", context)


def _next(request: Request) -> str:
    """Where the person was going; another post's page may be a 404, so a switch leads to Today."""
    url = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if safe else reverse("duties:today")
