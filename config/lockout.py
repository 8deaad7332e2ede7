"""Whose failures are counted."""

from typing import Any

from django.http import HttpRequest


def username(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """The account a login is tried for. allauth's form calls it `login`, Django's backends `username`;
    without both, axes would count under nobody and lock nobody."""
    return (credentials or {}).get("username") or request.POST.get("login")
