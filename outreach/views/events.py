from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.choices import UnitKind
from accounts.http import Request
from accounts.pages import put, row_or_404
from accounts.permissions import may, require
from accounts.places import areas_of, units_by_area
from common import clock
from common.errors import DomainError
from common.paging import page_after
from outreach import actions
from outreach.actions.events import is_for_all, is_ours
from outreach.choices import Audience, Setting
from outreach.forms.done import EventForm, PhotoForm, ShareForm
from outreach.models import Campaign, Event, EventPhoto, MaterialUse, MaterialVersion, Reach, VillageReach
from outreach.permissions import OutreachPerm
from outreach.policies import MOST_PHOTOS
from outreach.views.shared import done_kwargs, is_posted, may_withdraw, places_for


@require_GET
def event_list(request: Request) -> HttpResponse:
    require(request.user, OutreachPerm.VIEW)
    rows = Event.objects.visible_to(request.user).select_related("campus", "unit", "done_by")
    setting = request.GET.get("setting", "")
    if setting in Setting.values:
        rows = rows.filter(setting=setting)
    page = page_after(rows, field="held_at", after=request.GET.get("after", ""))
    context = {
        "page": page,
        "lines": event_lines(request, page.rows),
        "next_after": page.next_after,
        "settings": Setting.choices,
        "setting": setting,
        "may_record": may(request.user, OutreachPerm.RECORD),
        "may_plan": may(request.user, OutreachPerm.PLAN),
    }
    return render(request, "outreach/event_list.html", context)


@require_http_methods(["GET", "POST"])
def event_add(request: Request) -> HttpResponse:
    require(request.user, OutreachPerm.RECORD)
    form = EventForm(request.POST or None, **_choices(request))
    if is_posted(request, form):
        try:
            row = actions.record_event(
                by=request.user, event=form.event, now=request.now, **form.head_of(request.user)
            )
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "宣传活动已记下。可以在下面补照片。")
            return redirect("outreach:event_detail", row.pk)
    return render(request, "outreach/event_add.html", {"form": form, "draft_key": "outreach:event_add"})


@require_GET
def event_detail(request: Request, pk: UUID) -> HttpResponse:
    needs = ("unit", "campus", "done_by", "entered_by", "campaign", "withdrawn_by")
    event = row_or_404(request, Event, pk, *needs, perm=OutreachPerm.VIEW)
    uses = MaterialUse.objects.visible_to(request.user).filter(event=event)
    context = {
        "event": event,
        "where": where_of([event])[event.pk],
        "reach": Reach.objects.visible_to(request.user).filter(event=event),
        "photos": list(EventPhoto.objects.visible_to(request.user).filter(event=event).defer("content")),
        "uses": uses.select_related("version__material"),
        "apart": _apart(request, event),
        "may_share": may(request.user, OutreachPerm.KEEP)
        and is_ours(request.user, event)
        and is_for_all(event),
        "may_add_photo": may(request.user, OutreachPerm.RECORD) and is_ours(request.user, event),
        "may_withdraw": may_withdraw(request.user, event),
        "most_photos": MOST_PHOTOS,
    }
    return render(request, "outreach/event_detail.html", context)


@require_http_methods(["GET", "POST"])
def photo_add(request: Request, pk: UUID) -> HttpResponse:
    event = row_or_404(request, Event, pk, perm=OutreachPerm.RECORD)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if is_posted(request, form):
        pictures, key = form.cleaned_data["photo"], form.cleaned_data["client_id"]
        try:
            actions.add_photos(
                by=request.user, event=event, pictures=pictures, now=request.now, client_id=key
            )
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "照片已保存。")
            return redirect("outreach:event_detail", pk)
    return render(request, "outreach/photo_add.html", {"form": form, "event": event})


@require_http_methods(["GET", "POST"])
def village_share(request: Request, pk: UUID) -> HttpResponse:
    """How many of one village came to an event for all of them, so that it counts for the village."""
    event = row_or_404(request, Event, pk, perm=OutreachPerm.KEEP)
    reach = Reach.objects.visible_to(request.user).filter(event=event)
    villages = [one for one in areas_of(request.user) if one.kind == UnitKind.VILLAGE]
    form = ShareForm(
        request.POST or None, villages=villages, came=dict(reach.values_list("audience", "people"))
    )
    if is_posted(request, form):
        village = form.cleaned_data["village"]
        try:
            actions.share_out(
                by=request.user, event=event, village=village, people=form.people, now=request.now
            )
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, f"{village.name}到场的人数已记下。")
            return redirect("outreach:event_detail", pk)
    return render(request, "outreach/village_share.html", {"form": form, "event": event})


@require_POST
def event_photo_remove(request: Request, pk: UUID) -> HttpResponse:
    row = row_or_404(request, EventPhoto, pk, perm=OutreachPerm.RECORD)
    try:
        actions.remove_photo(by=request.user, photo=row, now=request.now)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "照片已删去。")
    return redirect("outreach:event_detail", row.event_id)


@require_GET
def event_photo(request: Request, pk: UUID) -> HttpResponse:
    row = row_or_404(request, EventPhoto, pk, perm=OutreachPerm.VIEW)
    return HttpResponse(bytes(row.content), content_type="image/jpeg")


def _apart(request: Request, event: Event) -> list[tuple[str, str]]:
    """Each village whose people came, with how many of whom. Two queries."""
    rows = list(VillageReach.objects.visible_to(request.user).filter(event=event))
    names = units_by_area(row.area for row in rows)
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(names.get(row.area, row.area), []).append(
            f"{Audience(row.audience).label} {row.people} 人"
        )
    return [(village, "、".join(words)) for village, words in found.items()]


def where_of(events: list[Event]) -> dict[UUID, str]:
    """The school, the village or the township of each event, by its name. One query."""
    names = units_by_area(event.area for event in events)
    return {
        event.pk: event.campus.name if event.campus else names.get(event.area, event.unit.name)
        for event in events
    }


def event_lines(request: Request, events: list[Event]) -> list[tuple[Event, str, str]]:
    """Each event with its place and whom it reached, in words. Two queries."""
    names = where_of(events)
    reached: dict[UUID, list[str]] = {}
    for row in Reach.objects.visible_to(request.user).filter(event__in=events):
        reached.setdefault(row.event_id, []).append(f"{Audience(row.audience).label} {row.people} 人")
    return [(event, names[event.pk], "、".join(reached.get(event.pk, []))) for event in events]


def _choices(request: Request) -> dict:
    today = clock.local_day(request.now)
    running = Campaign.objects.visible_to(request.user).filter(from_on__lte=today, until_on__gte=today)
    versions = MaterialVersion.objects.visible_to(request.user).select_related("material")
    newest = {one.material_id: one for one in versions.order_by("material__title", "no")}
    return {
        **done_kwargs(request, places_for(request)),
        "campaigns": running,
        "versions": newest.values(),
    }
