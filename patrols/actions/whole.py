"""What a patrol did not look at: stops of the plan that were not reached, items that nobody answered.

Asked of the marks alone. Whatever a page shows of it to others is decided in `record.py` (ADR 053).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from patrols.choices import Surrounding
from patrols.models import ChecklistItem, Patrol, PlanRule, Skipped, Stop, Venue


@dataclass(frozen=True)
class Planned:
    """One place a line of a plan leads to: a venue, or a part of the school in words."""

    kind: str
    venue: Venue | None = None
    place: str = ""

    @property
    def key(self) -> UUID | str:
        return self.venue.pk if self.venue else self.place


class Said(Protocol):
    """What was said of one item (`patrols.Marked`)."""

    @property
    def mark(self) -> str: ...

    @property
    def suspicion(self) -> str: ...


def planned_stops(by: User, rule: PlanRule) -> list[Planned]:
    """The places of a line in route order; outside, also the venues around the school that `by` sees."""
    words = dict.fromkeys(line.strip() for line in rule.places.splitlines() if line.strip())
    stops = [Planned(rule.surrounding, place=place) for place in words]
    if rule.surrounding == Surrounding.OUTSIDE and rule.campus_id is not None:
        stops += [Planned(venue.kind, venue) for venue in venues_around(by, rule.campus_id)]
    return stops


def venues_around(by: User, campus: UUID) -> Iterable[Venue]:
    """The venues whose nearest school this is, the nearest first."""
    rows = Venue.objects.visible_to(by).filter(campus=campus, closed_on=None)
    return rows.order_by("distance", "name")


def keep_skipped(patrol: Patrol, *, by: User) -> list[Skipped]:
    """Write down which places of the plan nobody has reached in this period yet, this patrol included."""
    if patrol.rule is None:
        return []
    rows = Stop.objects.for_system("what was reached in this period")
    reached = set()
    for venue, place in rows.filter(
        patrol__rule=patrol.rule, patrol__period=patrol.period, patrol__campus=patrol.campus
    ).values_list("venue", "place"):
        reached.add(venue or place.strip())
    left = [one for one in planned_stops(by, patrol.rule) if one.key not in reached]
    found = [
        Skipped(patrol=patrol, no=no, kind=one.kind, venue=one.venue, place=one.place[:60])
        for no, one in enumerate(left, 1)
    ]
    for row in found:
        row.full_clean(validate_constraints=False)
        row.save(force_insert=True)
    return found


def unfinished(user: User) -> QuerySet[Any, Any]:
    """The keys of patrols that left places of their plan out and did not say why."""
    rows = Skipped.objects.visible_to(user).filter(patrol__skipped_because="")
    return rows.values("patrol")


def is_whole(marks: Mapping[UUID, Said], asked: Collection[UUID]) -> bool:
    """True where every item was answered 符合, 不符合 or 不适用; a suspicion is no answer."""
    return bool(asked) and all(key in marks and marks[key].mark and not marks[key].suspicion for key in asked)


def is_gone_through(marks: Mapping[UUID, Said], asked: Collection[UUID]) -> bool:
    """True where every item was answered or told to the police: the work of the check was done."""
    return bool(asked) and all(key in marks and (marks[key].mark or marks[key].suspicion) for key in asked)


def asked_of(kind: str, items: Iterable[ChecklistItem]) -> list[UUID]:
    """The keys of the items that belong to a stop of `kind`."""
    return [item.pk for item in items if item.kind == kind]


def left_out(names: Sequence[str], most: int = 5) -> str:
    """Places in one line, the first few by name."""
    more = f"等{len(names)}处" if len(names) > most else ""
    return "、".join(names[:most]) + more
