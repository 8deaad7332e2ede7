"""PostgreSQL, Redis, gunicorn, worker and beat, started by the very commands of docker-compose.yml."""

import time
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import psycopg2
import pytest

from tests.platform.stack import POSTGRES, command_of, compose

pytestmark = pytest.mark.postgres


def heartbeat(stack):
    with psycopg2.connect(f"{POSTGRES}/{stack.database}") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM duties_heartbeat")
        return cursor.fetchall()


def test_the_page_stands_and_nobody_keeps_a_copy(full_stack):
    with urlopen(f"{full_stack.base_url}/", timeout=10) as answer:
        assert answer.url.startswith(f"{full_stack.base_url}/accounts/login/")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        page = answer.read().decode()
    assert "登录" in page
    assert "tabler" in page


def test_a_wrong_password_is_refused_and_the_fifth_locks(full_stack):
    opener = build_opener(HTTPCookieProcessor(jar := CookieJar()))
    url = f"{full_stack.base_url}/accounts/login/"
    opener.open(url, timeout=10).read()
    token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    data = urlencode({"login": "nobody-here", "password": "wrong", "csrfmiddlewaretoken": token}).encode()
    for _ in range(4):
        assert opener.open(Request(url, data, {"Referer": url}), timeout=10).status == 200
    with pytest.raises(HTTPError) as refused:
        opener.open(Request(url, data, {"Referer": url}), timeout=10)
    assert refused.value.code == 429
    assert "锁定" in refused.value.read().decode()


def test_beat_and_worker_stamp_the_heartbeat_again_and_again(full_stack):
    until = time.monotonic() + 90
    while not (first := heartbeat(full_stack)) and time.monotonic() < until:
        time.sleep(0.5)
    assert first, full_stack.log("beat") + full_stack.log("worker")
    while (second := heartbeat(full_stack)) == first and time.monotonic() < until + 60:
        time.sleep(0.5)
    assert second != first, full_stack.log("worker")
    full_stack.manage("engine_status")


def test_nothing_goes_wrong_in_the_logs(full_stack):
    for service in ("web", "worker", "beat"):
        assert full_stack.processes[service].poll() is None
        assert "Traceback" not in full_stack.log(service), full_stack.log(service)


def test_there_is_one_beat_and_no_control_socket():
    services = compose()["services"]
    assert [name for name in services if "beat" in services[name].get("command", [])] == ["beat"]
    assert "--no-control-socket" in command_of("web", port=1)
