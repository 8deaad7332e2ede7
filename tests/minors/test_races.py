"""Two people at two desks register the same child at the same instant. Real threads, real connections."""

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from common.errors import DomainError
from minors import actions
from minors.choices import MinorState
from minors.models import Minor
from minors.rules import ChildIn
from tests.cast import NOW
from tests.minors.factories import child_in, pending

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What each call gave or raised, all let go by one barrier."""
    barrier = threading.Barrier(len(calls))
    answers: list[object] = [None] * len(calls)

    def run(n: int, call: Callable[[], object]) -> None:
        barrier.wait(timeout=20)
        try:
            answers[n] = call()
        except (DomainError, PermissionDenied) as error:  # what was sealed meanwhile looks absent
            answers[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def registering(user, minor):
    return lambda: actions.register(by=user, minor=minor, identity=ChildIn(is_pupil=True), now=NOW)


def on_the_register() -> int:
    return Minor.objects.for_system("test").filter(state=MinorState.REGISTERED).count()


@pytest.mark.parametrize("with_number", [True, False])
def test_the_same_child_becomes_one(clerk, head, station, with_number):
    for _ in range(5):
        before = on_the_register()
        child = child_in() if with_number else child_in(id_number="")
        one, two = pending(clerk, station, child=child), pending(head, station, child=child)
        answers = at_once(registering(clerk, one), registering(head, two))
        assert sorted(type(answer).__name__ for answer in answers) == ["DomainError", "Minor"]
        assert on_the_register() == before + 1


def test_two_townships_at_once_become_one(clerk, station, outsider, other_station):
    child = child_in()
    one, two = pending(clerk, station, child=child), pending(outsider, other_station, child=child)
    answers = at_once(registering(clerk, one), registering(outsider, two))
    assert on_the_register() == 1
    assert "请联系县禁毒办核对。" in [str(answer) for answer in answers]


def test_the_same_line_registered_twice_is_one(clerk, head, station):
    minor = pending(clerk, station)
    answers = at_once(registering(clerk, minor), registering(head, minor))
    assert sorted(type(answer).__name__ for answer in answers) == ["IllegalTransition", "Minor"]


def test_matching_and_registering_at_once_leave_one(clerk, head, station):
    child = child_in()
    existing = actions.register(
        by=clerk, minor=pending(clerk, station, child=child), identity=ChildIn(is_pupil=True), now=NOW
    )
    intake = pending(head, station, child=child)
    at_once(
        lambda: actions.match(by=clerk, intake=intake, existing=existing, now=NOW), registering(head, intake)
    )
    assert on_the_register() == 1
