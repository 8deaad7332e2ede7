"""Production refuses to start half-configured; gunicorn refuses a broker in memory; logs hold nobody."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.logs import deny, mask

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "office.example",
    "QINGHU_KEY_FILE": str(ROOT / "pyproject.toml"),
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
        ("QINGHU_KEY_FILE", "/nonexistent/keys.json"),
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
