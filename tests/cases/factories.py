"""Cases at each stage, made by the actions themselves."""

from base64 import b64decode
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Unit, User
from cases import actions
from cases.choices import Channel, DecisionKind, Outcome, Place
from cases.models import Case, Measure
from cases.rules import RouteFacts
from common import clock
from duties.models import Duty
from minors.choices import Track
from minors.models import Minor
from tests.cast import NOW
from tests.minors.factories import registered

PNG = b64decode(
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""The smallest picture there is."""
LOCAL = RouteFacts(captured_in=True, household=Place.OURS, residence=Place.OURS, is_pupil=True)


def facts(captured_in: bool = True, household: str = "ours", residence: str = "ours", is_pupil: bool = True):
    return RouteFacts(captured_in, Place(household), Place(residence), is_pupil)


def open_case(
    by: User,
    station: Unit,
    *,
    now: datetime = NOW,
    minor: Minor | None = None,
    with_facts: RouteFacts = LOCAL,
) -> Case:
    minor = minor or registered(by, station, now=now)
    return actions.open_case(by=by, minor=minor, facts=with_facts, at=now, now=now)


def in_care(
    clerk: User, head: User, officer: User, worker: User, *, now: datetime = NOW, case: Case | None = None
) -> Case:
    """A case whose team has been confirmed."""
    case = case or open_case(clerk, clerk.acting.unit, now=now)
    named = officer if case.track != Track.CARE else None
    actions.propose_team(by=clerk, case=case, community_officer=named, social_worker=worker, now=now)
    actions.confirm_team(by=head, case=case, now=now)
    return Case.objects.for_system("test").get(pk=case.pk)


DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CALL = {"channel": Channel.PHONE, "outcome": Outcome.SPOKE}
UNANSWERED = {"channel": Channel.PHONE, "outcome": Outcome.NO_ANSWER}


def fresh(case: Case) -> Case:
    return Case.objects.for_system("test").get(pk=case.pk)


def only(kind: str, case: Case, **more: Any) -> Duty:
    return Duty.objects.get(kind=kind, subject=case.pk, **more)


def running(case: Case, kind: str = "case.contact") -> Duty | None:
    return Duty.objects.open().filter(kind=kind, subject=case.pk).first()


def decision_in(kind: str = DecisionKind.DETOX, on: date | None = None, **changes: Any) -> actions.DecisionIn:
    """A paper served on the day before NOW unless said otherwise; of an addict where one is needed."""
    day = on or clock.local_day(NOW) - timedelta(days=1)
    given: dict[str, Any] = {
        "kind": kind,
        "number": "示例戒决字〔2026〕3号",
        "organ": "示例县公安局",
        "decided_on": day,
        "served_on": day,
        "addicted_on": day if kind in ("detox", "recovery", "compulsory") else None,
        "spared_read": kind == "compulsory",
        "paper": PNG,
    }
    return actions.DecisionIn(**{**given, **changes})


def decided(
    by: User, case: Case, kind: str = DecisionKind.DETOX, *, now: datetime = NOW, **changes: Any
) -> Measure:
    """A case with a decision on file; for 社区戒毒 and 社区康复 not yet reported in."""
    return actions.record_decision(by=by, case=case, decision=decision_in(kind, **changes), now=now)
