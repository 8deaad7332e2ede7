"""Fetching a row for a page: 404 for a row that is not theirs, then 403 for a post that may not."""

from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.shortcuts import get_object_or_404

from accounts.http import Request
from accounts.permissions import require
from accounts.scoping import ScopedRecord
from common.errors import AlreadyArrived, DomainError

Row = TypeVar("Row", bound=ScopedRecord)


def row_or_404(request: Request, model: type[Row], pk: UUID, *needs: str, perm: str) -> Row:
    """The row in scope, with what the page joins."""
    rows: Any = model.objects.visible_to(request.user)
    found: Row = get_object_or_404(rows.select_related(*needs) if needs else rows, pk=pk)
    require(request.user, perm)
    return found


def put(form: forms.Form, error: DomainError) -> None:
    """The sentence where the person is looking."""
    if isinstance(error, AlreadyArrived):
        form.arrived = error.row  # type: ignore[attr-defined]  # for the link of _arrived.html
    form.add_error(error.field if error.field in form.fields else None, str(error))
