"""System check: the key file is there, whole, and the one that wraps this database's data keys."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from minors.actions.rotation import key_trouble


def keys_fit(**_asked: Any) -> list[CheckMessage]:
    trouble = key_trouble() if settings.REQUIRE_KEYS else ""
    return [Error(trouble, id="minors.E001")] if trouble else []
