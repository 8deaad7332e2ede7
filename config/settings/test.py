"""For tests: the embedded default, on its own database file or PostgreSQL database per run and worker."""

import os

from config.databases import database
from config.settings.base import *  # noqa: F403
from config.settings.base import BASE_DIR, STORAGES, env

TEST_ID = env("QINGHU_TEST_ID", default="main")
VAR_DIR = BASE_DIR / "var" / "test" / f"{TEST_ID}-{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}"
VAR_DIR.mkdir(parents=True, exist_ok=True)
KEY_FILE = VAR_DIR / "keys.json"
REQUIRE_KEYS = False
ANCHOR_FILE = VAR_DIR / "anchors.jsonl"
MEDIA_ROOT = VAR_DIR / "files"
STATIC_ROOT = VAR_DIR / "static"  # its own: a collectstatic elsewhere must not swap files under a test
STATIC_ROOT.mkdir(exist_ok=True)
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
SECRET_KEY = "test-only-" + "qinghu-" * 6
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]

DATABASES = {
    "default": database(env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'unused.sqlite3'}"))
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the shared in-memory database locks at once under threads.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    options = DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
else:
    DATABASES["default"]["TEST"] = {"NAME": f"test_qinghu_{TEST_ID}".replace("-", "_")}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = CELERY_TASK_EAGER_PROPAGATES = True
ALLOW_FUTURE_SWEEP = True
ALLOW_FICTIONAL_IDS = True  # area 999999; production refuses it
