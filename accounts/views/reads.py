from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts import chain
from accounts.actions import anchor_is_late, last_anchor
from accounts.forms import PaperCodeForm, ReadFilterForm
from accounts.http import Request
from accounts.models import ReadChain, ReadEntry, Unit, User
from accounts.permissions import AccountPerm, require
from accounts.readentry import ReadEntryQuerySet
from accounts.verifying import last_verified
from common import clock, codes

PAGE = 50


@require_GET
def read_list(request: Request) -> HttpResponse:
    """Who looked at what, newest first: codes and purposes, never a file."""
    require(request.user, AccountPerm.READ_LOG)
    form = ReadFilterForm(request.GET or None, units=Unit.objects.visible_to(request.user))
    entries = _filtered(form.cleaned_data if form.is_valid() else {}).order_by("-seq")
    after = request.GET.get("after", "")
    if after.isdigit():
        entries = entries.filter(seq__lt=int(after))
    rows = list(entries[: PAGE + 1])
    users = User.objects.in_bulk([row.user_id for row in rows])
    units = Unit.objects.in_bulk([row.unit_id for row in rows if row.unit_id])
    shown = [(row, users.get(row.user_id), units.get(row.unit_id)) for row in rows[:PAGE]]
    context = {"rows": shown, "form": form, "next_after": rows[PAGE - 1].seq if len(rows) > PAGE else ""}
    return render(request, "accounts/read_list.html", context)


@require_GET
def read_chain(request: Request) -> HttpResponse:
    """How the chain of the log stands, and a box for a code copied from paper."""
    require(request.user, AccountPerm.READ_LOG)
    form = PaperCodeForm(request.GET if "code" in request.GET else None)
    head, anchor = ReadChain.objects.get(), last_anchor()
    context = {
        "head": head,
        "head_code": chain.short(head.hash),
        "anchor_at": datetime.fromisoformat(anchor["at"]) if anchor else None,
        "anchor": anchor,
        "anchor_is_late": anchor_is_late(request.now),
        "verified": last_verified(),
        "form": form,
        "asked": form.is_valid(),
        "found": _on_paper(form.cleaned_data["code"]) if form.is_valid() else None,
    }
    return render(request, "accounts/read_chain.html", context)


def _filtered(wanted: dict[str, Any]) -> ReadEntryQuerySet:
    entries = ReadEntry.objects.after_hours() if wanted.get("after_hours") else ReadEntry.objects.all()
    if not wanted:
        return entries
    if person := wanted["person"].strip():
        users = User.objects.filter(Q(username__iexact=person) | Q(name__contains=person))
        entries = entries.filter(user_id__in=users.values("pk"))
    if wanted["unit"]:
        entries = entries.filter(unit_id=wanted["unit"].pk)
    if wanted["kind"]:
        entries = entries.filter(kind=wanted["kind"])
    if code := codes.normalise(wanted["code"]):
        entries = entries.filter(Q(code=code) | Q(codes__contains=code))
    if wanted["first"]:
        entries = entries.filter(at__gte=clock.start_of_day(wanted["first"]))
    if wanted["last"]:
        entries = entries.filter(at__lt=clock.end_of_day(wanted["last"]))
    return entries


def _on_paper(code: str) -> ReadEntry | None:
    """The entry that was the head when the paper was printed."""
    span = chain.hashes_like(code)
    return ReadEntry.objects.filter(hash__range=span).first() if span else None
