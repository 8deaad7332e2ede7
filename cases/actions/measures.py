"""Which measure is in force: what every rule that binds the child asks first."""

from datetime import date

from cases.models import Case, Measure, Suspension


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
