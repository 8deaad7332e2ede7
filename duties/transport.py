"""The two outside channels and the probe. Sends one fixed sentence; nothing about anybody leaves here."""

import json
import smtplib
import socket
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.mail import EmailMessage

TIMEOUT = 10
_NOTHING_SENT = (ConnectionRefusedError, socket.gaierror)
_BUSY = {429, 502, 503, 504}


class TransportError(Exception):
    """The line is down and nothing was handed over: it may be tried again."""


def sentence(count: int) -> str:
    """All that an outside message ever says."""
    return f"有 {count} 件待办"


def send_mail(address: str, count: int) -> None:
    """Mail the sentence, as subject and as body. Raises TransportError only if nothing was handed over."""
    try:
        EmailMessage(subject=sentence(count), body=sentence(count), to=[address]).send()
    except (
        smtplib.SMTPConnectError,
        smtplib.SMTPHeloError,
        ConnectionRefusedError,
        socket.gaierror,
    ) as error:
        raise TransportError(type(error).__name__) from error


def post_webhook(count: int) -> None:
    """POST the sentence to the configured address. Raises TransportError only if nothing was taken."""
    body = json.dumps({"text": sentence(count)}, ensure_ascii=False).encode()
    request = Request(
        _checked(settings.OUTSIDE_WEBHOOK_URL), data=body, headers={"Content-Type": "application/json"}
    )
    try:
        urlopen(request, timeout=TIMEOUT).close()  # nosec B310 the scheme was checked
    except HTTPError as error:
        if error.code in _BUSY:
            raise TransportError(str(error.code)) from error
        raise
    except URLError as error:
        if isinstance(error.reason, _NOTHING_SENT):
            raise TransportError(type(error.reason).__name__) from error
        raise


def web_answers() -> bool:
    """True if the web answers its health page."""
    request = Request(_checked(settings.WEB_URL).rstrip("/") + "/healthz")
    try:
        with urlopen(request, timeout=TIMEOUT) as answer:  # nosec B310 the scheme was checked
            return answer.status == 200
    except (URLError, ConnectionError, TimeoutError):
        return False


def _checked(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise ValueError("only http and https addresses are called")
    return url
