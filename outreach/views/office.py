from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from accounts.pages import put, row_or_404
from accounts.permissions import may, require
from common import clock
from common.errors import DomainError
from common.paging import page_after
from outreach import actions
from outreach.forms.office import CampaignForm, MeetingForm, PostForm, ReadingForm
from outreach.models import Campaign, Event, OfficeMeeting, OnlinePost, ReachReading
from outreach.permissions import OutreachPerm
from outreach.views.events import event_lines
from outreach.views.shared import is_posted


@require_GET
def campaign_list(request: Request) -> HttpResponse:
    require(request.user, OutreachPerm.VIEW)
    context = {
        "campaigns": Campaign.objects.visible_to(request.user),
        "today": clock.local_day(request.now),
        "may_plan": may(request.user, OutreachPerm.PLAN),
    }
    return render(request, "outreach/campaign_list.html", context)


@require_http_methods(["GET", "POST"])
def campaign_add(request: Request) -> HttpResponse:
    require(request.user, OutreachPerm.PLAN)
    form = CampaignForm(request.POST or None)
    if is_posted(request, form):
        try:
            actions.add_campaign(by=request.user, **form.cleaned_data)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "专项宣传已登记，期间的活动可以选它。")
            return redirect("outreach:campaign_list")
    return render(request, "outreach/campaign_add.html", {"form": form})


@require_GET
def campaign_detail(request: Request, pk: UUID) -> HttpResponse:
    campaign = row_or_404(request, Campaign, pk, "entered_by", perm=OutreachPerm.VIEW)
    events = Event.objects.visible_to(request.user).filter(campaign=campaign)
    events = events.select_related("campus", "unit", "done_by")
    page = page_after(events, field="held_at", after=request.GET.get("after", ""))
    context = {
        "campaign": campaign,
        "lines": event_lines(request, page.rows),
        "next_after": page.next_after,
        "posts": OnlinePost.objects.visible_to(request.user).filter(campaign=campaign),
    }
    return render(request, "outreach/campaign_detail.html", context)


@require_GET
def post_list(request: Request) -> HttpResponse:
    require(request.user, OutreachPerm.VIEW)
    rows = OnlinePost.objects.visible_to(request.user).select_related("unit", "campaign")
    page = page_after(rows, field="posted_on", after=request.GET.get("after", ""))
    readings = ReachReading.objects.visible_to(request.user).filter(post__in=page.rows)
    newest = {one.post_id: one for one in readings.order_by("read_on")}
    context = {
        "lines": [(post, newest.get(post.pk)) for post in page.rows],
        "next_after": page.next_after,
        "may_keep": may(request.user, OutreachPerm.KEEP),
    }
    return render(request, "outreach/post_list.html", context)


@require_http_methods(["GET", "POST"])
def post_add(request: Request) -> HttpResponse:
    require(request.user, OutreachPerm.KEEP)
    form = PostForm(request.POST or None, campaigns=Campaign.objects.visible_to(request.user))
    if is_posted(request, form):
        key = form.cleaned_data["client_id"]
        try:
            actions.add_post(by=request.user, values=form.values, now=request.now, client_id=key)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "新媒体宣传已登记，过些天再来填阅读量。")
            return redirect("outreach:post_list")
    return render(request, "outreach/post_add.html", {"form": form})


@require_http_methods(["GET", "POST"])
def post_read(request: Request, pk: UUID) -> HttpResponse:
    post = row_or_404(request, OnlinePost, pk, perm=OutreachPerm.KEEP)
    form = ReadingForm(request.POST or None, initial={"read_on": clock.local_day(request.now)})
    if is_posted(request, form):
        try:
            actions.read_post(by=request.user, post=post, now=request.now, **form.values)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "阅读量已保存。")
            return redirect("outreach:post_list")
    return render(request, "outreach/post_read.html", {"form": form, "post": post})


@require_GET
def meeting_list(request: Request) -> HttpResponse:
    require(request.user, OutreachPerm.VIEW)
    rows = OfficeMeeting.objects.visible_to(request.user).select_related("unit")
    page = page_after(rows, field="held_on", after=request.GET.get("after", ""))
    may_keep = may(request.user, OutreachPerm.KEEP)
    context = {"page": page, "next_after": page.next_after, "may_keep": may_keep}
    return render(request, "outreach/meeting_list.html", context)


@require_http_methods(["GET", "POST"])
def meeting_add(request: Request) -> HttpResponse:
    require(request.user, OutreachPerm.KEEP)
    form = MeetingForm(request.POST or None)
    if is_posted(request, form):
        key = form.cleaned_data["client_id"]
        try:
            actions.record_meeting(by=request.user, values=form.values, now=request.now, client_id=key)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, "会议已登记。")
            return redirect("outreach:meeting_list")
    return render(request, "outreach/meeting_add.html", {"form": form})
