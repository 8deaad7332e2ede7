"""Withdrawn and typed anew it stands as if typed rightly at once."""

from datetime import datetime

import pytest
from django.db import transaction

from cases import actions
from cases.choices import DecisionKind
from cases.models import Case, Measure
from common import clock
from duties import actions as duties
from duties.models import Duty
from minors.models import Minor
from tests.cases.factories import DAY, decided, fresh, in_care
from tests.cast import NOW

TODAY = clock.local_day(NOW)


def stands(case: Case, missed: set[str]) -> dict:
    """How things stand, not what happened on the way or which row says it.

    Nor what is owed of the kinds `missed` by whoever typed rightly at once: to that a second time is given.
    """
    row = fresh(case)
    marks = [one.pk.hex[:6] for one in Measure.objects.for_system("test")]

    def plain(period: str) -> str:
        for mark in marks:
            period = period.replace(mark, "*")
        return "" if period.isdigit() else period.partition("#")[0]

    live = Measure.objects.for_system("test").live().filter(case=case)
    fields = ("track", "kind", "number", "served_on", "term_months", "reported_in_on", "ends_on")
    missed |= set(Duty.objects.filter(miss__isnull=False).values_list("kind", flat=True))
    owed = Duty.objects.open().exclude(kind__in=missed)
    return {
        "case": (row.track, row.status, Minor.objects.for_system("test").get(pk=row.minor_id).track),
        "live": list(live.values_list(*fields)),
        "now": actions.track_now(row),
        "owed": sorted((one.kind, plain(one.period), one.due_at) for one in owed),
        "counted": [vars(actions.counters_of(one, TODAY)) for one in live],
    }


RIGHT = {"number": "示例戒决字〔2026〕7号", "on": TODAY - DAY * 3}
MISTAKES = {
    "the number": {"number": "示例戒决字〔2026〕8号"},
    "the day": {"on": TODAY - DAY * 13},
    "the kind": {"kind": DecisionKind.CORRECTION},
    "the other kind": {"kind": DecisionKind.RECOVERY},
    "the organ": {"organ": "示例市公安局"},
}


@pytest.mark.parametrize("right", [DecisionKind.DETOX, DecisionKind.RECOVERY, DecisionKind.CORRECTION])
@pytest.mark.parametrize("before", [False, True])
def test_withdrawn_and_typed_anew_it_stands_as_if_typed_rightly_at_once(
    clerk, head, officer, worker, acting, withdraw, police_post, before, right
):
    case = in_care(clerk, head, officer, worker)
    if before:
        decided(clerk, case, DecisionKind.CORRECTION, on=TODAY - DAY * 20, number="示例矫决字〔2026〕1号")

    def file(now: datetime, **changes) -> Measure:
        given = {"kind": right, **RIGHT, **changes}
        with clock.at(now):
            measure = decided(acting(clerk, now), case, given.pop("kind"), now=now, **given)
            if measure.track in ("community_detox", "community_recovery"):
                actions.report_in(by=acting(clerk, now), case=case, on=TODAY - DAY * 2, now=now)
        return measure

    def play(later: datetime, mistake: dict | None, missed: set[str]) -> dict:
        with transaction.atomic():
            measure = file(NOW, **(mistake or {}))
            duties.tick(later, stamp=False)
            if mistake:
                withdraw(measure, now=later)
                file(later)
            duties.tick(later, stamp=False)
            found = stands(case, missed)
            transaction.set_rollback(True)
        return found

    for days in (0, 6):
        missed: set[str] = set()
        rightly = play(NOW + DAY * days, None, missed)
        for what, mistake in MISTAKES.items():
            if mistake.get("kind") != right:
                assert (what, days, play(NOW + DAY * days, mistake, missed)) == (what, days, rightly)
