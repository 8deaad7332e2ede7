"""What the police post wrote of the guardian and the talk, told in the timeline of the case."""

from collections.abc import Iterator

from accounts.models import User
from cases.models import Case
from cases.rules.timeline import Event
from reporting.choices import TryOutcome
from reporting.models import EducationTalk, GuardianTry, IntakeLine


def case_events(user: User, case: Case) -> list[Event]:
    """The guardian told or tried, and the talk, of every line of this child that `user` may see."""
    lines = IntakeLine.objects.visible_to(user).filter(minor=case.minor_id)
    found = [event for row in lines.select_related("guardian_told_by") for event in _told(row)]
    of_child = {"line__minor": case.minor_id}
    tries = GuardianTry.objects.visible_to(user).filter(**of_child).exclude(outcome=TryOutcome.TOLD)
    found += [event for row in tries.select_related("by") for event in _try(row)]
    talks = EducationTalk.objects.visible_to(user).filter(**of_child).select_related("by")
    return found + [event for row in talks for event in _talk(row)]


def _told(row: IntakeLine) -> Iterator[Event]:
    if row.guardian_told_at and row.guardian_told_by:
        title = f"告知监护人（{row.get_guardian_how_display()}）"
        handed = f"交由{row.get_handed_to_display()}" if row.handed_to else ""
        yield Event(row.guardian_told_at, None, title, handed, row.guardian_told_by.name, "ok")


def _try(row: GuardianTry) -> Iterator[Event]:
    title = f"告知监护人未成（{row.get_how_display()}）：{row.get_outcome_display()}"
    yield Event(row.at, row.recorded_at, title, who=row.by.name)


def _talk(row: EducationTalk) -> Iterator[Event]:
    if row.took_place:
        title, tone = f"教育谈话（{row.get_adult_display()}）", "ok"
    else:
        title, tone = "上门教育谈话，没有见到孩子", "muted"
    yield Event(row.at, row.recorded_at, title, row.note, row.by.name, tone)
