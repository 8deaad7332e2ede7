from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import Request
from accounts.models import ReadEntry, Unit, User
from accounts.permissions import AccountPerm, require

PAGE = 50


@require_GET
def read_list(request: Request) -> HttpResponse:
    """Who looked at what, newest first: codes and purposes, never a file."""
    require(request.user, AccountPerm.READ_LOG)
    entries = ReadEntry.objects.order_by("-seq")
    after = request.GET.get("after", "")
    if after.isdigit():
        entries = entries.filter(seq__lt=int(after))
    rows = list(entries[: PAGE + 1])
    users = User.objects.in_bulk([row.user_id for row in rows])
    units = Unit.objects.in_bulk([row.unit_id for row in rows if row.unit_id])
    shown = [(row, users.get(row.user_id), units.get(row.unit_id)) for row in rows[:PAGE]]
    context = {"rows": shown, "next_after": rows[PAGE - 1].seq if len(rows) > PAGE else ""}
    return render(request, "accounts/read_list.html", context)
