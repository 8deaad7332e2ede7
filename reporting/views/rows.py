"""Fetching a row for a page: 404 for a row that is not theirs, then 403 for a post that may not."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.shortcuts import get_object_or_404

from accounts.http import Request
from accounts.permissions import may, require
from common.errors import DomainError
from duties.models import Duty
from reporting.choices import LineState
from reporting.models import IntakeLine, Report, Seizure
from reporting.permissions import ReportPerm


def seizure_or_404(request: Request, pk: UUID, perm: str = ReportPerm.VIEW_REPORT) -> Seizure:
    rows = Seizure.objects.visible_to(request.user).select_related("unit", "substance", "reporter")
    found: Seizure = get_object_or_404(rows, pk=pk)
    require(request.user, perm)
    return found


def report_or_404(request: Request, pk: UUID, perm: str = ReportPerm.VIEW_REPORT) -> Report:
    rows = Report.objects.visible_to(request.user).select_related(
        "seizure", "unit", "submitted_by", "signed_by", "returned_by", "countersigned_by"
    )
    found: Report = get_object_or_404(with_newest(request, rows), pk=pk)
    require(request.user, perm)
    return found


LINE_NEEDS = ("minor", "seizure__substance", "unit", "station", "forwarded_by", "registered_by")
"""What the page of a line joins."""


def line_or_404(request: Request, pk: UUID, perm: str = ReportPerm.VIEW_REPORT) -> IntakeLine:
    rows = IntakeLine.objects.visible_to(request.user).select_related(*LINE_NEEDS)
    found: IntakeLine = get_object_or_404(rows, pk=pk)
    require(request.user, perm)
    return found


def with_newest(request: Request, rows: QuerySet[Report]) -> Any:  # rows carry an annotation
    """Each version with the number of the newest one of its seizure: `newest_version`."""
    newest = Report.objects.visible_to(request.user).filter(seizure=OuterRef("seizure"))
    return rows.annotate(newest_version=Subquery(newest.order_by("-version").values("version")[:1]))


def open_duties(request: Request, *subjects: UUID) -> QuerySet[Duty]:
    """What is still owed on these rows, as far as the reader may see it."""
    return Duty.objects.visible_to(request.user).open().filter(subject__in=subjects).select_related("unit")


def singly(request: Request, lines: list[IntakeLine]) -> list[IntakeLine]:
    """Those of one seizure's children that a page shows one by one; of the others it says how many.

    Who works the files (clerk, head) finds there only a child still to be registered, or the only one: what
    is known of a registered child stands on its own pages, never beside another's. Design §4.11.
    """
    if len(lines) < 2 or not may(request.user, ReportPerm.REGISTER):
        return lines
    return [line for line in lines if line.state not in (LineState.REGISTERED, LineState.MATCHED)]


def refuse(form: forms.BaseForm, error: DomainError) -> None:
    """Put the sentence on its field, or above the form if the form has no such field."""
    form.add_error(error.field if error.field in form.fields else None, str(error))


def posted(request: Request) -> Any:
    return request.POST if request.method == "POST" else None
