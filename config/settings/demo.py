"""The real thing on one machine with a synthetic county: DEBUG off, SQLite, no broker; never real files."""

from config.settings.base import *  # noqa: F403
from config.settings.base import LOGGING, VAR_DIR, env

DEMO = True
REQUIRE_KEYS = False
DEMO_PASSWORD = "Qinghu-2026"  # of every made-up account; printed at the start
SECRET_KEY = "demo-only-" + "qinghu-" * 6  # production refuses it
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver", *env.list("ALLOWED_HOSTS", default=[])]

# --- the terminal is for the address and the logins; everything else is in var/demo.log
LOGGING["handlers"] = {
    "console": {
        "class": "logging.FileHandler",
        "filename": str(VAR_DIR / "demo.log"),
        "delay": True,
        "encoding": "utf-8",
        "formatter": "line",
    },
    "terminal": {"class": "logging.StreamHandler", "level": "ERROR", "formatter": "line"},
}
LOGGING["root"]["handlers"] = ["console", "terminal"]
