"""A reason stands on pages and in ledgers read far from the desk: no ID number, no telephone."""

from datetime import timedelta

import pytest

from accounts import actions
from common.errors import DomainError
from tests.cast import NOW

NUMBERS = ["见 999999201003071234", "打 19900001234 问", "１９９００００１２３４"]


@pytest.fixture(params=NUMBERS)
def refused(request):
    def check(act, **more):
        with pytest.raises(DomainError) as error:
            act(reason=request.param, now=NOW, **more)
        assert error.value.field == "reason"
        assert request.param not in str(error.value)

    return check


def test_an_absence(refused, clerk, head):
    span = {"from_at": NOW, "until_at": NOW + timedelta(days=1)}
    refused(actions.record_absence, by=clerk, appointment=clerk.acting.appointment, deputy=head, **span)


def test_the_end_of_a_post(refused, administrator, clerk):
    refused(actions.end_appointment, by=administrator, appointment=clerk.acting.appointment)


def test_switching_off_an_account(refused, administrator, clerk):
    refused(actions.deactivate_account, by=administrator, user=clerk)
