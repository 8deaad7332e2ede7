"""A browser without a socket: the whole stack of middlewares, and what the request did meanwhile."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.contrib.auth import SESSION_KEY as USER_KEY
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import override_settings

from accounts.middleware import SESSION_KEY as ACTING_KEY
from accounts.models import User

TOKEN = "c" * 32
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', re.IGNORECASE)


@dataclass
class Answer:
    """What came back: status, headers, body; how many queries it took, and which tables it wrote."""

    status: int
    headers: dict[str, str]
    body: bytes
    queries: int = 0
    writes: list[str] = field(default_factory=list)

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


def served() -> override_settings:
    """Settings under which the browser is answered in a tree where nobody has collected the statics yet,
    and stays logged in however long the walk takes: a session knows the wall clock alone."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return override_settings(
        ALLOWED_HOSTS=["testserver"],
        SESSION_COOKIE_AGE=7 * 24 * 3600,
        STORAGES={**settings.STORAGES, "staticfiles": plain},
    )


@cache
def _handler() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


class Browser:
    """Logged in as `user`, acting as what `user.acting` says; nobody if None."""

    def __init__(self, user: User | None) -> None:
        self.user = user
        self.factory = RequestFactory(SERVER_NAME="testserver")
        self.cookies = {settings.CSRF_COOKIE_NAME: TOKEN}
        if user is not None:
            self.cookies[settings.SESSION_COOKIE_NAME] = _session(user)

    def send(
        self, method: str, path: str, data: dict[str, Any] | None = None, *, htmx: bool = False
    ) -> Answer:
        """Send it, and take back whatever it wrote: one visit must not change what the next one meets."""
        with transaction.atomic():
            answer = self.keep(method, path, data, htmx=htmx)
            transaction.set_rollback(True)
        return answer

    def keep(
        self, method: str, path: str, data: dict[str, Any] | None = None, *, htmx: bool = False
    ) -> Answer:
        """Send it, and let stand what it wrote."""
        headers = {"HX-Request": "true"} if htmx else {}
        request = self.factory.generic(method, path, secure=settings.SECURE_SSL_REDIRECT, headers=headers)
        if method == "POST":
            request = self.factory.post(
                path, data or {}, secure=settings.SECURE_SSL_REDIRECT, headers=headers
            )
        request.COOKIES.update(self.cookies)
        with _watching() as seen:
            response = _handler().get_response(request)
            body = _body(response)
        shown = {name: value for name, value in response.items() if name != "Set-Cookie"}
        return Answer(response.status_code, shown, body, seen.queries, seen.writes)


def signed(**data: Any) -> dict[str, Any]:
    """The fields of a form with a token that is ours."""
    return {"csrfmiddlewaretoken": TOKEN, **data}


def _session(user: User) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[USER_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    if user.acting:
        store[ACTING_KEY] = user.acting.key
    store.create()
    return str(store.session_key)


def _body(response: Any) -> bytes:
    if not response.streaming:
        assert isinstance(response, HttpResponse)
        return response.content
    body = b"".join(response.streaming_content)
    for closer in response._resource_closers:
        closer()
    return body


@dataclass
class _Seen:
    queries: int = 0
    writes: list[str] = field(default_factory=list)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.queries += 1
        if found := WRITES.match(sql):
            self.writes.append(found[1])
        return execute(sql, params, many, context)


@contextmanager
def _watching() -> Iterator[_Seen]:
    seen = _Seen()
    with connection.execute_wrapper(seen):
        yield seen
