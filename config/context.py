"""What every page says beside its own content: the engine's line, the calendar, the inbox."""

from typing import Any, cast

from django.http import HttpRequest

from accounts.choices import Post, UnitKind
from accounts.models import User
from common import calendar, clock
from common.freetext import KEEP, may_keep
from duties.models import Notice
from duties.watch import engine_state

OWN = {"name": "青护", "line": "青护 · 涉毒未成年人保护协同", "about": "涉毒未成年人保护协同"}
OUTWARD = {"name": "乡未成年人保护工作站", "line": "乡未成年人保护工作站", "about": ""}

WARNED_EVERYWHERE = (Post.ADMINISTRATOR, Post.COUNTY_REVIEWER)


def _acting(request: HttpRequest) -> Any:
    user = getattr(request, "user", None)
    return getattr(user, "acting", None) if user is not None and user.is_authenticated else None


def house(request: HttpRequest) -> dict[str, Any]:
    """How the house calls itself: to villages and schools, who see no file, nothing says what it is about."""
    acting = _acting(request)
    is_outside = acting is not None and acting.unit.kind in (UnitKind.VILLAGE, UnitKind.SCHOOL)
    return {"house": OUTWARD if is_outside else OWN}


def keep_name(request: HttpRequest) -> dict[str, Any]:
    """The field 仍要保存，理由 on a form whose text was just refused for a name, for who may say so."""
    if request.method != "POST" or not may_keep():
        return {}
    return {"keep_name": {"field": KEEP, "said": request.POST.get(KEEP, "")}}


def _is_today(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.view_name == "duties:today"


def engine(request: HttpRequest) -> dict[str, Any]:
    """When the engine last completed a round; red after half an hour."""
    if _acting(request) is None:
        return {}
    return {"engine": engine_state(clock.now(), with_outages=True)}


def calendar_warning(request: HttpRequest) -> dict[str, Any]:
    """A sentence while the yearly notice is missing; the table is only asked when it could matter.

    On 今日待办 of every post, and on every page of who enters the notice and of who answers for it: on a
    phone it fills a third of a form.
    """
    acting = _acting(request)
    if acting is None or not (_is_today(request) or acting.post in WARNED_EVERYWHERE):
        return {}
    today = clock.local_day(clock.now())
    if calendar.missing_year_warning(today, set()) is None:
        return {}
    return {"calendar_warning": calendar.missing_year_warning(today, calendar.entered_years())}


def inbox_unread(request: HttpRequest) -> dict[str, Any]:
    """How many notices nobody of those they are addressed to has opened."""
    if _acting(request) is None:
        return {}
    user = cast(User, request.user)
    return {"inbox_unread": Notice.objects.addressed_to(user).filter(opened_at=None).count()}
