"""Duties of posts that nobody holds: the head answers in 代岗, above an empty head's chair it only shows."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts import rules
from accounts.acting import headed_by, is_head, is_vacant, stand_ins
from accounts.choices import Post, UnitKind
from accounts.models import Acting, Appointment, Unit, User
from duties.models import Duty, has_no_holder

LIMIT = 200


@dataclass(frozen=True)
class Gap:
    """One vacant post with the open duties its head finds there when standing in."""

    acting: Acting
    duties: list[Duty]


def gaps_of(user: User, now: datetime) -> list[Gap]:
    """The vacant posts `user` may stand in for now and that owe something, each with what it owes."""
    acting = user.acting
    if acting is None or not is_head(acting):
        return []
    owing = set(Duty.objects.open().filter(headed_by(acting), is_vacant(now)).values_list("unit", "post"))
    if not owing:
        return []
    found = []
    for vacant in stand_ins([acting], now):
        if (vacant.unit.pk, vacant.post) in owing:
            found.append(Gap(vacant, _owed_as(user, vacant)))
    return found


def _owed_as(user: User, vacant: Acting) -> list[Duty]:
    other = copy.copy(user)
    other.acting = vacant
    rows = Duty.objects.mine(other).open().filter(unit=vacant.unit, post=vacant.post)
    return list(rows.select_related("unit", "holder").order_by("due_at", "kind", "id")[:LIMIT])


def left_behind(user: User) -> Iterable[Duty]:
    """What the head sees of duties nobody holds any more: standing in does not open a colleague's files."""
    acting = user.acting
    if acting is None or not is_head(acting):
        return []
    unheld = is_vacant(acting.at) & has_no_holder(acting.at)
    gone = Q(holder__isnull=False) & has_no_holder(acting.at)
    rows = Duty.objects.visible_to(user).open().filter(headed_by(acting), unheld | gone)
    return rows.select_related("unit", "holder").order_by("due_at", "kind", "id")[:LIMIT]


def without_an_owner(user: User, until: datetime) -> list[tuple[Duty, str]]:
    """Open duties due by `until` of vacant posts without a head, if `user` sits at the first level above.

    Each with the sentence who must be appointed, since nobody at this level may act in their place.
    """
    acting = user.acting
    assert acting is not None
    orphans = (
        Duty.objects.visible_to(user)
        .open()
        .filter(is_vacant(acting.at), has_no_holder(acting.at), due_at__lte=until)
    )
    places = set(orphans.order_by().values_list("unit", "post"))
    units = Unit.objects.in_bulk({unit for unit, _ in places})
    sentences: dict[tuple, str] = {}
    chairs = _taken_chairs(acting)
    for key, post in places:
        unit = units[key]
        if _level_above(unit, post, chairs) == (acting.unit.kind, acting.unit.territory):
            sentences[key, post] = who_must_be_appointed(unit, post)
    if not sentences:
        return []
    here = Q()
    for key, post in sentences:
        here |= Q(unit=key, post=post)
    rows = orphans.filter(here).select_related("unit", "holder").order_by("due_at", "id")[:LIMIT]
    return [(duty, sentences[duty.unit_id, duty.post]) for duty in rows]


def who_must_be_appointed(unit: Unit, post: str) -> str:
    """The way out: an appointment, typed by the administrator and confirmed by the county."""
    kind, head = rules.confirmer(unit.kind, post)
    if kind == UnitKind.COUNTY:
        return f"请县级系统管理员为{unit.name}录入{Post(post).label}任职，由县禁毒办确认。"
    at = unit.name if kind == unit.kind else "本乡镇工作站"
    return f"请县级系统管理员为{at}录入{Post(head).label}任职，由县禁毒办确认；负责人到任即可代岗办理。"


def _taken_chairs(acting: Acting) -> set[tuple[str, str]]:
    """Where a head or a leader sits below this level: kind of unit and its place."""
    rows = Appointment.objects.live(acting.at).filter(
        unit__area__startswith=acting.area, post__in=rules.HEAD_OF.values()
    )
    return set(rows.values_list("unit__kind", "unit__area"))


def _level_above(unit: Unit, post: str, chairs: set[tuple[str, str]]) -> tuple[str, str]:
    """Whose Today shows it: nobody's here while a head can stand in, else township, else county."""
    kind, _ = rules.confirmer(unit.kind, post)
    if kind != UnitKind.COUNTY and (kind, unit.township) in chairs:
        return "", ""
    if unit.kind not in (UnitKind.TOWNSHIP, UnitKind.COUNTY) and (UnitKind.TOWNSHIP, unit.township) in chairs:
        return UnitKind.TOWNSHIP, unit.township
    return UnitKind.COUNTY, unit.county
