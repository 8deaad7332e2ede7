"""What a station sees of a child not its own: a preview and what was written to it before, its past after."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from accounts.models import User
from accounts.permissions import require
from cases.actions.letters import lost_since
from cases.actions.measures import track_now
from cases.models import (
    Contact,
    Holding,
    Letter,
    ResidenceCheck,
    RouteDecision,
    StationContact,
    Team,
    Transfer,
)
from cases.permissions import CasePerm
from cases.rules.transfer import Preview, age_band
from common import clock


@dataclass(frozen=True)
class Past:
    """Rows of one station's own time with a child, up to the instant of the hand-over."""

    until_at: datetime
    decisions: list[RouteDecision]
    checks: list[ResidenceCheck]
    teams: list[Team]
    contacts: list[Contact]
    stations: list[StationContact]


def preview_of(transfer: Transfer) -> Preview:
    """Code, age band, sex, pupil or not, route and measure: enough to say whether the child is theirs."""
    minor, case = transfer.case.minor, transfer.case
    return Preview(
        code=transfer.code,
        age_band=age_band(minor.birth_year, clock.local_day(transfer.noticed_at or transfer.drafted_at)),
        sex=minor.get_sex_display(),
        pupil="是" if minor.is_pupil else "否",
        route=case.get_route_display(),
        measure=track_now(case),
        lost_from=lost_since(case),
    )


def letters_of(*, by: User, transfer: Transfer) -> list[Letter]:
    """The letters of a hand-over that `by` may know of; `is_open` on each says whether its text opens.

    The station that was asked knows of the notice from its delivery on: number, day, demand, until when.
    The text, which tells how the child was found, opens with the case, once it has taken over (design §5).
    """
    require(by, CasePerm.VIEW, transfer)
    mine = Letter.objects.visible_to(by).filter(transfer=transfer)
    opened = set(mine.values_list("pk", flat=True))
    rows = Letter.objects.for_system("letters of a hand-over").filter(transfer=transfer)
    was_asked = by.acting is not None and transfer.to_unit_id == by.acting.unit.pk
    if not was_asked or transfer.noticed_at is None:
        rows = rows.filter(pk__in=opened)
    found = list(rows.select_related("book", "unit"))
    for row in found:
        row.is_open = row.pk in opened  # type: ignore[attr-defined]
    return found


def past_of(*, by: User, transfer: Transfer) -> Past:
    """What the station of `by` itself wrote before it handed the child over; nothing of the new station's.

    Raises PermissionDenied unless it sent the child away within the county and the child has gone.
    """
    require(by, CasePerm.TRANSFER, transfer)
    holdings = Holding.objects.for_system("own past").filter(transfer=transfer, unit=transfer.to_unit_id)
    began = holdings.order_by("from_at").values_list("from_at", flat=True).first()
    if (
        by.acting is None
        or transfer.sender_id != by.acting.unit.pk
        or transfer.to_unit_id is None
        or not began
    ):
        raise PermissionDenied("no past of this station")

    def rows(model: Any, *people: str) -> list[Any]:
        found = model.objects.for_system("own past").filter(case=transfer.case_id, recorded_at__lt=began)
        return list(found.select_related(*people))

    return Past(
        until_at=began,
        decisions=rows(RouteDecision, "by"),
        checks=rows(ResidenceCheck, "by"),
        teams=rows(Team, "community_officer", "social_worker", "clerk"),
        contacts=rows(Contact, "by"),
        stations=rows(StationContact, "by"),
    )
