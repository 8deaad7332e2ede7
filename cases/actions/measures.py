"""Which measure is in force: what every rule that binds the child asks first."""

from datetime import date
from uuid import UUID

from cases.models import Case, Measure, Suspension

STANDS_STILL = "（中止）"


def is_suspended(measure: Measure) -> bool:
    """True while 中止: it stands still until somebody writes down that it goes on."""
    spells = Suspension.objects.for_system("is it suspended").filter(measure=measure, resumed_on=None)
    return spells.exists()


def track_now(case: Case) -> str:
    """The legal track of the case as it stands, in words: an ended measure is called ended.

    `Case.track` keeps what the last decision ordered, for the rules that ask where the child came from.
    """
    measure = Measure.objects.for_system("the newest").standing().filter(case=case).first()
    if measure is None:
        return str(case.get_track_display())
    track = measure.get_track_display()
    if measure.ended_on is not None:
        return f"{measure.get_ended_as_display()}（{track}，自{measure.ended_on:%Y-%m-%d}起不再执行）"
    return f"{track}{STANDS_STILL}" if is_suspended(measure) else str(track)


def track_of_file(minor: UUID) -> str:
    """The track of the newest case of the file, as its own page says it; "" without one (`TRACK_WORDS`)."""
    case = Case.objects.for_system("track of a file").filter(minor=minor).order_by("-opened_at").first()
    return track_now(case) if case else ""


def running_measure(case: Case, day: date) -> Measure | None:
    """The measure that binds on the Shanghai day `day`; None before service, after its end, and while 中止.

    Ask `rules.binds_child(measure.track, True)` before a statutory rule. No permission is asked: the action
    that calls has already required its own.
    """
    rows = Measure.objects.for_system("which measure runs").filter(case=case).running(day)
    measure = rows.first()
    if measure is None or Suspension.objects.for_system("is it suspended").on(day).filter(measure=measure):
        return None
    return measure
