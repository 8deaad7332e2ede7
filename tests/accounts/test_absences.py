from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts import actions
from accounts.acting import acting_choices
from common.errors import DomainError
from tests.accounts.factories import AbsenceFactory
from tests.cast import NOW

DAY = timedelta(days=1)


def record(by, absent, deputy, *, from_at=NOW, until_at=NOW + DAY, now=NOW):
    return actions.record_absence(
        by=by,
        appointment=absent.acting.appointment,
        deputy=deputy,
        from_at=from_at,
        until_at=until_at,
        now=now,
    )


def posts(user, at):
    return [(acting.post, acting.is_deputy) for acting in acting_choices(user, at)]


def test_the_deputy_acts_for_that_time_and_no_longer(clerk, worker):
    record(clerk, clerk, worker)
    own = ("social_worker", False)
    assert posts(worker, NOW - DAY) == [own]
    assert posts(worker, NOW) == [own, ("station_clerk", True)]
    assert posts(worker, NOW + DAY - timedelta(microseconds=1)) == [own, ("station_clerk", True)]
    assert posts(worker, NOW + DAY) == [own]


def test_the_head_enters_it_too(head, clerk, worker):
    assert record(head, clerk, worker).entered_by == head


@pytest.mark.parametrize("who", ["leader", "officer", "outsider", "other_head", "bystander", "administrator"])
def test_nobody_else_enters_it(request, clerk, worker, who):
    with pytest.raises(PermissionDenied):
        record(request.getfixturevalue(who), clerk, worker)


@pytest.mark.parametrize("who", ["outsider", "county_user", "clerk"])
def test_the_deputy_is_somebody_else_of_the_same_township(request, clerk, who):
    with pytest.raises(DomainError, match="代理人须是"):
        record(clerk, clerk, request.getfixturevalue(who))


@pytest.mark.parametrize(("absent", "deputy"), [
    ("clerk", "school_liaison"), ("clerk", "bystander"), ("clerk", "leader"), ("leader", "bystander"),
    ("county_user", "administrator"), ("county_user", "auditor"), ("auditor", "administrator"),
])  # fmt: skip
def test_an_absence_opens_no_file_to_a_post_that_reads_none(request, absent, deputy):
    somebody = request.getfixturevalue(absent)
    with pytest.raises(DomainError, match="不接触"):
        record(somebody, somebody, request.getfixturevalue(deputy))


def test_a_deputy_who_was_switched_off_is_none(head, clerk, worker):
    worker.is_active = False
    worker.save()
    with pytest.raises(DomainError, match="代理人须是"):
        record(clerk, clerk, worker)


def test_no_two_absences_of_one_post_at_once(clerk, worker, head):
    record(clerk, clerk, worker)
    with pytest.raises(DomainError, match="已经登记"):
        record(clerk, clerk, head, from_at=NOW + DAY / 2, until_at=NOW + 2 * DAY)
    record(clerk, clerk, head, from_at=NOW + DAY, until_at=NOW + 2 * DAY)


def test_who_is_absent_is_nobodys_deputy(clerk, worker, head):
    record(clerk, clerk, worker)
    with pytest.raises(DomainError, match="本人也缺勤"):
        record(head, head, clerk)


def test_a_deputy_does_not_go_absent_leaving_a_chain(clerk, worker, head):
    record(clerk, clerk, worker)
    with pytest.raises(DomainError, match="正在代理"):
        record(worker, worker, head)


def test_an_absence_ended_early_leaves_room(clerk, worker, head):
    absence = record(clerk, clerk, worker)
    actions.end_absence(by=clerk, absence=absence, now=NOW + timedelta(hours=1))
    assert posts(worker, NOW + timedelta(hours=1)) == [("social_worker", False)]
    record(worker, worker, head, from_at=NOW + timedelta(hours=1))


@pytest.mark.parametrize(("from_at", "until_at"), [(NOW, NOW), (NOW, NOW - DAY), (NOW - 2 * DAY, NOW)])
def test_an_absence_ends_after_it_begins_and_after_now(clerk, worker, from_at, until_at):
    with pytest.raises(DomainError, match="止时"):
        record(clerk, clerk, worker, from_at=from_at, until_at=until_at)


def test_an_ended_post_has_no_absence(administrator, head, clerk, worker):
    actions.end_appointment(by=head, appointment=clerk.acting.appointment, reason="示例", now=NOW)
    with pytest.raises(DomainError, match="无人在任"):
        record(clerk, clerk, worker)


@pytest.mark.parametrize("who", ["clerk", "head", "worker"])
def test_holder_head_and_deputy_end_it(request, clerk, worker, head, who):
    absence = record(clerk, clerk, worker)
    actions.end_absence(by=request.getfixturevalue(who), absence=absence, now=NOW)
    assert posts(worker, NOW) == [("social_worker", False)]


@pytest.mark.parametrize("who", ["leader", "officer", "outsider", "bystander"])
def test_nobody_else_ends_it(request, clerk, worker, who):
    absence = record(clerk, clerk, worker)
    with pytest.raises(PermissionDenied):
        actions.end_absence(by=request.getfixturevalue(who), absence=absence, now=NOW)


def test_it_is_ended_once(clerk, worker):
    absence = record(clerk, clerk, worker)
    actions.end_absence(by=clerk, absence=absence, now=NOW)
    with pytest.raises(DomainError, match="已经结束"):
        actions.end_absence(by=clerk, absence=absence, now=NOW)


def test_the_database_refuses_an_absence_that_ends_before_it_begins(clerk, worker):
    with pytest.raises(IntegrityError), transaction.atomic():
        AbsenceFactory(appointment=clerk.acting.appointment, deputy=worker, until_at=NOW - 9 * DAY)
