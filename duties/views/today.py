from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.choices import Post
from accounts.http import Request
from accounts.permissions import require
from common import clock
from duties import actions
from duties.models import Duty, Notice, NoticeQuerySet
from duties.permissions import DutyPerm
from duties.sight import notices_to
from duties.today import today_of, verbs_of
from duties.watch import engine_state

PAGE = 25


@require_GET
def today(request: Request) -> HttpResponse:
    require(request.user, DutyPerm.SEE_TODAY)
    assert request.user.acting is not None  # without a post nothing was granted
    now, post = clock.now(), request.user.acting.post
    page = today_of(request.user, now)
    context = {
        "now": now,
        "page": page,
        "verbs": verbs_of(post, page, now),
        "is_leader": post == Post.TOWNSHIP_LEADER,
        "is_auditor": post == Post.AUDITOR,
        "is_administrator": post == Post.ADMINISTRATOR,
    }
    return render(request, "duties/today.html", context)


@require_GET
def inbox(request: Request) -> HttpResponse:
    require(request.user, DutyPerm.SEE_TODAY)
    notices = Notice.objects.addressed_to(request.user).select_related("duty__unit", "opened_by", "unit")
    notices = _after(notices.order_by("-at", "-id"), request.GET.get("after", ""))
    rows = list(notices[: PAGE + 1])
    context = {
        "now": clock.now(),
        "notices": rows[:PAGE],
        "next_after": rows[PAGE - 1].pk if len(rows) > PAGE else "",
    }
    return render(request, "duties/inbox.html", context)


def _after(notices: NoticeQuerySet, key: str) -> NoticeQuerySet:
    last = Notice.objects.filter(pk=key).first() if _is_key(key) else None
    if last is None:
        return notices
    return notices.filter(Q(at__lt=last.at) | Q(at=last.at, id__lt=last.pk))


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@require_POST
def notice_open(request: Request, pk: UUID) -> HttpResponse:
    notice = get_object_or_404(notices_to(request.user), pk=pk)
    require(request.user, DutyPerm.SEE_TODAY)
    actions.open_notice(by=request.user, notice=notice, now=clock.now())
    if Duty.objects.visible_to(request.user).filter(pk=notice.duty_id).exists():
        return redirect("duties:duty_detail", notice.duty_id)
    return redirect("duties:inbox")


@require_GET
def engine_line(request: Request) -> HttpResponse:
    """The line alone, for a page that stays open."""
    require(request.user, DutyPerm.SEE_TODAY)
    state = engine_state(clock.now(), with_outages=True)
    return render(request, "duties/_engine_line.html", {"engine": state})
