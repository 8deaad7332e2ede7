"""What a line of 今日待办 says of a place or a plan beside its code (setting `DUTY_WORDS`)."""

from collections.abc import Sequence
from uuid import UUID

from accounts.models import User
from duties.models import Duty
from patrols.choices import PlanState
from patrols.models import Finding, Plan, Venue


def of_duties(user: User, duties: Sequence[Duty]) -> dict[UUID, str]:
    """Words for each duty about a row that `user` sees, by the duty's key. A query for each kind of row."""
    of_kind = {"venue.": _venues, "finding.": _findings, "patrol.revise": _reasons}
    found: dict[UUID, str] = {}
    for prefix, read in of_kind.items():
        about = {duty.pk: duty.subject for duty in duties if duty.kind.startswith(prefix)}
        if about:
            words = read(user, set(about.values()))
            found |= {key: words[subject] for key, subject in about.items() if subject in words}
    return found


def _venues(user: User, keys: set[UUID]) -> dict[UUID, str]:
    return dict(Venue.objects.visible_to(user).filter(pk__in=keys).values_list("pk", "name"))


def _findings(user: User, keys: set[UUID]) -> dict[UUID, str]:
    rows = Finding.objects.visible_to(user).filter(pk__in=keys).select_related("venue", "campus", "stop")
    return {row.pk: row.where for row in rows}


def _reasons(user: User, keys: set[UUID]) -> dict[UUID, str]:
    """Why the newest version of the plan of a term was sent back."""
    rows = Plan.objects.visible_to(user).filter(season__in=keys, state=PlanState.RETURNED).order_by("version")
    return {row.season_id: f"退回原因：{row.returned_because}" for row in rows}
