"""The real thing on one machine with a synthetic county: DEBUG off, SQLite, no broker; never real files."""

from config.settings.base import *  # noqa: F403
from config.settings.base import env

DEMO = True
DEMO_PASSWORD = "Qinghu-2026"  # of every made-up account; printed at the start
SECRET_KEY = "demo-only-" + "qinghu-" * 6  # production refuses it
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver", *env.list("ALLOWED_HOSTS", default=[])]
