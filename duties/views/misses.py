from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from accounts.http import Request
from accounts.permissions import require
from common import clock
from duties.forms import MissFilterForm
from duties.models import Duty, DutyQuerySet, Excuse, Outage
from duties.permissions import DutyPerm

PAGE = 25
DAYS = 30


@require_GET
def miss_list(request: Request) -> HttpResponse:
    require(request.user, DutyPerm.VIEW_MISSES)
    now = clock.now()
    form = MissFilterForm(request.GET or None, user=request.user)
    wanted = form.cleaned_data if form.is_valid() else {}
    duties = _filtered(Duty.objects.visible_to(request.user).missed_or_written(now), wanted, now)
    rows = list(_after(_marked(duties), request.GET.get("after", ""))[: PAGE + 1])
    mark_misses(rows[:PAGE])
    context = {
        "now": now,
        "form": form,
        "duties": rows[:PAGE],
        "next_after": rows[PAGE - 1].pk if len(rows) > PAGE else "",
        "days": DAYS,
    }
    return render(request, "duties/miss_list.html", context)


def mark_misses(rows: list[Duty]) -> None:
    """Hang on each duty the words of upper apps that set its miss apart (setting `MISS_MARKS`)."""
    marks: dict[UUID, str] = {}
    for path in settings.MISS_MARKS:
        marks |= import_string(path)(rows)
    for duty in rows:
        duty.mark = marks.get(duty.pk, "")  # type: ignore[attr-defined]


def _marked(duties: DutyQuerySet) -> DutyQuerySet:
    """Newest first, each with whether somebody signed its explanation and whether anything was silent."""
    signed = Excuse.objects.filter(duty=OuterRef("pk"), signed_at__isnull=False)
    silent = Outage.objects.overlapping(OuterRef("started_at"), OuterRef("due_at"))
    duties = duties.annotate(is_excused=Exists(signed), has_outage=Exists(silent))
    return duties.select_related("unit", "holder", "miss").order_by("-due_at", "-id")


def _filtered(duties: DutyQuerySet, wanted: dict[str, Any], now: datetime) -> DutyQuerySet:
    if wanted.get("unit"):
        duties = duties.filter(unit=wanted["unit"])
    if wanted.get("kind"):
        duties = duties.filter(kind=wanted["kind"])
    # a miss belongs to the day its hour ended: 24:00 of the 2nd is a miss of the 2nd
    first = wanted.get("from_on")
    duties = duties.filter(due_at__gt=clock.start_of_day(first) if first else now - timedelta(days=DAYS))
    if wanted.get("until_on"):
        duties = duties.filter(due_at__lte=clock.end_of_day(wanted["until_on"]))
    return duties


def _after(duties: DutyQuerySet, key: str) -> DutyQuerySet:
    try:
        last = Duty.objects.filter(pk=UUID(key)).first()
    except ValueError:
        return duties
    if last is None:
        return duties
    return duties.filter(Q(due_at__lt=last.due_at) | Q(due_at=last.due_at, id__lt=last.pk))


@require_GET
def board(request: Request) -> HttpResponse:
    """How every unit in sight stands: counts of duties only."""
    require(request.user, DutyPerm.VIEW_MISSES)
    now = clock.now()
    is_open = Q(met_at=None, voided_at=None)
    month = now - timedelta(days=DAYS)
    in_month = Q(due_at__gt=month, due_at__lte=now, voided_at=None)
    duties = Duty.objects.visible_to(request.user).filter(is_open | in_month).order_by()
    rows = duties.values("unit", "unit__name", "unit__kind", "unit__area").annotate(
        open=Count("pk", filter=is_open & Q(due_at__gt=now)),
        overdue=Count("pk", filter=is_open & Q(due_at__lte=now)),
        due=Count("pk", filter=in_month),
        missed=Count("pk", filter=in_month & (Q(met_at=None) | Q(met_at__gte=F("due_at")))),
        escalated=Count("escalation", filter=Q(escalation__closed_at=None)),
    )
    context = {
        "now": now,
        "rows": rows.order_by("-overdue", "-missed", "unit__area", "unit__kind"),
        "days": DAYS,
    }
    return render(request, "duties/board.html", context)


@require_GET
def outage_list(request: Request) -> HttpResponse:
    require(request.user, DutyPerm.SEE_TODAY)
    return render(request, "duties/outage_list.html", {"outages": Outage.objects.all()[:100]})
