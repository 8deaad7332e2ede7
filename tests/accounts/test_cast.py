"""The cast itself: everybody stands where the other tests believe them to stand."""

import pytest

from accounts.choices import POSTS_OF_UNIT
from accounts.models import Appointment
from tests.cast import NOW

EVERYBODY = [
    "liaison", "police_head", "officer", "worker", "clerk", "head", "leader", "secretary", "school_liaison",
    "county_user", "county_user2", "auditor", "administrator", "outsider", "other_head", "other_leader",
    "other_liaison", "bystander",
]  # fmt: skip


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_acts_as_one_live_appointment_of_a_post_that_exists_there(request, who):
    user = request.getfixturevalue(who)
    assert list(Appointment.objects.live(NOW).filter(user=user)) == [user.acting.appointment]
    assert user.acting.post in POSTS_OF_UNIT[user.acting.unit.kind]


def test_the_outsider_sits_elsewhere_and_the_bystander_here(clerk, outsider, bystander):
    assert outsider.acting.post == clerk.acting.post
    assert outsider.acting.unit.township != clerk.acting.unit.township
    assert bystander.acting.unit.township == clerk.acting.unit.township
