"""`./run demo` as a process: page, logins, engine, a clean end, and data kept from one start to the next."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
START_WITHIN = 240  # seconds; a busy machine is no failure here


class Demo:
    """One demo under a folder of its own."""

    def __init__(self, var):
        self.var = var
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def start(self):
        self.output = (self.var / "output.txt").open("ab")
        kept = {
            key: os.environ[key]
            for key in os.environ
            if not key.startswith(("DJANGO_", "QINGHU_", "DATABASE"))
        }
        self.process = subprocess.Popen(
            [sys.executable, "run", "demo"],
            cwd=ROOT,
            env={**kept, "PORT": str(self.port), "QINGHU_VAR": str(self.var)},
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=self.output,
        )
        until = time.monotonic() + START_WITHIN
        while time.monotonic() < until:
            assert self.process.poll() is None, self.said()
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/accounts/login/", timeout=3) as answer:
                    return answer.read().decode()
            except (URLError, OSError):
                time.sleep(0.2)
        raise AssertionError(self.said())

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=60)
        finally:
            self.process.kill()
            self.output.close()

    def said(self):
        return (self.var / "output.txt").read_text(encoding="utf-8")

    def rows(self, sql):
        with sqlite3.connect(self.var / "qinghu.sqlite3", timeout=10) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    demo = Demo(tmp_path_factory.mktemp("demo"))
    demo.page = demo.start()
    yield demo
    if demo.process.poll() is None:
        demo.stop()


def test_it_shows_the_login_page_and_says_where_and_who(demo):
    assert "登录" in demo.page
    said = demo.said()
    assert f"http://127.0.0.1:{demo.port}/" in said
    for login in ("gd-liaison", "gd-clerk", "gd-leader", "county", "auditor", "admin"):
        assert login in said


def test_the_key_file_is_for_its_owner_only(demo):
    assert (demo.var / "keys.json").stat().st_mode & 0o777 == 0o600


def test_worker_and_beat_run_beside_the_web(demo):
    until = time.monotonic() + 30
    while not (beats := demo.rows("SELECT * FROM duties_heartbeat")) and time.monotonic() < until:
        time.sleep(0.2)
    assert beats, demo.said()


def test_the_process_keeps_the_heartbeat_of_its_own_web(demo):
    until = time.monotonic() + 30
    query = "SELECT 1 FROM duties_heartbeat WHERE source = 'web'"
    while not (beats := demo.rows(query)) and time.monotonic() < until:
        time.sleep(0.2)
    assert beats, demo.said()


@pytest.mark.parametrize("arguments", [["demo"], ["demo", "--fresh"]])
def test_a_second_instance_on_the_same_data_is_refused_and_the_data_stay(demo, arguments):
    before = demo.rows("SELECT count(*) FROM accounts_user")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    second = [[sys.executable, "run", *arguments]]
    second += [[sys.executable, "-m", "config.embedded"]] if len(arguments) == 1 else []
    for command in second:
        env = {**os.environ, "PORT": str(port), "QINGHU_VAR": str(demo.var)}
        env["DJANGO_SETTINGS_MODULE"] = "config.settings.demo"
        done = subprocess.run(
            command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 1
        assert len(done.stderr.strip().splitlines()) == 1
        assert "正由另一个青护使用" in done.stderr
    assert demo.rows("SELECT count(*) FROM accounts_user") == before


def test_a_second_start_keeps_data_and_keys(demo):
    users, keys = (
        demo.rows("SELECT count(*), max(id) FROM accounts_user"),
        (demo.var / "keys.json").read_text(),
    )
    assert demo.stop() == 0, demo.said()
    demo.start()
    assert demo.rows("SELECT count(*), max(id) FROM accounts_user") == users
    assert (demo.var / "keys.json").read_text() == keys
    assert demo.stop() == 0
    assert "Traceback" not in demo.said()
