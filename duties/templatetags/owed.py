"""Template filters about duties."""

from django import template

from accounts.models import User
from accounts.surfaces import surfaces
from duties.models import Duty

register = template.Library()


@register.filter
def is_done_by(duty: Duty, user: User) -> bool:
    """Whether `duty` is open, owed by `user` or their unit, and its page open to the post."""
    acting = user.acting
    if duty.met_at or acting is None or not surfaces()[duty.policy.page].grants(user):
        return False
    return duty.unit_id == acting.unit.pk or user.pk in (duty.holder_id, duty.deputy_holder_id)
