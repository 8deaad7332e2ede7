"""What a request has shown of persons, or refused to show, written down before its body leaves (ADR 020)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import loader
from django.urls import ResolverMatch

from accounts import readlog
from accounts.choices import ReadKind
from accounts.models import ReadEntry
from accounts.permissions import Reach
from accounts.reading import Collector, collecting
from accounts.surfaces import Surface, surfaces

OPENED, SENT = "打开页面", "提交表单"
REFUSALS = (403, 404, 500)
"""Answers that showed nothing. A page that broke was asked for all the same; 503 cannot be written down."""
CANNOT_WRITE = (DatabaseError, InterfaceError, ImproperlyConfigured)
COVERS_ALL = (ReadKind.EXPORT, ReadKind.PRINT)
"""A view that wrote such an entry and named files in it has said itself what the sheet holds."""

WORDS = {"list": ReadKind.LIST, "search": ReadKind.SEARCH, "print": ReadKind.PRINT, "export": ReadKind.EXPORT}
"""What an address is that the table of surfaces does not name, by the words of its own name."""


class ReadLogMiddleware:
    """Append one entry per request that showed rows about persons, or that was refused.

    Stands right inside ActingMiddleware: everything that renders a body is inside it, and the view's own
    transaction has ended when it writes. If it cannot write, the answer is 503 and nothing is shown.
    Anonymous requests leave nothing: no row is shown to them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        with collecting() as collector:
            response = _whole(self.get_response(request))
            try:
                _write(request, response, collector)
            except CANNOT_WRITE:
                unavailable = HttpResponse(loader.get_template("503.html").render(), status=503)
                return _instead_of(response, unavailable)
        return response


def _whole(response: Any) -> HttpResponse:
    """A body that is still to be read is read now, while what it reads is noted."""
    if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
        whole = HttpResponse(b"".join(response), status=response.status_code, headers=dict(response.items()))
        whole.cookies = response.cookies
        return _instead_of(response, whole)
    return response


def _instead_of(response: Any, other: Any) -> HttpResponse:
    """`other` goes out; what `response` holds open is closed with it, and not before the request is over."""
    other._resource_closers += response._resource_closers
    return other


def _write(request: HttpRequest, response: HttpResponse, collector: Collector) -> None:
    match = request.resolver_match
    if match is None:
        return
    if response.status_code in REFUSALS:
        if match.namespace:
            _refusal(request, response.status_code, match)
    elif response.status_code < 300 or 400 <= response.status_code < 500:
        _reading(request, match, collector)


def _refusal(request: Any, status: int, match: ResolverMatch) -> None:
    """The requested key, existing or not, by the same path and with the same number of queries."""
    key = _key_of(match)
    readlog.record(
        by=request.user,
        kind=ReadKind.REFUSED,
        fields="",
        purpose=OPENED if request.method in ("GET", "HEAD") else SENT,
        basis=f"未显示任何内容（{status}）",
        view=match.view_name,
        key=key,
        file=key if _is_about_a_file(match.view_name) else None,
    )


def _reading(request: Any, match: ResolverMatch, collector: Collector) -> None:
    if collector.rows == 0 or not _left_over(collector):
        return
    reach = request.user.files_reach
    readlog.record(
        by=request.user,
        kind=_kind_of(match),
        fields="、".join(sorted(collector.tables)),
        purpose=OPENED if request.method in ("GET", "HEAD") else "提交后显示页面",
        basis="帮教分工" if reach == Reach.OWN_CASES else "岗位职责范围",
        **collector.named(),
        rows=collector.rows,
        view=match.view_name,
        key=_key_of(match),
    )


def _left_over(collector: Collector) -> bool:
    """False when what was read stands in entries that the view itself has written and that are kept."""
    if not collector.written:
        return True
    kept = ReadEntry.objects.filter(seq__in=collector.written).values_list("kind", "file", "codes")
    for kind, file, codes in kept:
        if kind in COVERS_ALL and (file or codes or not collector.files):
            return False
        if file in collector.files:
            del collector.files[file]
            if not collector.files:
                return False
    return True


def _kind_of(match: ResolverMatch) -> ReadKind:
    surface = surfaces().get(match.view_name)
    if surface is not None and surface.read:
        return ReadKind(surface.read)
    named = next((kind for word, kind in WORDS.items() if word in (match.url_name or "")), None)
    return named or (ReadKind.DETAIL if match.kwargs else ReadKind.LIST)


def _is_about_a_file(view_name: str) -> bool:
    row = surfaces().get(view_name, Surface()).row
    return row != "" and getattr(apps.get_model(row), "file_field", "") == "id"


def _key_of(match: ResolverMatch) -> UUID | None:
    key = match.kwargs.get("pk")
    return key if isinstance(key, UUID) else None
