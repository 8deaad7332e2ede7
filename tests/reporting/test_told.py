"""What the police post wrote stands in the timeline of the case, for whoever sees the line."""

from datetime import timedelta

import pytest

from cases.timeline import timeline
from reporting import actions
from reporting.choices import GuardianHow, Presence, TryOutcome
from tests.reporting import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offices")]

AT, NOW = given.AT, given.NOW
LATER = NOW + timedelta(hours=1)


def tell(by, line, outcome, **values):
    return actions.record_guardian_told(
        by=by, line=line, at=AT, how=GuardianHow.PHONE, outcome=outcome, now=NOW, **values
    )


def registered(clerk, line):
    identity = given.child(id_number=given.id_number(), birth_date=None)
    return actions.register_line(by=clerk, line=line, identity=identity, facts=given.facts(), now=LATER)


def titles(user, case):
    return {event.title: event for event in timeline(user, case, LATER)}


def test_the_guardian_told_and_tried_and_the_talk_stand_in_the_course(clerk, liaison, line):
    tell(liaison, line, TryOutcome.NO_ANSWER)
    line = tell(liaison, line, TryOutcome.TOLD, handed_to="guardian")
    case = registered(clerk, line)
    actions.record_education(
        by=liaison, line=line, at=LATER, adult=Presence.GUARDIAN, note="示例要点", now=LATER
    )
    said = titles(clerk, case)
    assert said["告知监护人未成（电话）：无人应答"].at == AT
    assert (said["告知监护人（电话）"].text, said["告知监护人（电话）"].who) == ("交由监护人", liaison.name)
    assert said["教育谈话（孩子和监护人在场）"].text == "示例要点"


def test_of_another_child_of_the_same_night_nothing_stands_there(clerk, liaison, offices):
    one, other = given.lines(given.log(liaison, children=[given.line_in(), given.told_line()]))
    told, mine = (other, one) if other.guardian_told_at else (one, other)
    case = registered(clerk, mine)
    assert told.guardian_told_at
    assert not [title for title in titles(clerk, case) if title.startswith("告知监护人")]
