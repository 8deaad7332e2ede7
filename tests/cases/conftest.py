from datetime import timedelta

import pytest

from cases import actions
from cases.choices import Channel, Outcome, WithWhom
from cases.testwords import Consent
from common import clock
from tests.cases.factories import fresh, in_care
from tests.cast import NOW

WITHDRAWN_FOR = "登到了别的孩子名下"
LATER = NOW + timedelta(days=1)


@pytest.fixture
def a_day_later():
    """The day after everything of the factories happened."""
    with clock.at(LATER) as instant:
        yield instant


@pytest.fixture
def case(clerk, head, officer, worker, county_user, police_post):
    return in_care(clerk, head, officer, worker)


@pytest.fixture
def contact(case, worker, acting):
    """`contact(at, …)`: an attempt of the worker, recorded when it was made unless said otherwise."""

    def record(at, *, now=None, who=WithWhom.CHILD, channel=Channel.VISIT, outcome=Outcome.MET, **more):
        now = now or at
        with clock.at(now):
            return actions.record_contact(
                by=acting(worker, now),
                case=case,
                at=at,
                with_whom=who,
                channel=channel,
                outcome=outcome,
                now=now,
                **more,
            )

    return record


@pytest.fixture
def withdraw(clerk, head, acting):
    """`withdraw(measure)`: asked for by the clerk and granted by the head, at once."""

    def both(measure, *, now=NOW, **more):
        case = fresh(measure.case)
        with clock.at(now):
            actions.ask_withdrawal(
                by=acting(clerk, now), case=case, measure=measure, reason=WITHDRAWN_FOR, now=now, **more
            )
            return actions.decide_withdrawal(
                by=acting(head, now), case=case, answer=Consent.APPROVED, now=now
            )

    return both
