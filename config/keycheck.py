"""No start with the wrong keys: without this database's own key file nothing in it could be opened.

Missing or damaged is noticed by the production settings already, whatever is started; whether the file
belongs to this database is asked here, once the models are there.
"""

import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from minors.actions.rotation import key_trouble


def refuse_wrong_keys() -> None:
    """Raise ImproperlyConfigured with a Chinese sentence if the keys are missing, damaged or another's."""
    trouble = key_trouble() if settings.REQUIRE_KEYS else ""
    if trouble:
        raise ImproperlyConfigured(trouble)


def leave_with_wrong_keys(**_signal: object) -> None:
    """The same for Celery, whose signals swallow an exception but not the end of the process."""
    trouble = key_trouble() if settings.REQUIRE_KEYS else ""
    if trouble:
        # beat has replaced sys.stderr by its logger, which drops what comes with the end of the process
        (sys.__stderr__ or sys.stderr).write(f"{trouble}\n")
        raise SystemExit(1)
