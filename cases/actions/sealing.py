"""Hooks of sealing: the case of a sealed file ends with it."""

from datetime import datetime
from uuid import UUID

from cases.choices import CaseStatus
from cases.models import (
    FINISHED,
    Case,
    Contact,
    LostSpell,
    ResidenceCheck,
    RouteDecision,
    SearchStep,
    StationContact,
    Team,
    Whereabouts,
)

SEALED = "档案封存"


def seal_holds(*, files: list[UUID], now: datetime) -> list[str]:
    """Hook of `SEAL_HOLDS`: a child who cannot be found is looked for; that search is not sealed away."""
    lost = Case.objects.for_system("sealing").filter(minor__in=files, status=CaseStatus.LOST)
    return ["失联未找到，查找尚未结束。"] if lost.exists() else []


def open_work(*, files: list[UUID]) -> list[str]:
    """Hook of `OPEN_WORK`: a case that is neither closed nor handed over."""
    rows = Case.objects.for_system("sealing").open().filter(minor__in=files)
    return [f"个案还没有办结（{case.get_status_display()}）。" for case in rows]


def on_seal(*, files: list[UUID], now: datetime) -> None:
    """Hook of `ON_SEAL`: end team and case. The grants have ended in `minors`."""
    for team in Team.objects.for_system("sealing").filter(case__minor__in=files, ended_at=None):
        team.ended_at, team.ended_reason = now, SEALED
        team.save(update_fields=["ended_at", "ended_reason"])
    for case in Case.objects.for_system("sealing").filter(minor__in=files).exclude(status__in=FINISHED):
        case.status, case.closed_at = CaseStatus.CLOSED, max(now, case.opened_at)
        case.save(update_fields=["status", "closed_at"])


def on_dispose(*, files: list[UUID], now: datetime) -> None:
    """Hook of `ON_DISPOSE`: what was written about the child in words goes, and the past of its rows."""
    here = {"case__minor__in": files}
    Contact.objects.for_system("dispose").filter(**here).update(note="", away_where="")
    LostSpell.objects.for_system("dispose").filter(**here).update(danger_reason="")
    SearchStep.objects.for_system("dispose").filter(**here).update(note="")
    Whereabouts.objects.for_system("dispose").filter(**here).update(place="", receiving_place="", note="")
    ResidenceCheck.objects.for_system("dispose").filter(**here).update(how="")
    RouteDecision.objects.for_system("dispose").filter(**here).update(reason="")
    StationContact.objects.for_system("dispose").filter(**here).update(answer="", spoke_with="")
    Case.history.for_system("dispose").filter(minor__in=files).delete()
