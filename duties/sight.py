"""Which explanations, notices and changes a person may meet in an address; others are as never made."""

from django.db.models import Q, QuerySet

from accounts.models import Unit, User
from duties.models import Duty, Excuse, Notice, PolicyChange


def excuses_near(user: User) -> QuerySet[Excuse]:
    """Explanations of duties that `user` sees."""
    visible = Excuse.objects.filter(duty__in=Duty.objects.visible_to(user))
    return visible.select_related("duty__unit", "by")


def notices_to(user: User) -> QuerySet[Notice]:
    """Notices that reach the post `user` acts as."""
    return Notice.objects.addressed_to(user)


def changes_near(user: User) -> QuerySet[PolicyChange]:
    """Standing changes for everybody, or for a unit at or below the level `user` acts at."""
    near = Q(unit=None) | Q(unit__in=Unit.objects.visible_to(user))
    return PolicyChange.objects.standing().filter(near).select_related("unit", "by")
