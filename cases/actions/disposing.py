"""What was written about a child's tests and leave in words goes with its file; the coded rest stays."""

from uuid import UUID

from django.db.models import Model

from cases.models import (
    DrugTest,
    Leave,
    LeaveExtension,
    OffsiteTest,
    PoliceReport,
    PresetChoice,
    RefusedTest,
    UnauthorisedLeave,
)
from common.freetext import REMOVED

TEXTS: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (DrugTest, ("note",)),
    (RefusedTest, ("note",)),
    (OffsiteTest, ("place", "reason")),
    (PresetChoice, ("reason",)),
    (Leave, ("place", "note", "decision_note")),
    (LeaveExtension, ("note",)),
    (UnauthorisedLeave, ("noticed",)),
)


def wipe_tests_and_leave(files: list[UUID]) -> None:
    """Part of `on_dispose`. A text that a constraint asks for is replaced, not emptied."""
    for model, texts in TEXTS:
        rows = model.objects.for_system("dispose").filter(case__minor__in=files)  # type: ignore[attr-defined]
        rows.update(**dict.fromkeys(texts, ""))
    for kind in (DrugTest, RefusedTest, UnauthorisedLeave):
        annulled = kind.objects.for_system("dispose").filter(case__minor__in=files)
        annulled.exclude(annulled_at=None).update(annul_reason=REMOVED)
    reports = PoliceReport.objects.for_system("dispose").filter(case__minor__in=files)
    reports.exclude(reason="").update(reason=REMOVED)
