"""A child goes back to school, or leaves: the line of the report gets what the new route orders."""

from datetime import date, timedelta

import pytest

from cases import actions as cases
from cases.choices import SchoolState
from cases.models import Case, JointRound
from common.clock import local_day
from duties.models import Duty
from reporting import actions
from reporting.choices import Channel, Presence
from tests.reporting import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offices")]

LATER = given.NOW + timedelta(hours=1)
NEXT_DAY = given.NOW + timedelta(days=1)


def register(by, line, **values) -> Case:
    identity = given.child(id_number=given.id_number(), birth_date=None)
    return actions.register_line(by=by, line=line, identity=identity, facts=given.facts(**values), now=LATER)


def change(by, case, state, since: date | None = None, now=NEXT_DAY):
    return cases.record_school_status(
        by=by, case=case, state=state, since=since or local_day(now), reason="村里和班主任都说了", now=now
    )


def owed(line) -> set[str]:
    kinds = ("case.education", "case.county_report")
    return set(Duty.objects.open().filter(subject=line.pk, kind__in=kinds).values_list("kind", flat=True))


def test_returning_to_school_opens_the_talk_and_the_word_to_the_county(clerk, line):
    case = register(clerk, line, is_pupil=False)
    assert owed(line) == set()
    change(clerk, case, SchoolState.IN_SCHOOL)
    assert owed(line) == {"case.education", "case.county_report"}


def test_dropping_out_voids_what_is_not_yet_due(clerk, line):
    case = register(clerk, line, is_pupil=True)
    assert owed(line) == {"case.education", "case.county_report"}
    change(clerk, case, SchoolState.DROPPED, now=LATER + timedelta(minutes=5))
    assert owed(line) == set()


def test_what_was_done_is_not_asked_for_again(clerk, liaison, line):
    case = register(clerk, line, is_pupil=True)
    actions.record_education(by=liaison, line=line, at=LATER, adult=Presence.GUARDIAN, note="", now=LATER)
    actions.send_county_report(
        by=liaison, line=line, channel=Channel.SYSTEM, suggestion="", at=LATER, now=LATER
    )
    change(clerk, case, SchoolState.SUSPENDED)
    change(clerk, case, SchoolState.IN_SCHOOL, now=NEXT_DAY + timedelta(hours=1))
    assert owed(line) == set()


def test_the_police_know_the_round_by_the_code_of_their_report(clerk, liaison, line):
    register(clerk, line, is_pupil=True)
    assert JointRound.objects.visible_to(liaison).get().code == line.code
