"""Inside by a paper alone: 强制隔离戒毒 or 中止 on file, and nobody has written down where."""

import pytest

from cases import actions
from cases.actions.lost import sweep_lost
from cases.choices import CaseStatus, DecisionKind, SuspensionCause
from cases.models import LostSpell
from common import clock
from duties import actions as duties
from tests.cases.factories import DAY, HOUR, UNANSWERED, decided, fresh, running
from tests.cast import NOW

TODAY = clock.local_day(NOW)


@pytest.mark.parametrize("stops", [True, False])
def test_no_overdue_contact_loses_whom_a_paper_has_inside(case, clerk, contact, stops):
    contact(NOW)
    due_at = running(case).due_at
    if stops:
        decided(clerk, case)
        actions.suspend(by=clerk, case=case, cause=SuspensionCause.DETAINED, from_on=TODAY, note="", now=NOW)
    else:
        decided(clerk, case, DecisionKind.COMPULSORY)
    duties.tick(due_at + DAY * 20, stamp=False)
    assert fresh(case).status == CaseStatus.IN_CARE
    for n in range(3):
        contact(due_at + DAY * 20 + HOUR * n, **UNANSWERED)
    assert fresh(case).status == CaseStatus.LOST  # who was to be inside and answers nowhere is looked for


def test_who_is_out_by_the_paper_has_the_time_between_two_contacts_once_more(case, clerk, contact, acting):
    contact(NOW)
    due_at = running(case).due_at
    decided(clerk, case)
    actions.suspend(by=clerk, case=case, cause=SuspensionCause.ARRESTED, from_on=TODAY, note="", now=NOW)
    out = due_at + DAY * 20
    with clock.at(out):
        actions.resume(by=acting(clerk, out), case=case, on=clock.local_day(out), now=out)
    start = clock.start_of_day(clock.local_day(out))
    sweep_lost(start + DAY * 31 - HOUR)
    assert fresh(case).status == CaseStatus.IN_CARE
    sweep_lost(start + DAY * 31)
    assert LostSpell.objects.for_system("test").get().from_at == start + DAY * 31


def test_who_was_lost_before_the_paper_came_is_still_looked_for(case, clerk, contact, acting):
    contact(NOW)
    late = running(case).due_at + DAY * 2
    decided(clerk, case)
    with clock.at(late):
        actions.suspend(
            by=acting(clerk, late),
            case=case,
            cause=SuspensionCause.DETAINED,
            from_on=TODAY,
            note="",
            now=late,
        )
    assert fresh(case).status == CaseStatus.LOST
