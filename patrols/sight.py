"""Rows whose key may stand in an address, where they are not a table's own scope."""

from django.db.models import QuerySet

from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.permissions import may
from accounts.places import schools_of
from patrols.models import ChecklistItem
from patrols.permissions import PatrolPerm


def schools_near(user: User) -> QuerySet[Unit]:
    """Schools whose page `user` may open: those of the territory; a school sees itself, a village none."""
    acting = user.acting
    if acting is None or acting.unit.kind == UnitKind.VILLAGE or not may(user, PatrolPerm.VIEW):
        return Unit.objects.none()
    return Unit.objects.filter(pk__in=[unit.pk for unit in schools_of(user)])


def items_asked(user: User) -> QuerySet[ChecklistItem]:
    """Items of the county's lists; they are no secret to anybody who walks."""
    return ChecklistItem.objects.all() if may(user, PatrolPerm.VIEW) else ChecklistItem.objects.none()
