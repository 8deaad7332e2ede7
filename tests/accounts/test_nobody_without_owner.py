"""停用 through the whole house: sessions, posts, grants and duties in one transaction."""

import pytest

from accounts import actions
from accounts.acting import acting_choices
from accounts.models import Appointment
from cases.models import Case
from duties.models import Duty
from minors.models import Grant, Minor
from tests.cases.factories import in_care
from tests.cast import NOW


@pytest.fixture
def case(liaison, clerk, head, officer, worker, station):
    return in_care(clerk=clerk, head=head, officer=officer, worker=worker)


def test_who_is_switched_off_sees_nothing_and_leaves_no_duty_without_an_owner(
    case, administrator, worker, head
):
    held = Duty.objects.open().filter(holder=worker)
    assert held.exists()
    assert Case.objects.visible_to(worker).exists()
    keys = list(held.values_list("pk", flat=True))

    actions.deactivate_account(by=administrator, user=worker, reason="示例", now=NOW)

    assert not Grant.objects.for_system("test").filter(user=worker, ended_at=None).exists()
    worker.act_as(worker.acting.appointment, at=NOW)  # the next request, had there been one
    assert not Case.objects.visible_to(worker).exists()
    assert not Minor.objects.visible_to(worker).exists()
    assert not Duty.objects.open().filter(holder=worker).exists()
    for duty in Duty.objects.filter(pk__in=keys):
        assert duty.holder in (head, None)
        assert duty.post == worker.acting.post or duty.holder == head or duty.voided_at


def test_standing_in_opens_no_more_than_own_grants(case, worker, head):
    Appointment.objects.filter(user=worker).update(ended_at=NOW)
    [head.acting] = [acting for acting in acting_choices(head, NOW) if acting.stands_in == worker.acting.post]
    assert not Case.objects.visible_to(head).exists()
    assert not Minor.objects.visible_to(head).exists()
    assert not Duty.objects.mine(head).exclude(file=None).exists()
