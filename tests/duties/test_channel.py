"""The outside channel says one sentence, at most once per notice; the probe keeps the web's silences."""

import json
import smtplib
import threading
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.error import HTTPError

import pytest
from django.core import mail

from common.clock import shanghai
from duties import actions, tasks, transport
from duties.choices import Source
from duties.models import Heartbeat, Notice, Outage
from duties.policies import DELIVER_WITHIN, DELIVERY_TRIES
from tests.accounts.factories import AbsenceFactory
from tests.duties.factories import DUE, a_duty

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def by_mail(settings, police_post):
    settings.OUTSIDE_CHANNEL = "email"
    police_post.opened_on = date(2027, 1, 1)
    police_post.save()


@pytest.fixture
def told(everybody, police_post):
    """Two duties whose unit head was told at DUE, everybody with an address."""
    for user in everybody:
        user.email = f"{user.username}@example.org"
        user.save()
    for n in (1, 2):
        a_duty(police_post, n=n)
    actions.tick(DUE)


def sent():
    return sorted((message.to[0], message.subject, message.body) for message in mail.outbox)


def test_one_message_per_person_with_the_number_and_nothing_else(told):
    assert actions.deliver_notices(DUE) == 4
    assert sent() == [
        ("liaison@example.org", "有 2 件待办", "有 2 件待办"),
        ("police-head@example.org", "有 2 件待办", "有 2 件待办"),
    ]
    assert not Notice.objects.filter(delivered_at=None).exists()


def test_never_twice(told):
    actions.deliver_notices(DUE)
    assert actions.deliver_notices(DUE + MINUTE) == 0
    assert len(mail.outbox) == 2


def test_off_by_default(told, settings):
    settings.OUTSIDE_CHANNEL = ""
    assert actions.deliver_notices(DUE) == 0
    assert not Notice.objects.exclude(claimed_at=None).exists()


def test_the_deputy_is_written_to_instead(told, police_head, officer, everybody):
    officer.email = "officer@example.org"
    officer.save()
    AbsenceFactory(
        appointment=police_head.acting.appointment, deputy=officer, from_at=DUE - HOUR, until_at=DUE + HOUR
    )
    actions.deliver_notices(DUE)
    assert [to for to, _, _ in sent()] == ["liaison@example.org", "officer@example.org"]


def test_an_old_reminder_is_not_sent_any_more(told):
    assert actions.deliver_notices(DUE + DELIVER_WITHIN) == 0


@pytest.mark.parametrize("error", [ConnectionRefusedError, smtplib.SMTPConnectError(421, b"busy")])
def test_a_line_that_is_down_is_tried_again_and_not_for_ever(told, monkeypatch, error):
    def refuse(self, fail_silently=False):
        raise error

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    for n in range(DELIVERY_TRIES + 2):
        assert actions.deliver_notices(DUE + n * MINUTE) == 0
    assert set(Notice.objects.values_list("delivery_tries", flat=True)) == {DELIVERY_TRIES}
    monkeypatch.undo()
    assert actions.deliver_notices(DUE + 20 * MINUTE) == 0


def test_an_error_after_which_it_may_have_been_sent_is_not_tried_again(told, monkeypatch):
    def cut(self, fail_silently=False):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(mail.EmailMessage, "send", cut)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        actions.deliver_notices(DUE)
    monkeypatch.undo()
    assert actions.deliver_notices(DUE + MINUTE) == 0
    assert not Notice.objects.exclude(delivered_at=None).exists()


# --- webhook and probe against a server of our own


@pytest.fixture
def server():
    class Handler(BaseHTTPRequestHandler):
        seen: list = []
        status = 200

        def answer(self):
            length = int(self.headers.get("Content-Length", 0))
            type(self).seen.append((self.path, self.rfile.read(length)))
            self.send_response(type(self).status)
            self.end_headers()

        do_GET = do_POST = answer

        def log_message(self, *args):
            pass

    web = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    thread.start()
    web.handler = Handler
    yield web
    web.shutdown()
    web.server_close()
    thread.join()


@pytest.fixture
def webhook(settings, server):
    settings.OUTSIDE_CHANNEL = "webhook"
    settings.OUTSIDE_WEBHOOK_URL = f"http://127.0.0.1:{server.server_port}/hook"
    return server


def test_the_webhook_gets_the_sentence_and_nothing_else(told, webhook):
    assert actions.deliver_notices(DUE) == 4
    (path, body), *rest = webhook.handler.seen
    assert (path, json.loads(body), rest) == ("/hook", {"text": "有 4 件待办"}, [])


@pytest.mark.parametrize(("status", "again"), [(503, 4), (429, 4)])
def test_a_busy_webhook_is_tried_again(told, webhook, status, again):
    webhook.handler.status = status
    assert actions.deliver_notices(DUE) == 0
    webhook.handler.status = 200
    assert actions.deliver_notices(DUE + MINUTE) == again


def test_a_webhook_that_says_no_is_not(told, webhook):
    webhook.handler.status = 400
    with pytest.raises(HTTPError):
        actions.deliver_notices(DUE)
    webhook.handler.status = 200
    assert actions.deliver_notices(DUE + MINUTE) == 0


def test_a_webhook_that_is_not_there_is_tried_again(told, settings, webhook):
    settings.OUTSIDE_WEBHOOK_URL = "http://127.0.0.1:9/hook"
    assert actions.deliver_notices(DUE) == 0
    assert not Notice.objects.exclude(claimed_at=None).exists()


def test_only_http_addresses_are_called(told, settings):
    settings.OUTSIDE_CHANNEL, settings.OUTSIDE_WEBHOOK_URL = "webhook", "file:///etc/passwd"
    with pytest.raises(ValueError, match="http"):
        actions.deliver_notices(DUE)


def test_a_silence_of_the_web_is_one_row_from_its_last_answer(db):
    actions.note_web(DUE, answered=True)
    for n in (1, 2, 3):
        actions.note_web(DUE + n * MINUTE, answered=False)
    actions.note_web(DUE + 4 * MINUTE, answered=True)
    actions.note_web(DUE + 5 * MINUTE, answered=True)
    row = Outage.objects.get()
    assert (row.source, row.from_at, row.until_at) == (Source.WEB, DUE, DUE + 4 * MINUTE)


def test_the_probe_asks_the_health_page(db, settings, server):
    settings.OUTSIDE_CHANNEL = ""
    settings.WEB_URL = f"http://127.0.0.1:{server.server_port}/"
    tasks.deliver_notices()
    assert server.handler.seen[0][0] == "/healthz"
    assert Heartbeat.objects.filter(source=Source.WEB).exists()
    settings.WEB_URL = "http://127.0.0.1:9"
    assert transport.web_answers() is False


@pytest.mark.parametrize(("minutes", "kept"), [(15, 0), (16, 1), (600, 1)])
def test_a_gap_in_which_nobody_asked_is_kept_once(db, minutes, kept):
    first, again = shanghai(2026, 3, 2, 9), shanghai(2026, 3, 2, 9) + timedelta(minutes=minutes)
    actions.note_web(first, answered=True)
    actions.note_web(again, answered=True)
    actions.note_web(again, answered=True)
    rows = list(Outage.objects.values_list("source", "from_at", "until_at"))
    assert rows == [("web", first, again)] * kept
