"""Hooks of sealing: the case of a sealed file ends with it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from cases.actions.disposing import wipe_tests_and_leave
from cases.actions.joint import end_rounds
from cases.choices import CaseStatus, EndedAs
from cases.models import (
    FINISHED,
    AdultReceipt,
    Agreement,
    CareIntake,
    CarePlan,
    CarerCheck,
    Case,
    CaseClosing,
    CleanProposal,
    Contact,
    ControlDecision,
    Custody,
    CustodyWord,
    EndCheck,
    ExchangeWord,
    Extension,
    FamilyMember,
    Help,
    JointRound,
    JointVersion,
    Letter,
    LiftNotice,
    LostSpell,
    Measure,
    NoDecision,
    ParentCall,
    PlaceChange,
    Refusal,
    ResidenceCheck,
    Review,
    RiskClass,
    RouteDecision,
    SchoolStatus,
    SearchStep,
    StationContact,
    Suspension,
    Team,
    TermReview,
    Transfer,
    Whereabouts,
    Withdrawal,
)
from common.freetext import REMOVED
from duties import actions as duties

SEALED = "档案封存"
WORDS: tuple[tuple[type, dict[str, str]], ...] = (
    (SchoolStatus, {"reason": ""}),
    (CarerCheck, {"how": ""}),
    (ParentCall, {"note": ""}),
    (Help, {"what": "", "outcome_note": ""}),
    (Team, {"watch": ""}),
)
"""Tables of a case and their texts, blanked when the file is destroyed."""

MEASURE_WORDS: dict[Any, tuple[str, ...]] = {
    CareIntake: ("note",),
    Suspension: ("note",),
    NoDecision: ("reason",),
    CarePlan: ("goals", "steps", "child_view", "guardian_view", "returned"),
    Agreement: ("terms",),
    RiskClass: ("reasons",),
    Review: ("note",),
    Extension: ("reason", "child_heard", "guardian_heard"),
    PlaceChange: ("to_where",),
    EndCheck: ("note",),
    LiftNotice: ("number",),
    AdultReceipt: ("number", "from_whom"),
    CleanProposal: ("reason",),
    CaseClosing: ("reason",),
    Withdrawal: ("reason", "recalled", "note"),
}
"""What was written in words beside a measure; days and states stay for the figures of years past."""


def seal_holds(*, files: list[UUID], now: datetime) -> list[str]:
    """Hook of `SEAL_HOLDS`: a child who cannot be found is looked for; that search is not sealed away."""
    lost = Case.objects.for_system("sealing").filter(minor__in=files, status=CaseStatus.LOST)
    held = ["失联未找到，查找尚未结束。"] if lost.exists() else []
    live = Measure.objects.for_system("sealing").live().filter(case__minor__in=files)
    live = live.exclude(case__status__in=FINISHED)
    return [*held, "还有措施在执行；已成年的，先取得成年人档案回执。"] if live.exists() else held


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
        end_rounds(case, SEALED, now)
    held = Measure.objects.for_system("sealing").filter(case__minor__in=files, holds_number=True)
    for measure in held:  # a sealed file answers to no number that anybody types
        measure.holds_number = False
        measure.save(update_fields=["holds_number"])
    transfers = Transfer.objects.for_system("sealing").filter(case__minor__in=files)
    for transfer in transfers.running():
        transfer.closed_at, transfer.closed_as = now, EndedAs.SEALED
        transfer.save(update_fields=["closed_at", "closed_as"])
    duties.hide(subjects=list(transfers.values_list("pk", flat=True)), now=now)


def on_dispose(*, files: list[UUID], now: datetime) -> None:
    """Hook of `ON_DISPOSE`: what was written about the child in words goes, and the past of its rows."""
    here = {"case__minor__in": files}
    Contact.objects.for_system("dispose").filter(**here).update(note="", away_where="")
    LostSpell.objects.for_system("dispose").filter(**here).update(danger_reason="")
    asked = SearchStep.objects.for_system("dispose").filter(**here)
    asked.update(note="")
    asked.exclude(spoken_with="").update(spoken_with=REMOVED)  # that the village was asked stays
    stays = Custody.objects.for_system("dispose").filter(**here)
    stays.update(place="", note="", left_note="")
    asked_there = CustodyWord.objects.for_system("dispose").filter(**here)
    asked_there.update(note="")
    for rows in (stays, asked_there):
        rows.exclude(spoke_with="").update(spoke_with=REMOVED)  # that somebody was asked stays
    trips = Whereabouts.objects.for_system("dispose").filter(**here)
    trips.update(place="", note="")
    trips.exclude(receiving_place="").update(receiving_place="已删去")  # verified means that one was named
    ResidenceCheck.objects.for_system("dispose").filter(**here).update(how="")
    RouteDecision.objects.for_system("dispose").filter(**here).update(reason="")
    StationContact.objects.for_system("dispose").filter(**here).update(answer="", spoke_with="")
    JointRound.objects.for_system("dispose").filter(**here).update(code="已销毁")
    versions = JointVersion.objects.for_system("dispose").filter(round__case__minor__in=files)
    versions.update(other="", how="", child_words="", guardian_words="", unheard_why="")
    TermReview.objects.for_system("dispose").filter(round__case__minor__in=files).update(note="")
    for model, blank in WORDS:
        model.objects.for_system("dispose").filter(**here).update(**blank)  # type: ignore[attr-defined]
    members = list(FamilyMember.objects.for_system("dispose").filter(**here))
    for member in members:  # a table with history changes one row at a time; its past goes afterwards
        member.note = ""
        member.save(update_fields=["note"])
    FamilyMember.history.for_system("dispose").filter(id__in=[member.pk for member in members]).delete()
    ControlDecision.objects.for_system("dispose").filter(**here).update(
        reason="", agreed_by="", agreed_at=None
    )
    Transfer.objects.for_system("dispose").filter(**here).update(grounds="", receipt_by="", closed_reason="")
    Letter.objects.for_system("dispose").filter(**here).update(grounds="", demand="")
    of_transfer = {"transfer__case__minor__in": files}
    Refusal.objects.for_system("dispose").filter(**of_transfer).update(reason="", decided_reason="")
    ExchangeWord.objects.for_system("dispose").filter(**of_transfer).update(state="")
    for model, words in MEASURE_WORDS.items():
        model.objects.for_system("dispose").filter(**here).update(**dict.fromkeys(words, ""))
    for measure in Measure.objects.for_system("dispose").filter(**here):
        measure.number = measure.organ = measure.ended_reason = measure.number_key = ""
        measure.save(update_fields=["number", "organ", "ended_reason", "number_key"])
    Measure.history.for_system("dispose").filter(case__minor__in=files).delete()
    wipe_tests_and_leave(files)
    Case.history.for_system("dispose").filter(minor__in=files).delete()
