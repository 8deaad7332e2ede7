"""Four processes at once: one notice per rung, one miss, one duty per period, one sentence sent."""

import multiprocessing
import traceback
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connections

from common.errors import DomainError
from duties import actions, transport
from duties.actions import engine
from duties.choices import EscalationStep, Source
from duties.models import Duty, Escalation, EscalationEvent, Heartbeat, Miss, Notice, Outage
from tests.duties.factories import DUE, a_duty, key

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
HOUR = timedelta(hours=1)
MANY = 40


@pytest.fixture(autouse=True)
def small_batches(police_post, monkeypatch):
    monkeypatch.setattr(engine, "BATCH", 7)
    police_post.opened_on = date(2027, 1, 1)
    police_post.save()


def at_once(*jobs: Callable[[], object]) -> list:
    """Run every job in a process of its own, all starting together; their results, failures as text."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    gate, results = context.Barrier(len(jobs)), context.Queue()
    processes = [context.Process(target=_run, args=(job, gate, results)) for job in jobs]
    for process in processes:
        process.start()
    found = [results.get(timeout=60) for _ in processes]
    for process in processes:
        process.join(timeout=60)
    failures = [text for kind, text in found if kind == "failed"]
    assert not failures, failures
    return [value for _, value in found]


def _run(job, gate, results) -> None:
    connections.close_all()
    gate.wait(timeout=60)
    try:
        results.put(("done", job()))
    except DomainError as error:
        results.put(("done", str(error)))
    except BaseException:  # the child's only way to say what happened
        results.put(("failed", traceback.format_exc()))
    finally:
        connections.close_all()


def tick_later() -> tuple:
    done = actions.tick(DUE + 30 * HOUR)
    return (done.notices, done.missed, done.escalated)


def test_four_engines_tell_each_rung_once(everybody, police_post):
    for n in range(MANY):
        a_duty(police_post, n=n)
    shares = at_once(*[tick_later] * 4)
    assert Notice.objects.count() == 4 * MANY
    assert Miss.objects.count() == Escalation.objects.count() == EscalationEvent.objects.count() == MANY
    # nobody counts what another wrote
    assert [sum(column) for column in zip(*shares, strict=True)] == [4 * MANY, MANY, MANY]
    assert not Duty.objects.with_step_due(DUE + 30 * HOUR).exists()


def test_four_engines_open_each_period_once(police_post, other_police_post):
    for unit in (police_post, other_police_post):
        unit.opened_on = date(2026, 2, 1)
        unit.save()
    at_once(*[tick_later] * 4)
    assert Duty.objects.filter(kind="daily").count() == 2 * (28 + 4)
    assert Heartbeat.objects.count() == 1


def test_four_engines_write_one_outage(db):
    actions.tick(DUE)
    at_once(*[tick_later] * 4)
    assert Outage.objects.filter(source=Source.ENGINE).count() == 1


def test_duties_are_met_while_two_engines_run(everybody, police_post):
    for n in range(MANY):
        a_duty(police_post, n=n)

    def meet_all(start: int) -> int:
        now = DUE + 20 * HOUR
        for n in range(start, MANY, 2):
            actions.meet("same_day", subject=key(n), at=now, now=now)
        return 0

    at_once(tick_later, tick_later, lambda: meet_all(0), lambda: meet_all(1))
    actions.tick(DUE + 30 * HOUR)
    assert Miss.objects.count() == MANY
    assert not Duty.objects.filter(met_at=None).exists()
    assert not Duty.objects.with_step_due(DUE + 99 * HOUR).exists()
    assert set(Notice.objects.filter(step_no__lt=3).values_list("duty", flat=True)) == set(
        Duty.objects.values_list("pk", flat=True)
    )


def test_two_open_the_same_duty_at_once(police_post):
    ids = at_once(*[lambda: str(a_duty(police_post).pk)] * 4)
    assert len(set(ids)) == 1
    assert Duty.objects.count() == 1


def test_one_of_two_reviewers_takes_it(everybody, police_post, county_user, county_user2):
    duty = a_duty(police_post)
    now = DUE + 30 * HOUR
    actions.tick(now)
    escalation = Escalation.objects.get(duty=duty)

    def take(by):
        actions.acknowledge_escalation(by=by, escalation=escalation, now=now)
        return "taken"

    results = at_once(lambda: take(county_user), lambda: take(county_user2))
    assert results.count("taken") == 1
    assert EscalationEvent.objects.filter(step=EscalationStep.ACKNOWLEDGED).count() == 1


def test_the_first_of_two_to_open_a_notice_is_kept(everybody, police_post, liaison):
    a_duty(police_post)
    actions.tick(DUE)
    notice = Notice.objects.get(step_no=0)

    def look(minute):
        at = DUE + timedelta(minutes=minute)
        return actions.open_notice(by=liaison, notice=notice, now=at).opened_at.timestamp()

    assert len(set(at_once(*[lambda m=m: look(m) for m in range(4)]))) == 1


def test_four_couriers_send_each_sentence_once(everybody, police_post, settings):
    settings.OUTSIDE_CHANNEL = "email"
    for user in everybody:
        user.email = f"{user.username}@example.org"
        user.save()
    for n in range(5):
        a_duty(police_post, n=n)
    actions.tick(DUE)

    def courier():
        mail.outbox = []
        actions.deliver_notices(DUE)
        return [message.body for message in mail.outbox]

    sentences = [body for bodies in at_once(*[courier] * 4) for body in bodies]
    assert sorted(sentences) == [transport.sentence(5)] * 2
