from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied

from accounts import actions
from accounts.acting import acting_choices
from accounts.choices import Post
from accounts.models import Absence, Appointment, User
from common import clock
from common.errors import DomainError
from tests.accounts.factories import AbsenceFactory, AppointmentFactory
from tests.cast import NOW, staff

PASSWORD = "Nur-ein-Beispiel-1"


def make(by, **kwargs):
    values = {"username": "new-one", "name": "示例·新", "password": PASSWORD, "now": NOW, **kwargs}
    return actions.create_account(by=by, **values)


def test_a_new_account_sees_nothing_and_must_change_its_password(administrator):
    user = make(administrator)
    assert user.check_password(PASSWORD)
    assert user.must_change_password
    assert acting_choices(user, NOW) == []


@pytest.mark.parametrize("username", ["ab", "有名字", "Large", "a b c", "-abc", "a" * 31])
def test_a_login_name_is_small_letters_digits_and_hyphens(administrator, username):
    with pytest.raises(DomainError, match="小写字母"):
        make(administrator, username=username)


def test_a_login_name_is_taken_once(administrator, clerk):
    with pytest.raises(DomainError, match="已经有人"):
        make(administrator, username=clerk.username)


def test_an_account_has_a_name(administrator):
    with pytest.raises(DomainError, match="姓名"):
        make(administrator, name=" ")


@pytest.mark.parametrize("who", ["head", "county_user", "auditor", "outsider", "bystander"])
def test_only_the_administrator_makes_accounts(request, who):
    with pytest.raises(PermissionDenied):
        make(request.getfixturevalue(who))


# --- 停用


def deactivate(by, user, reason="示例：离职"):
    return actions.deactivate_account(by=by, user=user, reason=reason, now=clock.now())


def test_switching_off_is_immediate(administrator, clerk, client_as):
    client = client_as(clerk)
    other = client_as(administrator)
    deactivate(administrator, clerk)
    clerk.refresh_from_db()
    assert not clerk.is_active
    assert clerk.deactivated_by == administrator
    assert not Session.objects.filter(session_key=client.session.session_key).exists()
    assert Session.objects.filter(session_key=other.session.session_key).exists()
    assert not Appointment.objects.filter(user=clerk, ended_at=None).exists()


def test_switching_off_ends_what_they_cover_and_their_own_absence(administrator, head, clerk, worker):
    now = clock.now()
    span = {"from_at": now - timedelta(hours=1), "until_at": now + timedelta(days=3)}
    covered = AbsenceFactory(appointment=head.acting.appointment, deputy=clerk, **span)
    own = AbsenceFactory(appointment=clerk.acting.appointment, deputy=worker, **span)
    unrelated = AbsenceFactory(appointment=head.acting.appointment, deputy=worker, **span)
    deactivate(administrator, clerk)
    live = Absence.objects.live(clock.now())
    assert set(live) == {unrelated}
    assert covered.pk != own.pk


def test_the_hooks_run_in_the_same_transaction(administrator, clerk, settings):
    settings.ON_ACCOUNT_CLOSE = [f"{__name__}.fail"]
    with pytest.raises(RuntimeError):
        deactivate(administrator, clerk)
    assert User.objects.get(pk=clerk.pk).is_active


def fail(*, user, now, reason):
    assert not user.is_active
    assert not Appointment.objects.filter(user=user, ended_at=None).exists()
    raise RuntimeError


def test_nobody_switches_themselves_off(administrator):
    with pytest.raises(DomainError, match="自己"):
        deactivate(administrator, administrator)


def test_switching_off_twice_is_refused(administrator, clerk):
    deactivate(administrator, clerk)
    with pytest.raises(DomainError, match="已经停用"):
        deactivate(administrator, clerk)


def test_switching_off_needs_a_reason(administrator, clerk):
    with pytest.raises(DomainError, match="原因"):
        deactivate(administrator, clerk, " ")


@pytest.mark.parametrize("who", ["head", "county_user", "auditor", "outsider", "bystander"])
def test_only_the_administrator_switches_off(request, clerk, who):
    with pytest.raises(PermissionDenied):
        deactivate(request.getfixturevalue(who), clerk)


def test_the_administrator_of_another_county_does_not(other_county, clerk):
    stranger = staff("stranger", other_county, Post.ADMINISTRATOR)
    with pytest.raises(PermissionDenied):
        deactivate(stranger, clerk)


# --- a new password


def test_a_reset_password_opens_no_file_before_the_head_confirms_again(administrator, head, clerk, client_as):
    client = client_as(clerk)
    actions.reset_password(by=administrator, user=clerk, password=PASSWORD, now=NOW)
    clerk.refresh_from_db()
    assert clerk.check_password(PASSWORD)
    assert clerk.must_change_password
    assert not Session.objects.filter(session_key=client.session.session_key).exists()
    assert acting_choices(clerk, NOW) == []
    pending = Appointment.objects.awaiting_confirmation().get(user=clerk)
    actions.confirm_appointment(by=head, appointment=pending, now=NOW)
    assert acting_choices(clerk, NOW)


def test_a_post_that_reads_nothing_goes_on_after_a_reset(administrator, secretary):
    actions.reset_password(by=administrator, user=secretary, password=PASSWORD, now=NOW)
    assert acting_choices(secretary, NOW)


def test_a_reset_keeps_a_pending_appointment_pending(administrator, clerk, station):
    row = AppointmentFactory(user=clerk, unit=station, post=Post.SOCIAL_WORKER, pending=True)
    actions.reset_password(by=administrator, user=clerk, password=PASSWORD, now=NOW)
    row.refresh_from_db()
    assert row.ended_at is None


@pytest.mark.parametrize("who", ["head", "county_user", "auditor", "outsider", "bystander"])
def test_only_the_administrator_resets(request, clerk, who):
    with pytest.raises(PermissionDenied):
        actions.reset_password(by=request.getfixturevalue(who), user=clerk, password=PASSWORD, now=NOW)


def test_a_password_of_ones_own_or_of_nobody_is_not_reset(administrator, clerk):
    with pytest.raises(DomainError, match="自己"):
        actions.reset_password(by=administrator, user=administrator, password=PASSWORD, now=NOW)
    deactivate(administrator, clerk)
    with pytest.raises(DomainError, match="停用"):
        actions.reset_password(by=administrator, user=clerk, password=PASSWORD, now=NOW)
