"""Small middlewares that belong to no app."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template import loader

GetResponse = Callable[[HttpRequest], HttpResponse]


def no_store(get_response: GetResponse) -> GetResponse:
    """Keep every page out of browser and proxy caches: village offices share one computer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Cache-Control"] = "no-store"
        return response

    return middleware


def too_large(get_response: GetResponse) -> GetResponse:
    """Say so where files are larger together than the server takes, before a form calls them missing.

    Rendered without the request: nothing is known yet of who asks. The body is read to its end, as far as it
    is not absurd, for a browser shows no answer to what it is still sending.
    """
    most = settings.FILE_UPLOAD_MAX_MEMORY_SIZE

    def middleware(request: HttpRequest) -> HttpResponse:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        if size <= most or request.content_type != "multipart/form-data":
            return get_response(request)
        for _ in range(min(size, 8 * most) // 2**20 + 1):
            if not request.read(2**20):
                break
        page = loader.get_template("413.html").render({"most": most // 2**20})
        return HttpResponse(page, status=413)

    return middleware


def quiet_when_kept(get_response: GetResponse) -> GetResponse:
    """A form that waited in the browser and is sent from another page says there itself that it arrived.

    What the action answers for the next page is dropped, but for a warning. Stands inside MessageMiddleware.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.headers.get("X-Kept"):
            for one in list(messages.get_messages(request)):
                if one.level > messages.SUCCESS:
                    messages.add_message(request, one.level, str(one.message))
        return response

    return middleware
