"""The Celery application and the whole beat schedule.

Static on purpose: nobody can switch a statutory sweep off on a page. A queued message may be lost at any
time, so every sweep derives its work from the database; `expires` keeps a stopped worker from finding a
heap of identical ticks when it comes back.
"""

import os
from datetime import timedelta
from typing import Any

import django
from celery import Celery, signals
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

TICK = timedelta(seconds=float(os.environ.get("QINGHU_TICK_SECONDS", "60")))
"""Between two ticks; tests of the running processes shorten it. A longer one would make notices late."""

app = Celery("qinghu")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

EVERY_TICK = {"schedule": TICK, "options": {"expires": 0.9 * TICK.total_seconds()}}
app.conf.beat_schedule = {
    "duties-tick": {"task": "duties.tasks.tick", **EVERY_TICK},
    "duties-deliver-notices": {"task": "duties.tasks.deliver_notices", **EVERY_TICK},
}


def refuse_wrong_keys(**_signal: Any) -> None:
    """A worker or a beat without this database's keys does not start. Ends the process: signals swallow
    exceptions."""
    django.setup()
    import_string("config.keycheck.leave_with_wrong_keys")()


signals.worker_init.connect(refuse_wrong_keys, weak=False)
signals.beat_init.connect(refuse_wrong_keys, weak=False)
