"""The contact with the child that is owed again and again: what meets it, and from when the next one runs."""

import pytest

from cases import actions
from cases.choices import CaseStatus, Channel, Outcome, WithWhom
from common import clock
from duties.models import Duty
from minors.choices import Track
from tests.cases.factories import CALL, DAY, HOUR, UNANSWERED, fresh, running
from tests.cast import NOW


def test_the_first_success_starts_the_regular_contact(case, contact, worker, officer):
    contact(NOW + DAY)
    duty = running(case)
    assert (duty.started_at, duty.due_at) == (NOW + DAY, clock.shanghai(2026, 4, 3))
    assert (duty.holder, duty.deputy_holder) == (worker, officer)


@pytest.mark.parametrize("days", [5, 29, 40])
def test_early_or_late_the_next_begins_at_the_success(case, contact, days):
    contact(NOW + DAY)
    contact(NOW + DAY * (1 + days))
    assert running(case).started_at == NOW + DAY * (1 + days)
    first = Duty.objects.get(kind="case.contact", met_at__isnull=False)
    assert first.met_at == NOW + DAY * (1 + days)


def test_a_call_counts_once_and_the_next_must_be_a_visit(case, contact):
    contact(NOW + DAY)
    contact(NOW + DAY * 10, **CALL)
    assert running(case).started_at == NOW + DAY * 10
    contact(NOW + DAY * 20, **CALL)
    assert running(case).started_at == NOW + DAY * 10
    contact(NOW + DAY * 21)
    assert running(case).started_at == NOW + DAY * 21


@pytest.mark.parametrize(
    "given",
    [
        {"who": WithWhom.GUARDIAN},
        {"who": WithWhom.SCHOOL, "channel": Channel.PHONE, "outcome": Outcome.SPOKE},
        UNANSWERED,
        {"outcome": Outcome.REFUSED},
    ],
)
def test_nobody_but_the_child_meets_it(case, contact, given):
    contact(NOW + DAY)
    contact(NOW + DAY * 2, **given)
    assert running(case).started_at == NOW + DAY


def test_a_contact_typed_after_a_later_one_meets_nothing_twice(case, contact):
    contact(NOW + DAY)
    contact(NOW + DAY * 4)
    contact(NOW + DAY * 3, now=NOW + DAY * 4 + HOUR)
    assert running(case).started_at == NOW + DAY * 4
    assert Duty.objects.filter(kind="case.contact").count() == 2


@pytest.mark.parametrize("track", [track for track in Track if track != Track.CARE])
def test_every_drug_track_has_its_regular_contact(case, contact, track):
    row = fresh(case)
    row.track = track
    row.save()
    contact(NOW + DAY)
    assert running(case) is not None


def test_care_has_contacts_of_its_own_and_is_never_lost(case, contact):
    row = fresh(case)
    row.track = Track.CARE
    row.save()
    for n in range(3):
        contact(NOW + DAY + HOUR * n, **UNANSWERED)
    contact(NOW + DAY * 2)
    assert running(case) is None
    assert running(case, "case.care_contact").due_at == clock.end_of_day(clock.local_day(NOW) + DAY * 92)
    actions.sweep_lost(NOW + DAY * 200)
    assert fresh(case).status == CaseStatus.IN_CARE


@pytest.mark.parametrize(
    ("level", "days", "due"), [("high", 2, 8), ("high", 20, 27), ("low", 2, 91), ("mid", 2, 31)]
)
def test_a_new_risk_class_moves_the_next_contact(case, contact, head, acting, level, days, due):
    contact(NOW + DAY)
    now = NOW + DAY * days
    with clock.at(now):
        review_on = clock.local_day(now) + DAY * 30
        given = {"level": level, "reasons": "同伴仍在使用，家中无人照看", "review_on": review_on, "now": now}
        actions.assess_risk(by=acting(head, now), case=case, **given)
    assert running(case).started_at == NOW + DAY
    assert running(case).due_at == clock.end_of_day(clock.local_day(NOW) + DAY * due)
