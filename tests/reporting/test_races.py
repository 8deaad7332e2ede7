"""Two at once: one wins, the other is told or gets the same row. On PostgreSQL they really run together."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from cases.models import Case
from common.errors import DomainError
from minors.models import Minor
from reporting import actions
from reporting.models import Declaration, IntakeLine, Report, Seizure
from tests.reporting import given

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.usefixtures("offices"),
]


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same moment, each on its own connection; a DomainError is a result."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            barrier.wait()
            return call()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_the_same_form_sent_four_times_at_once_makes_one(liaison):
    key = uuid4()
    rows = together(*[lambda: given.log(liaison, client_id=key)] * 4)
    assert {row.pk for row in rows} == {rows[0].pk}
    assert Seizure.objects.for_system("test").count() == 1
    assert Report.objects.for_system("test").count() == 1
    assert Minor.objects.for_system("test").count() == 1


def test_two_who_register_the_same_child_make_one_case(liaison, clerk, head):
    line = given.lines(given.log(liaison))[0]

    def register(by):
        return lambda: actions.register_line(
            by=by, line=line, identity=given.child(), facts=given.facts(), now=given.NOW
        )

    results = together(register(clerk), register(head))
    assert sorted(type(result).__name__ for result in results) == ["Case", "DomainError"]
    assert Case.objects.for_system("test").count() == 1
    assert IntakeLine.objects.for_system("test").get().registered_by in (clerk, head)


def test_a_zero_and_a_seizure_at_once_never_leave_both_live(liaison):
    together(
        lambda: given.log(liaison),
        lambda: actions.declare_zero(by=liaison, day=date(2026, 3, 2), now=given.NOW),
    )
    assert Seizure.objects.for_system("test").count() == 1
    assert not Declaration.objects.for_system("test").filter(superseded_at=None).exists()


def test_two_zeros_at_once_are_one(liaison):
    rows = together(*[lambda: actions.declare_zero(by=liaison, day=date(2026, 3, 2), now=given.NOW)] * 2)
    assert rows[0] == rows[1]


def test_signed_and_returned_at_once_is_one_of_them(liaison, leader):
    report = given.reports(given.log(liaison))[0]
    together(
        lambda: actions.sign_report(by=leader, report=report, now=given.NOW),
        lambda: actions.return_report(by=leader, report=report, reason="不清楚", now=given.NOW),
    )
    report.refresh_from_db()
    assert (report.signed_at is None) != (report.returned_at is None)
