"""Production refuses to start half-configured; gunicorn refuses a broker in memory; logs hold nobody."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from common import keyfile
from config.logs import deny, mask

ROOT = Path(__file__).resolve().parents[2]
KEYS = Path(tempfile.mkdtemp()) / "keys.json"
keyfile.create(KEYS)
COMPLETE = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "office.example",
    "QINGHU_KEY_FILE": str(KEYS),
    "CELERY_BROKER_URL": "redis://127.0.0.1:6379/15",
}


def start(module, **changes):
    """Import `module` as a server would, and return what went wrong."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    env = {key: value for key, value in {**kept, **COMPLETE, **changes}.items() if value is not None}
    done = subprocess.run(
        [sys.executable, "-c", f"import {module}"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr


def test_a_complete_production_starts():
    assert start("config.wsgi") == ""


@pytest.mark.parametrize(
    ("missing", "value"),
    [
        ("SECRET_KEY", None),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "demo-only-" + "qinghu-" * 7),
        ("ALLOWED_HOSTS", None),
        ("DEBUG", "1"),
    ],
)
def test_a_half_configured_production_refuses(missing, value):
    said = start("config.wsgi", **{missing: value})
    assert "ImproperlyConfigured" in said
    assert missing in said


def test_forgetting_the_settings_variable_means_production():
    said = start("config.wsgi", DJANGO_SETTINGS_MODULE=None, SECRET_KEY=None)
    assert "SECRET_KEY" in said


def test_gunicorn_refuses_a_broker_in_memory():
    said = start("config.wsgi", CELERY_BROKER_URL=None, SERVER_SOFTWARE="gunicorn/27")
    assert "CELERY_BROKER_URL" in said


def test_a_log_line_keeps_codes_and_loses_people():
    line = deny(
        None,
        "info",
        {
            "event": "saved 99999920100101123X, call 19900001234",
            "full_name": "某某",
            "request": "GET /minors/?q=某某",
            "code": "K7Q2",
            "extra": {"phone": "19900001234"},
        },
    )
    assert line == {
        "event": "saved ***, call ***",
        "full_name": "***",
        "request": "GET /minors/",
        "code": "K7Q2",
        "extra": "{'phone': '***'}",
    }


def test_a_database_error_loses_the_row_it_repeats():
    said = mask("duplicate key value\nDETAIL:  Key (name)=(某某) already exists.\nend")
    assert "某某" not in said
    assert said.startswith("duplicate key value")


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "找不到密钥文件"), ("{", "密钥文件无法读取或内容不完整"), ("{}", "内容不完整")],
)
@pytest.mark.parametrize("module", ["config.wsgi", "config.celery; config.celery.app.conf.timezone"])
def test_without_its_keys_nothing_starts(tmp_path, content, says, module):
    path = tmp_path / "keys.json"
    if content is not None:
        path.write_text(content)
    said = start(module, QINGHU_KEY_FILE=str(path))
    assert says in said
    assert str(path) in said


@pytest.fixture(scope="module")
def foreign(tmp_path_factory):
    """A database with a file of another installation, and the environment to start on it."""
    folder = tmp_path_factory.mktemp("foreign")
    env = {**COMPLETE, "PATH": os.environ["PATH"], "QINGHU_VAR": str(folder), "WEB_URL": ""}
    env["DATABASE_URL"] = f"sqlite:///{folder / 'qinghu.sqlite3'}"
    env["CELERY_BROKER_URL"] = "memory://"
    make = "import random; from config.proofs import swaps; swaps.FILES = 2; swaps._files(random.Random(7))"
    for command in (
        ["manage.py", "migrate", "--verbosity", "0"],
        ["-c", f"import django; django.setup(); {make}"],
    ):
        subprocess.run([sys.executable, *command], cwd=ROOT, env=env, check=True, timeout=300)
    keyfile.create(folder / "other.json")
    return {**env, "QINGHU_KEY_FILE": str(folder / "other.json")}


@pytest.mark.parametrize(
    "command",
    [
        ["-c", "import config.wsgi"],
        ["-m", "celery", "-A", "config", "worker", "-P", "solo"],
        ["-m", "celery", "-A", "config", "beat"],
        ["-m", "config.embedded"],
        ["manage.py", "check"],
        ["manage.py", "runserver", "--noreload", "8119"],
    ],
    ids=lambda command: " ".join(command[:5]),
)
def test_the_keys_of_another_installation_start_nothing(foreign, command):
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**foreign, "PORT": "8118"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode != 0
    assert "密钥文件与数据库不符" in done.stderr + done.stdout
