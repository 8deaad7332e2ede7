"""Two people at once: whoever is second finds what the first did."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from accounts import actions
from accounts.acting import acting_choices
from accounts.choices import Post
from accounts.models import Absence, Appointment
from common.errors import DomainError
from tests.accounts.factories import AppointmentFactory
from tests.cast import NOW, staff

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run all at the same moment; "" for each that went through, the sentence for each refused."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        barrier.wait()
        try:
            act()
        except DomainError as error:
            return str(error)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_heads_confirm_one_appointment_once(station, head):
    second = staff("head-2", station, Post.STATION_HEAD)
    row = AppointmentFactory(unit=station, post=Post.SOCIAL_WORKER, pending=True)
    said = at_once(
        lambda: actions.confirm_appointment(by=head, appointment=row, now=NOW),
        lambda: actions.confirm_appointment(by=second, appointment=row, now=NOW),
    )
    assert sorted(said) == ["", "这项任职已经处理过。"]


def test_two_absences_at_once_make_no_chain(clerk, worker, head):
    def absent(person, deputy):
        return lambda: actions.record_absence(
            by=person,
            appointment=person.acting.appointment,
            deputy=deputy,
            from_at=NOW,
            until_at=NOW + timedelta(days=1),
            now=NOW,
        )

    said = at_once(absent(clerk, worker), absent(worker, head))
    assert said.count("") == 1
    assert Absence.objects.count() == 1


def test_switching_off_twice_at_once_happens_once(administrator, county, clerk):
    second = staff("administrator-2", county, Post.ADMINISTRATOR)
    said = at_once(
        *[
            lambda by=by: actions.deactivate_account(by=by, user=clerk, reason="示例", now=NOW)
            for by in (administrator, second)
        ]
    )
    assert sorted(said) == ["", "这个账号已经停用。"]


def test_confirming_while_switching_off_leaves_nobody_in_office(administrator, head, station):
    row = AppointmentFactory(unit=station, post=Post.SOCIAL_WORKER, pending=True)
    at_once(
        lambda: actions.deactivate_account(by=administrator, user=row.user, reason="示例", now=NOW),
        lambda: actions.confirm_appointment(by=head, appointment=row, now=NOW),
    )
    assert acting_choices(row.user, NOW) == []
    assert not Appointment.objects.filter(user=row.user, ended_at=None).exists()
