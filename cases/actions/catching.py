"""What the engine would have done about a case by now, for whoever changes what its rules ask (ADR 046)."""

from datetime import datetime

from cases.actions import growing, lost
from cases.actions.breach import settle_counters
from cases.actions.leave import sweep_leaves_of
from cases.actions.schedule import settle_tests
from cases.models import FINISHED, Case


def catch_up_whole(case: Case, now: datetime) -> Case:
    """Tests, leave, counters, the search and the measure of `case`, in the order of the sweeps.

    Under its lock, and returned as it stands then. Nothing on a case that is over.
    """
    rows = Case.objects.for_system("catch up")
    rows.select_for_update().get(pk=case.pk)
    row = rows.select_related("minor", "unit").get(pk=case.pk)
    if row.status in FINISHED:
        return row
    settle_tests(row, now=now)
    sweep_leaves_of(row, now=now)
    settle_counters(row, now=now)
    lost.catch_up(row, now)
    growing.catch_up(row, now)
    return rows.select_related("minor", "unit").get(pk=case.pk)
