"""First passwords: given once, changed at the first login."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import User
from accounts.rules import PASSWORD_DAYS

_SMALL, _LARGE, _DIGITS = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"
"""Without signs that look alike on paper: 0 O, 1 l I."""


def one_time() -> str:
    """Twelve signs in three groups, such as Kd7w-pR3m-x9Ta, easy to read out over the telephone."""
    groups = [
        [secrets.choice(_LARGE), secrets.choice(_SMALL), secrets.choice(_DIGITS), secrets.choice(_SMALL)]
        for _ in range(3)
    ]
    return "-".join("".join(group) for group in groups)


def is_expired(user: User, now: datetime) -> bool:
    """True 90 days after the last change. Never in the demo, whose password is printed on the screen."""
    return not settings.DEMO and now >= user.password_changed_at + timedelta(days=PASSWORD_DAYS)
