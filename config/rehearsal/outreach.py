"""What villages are told in the rehearsed month: one event each, some groups left out on purpose.

The matrix must find exactly what was left out. Who is left out is drawn from the seed, so that the figures
can say it again without remembering.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from accounts.choices import Post, UnitKind
from accounts.models import Unit, User
from common import clock
from common.quarters import quarter_from, quarter_of
from config.rehearsal.world import World
from duties.models import Duty
from outreach import actions
from outreach.actions.coverage import asked_in, gaps, matrix
from outreach.choices import Audience, Form, PlaceKind, Setting
from outreach.policies import USUAL_GOALS

LEFT_OUT, NOBODY = 0.25, 0.2
"""So often a group is left out, or is not there at all."""

WHY = "外出务工未返乡，下季度赶圩时补上（演练）"


def plan_outreach(world: World) -> None:
    """Each village is counted on the first day and told on one of the others."""
    for village in world.units[UnitKind.VILLAGE]:
        rng = world.chance.rng("outreach", village.area)
        world.at(world.options.starts_at + timedelta(hours=9), _count, village)
        day = world.options.starts_at + timedelta(days=rng.randrange(world.options.days))
        world.at(day + timedelta(hours=rng.uniform(10, 17)), _tell, village)


def _asked() -> Iterator[Audience]:
    return (Audience(audience) for kind, audience in USUAL_GOALS if kind == PlaceKind.VILLAGE)


def _draw(world: World, area: str, audience: str) -> str:
    """What becomes of one group of a village: nobody, left out, told. The left-behind are always told."""
    drawn = world.chance.rng("group", area, audience).random()
    if audience == Audience.LEFT_BEHIND:
        return "told"
    return "nobody" if drawn < NOBODY else "left out" if drawn < NOBODY + LEFT_OUT else "told"


def _clerk(world: World, village: Unit, now: datetime) -> User:
    return world.acting(world.office(UnitKind.STATION, village.township), Post.STATION_CLERK, now)


def _count(world: World, village: Unit, *, now: datetime) -> None:
    people: dict[str, int] = {
        one: 0 if _draw(world, village.area, one) == "nobody" else 6 + len(one) for one in _asked()
    }
    quarter = quarter_of(clock.local_day(now))
    actions.enter_headcounts(
        by=_clerk(world, village, now), place=village, quarter=quarter, people=people, now=now
    )


def _tell(world: World, village: Unit, *, now: datetime) -> None:
    clerk = _clerk(world, village, now)
    reach: dict[str, int] = {one: 12 for one in _asked() if _draw(world, village.area, one) == "told"}
    event = actions.EventIn(
        setting=Setting.COUNTRYSIDE, form=Form.MARKET, topic="认清依托咪酯（演练）", held_at=now, reach=reach
    )
    key = world.chance.uuid("event", village.area)
    actions.record_event(by=clerk, done_by=clerk, place=village, event=event, now=now, client_id=key)


def _care(world: World, duty: Duty, by: User, now: datetime) -> None:
    """Whoever is late with the paper went in time all the same."""
    village = Unit.objects.get(pk=duty.subject)
    held_at = min(now, duty.due_at - timedelta(hours=10))
    key = world.chance.uuid("care", village.area, duty.period)
    counts: dict[str, Any] = {"known": 9, "seen": 8, "in_need": 1, "helpers": "妇联", "note": ""}
    actions.record_care(by=by, done_by=by, place=village, held_at=held_at, now=now, client_id=key, **counts)


def _coverage(world: World, duty: Duty, by: User, now: datetime) -> None:
    """The clerk writes why, for every gap there is; the leader signs."""
    quarter = quarter_from(duty.period)
    assert quarter is not None
    kinds = (UnitKind.VILLAGE, UnitKind.SCHOOL)
    here = [one for kind in kinds for one in world.units[kind] if one.township == duty.unit.area]
    places = {place.pk: place for place in here}
    asked = asked_in(Unit.objects.filter(pk__in=places), quarter)
    rows = matrix(asked, quarter, clock.local_day(now))
    for cell in gaps(rows):
        if cell.is_open:
            place = places[cell.place]
            clerk = _clerk(world, place, now)
            actions.explain_gap(
                by=clerk, place=place, audience=cell.audience, quarter=quarter, reason=WHY, now=now
            )
    actions.sign_reasons(by=by, quarter=quarter, seen_at=now, now=now)


ANSWERS = {"care.round": _care, "outreach.coverage": _coverage}


def coverage(world: World) -> dict[str, int]:
    """What was left out on purpose, how much of it the matrix found, and what it found besides."""
    quarter = quarter_of(world.options.first_day)
    villages = world.units[UnitKind.VILLAGE]
    seeded = {
        (village.area, str(one))
        for village in villages
        for one in _asked()
        if _draw(world, village.area, one) == "left out"
    }
    areas: dict[UUID, str] = {village.pk: village.area for village in villages}
    rows = matrix(villages, quarter, clock.local_day(world.options.settles_at))
    found = {(areas[cell.place], str(cell.audience)) for cell in gaps(rows)}
    return {
        "gaps_seeded": len(seeded),
        "gaps_found": len(found & seeded),
        "false_gaps": len(found - seeded),
    }
