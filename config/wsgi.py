"""WSGI entry. Production is the default, so that forgetting the variable fails closed."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

if os.environ.get("SERVER_SOFTWARE", "").startswith("gunicorn") and settings.CELERY_BROKER_URL == "memory://":
    # Several processes cannot share a broker in memory: beat's ticks would reach no worker, silently.
    raise ImproperlyConfigured(
        "gunicorn needs CELERY_BROKER_URL=redis://…; without Redis start config.embedded."
    )

application = get_wsgi_application()
import_string("config.keycheck.refuse_wrong_keys")()  # now that the models are there
