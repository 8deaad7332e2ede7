from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts import actions
from accounts.acting import acting_choices
from accounts.choices import Post
from accounts.models import Appointment
from common.errors import DomainError
from tests.accounts.factories import AppointmentFactory, UserFactory
from tests.cast import NOW

TODAY = date(2026, 3, 2)


def appoint(by, unit, post, *, user=None, **kwargs):
    return actions.appoint(
        by=by, user=user or UserFactory(), unit=unit, post=post, from_on=TODAY, now=NOW, **kwargs
    )


def test_a_post_that_reads_files_waits_for_the_head(administrator, station, head):
    appointment = appoint(administrator, station, Post.STATION_CLERK)
    assert acting_choices(appointment.user, NOW) == []
    actions.confirm_appointment(by=head, appointment=appointment, now=NOW)
    assert [acting.post for acting in acting_choices(appointment.user, NOW)] == [Post.STATION_CLERK]


@pytest.mark.parametrize(
    ("place", "post"), [("village", Post.VILLAGE_SECRETARY), ("school", Post.SCHOOL_LIAISON)]
)
def test_a_post_that_reads_nothing_takes_effect_at_once(request, administrator, place, post):
    appointment = appoint(administrator, request.getfixturevalue(place), post)
    assert acting_choices(appointment.user, NOW)


CONFIRMERS = [
    ("station", Post.STATION_CLERK, "head"),
    ("station", Post.SOCIAL_WORKER, "head"),
    ("police_post", Post.POLICE_LIAISON, "police_head"),
    ("police_post", Post.COMMUNITY_OFFICER, "police_head"),
    ("station", Post.STATION_HEAD, "county_user"),
    ("police_post", Post.POLICE_HEAD, "county_user"),
    ("township", Post.TOWNSHIP_LEADER, "county_user"),
    ("county", Post.COUNTY_REVIEWER, "county_user"),
    ("county", Post.AUDITOR, "county_user"),
]
HEADS = ["head", "police_head", "leader", "county_user", "other_head"]


@pytest.mark.parametrize("who", HEADS)
@pytest.mark.parametrize(("place", "post", "confirmer"), CONFIRMERS)
def test_only_the_head_of_that_unit_confirms(request, administrator, place, post, confirmer, who):
    heads = {name: request.getfixturevalue(name) for name in HEADS}
    appointment = appoint(administrator, request.getfixturevalue(place), post)
    if who == confirmer:
        actions.confirm_appointment(by=heads[who], appointment=appointment, now=NOW)
        assert acting_choices(appointment.user, NOW)
    else:
        with pytest.raises(PermissionDenied):
            actions.confirm_appointment(by=heads[who], appointment=appointment, now=NOW)


@pytest.mark.parametrize("who", ["administrator", "clerk", "outsider", "bystander", "auditor"])
def test_nobody_else_confirms(request, administrator, station, head, who):
    appointment = appoint(administrator, station, Post.SOCIAL_WORKER)
    with pytest.raises(PermissionDenied):
        actions.confirm_appointment(by=request.getfixturevalue(who), appointment=appointment, now=NOW)


def test_nobody_confirms_themselves(county_user, county):
    row = AppointmentFactory(user=county_user, unit=county, post=Post.AUDITOR, pending=True)
    with pytest.raises(DomainError, match="自己"):
        actions.confirm_appointment(by=county_user, appointment=row, now=NOW)


def test_nobody_confirms_what_they_typed(head, station):
    row = AppointmentFactory(unit=station, post=Post.SOCIAL_WORKER, appointed_by=head, pending=True)
    with pytest.raises(DomainError, match="录入"):
        actions.confirm_appointment(by=head, appointment=row, now=NOW)


@pytest.mark.parametrize("column", ["user", "appointed_by"])
def test_the_database_refuses_it_too(station, column):
    user = UserFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        AppointmentFactory(**{"unit": station, column: user, "confirmed_by": user})


def test_a_deputy_does_not_confirm_the_colleague_they_stand_in_for(
    administrator, station, head, clerk, county_user
):
    row = AppointmentFactory(user=head, unit=station, post=Post.STATION_CLERK, pending=True)
    absence = actions.record_absence(
        by=head,
        appointment=head.acting.appointment,
        deputy=clerk,
        from_at=NOW,
        until_at=NOW + timedelta(days=1),
        now=NOW,
    )
    clerk.act_as(absence.appointment, at=NOW, absence=absence)
    with pytest.raises(DomainError, match="自己"):
        actions.confirm_appointment(by=clerk, appointment=row, now=NOW)


def test_the_county_confirms_where_there_is_no_head(administrator, station, county_user):
    appointment = appoint(administrator, station, Post.STATION_CLERK)
    actions.confirm_appointment(by=county_user, appointment=appointment, now=NOW)
    assert acting_choices(appointment.user, NOW)


def test_the_county_steps_in_after_a_working_day_of_silence(administrator, station, head, county_user):
    appointment = appoint(administrator, station, Post.STATION_CLERK)
    Appointment.objects.filter(pk=appointment.pk).update(recorded_at=NOW)
    with pytest.raises(PermissionDenied):
        actions.confirm_appointment(by=county_user, appointment=appointment, now=NOW + timedelta(hours=23))
    actions.confirm_appointment(by=county_user, appointment=appointment, now=NOW + timedelta(days=2))


def test_an_appointment_is_confirmed_once(administrator, station, head):
    appointment = appoint(administrator, station, Post.STATION_CLERK)
    actions.confirm_appointment(by=head, appointment=appointment, now=NOW)
    with pytest.raises(DomainError, match="处理过"):
        actions.confirm_appointment(by=head, appointment=appointment, now=NOW)


