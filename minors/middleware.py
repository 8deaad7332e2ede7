"""What cannot be decrypted is told on the page and reported before the page leaves."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common.crypto import KeyFileUnusable
from minors.actions.incidents import report_unreadable
from minors.actions.unreadable import SENTENCE, Unreadable, collecting, note_key_file


class UnreadableMiddleware:
    """Answers `Unreadable` with a whole page of its own, never a 500 and never half a page.

    A view that shows the sentence on its form is fine too: the incident is written either way, after the
    view's transactions have ended and before the body leaves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with collecting() as found:
            response = self.get_response(request)
        for trouble in found:
            report_unreadable(trouble, by=request.user, now=request.now)  # type: ignore[attr-defined, arg-type]
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, KeyFileUnusable):  # it was the read log that found no key file
            note_key_file()
        elif not isinstance(error, Unreadable):
            return None
        return render(request, "minors/unreadable.html", {"sentence": SENTENCE})
