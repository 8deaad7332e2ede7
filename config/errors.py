"""Answers that belong to no app: the health check, closed pages, and a database that does not answer."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.views.decorators.http import require_GET

from accounts.permissions import NotNow

UNREACHABLE = (OperationalError, InterfaceError)


@login_not_required
def closed(request: HttpRequest) -> HttpResponse:
    raise Http404


@login_not_required
@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """Say whether web and database answer; nothing about anybody. The engine has `engine_status`."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except UNREACHABLE:
        return JsonResponse({"database": "down"}, status=503)
    return JsonResponse({"database": "up"})


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403. Where the state of things forbids it, the page says in a sentence how it may come about."""
    sentence = str(exception) if isinstance(exception, NotNow) else ""
    return render(request, "403.html", {"sentence": sentence}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the database does not answer.

    Rendered without the request: the user's row may be what cannot be read. Here and not in a middleware,
    because sessions and authentication fail outside any view.
    """
    status = 503 if isinstance(sys.exc_info()[1], UNREACHABLE) else 500
    return HttpResponse(loader.get_template(f"{status}.html").render(), status=status)