@pytest.mark.parametrize("who", ["head", "county_user", "outsider", "bystander"])
def test_only_the_administrator_appoints(request, station, who):
    with pytest.raises(PermissionDenied):
        appoint(request.getfixturevalue(who), station, Post.STATION_CLERK)


def test_the_administrator_appoints_in_the_own_county_only(administrator, other_county):
    with pytest.raises(PermissionDenied):
        appoint(administrator, other_county, Post.COUNTY_REVIEWER)


def test_a_unit_has_only_its_own_posts(administrator, station):
    with pytest.raises(DomainError, match="没有这个职务"):
        appoint(administrator, station, Post.AUDITOR)


def test_the_administrator_does_not_appoint_themselves(administrator, station):
    with pytest.raises(DomainError, match="自己"):
        appoint(administrator, station, Post.STATION_CLERK, user=administrator)


def test_the_auditor_holds_nothing_else(administrator, station, auditor):
    with pytest.raises(DomainError, match="兼任"):
        appoint(administrator, station, Post.STATION_CLERK, user=auditor)


def test_one_person_may_be_leader_and_head(administrator, station, leader, county_user):
    row = appoint(administrator, station, Post.STATION_HEAD, user=leader)
    actions.confirm_appointment(by=county_user, appointment=row, now=NOW)
    assert {acting.post for acting in acting_choices(leader, NOW) if not acting.stands_in} == {
        Post.TOWNSHIP_LEADER,
        Post.STATION_HEAD,
    }


def test_the_same_post_twice_is_refused(administrator, station, clerk):
    with pytest.raises(DomainError, match="已经担任"):
        appoint(administrator, station, Post.STATION_CLERK, user=clerk)


def test_a_closed_unit_takes_nobody(administrator, station):
    station.closed_on = TODAY
    station.save()
    with pytest.raises(DomainError, match="停用"):
        appoint(administrator, station, Post.STATION_CLERK)


@pytest.mark.parametrize("until_on", [date(2026, 3, 1), date(2025, 1, 1)])
def test_an_appointment_that_is_over_before_it_begins_is_refused(administrator, station, until_on):
    with pytest.raises(DomainError, match="止日"):
        appoint(administrator, station, Post.STATION_CLERK, until_on=until_on)


def test_an_appointment_lasts_through_its_last_day(administrator, village):
    row = appoint(administrator, village, Post.VILLAGE_SECRETARY, until_on=date(2026, 3, 3))
    day = timedelta(days=1)
    assert acting_choices(row.user, NOW + day)
    assert acting_choices(row.user, NOW + 2 * day) == []


# --- ending

CLOSED = []


def note_close(*, user, now, reason):
    CLOSED.append((user.username, now, reason))


@pytest.fixture
def closed(settings):
    settings.ON_ACCOUNT_CLOSE = [f"{__name__}.note_close"]
    CLOSED.clear()
    return CLOSED


@pytest.mark.parametrize("who", ["head", "administrator"])
def test_head_and_administrator_end_a_post_at_once(request, closed, clerk, who):
    actions.end_appointment(
        by=request.getfixturevalue(who), appointment=clerk.acting.appointment, reason="示例原因", now=NOW
    )
    assert acting_choices(clerk, NOW) == []
    assert closed == [("clerk", NOW, "示例原因")]


@pytest.mark.parametrize(
    "who", ["clerk", "leader", "police_head", "outsider", "bystander", "county_user", "other_head"]
)
def test_nobody_else_ends_a_post(request, worker, who):
    with pytest.raises(PermissionDenied):
        actions.end_appointment(
            by=request.getfixturevalue(who), appointment=worker.acting.appointment, reason="示例", now=NOW
        )


def test_nobody_ends_their_own_post(head):
    with pytest.raises(DomainError, match="自己"):
        actions.end_appointment(by=head, appointment=head.acting.appointment, reason="示例", now=NOW)


def test_ending_needs_a_reason(head, clerk):
    with pytest.raises(DomainError, match="原因"):
        actions.end_appointment(by=head, appointment=clerk.acting.appointment, reason=" ", now=NOW)


def test_who_leaves_hands_over_first(closed, head, clerk, worker):
    row = actions.leave_post(
        by=head, appointment=clerk.acting.appointment, handed_to=worker, handed_on=TODAY, now=NOW
    )
    assert (row.handed_to, row.handed_on, row.ended_reason) == (worker, TODAY, "调离")
    assert closed == [("clerk", NOW, "调离")]


@pytest.mark.parametrize("who", ["clerk", "outsider", "county_user"])
def test_the_work_is_handed_to_a_colleague_on_the_spot(request, head, clerk, who):
    with pytest.raises(DomainError, match="接手人"):
        actions.leave_post(
            by=head,
            appointment=clerk.acting.appointment,
            handed_to=request.getfixturevalue(who),
            handed_on=TODAY,
            now=NOW,
        )


def test_the_hand_over_list_is_not_signed_tomorrow(head, clerk, worker):
    with pytest.raises(DomainError, match="签字日期"):
        actions.leave_post(
            by=head,
            appointment=clerk.acting.appointment,
            handed_to=worker,
            handed_on=date(2026, 3, 3),
            now=NOW,
        )


def test_a_failing_hook_ends_nothing(settings, head, clerk):
    settings.ON_ACCOUNT_CLOSE = [f"{__name__}.fail"]
    with pytest.raises(RuntimeError):
        actions.end_appointment(by=head, appointment=clerk.acting.appointment, reason="示例", now=NOW)
    assert acting_choices(clerk, NOW)


def fail(**_):
    raise RuntimeError
