"""What several pages of outreach ask: places to choose from, who did it, which quarter."""

from typing import Any
from uuid import UUID

from django import forms
from django.shortcuts import get_object_or_404

from accounts.choices import UnitKind
from accounts.http import Request
from accounts.models import Unit, User
from accounts.permissions import may, require
from accounts.places import areas_of, doers_for, schools_of, titles_of
from common import clock
from common.quarters import Period, quarter_from, quarter_of
from outreach.actions.events import Written, is_ours
from outreach.permissions import OutreachPerm
from outreach.sight import places_near


def place_or_404(request: Request, pk: UUID, perm: str) -> Unit:
    """A village or school of the territory; one that is a place sees itself alone."""
    found = get_object_or_404(places_near(request.user), pk=pk)
    require(request.user, perm)
    return found


def places_for(request: Request, *kinds: str) -> list[Unit]:
    """Where `user` may say that something was done: the own place alone, or all of the territory."""
    acting = request.user.acting
    assert acting is not None
    if acting.unit.kind in (UnitKind.VILLAGE, UnitKind.SCHOOL):
        found = [acting.unit]
    else:
        found = [*areas_of(request.user), *schools_of(request.user)]
    return [unit for unit in found if not kinds or unit.kind in kinds]


def done_kwargs(request: Request, places: list[Unit]) -> dict[str, Any]:
    """What a form about something done is made with."""
    does, keeps = OutreachPerm.RECORD, OutreachPerm.KEEP
    doers = doers_for(request.user, request.now, does=does, keeps=keeps)
    titles = titles_of(doers, request.now) if len(doers) > 1 else {}
    return {"places": places, "doers": doers, "titles": titles, "now": request.now}


def quarter_asked(request: Request) -> Period:
    """The quarter in the address, never a future one; the present one for what is none."""
    present = quarter_of(clock.local_day(request.now))
    asked = quarter_from(request.GET.get("quarter", "")) or present
    return asked if asked.from_on <= present.from_on else present


def may_withdraw(user: User, row: Written) -> bool:
    """Whether the button to withdraw a record is shown."""
    return may(user, OutreachPerm.RECORD) and row.withdrawn_at is None and is_ours(user, row)


def is_posted(request: Request, form: forms.Form) -> bool:
    """Whether a form was sent, and its shape is right."""
    return request.method == "POST" and form.is_valid()
