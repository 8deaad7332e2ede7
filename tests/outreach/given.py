"""What stands in the tests of outreach: an event, a round, counts. Everything is fictional."""

from datetime import datetime
from uuid import uuid4

from common.quarters import quarter_of
from outreach import actions
from outreach.choices import Audience, Form, PlaceKind, Setting
from outreach.models import CareRound, CoverageGoal, Event, FamilyWork
from tests.cast import NOW

Q1 = quarter_of(NOW.date())
"""January to March 2026, the quarter of NOW."""


def an_event(by, place, *, held_at: datetime = NOW, now: datetime | None = None, **more) -> Event:
    head = {"done_by": more.pop("done_by", by), "client_id": more.pop("client_id", uuid4())}
    values = {
        "setting": Setting.COUNTRYSIDE,
        "form": Form.LECTURE,
        "topic": "认清新型毒品",
        "held_at": held_at,
        "reach": {Audience.IDLE: 12},
    }
    event = actions.EventIn(**{**values, **more})
    return actions.record_event(by=by, place=place, event=event, now=now or held_at, **head)


def a_care_round(by, place, *, held_at: datetime = NOW, **more) -> CareRound:
    values = {"known": 6, "seen": 5, "in_need": 0, "helpers": "妇联", "note": "", "client_id": uuid4()}
    head = {"by": by, "done_by": by, "place": place, "held_at": held_at, "now": held_at}
    return actions.record_care(**{**head, **values, **more})


def a_parents_meeting(by, place, *, held_at: datetime = NOW, **more) -> FamilyWork:
    values = {
        "kind": "meeting",
        "grades": "一至三年级",
        "expected": 40,
        "reached": 31,
        "topics": "防范依托咪酯",
    }
    head = {"by": by, "done_by": by, "place": place, "held_at": held_at, "now": held_at}
    return actions.record_family(**{**head, **values, "client_id": uuid4(), **more})


def counted(by, place, people, *, quarter=Q1, now: datetime = NOW) -> None:
    actions.enter_headcounts(by=by, place=place, quarter=quarter, people=people, now=now)


def a_goal(by, *, times: int = 2, now: datetime = NOW, **more) -> CoverageGoal:
    values = {
        "place_kind": PlaceKind.VILLAGE,
        "audience": Audience.IDLE,
        "quarter": Q1,
        "times": times,
        "share": 0,
    }
    values["reason"] = "返乡务工的人多，要多讲几次"
    return actions.set_goal(by=by, now=now, client_id=uuid4(), **{**values, **more})
