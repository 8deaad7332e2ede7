"""The one page on which an identity is seen: masked, revealed for a reason, masked again after a minute."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import Request
from accounts.permissions import may
from common import clock
from common.errors import DomainError
from duties.models import Duty
from minors import actions, rules
from minors.choices import VALUE_LABELS, Relation, VaultPart
from minors.forms.file import CallForm, RevealForm
from minors.models import AccessRequest, Minor, Opening
from minors.permissions import MinorPerm
from minors.policies import CALL_SHOWN_FOR, OPENS_NO_FILE, SHOWN_FOR
from minors.sight import may_see_readers
from minors.views.file import back_to, file_or_404

MARKS = 60
"""So often the watermark is repeated over the page, and over each printed sheet."""


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def reveal(request: Request, pk: UUID) -> HttpResponse:
    minor = file_or_404(request, pk, MinorPerm.REVEAL)
    actions.require_open(request.user, minor, request.now)
    parts = actions.open_parts(request.user, minor, request.now)
    form = RevealForm(request.POST or None, duties=_open_titles(request, minor), parts=parts)
    if request.method == "POST" and not parts:
        raise PermissionDenied("no basis to read this vault")
    if request.method == "POST" and form.is_valid():
        try:
            return _shown(request, minor, form.cleaned_data["fields_asked"], form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    masked = actions.preview(by=request.user, minor=minor, now=request.now)
    context = {**_context(request, minor), "form": form, **_instead(request, minor, parts)}
    context["masked"] = None if masked is None else rows_of(masked, parts)
    return render(request, "minors/reveal.html", context)


@sensitive_post_parameters()
@never_cache
@require_POST
def reveal_call(request: Request, pk: UUID) -> HttpResponse:
    minor = file_or_404(request, pk, MinorPerm.REVEAL)
    if not actions.open_parts(request.user, minor, request.now):
        raise PermissionDenied("no basis to read this vault")
    form = CallForm(request.POST)
    if not form.is_valid():
        return redirect("minors:reveal", pk)
    names, purpose = [form.cleaned_data["number"]], form.cleaned_data["purpose"]
    try:
        values = actions.reveal(by=request.user, minor=minor, fields=names, purpose=purpose, now=request.now)
    except DomainError:
        return redirect("minors:reveal", pk)
    context = {**_context(request, minor), "rows": rows_of(values), "purpose": purpose}
    page = render(request, "minors/reveal_call.html", context)
    return masked_again(page, reverse("minors:reveal", args=[pk]), CALL_SHOWN_FOR)


def _shown(request: Request, minor: Minor, asked: list[str], purpose: str) -> HttpResponse:
    now = request.now
    values = actions.reveal(by=request.user, minor=minor, fields=asked, purpose=purpose, now=now)
    blank = dict.fromkeys(actions.names_in(asked), "")
    context = {**_context(request, minor), "rows": rows_of(blank | values), "purpose": purpose}
    return masked_again(
        render(request, "minors/reveal.html", context), reverse("minors:reveal", args=[minor.pk])
    )


def masked_again(page: HttpResponse, url: str, after: timedelta = SHOWN_FOR) -> HttpResponse:
    """Without the script the browser itself goes to a page that shows nothing; the script masks in place."""
    page["Refresh"] = f"{int(after.total_seconds())}; url={url}"
    return page


def shown(request: Request, purpose: str) -> dict[str, Any]:
    """What the head of whatever shows an identity needs (`minors/_shown_note.html`)."""
    return {
        "now": request.now,
        "purpose": purpose,
        "watermark": watermark(request),
        "shown_for": int(SHOWN_FOR.total_seconds()),
    }


def _context(request: Request, minor: Minor) -> dict[str, Any]:
    running = Opening.objects.visible_to(request.user).running(request.now).select_related("grant")
    return {
        "minor": minor,
        "opening": running.filter(minor=minor, opened_by=request.user).first(),
        "now": request.now,
        "back": back_to(request),
        "watermark": watermark(request),
        "sees_readers": may_see_readers(request.user, minor),
        "writes_guardians": may(request.user, MinorPerm.RECORD_GUARDIAN),
        "writes_schooling": may(request.user, MinorPerm.RECORD_SCHOOLING),
        "shown_for": int(SHOWN_FOR.total_seconds()),
        "call_shown_for": int(CALL_SHOWN_FOR.total_seconds()),
    }


def watermark(request: Request) -> list[str]:
    """Who looks and when, often enough to stand all over a page that shows an identity."""
    return [f"{request.user.name} {request.user.username} {clock.local(request.now):%Y-%m-%d %H:%M}"] * MARKS


def _instead(request: Request, minor: Minor, parts: list[VaultPart]) -> dict[str, Any]:
    """What can be done where something is shut: ask, see what was answered, 紧急查阅."""
    mine = AccessRequest.objects.visible_to(request.user).filter(minor=minor, asked_by=request.user)
    more = [part for part in actions.askable_parts(request.user) if part not in parts]
    return {
        "asked": mine.order_by("-asked_at").first(),
        "may_ask": bool(more),
        "may_break": not parts and may(request.user, MinorPerm.BREAK_GLASS),
        "may_order": may(request.user, MinorPerm.ORDER_RECUSAL),
    }


def _open_titles(request: Request, minor: Minor) -> list[str]:
    """Reasons in one tap: the open work on the file, and what an approval that still runs was given for."""
    owed = Duty.objects.visible_to(request.user).open().filter(file=minor.pk)
    work = [duty.title for duty in owed if not duty.kind.startswith(OPENS_NO_FILE)]
    approved = AccessRequest.objects.visible_to(request.user).approved(request.now)
    return work + list(approved.filter(minor=minor, asked_by=request.user).values_list("purpose", flat=True))


def rows_of(values: dict[str, str], masked_parts: list[VaultPart] | None = None) -> list[dict[str, str]]:
    """Lines of the page: label, value, mask. `masked_parts`: `values` are masks already."""
    rows = [
        {
            "name": name,
            "label": label,
            "value": _word(name, values[name]),
            "mask": values[name] if masked_parts is not None else rules.masked(name, values[name]),
            "tel": values[name] if masked_parts is None and name.endswith("phone") else "",
        }
        for name, label in VALUE_LABELS.items()
        if name in values
    ]
    if masked_parts is not None and VaultPart.SCHOOLING in masked_parts:
        rows.append(
            {"name": "school", "label": "学校", "value": rules.HIDDEN, "mask": rules.HIDDEN, "tel": ""}
        )
    return rows


def _word(name: str, value: str) -> str:
    return str(dict(Relation.choices).get(value, value)) if name == "guardian_relation" else value
