"""The county enters the outline of a township once, as a list of corners."""

from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from common.errors import DomainError
from patrols.models import OutlinePoint
from patrols.permissions import PatrolPerm

LEAST = 3
"""Corners of the smallest figure that has an inside."""


@transaction.atomic
def draw_outline(*, by: User, area: str, corners: Sequence[tuple[Decimal, Decimal]]) -> int:
    """Put the corners (longitude, latitude) in place of what stood there; returns how many there are."""
    require(by, PatrolPerm.EDIT_CHECKLIST)
    assert by.acting is not None
    if not area.startswith(by.acting.area):
        raise PermissionDenied("outside the county")
    if len(corners) < LEAST:
        raise DomainError(f"至少要{LEAST}个点，每行一个，如 109.25,25.07。", field="corners")
    OutlinePoint.objects.filter(area=area).delete()
    for no, (longitude, latitude) in enumerate(corners, 1):
        row = OutlinePoint(area=area, no=no, longitude=longitude, latitude=latitude, entered_by=by)
        row.full_clean()
        row.save(force_insert=True)
    return len(corners)
