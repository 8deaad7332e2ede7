"""Which accounts, posts and absences a person may meet in an address; any other is as if it never was."""

from django.db.models import Q, QuerySet

from accounts import rules
from accounts.models import Absence, Appointment, AppointmentQuerySet, Unit, User, users_within


def accounts_near(user: User) -> QuerySet[User]:
    """Accounts that serve or served in the area `user` acts in, and those that serve nowhere."""
    return users_within(user.area) if user.acting else User.objects.none()


def posts_near(user: User) -> AppointmentQuerySet:
    """Appointments in the units at or below the level `user` acts at."""
    return Appointment.objects.filter(unit__in=Unit.objects.visible_to(user)).select_related("unit", "user")


def posts_to_cover(user: User) -> AppointmentQuerySet:
    """Whose absence `user` may record: their own posts and those they head."""
    open_posts = Appointment.objects.filter(ended_at=None).select_related("unit", "user")
    near = open_posts.filter(unit__in=Unit.objects.visible_to(user))
    headed = [row.pk for row in near if rules.is_head(user.acting, row)]
    return open_posts.filter(pk__in=headed) | open_posts.filter(user=user)


def absences_near(user: User) -> QuerySet[Absence]:
    """Absences that `user` is a party to: the absent one, the deputy, the head."""
    rows = Absence.objects.select_related("appointment__unit", "appointment__user", "deputy")
    near = Q(appointment__user=user) | Q(deputy=user) | Q(appointment__unit__in=Unit.objects.visible_to(user))
    return rows.filter(pk__in=[row.pk for row in rows.filter(near) if _is_party(user, row)])


def _is_party(user: User, absence: Absence) -> bool:
    is_own = user.pk in (absence.appointment.user_id, absence.deputy_id)
    return is_own or rules.is_head(user.acting, absence.appointment)
