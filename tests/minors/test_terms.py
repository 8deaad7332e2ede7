"""Terms and ends: half-yearly renewal, last days of appointments, accounts that close."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.acting import live_acting
from accounts.actions import close_lapsed_appointments, deactivate_account
from accounts.choices import Post
from common import clock
from common.errors import DomainError
from duties.models import Duty
from minors import actions
from minors.models import Grant, Minor, MinorUserObjectPermission
from tests.accounts.factories import AppointmentFactory
from tests.cases.factories import in_care
from tests.cast import NOW

END = clock.shanghai(2026, 9, 3)
"""Six months from 2 March: the end of 2 September."""


@pytest.fixture
def case(clerk, head, officer, worker, county):
    return in_care(clerk, head, officer, worker)


def reads(user, minor, now):
    user.act_as(user.acting.appointment, at=now)
    try:
        return bool(actions.reveal(by=user, minor=minor, fields=["name"], purpose="联系监护人", now=now))
    except PermissionDenied:
        return False


def mirrored():
    return set(MinorUserObjectPermission.objects.values_list("content_object_id", "user_id"))


def live(now):
    rows = Grant.objects.for_system("test").live(now)
    return set(rows.values_list("minor_id", "user_id"))


def test_reading_stops_after_six_months_and_the_work_does_not(case, worker):
    assert reads(worker, case.minor, END - timedelta(seconds=1))
    assert not reads(worker, case.minor, END)
    assert Minor.objects.visible_to(worker).filter(pk=case.minor_id).exists()
    assert Duty.objects.mine(worker).open().filter(file=case.minor_id).exists()


def test_the_head_is_asked_two_weeks_before_once(case, head):
    start = END - timedelta(days=14)
    assert actions.sweep_renewals(start - timedelta(seconds=1)) == 0
    assert actions.sweep_renewals(start) == 1
    assert actions.sweep_renewals(start) == 0
    duty = Duty.objects.open().get(kind="grant.renew")
    assert (duty.started_at, duty.due_at, duty.file) == (start, END, case.minor_id)


def test_one_tap_renews_the_whole_team(case, head, worker, officer, client_as):
    day = END - timedelta(days=3)
    actions.sweep_renewals(day)
    with clock.at(day):
        page = reverse("minors:grant_renew", args=[case.minor_id])
        assert worker.name in client_as(head).get(page).content.decode()
        client_as(head).post(page)
        assert "没有需要续期的授权" in client_as(head).get(page).content.decode()
    assert not Duty.objects.open().filter(kind="grant.renew").exists()
    assert reads(worker, case.minor, END + timedelta(days=150))


def test_a_second_tap_changes_nothing(case, head):
    day = END - timedelta(days=3)
    assert len(actions.renew_grants(by=head, minor=case.minor, now=day)) == 2
    assert actions.renew_grants(by=head, minor=case.minor, now=day + timedelta(minutes=1)) == []


def test_renewal_is_the_heads(case, clerk, worker, other_head, county_user):
    for user in (clerk, worker, other_head, county_user):
        with pytest.raises(PermissionDenied):
            actions.renew_grants(by=user, minor=case.minor, now=END)


def test_a_head_does_not_renew_their_own(case, head):
    Grant.objects.for_system("test").all().delete()
    clerk = case.opened_by
    actions.grant(
        by=head, minor=case.minor, user=head, kind="assignment", fields=["identity"], reason="帮教分工",
        approver=clerk, from_at=NOW,
    )  # fmt: skip
    with pytest.raises(DomainError):
        actions.renew_grants(by=head, minor=case.minor, now=END)


def test_a_relieved_team_leaves_nothing_to_renew(case, head, worker, officer):
    actions.sweep_renewals(END)
    for user in (worker, officer):
        actions.end_grants(
            by=head, minor=case.minor, user=user, kind="assignment", reason="调整小组", now=END
        )
    assert not Duty.objects.open().filter(kind="grant.renew").exists()


def test_a_new_confirmation_begins_a_run_out_assignment_anew(case, head, worker):
    row = actions.grant(
        by=head, minor=case.minor, user=worker, kind="assignment", fields=["identity"], reason="帮教分工",
        approver=head, from_at=END,
    )  # fmt: skip
    assert row.until_at > END
    assert reads(worker, case.minor, END)


def test_an_appointment_that_runs_out_stops_reading_that_instant(case, worker, other_station):
    worker.acting.appointment.until_on = clock.local_day(NOW) + timedelta(days=3)
    worker.acting.appointment.save()
    midnight = clock.start_of_day(clock.local_day(NOW) + timedelta(days=4))
    key = worker.acting.key
    assert live_acting(worker, key, midnight - timedelta(seconds=1)) is not None
    assert live_acting(worker, key, midnight) is None
    other = AppointmentFactory(user=worker, unit=other_station, post=Post.SOCIAL_WORKER)
    worker.act_as(other, at=midnight)
    assert not reads(worker, case.minor, midnight)
    assert not Minor.objects.visible_to(worker).exists()


def test_what_ran_out_does_not_come_back_with_a_new_appointment(case, worker, station):
    worker.acting.appointment.until_on = clock.local_day(NOW) + timedelta(days=3)
    worker.acting.appointment.save()
    after = NOW + timedelta(days=5)
    assert close_lapsed_appointments(after) == 1
    assert close_lapsed_appointments(after) == 0
    again = AppointmentFactory(user=worker, unit=station, post=Post.SOCIAL_WORKER)
    worker.act_as(again, at=after)
    assert not reads(worker, case.minor, after)
    assert not Minor.objects.visible_to(worker).exists()


def test_a_deactivated_account_reads_nothing_the_same_second(case, worker, administrator):
    deactivate_account(by=administrator, user=worker, reason="离职离岗", now=NOW)
    assert (case.minor_id, worker.pk) not in live(NOW)
    assert (case.minor_id, worker.pk) not in mirrored()


def test_the_mirror_follows_the_live_grants(case, head, worker, officer):
    for now in (NOW, END - timedelta(seconds=1), END):
        actions.sweep_grants(now)
        assert mirrored() == live(now)
    actions.renew_grants(by=head, minor=case.minor, now=END)
    assert mirrored() == live(END)
    actions.open_at_once(by=head, minor=case.minor, reason="孩子失联，急需联系监护人", now=END)
    assert mirrored() == live(END)
    actions.end_grants(by=head, minor=case.minor, user=worker, kind="assignment", reason="调整", now=END)
    assert mirrored() == live(END)
