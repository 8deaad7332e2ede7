"""Two people at one case: whoever acts on a page that somebody has changed meanwhile is told what changed."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from cases.actions.rows import lock
from cases.models import (
    Agreement,
    CarePlan,
    Case,
    Extension,
    Measure,
    NoDecision,
    PlaceChange,
    Review,
    RiskClass,
    RouteDecision,
    SchoolStatus,
    Suspension,
    Team,
    TermCredit,
    Withdrawal,
)
from cases.permissions import CasePerm
from common import clock
from common.errors import DomainError
from duties.models import Duty

MARK = 16


class Watched(NamedTuple):
    """A table of a topic: the columns that may change after the row is written, who wrote it, its duties."""

    model: Any
    columns: tuple[str, ...] = ()
    by: str = "by"


TOPICS: dict[str, tuple[Watched, ...]] = {
    "measure": (
        Watched(Measure, ("reported_in_on", "ends_on", "ended_on", "withdrawn_at")),
        Watched(Withdrawal, ("answer",)),
        Watched(Suspension, ("resumed_on",)),
        Watched(Extension),
        Watched(TermCredit),
        Watched(PlaceChange, ("materials_on", "reported_on")),
        Watched(Agreement),
        Watched(NoDecision),
    ),
    "plan": (Watched(CarePlan, ("state",)), Watched(RiskClass), Watched(Review)),
    "school": (Watched(SchoolStatus), Watched(RouteDecision)),
    "team": (Watched(Team, ("confirmed_at", "ended_at"), "proposed_by"),),
}
"""What the pages of a topic show and change."""


def stamp(case: Case, topic: str) -> str:
    """How the rows of the topic stand now, as a mark that a form carries from its page to its sending."""
    rows = [
        sorted(
            map(
                str,
                one.model.objects.for_system("has it changed")
                .filter(case=case)
                .values_list("pk", *one.columns),
            )
        )
        for one in TOPICS[topic]
    ]
    return sha256(repr(rows).encode()).hexdigest()[:MARK]


@transaction.atomic
def as_seen(
    *,
    by: User,
    case: Case,
    topic: str,
    seen: str,
    act: Callable[..., Any],
    now: datetime,
    client_id: UUID | None = None,
    **given: Any,
) -> Any:
    """Do `act` if the topic stands as it stood on the page of `by`, or if nobody else has touched it since.

    A form sent twice is left to `act`, which knows its own. Raises DomainError with what somebody else has
    done meanwhile; the typed text stays in the form.
    """
    require(by, CasePerm.VIEW, case)
    row = lock(case)
    if seen and seen != stamp(row, topic) and not _sent_twice(row, topic, client_id):
        said = _changed(row, topic, by)
        if said:
            raise DomainError(said)
    more = {"client_id": client_id} if client_id else {}
    return act(by=by, case=case, now=now, **more, **given)


def _sent_twice(case: Case, topic: str, client_id: UUID | None) -> bool:
    if client_id is None:
        return False
    tables = [one.model for one in TOPICS[topic] if one.model not in (Team, RouteDecision)]
    return any(
        model.objects.for_system("sent twice").filter(case=case, client_id=client_id).exists()
        for model in tables
    )


def _changed(case: Case, topic: str, by: User) -> str:
    """The sentence about the newest change of somebody else; "" where the newest is one's own."""
    found: list[tuple[datetime, User, str]] = []
    for one in TOPICS[topic]:
        rows = one.model.objects.for_system("what changed").filter(case=case).select_related(one.by)
        newest = rows.order_by("-recorded_at").first()
        if newest is not None:
            found.append((newest.recorded_at, getattr(newest, one.by), newest._meta.verbose_name))
    met = Duty.objects.filter(subject=case.pk, met_by__isnull=False).select_related("met_by")
    if last := met.order_by("-met_recorded_at").first():
        assert last.met_recorded_at is not None
        assert last.met_by is not None
        found.append((last.met_recorded_at, last.met_by, last.title))
    if not found:
        return ""
    at, who, what = max(found, key=lambda change: (change[0], change[1].pk != by.pk))
    if who.pk == by.pk:
        return ""
    return (
        f"这一页打开以后，{who.name}已于{clock.local(at):%m-%d %H:%M}办理“{what}”。"
        "填写的内容还在，请核对后再办。"
    )
