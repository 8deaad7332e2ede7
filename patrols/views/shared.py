"""Fetching a row of patrols for a page: not theirs is 404, a post that may not is 403."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts import pages
from accounts.http import Request
from accounts.models import Unit
from accounts.pages import Row, put
from accounts.permissions import require
from patrols.permissions import PatrolPerm
from patrols.sight import schools_near

__all__ = ["campus_or_404", "put", "row_or_404"]


def row_or_404(request: Request, model: type[Row], pk: UUID, *needs: str, perm: str = PatrolPerm.VIEW) -> Row:
    """The row in scope, with what the page joins."""
    return pages.row_or_404(request, model, pk, *needs, perm=perm)


def campus_or_404(request: Request, pk: UUID, perm: str = PatrolPerm.VIEW) -> Unit:
    """A school of the territory; a school sees itself alone."""
    found = get_object_or_404(schools_near(request.user), pk=pk)
    require(request.user, perm)
    return found
