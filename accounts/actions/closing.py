"""What follows in every app when somebody's post or account ends."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from accounts.models import Absence, Appointment, User


def close_appointments(
    rows: list[Appointment], *, by: User, reason: str, now: datetime, deputies: bool = True
) -> None:
    """End `rows`, all of one person, and the absences that hang on them."""
    for appointment in rows:
        appointment.ended_at, appointment.ended_by, appointment.ended_reason = now, by, reason
        appointment.save(update_fields=["ended_at", "ended_by", "ended_reason"])
    if not rows:
        return
    mine = Q(appointment__in=rows)
    if deputies:
        mine |= Q(deputy=rows[0].user_id)
    Absence.objects.filter(mine, ended_at=None, until_at__gt=now).update(ended_at=now)


def run_close_hooks(user: User, *, reason: str, now: datetime) -> None:
    """Let the apps above end grants and pass duties on, in the order of `ON_ACCOUNT_CLOSE`.

    Called in the same transaction, after the appointments have ended, as `hook(user=, now=, reason=)`.
    """
    for path in settings.ON_ACCOUNT_CLOSE:
        import_string(path)(user=user, now=now, reason=reason)
