"""What the database itself refuses, whoever asks."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from common import triggers
from duties import actions
from duties.models import Duty, Escalation, EscalationEvent, Miss, Notice, PolicyChange
from tests.duties.factories import DUE, START, a_duty, meet

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
HOUR = timedelta(hours=1)


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def test_the_triggers_stand(db):
    assert triggers.missing_all(connection) == []


@pytest.mark.parametrize(
    "values",
    [
        {"started_at": START - HOUR},
        {"due_at": DUE + HOUR},
        {"ladder": []},
        {"kind": "daily"},
        {"period": "2026-03-02"},
    ],
)
def test_a_promise_is_not_rewritten(police_post, values):
    a_duty(police_post)
    refused(lambda: Duty.objects.update(**values))


@pytest.mark.parametrize("values", [{"met_at": None, "met_recorded_at": None}, {"met_at": START}])
def test_what_was_met_stays_met(police_post, values):
    meet(a_duty(police_post), DUE + HOUR)
    refused(lambda: Duty.objects.update(**values))


def test_a_duty_is_voided_only_before_its_hour(police_post):
    a_duty(police_post)
    refused(lambda: Duty.objects.update(voided_at=DUE))


def test_nothing_of_a_miss_is_changed_or_removed(everybody, police_post, county_user):
    a_duty(police_post)
    actions.tick(DUE + 30 * HOUR)
    actions.change_policy(
        by=county_user,
        kind="register",
        field="due.amount",
        value=2,
        from_on=DUE.date(),
        reason="人手不足暂缓办理",
        now=START,
    )
    refused(lambda: Miss.objects.update(at=START))
    refused(lambda: Notice.objects.update(at=START))
    refused(lambda: Escalation.objects.update(raised_at=START))
    refused(lambda: EscalationEvent.objects.update(note="改"))
    refused(lambda: PolicyChange.objects.update(value=9))
    for model in (Miss, Notice, EscalationEvent, Escalation, PolicyChange):
        refused(lambda m=model: _delete(m))


def _delete(model):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")
