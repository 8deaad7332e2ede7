"""Sessions of one person, ended at once: an account switched off must not live on in an open browser."""

from datetime import datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from accounts.models import User


def end_sessions(user: User, *, now: datetime) -> int:
    """Delete every live session of `user`. Returns how many.

    Each row has to be opened, since Django keeps no account column; one county has a few hundred.
    """
    keys = [
        session.session_key
        for session in Session.objects.filter(expire_date__gt=now).iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)
