"""The engine: what it opens, writes and tells; twice, late, and after any stop the same ledger."""

from datetime import timedelta
from functools import partial

import pytest

from accounts.models import Appointment
from common.clock import shanghai
from duties import actions
from duties.actions import engine
from duties.choices import EscalationStep, Source, Tell
from duties.models import Duty, Escalation, EscalationEvent, Heartbeat, Miss, Notice, Outage
from tests.accounts.factories import AbsenceFactory, UserFactory
from tests.duties.factories import DUE, START, a_duty, meet

US = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
NO_DAILY = pytest.mark.usefixtures("no_daily")


@pytest.fixture
def no_daily(police_post):
    police_post.opened_on = shanghai(2027, 1, 1).date()
    police_post.save()


def told():
    return list(Notice.objects.order_by("at", "step_no").values_list("tell", flat=True))


@NO_DAILY
@pytest.mark.parametrize(
    ("now", "levels", "misses", "escalations"),
    [
        (DUE - 4 * HOUR - US, [], 0, 0),
        (DUE - 4 * HOUR, ["holder"], 0, 0),
        (DUE - US, ["holder"], 0, 0),
        (DUE, ["holder", "unit_head"], 1, 0),
        (DUE + 9 * HOUR, ["holder", "unit_head", "township_leader"], 1, 0),
        (DUE + 24 * HOUR - US, ["holder", "unit_head", "township_leader"], 1, 0),
        (DUE + 24 * HOUR, ["holder", "unit_head", "township_leader", "county"], 1, 1),
    ],
)
def test_each_rung_at_its_instant(everybody, police_post, now, levels, misses, escalations):
    a_duty(police_post)
    round_ = actions.tick(now)
    assert told() == levels
    assert (round_.notices, round_.missed, round_.escalated) == (len(levels), misses, escalations)


@NO_DAILY
def test_a_miss_and_an_escalation_are_dated_by_their_instants_not_by_the_round(everybody, police_post):
    duty = a_duty(police_post)
    actions.tick(DUE + 100 * HOUR)
    assert duty.miss.at == DUE
    assert duty.escalation.raised_at == DUE + 24 * HOUR
    event = duty.escalation.events.get()
    assert (event.step, event.at) == (EscalationStep.RAISED, DUE + 24 * HOUR)


@NO_DAILY
def test_twice_is_once(everybody, police_post):
    a_duty(police_post)
    actions.tick(DUE + 30 * HOUR)
    again = actions.tick(DUE + 30 * HOUR)
    assert (again.notices, again.missed, again.escalated) == (0, 0, 0)
    assert Notice.objects.count() == 4


@NO_DAILY
def test_a_round_costs_only_new_work(everybody, police_post, django_assert_max_num_queries):
    for n in range(30):
        a_duty(police_post, n=n)
    actions.tick(DUE + 30 * HOUR)
    with django_assert_max_num_queries(18):
        actions.tick(DUE + 31 * HOUR)


@NO_DAILY
def test_many_batches_in_one_round(everybody, police_post, monkeypatch):
    monkeypatch.setattr(engine, "BATCH", 3)
    for n in range(10):
        a_duty(police_post, n=n)
    round_ = actions.tick(DUE + 30 * HOUR)
    assert (round_.missed, round_.notices, round_.is_whole) == (10, 40, True)


@NO_DAILY
def test_a_round_that_was_capped_leaves_no_heartbeat_and_the_next_goes_on(
    everybody, police_post, monkeypatch
):
    monkeypatch.setattr(engine, "BATCH", 3)
    monkeypatch.setattr(engine, "MAX_BATCHES", 2)
    for n in range(10):
        a_duty(police_post, n=n)
    assert not actions.tick(DUE + 30 * HOUR).is_whole
    assert not Heartbeat.objects.exists()
    actions.tick(DUE + 30 * HOUR)
    monkeypatch.setattr(engine, "MAX_BATCHES", 100)
    assert actions.tick(DUE + 30 * HOUR).is_whole
    assert Notice.objects.count() == 40


@NO_DAILY
def test_met_in_time_is_silent(everybody, police_post):
    duty = a_duty(police_post)
    meet(duty, DUE - 5 * HOUR)
    actions.tick(DUE + 30 * HOUR)
    assert not Notice.objects.exists()
    assert not Miss.objects.exists()


@NO_DAILY
def test_rungs_of_a_stop_are_told_though_the_duty_was_met_since(everybody, police_post):
    duty = a_duty(police_post)
    meet(duty, DUE + 10 * HOUR)
    actions.tick(DUE + 30 * HOUR)
    assert told() == ["holder", "unit_head", "township_leader"]
    assert duty.miss.at == DUE
    assert not Escalation.objects.exists()


@NO_DAILY
def test_a_voided_duty_is_no_miss(everybody, police_post):
    duty = a_duty(police_post)
    actions.void("same_day", subject=duty.subject, now=DUE - HOUR, reason="更正")
    actions.tick(DUE + 30 * HOUR)
    assert told() == ["holder"]
    assert not Miss.objects.exists()


def test_a_duty_already_due_cannot_be_voided(police_post):
    duty = a_duty(police_post)
    assert actions.void("same_day", subject=duty.subject, now=DUE, reason="更正") is None
    duty.refresh_from_db()
    assert duty.voided_at is None


@NO_DAILY
def test_opened_late_it_tells_no_rung_before_its_start(everybody, police_post):
    a_duty(police_post, at=DUE - HOUR)
    actions.tick(DUE + HOUR)
    assert told() == ["unit_head"]


# --- who is reached


@NO_DAILY
def test_where_nobody_sits_the_step_goes_one_level_up_and_says_so(
    liaison, leader, county_user, police_post, township
):
    a_duty(police_post)
    actions.tick(DUE)
    notice = Notice.objects.get(step_no=1)
    assert (notice.unit, notice.post, notice.skipped_level) == (township, "township_leader", True)
    assert notice.tell == Tell.UNIT_HEAD


@NO_DAILY
def test_two_empty_levels_go_two_levels_up(liaison, county_user, police_post, county):
    a_duty(police_post)
    actions.tick(DUE)
    notice = Notice.objects.get(step_no=1)
    assert (notice.unit, notice.skipped_level) == (county, True)
    assert not Escalation.objects.exists()  # told for want of somebody nearer; its own rung comes later


@NO_DAILY
def test_staffed_is_judged_at_the_instant_of_the_rung(everybody, police_head, police_post):
    a_duty(police_post)
    Appointment.objects.filter(user=police_head).update(ended_at=DUE + HOUR)
    actions.tick(DUE + 2 * HOUR)
    assert Notice.objects.get(step_no=1).unit == police_post


@NO_DAILY
def test_an_absent_head_with_a_deputy_is_somebody(everybody, police_head, police_post, officer):
    absence = AbsenceFactory(
        appointment=police_head.acting.appointment, deputy=officer, from_at=START, until_at=DUE + 9 * HOUR
    )
    a_duty(police_post)
    actions.tick(DUE)
    notice = Notice.objects.get(step_no=1)
    assert not notice.skipped_level
    deputy = officer.act_as(absence.appointment, at=DUE, absence=absence)
    assert notice in Notice.objects.addressed_to(deputy)


@NO_DAILY
def test_a_named_holder_is_named_and_the_second_sees_it_too(everybody, worker, officer, station):
    a_duty(station, kind="team", holder=worker, deputy_holder=officer)
    actions.tick(shanghai(2026, 3, 9, 20))
    notice = Notice.objects.get()
    assert notice.user == worker
    assert notice in Notice.objects.addressed_to(worker)
    assert notice in Notice.objects.addressed_to(officer)


@NO_DAILY
def test_a_holder_who_left_is_replaced_by_the_post(everybody, worker, station, clerk):
    a_duty(station, kind="register", holder=UserFactory(username="gone"))
    actions.tick(shanghai(2026, 3, 3, 20))
    notice = Notice.objects.get()
    assert (notice.user, notice.post, notice.skipped_level) == (None, "station_clerk", False)


# --- periods


def test_a_period_opens_for_every_unit_from_its_first_day(police_post, other_police_post):
    police_post.opened_on = shanghai(2026, 3, 1).date()
    police_post.save()
    other_police_post.opened_on = shanghai(2026, 3, 2).date()
    other_police_post.save()
    actions.tick(shanghai(2026, 3, 2, 8))
    rows = Duty.objects.filter(kind="daily").order_by("period", "unit__area")
    assert [(row.unit, row.period) for row in rows] == [
        (police_post, "2026-03-01"),
        (police_post, "2026-03-02"),
        (other_police_post, "2026-03-02"),
    ]
    assert (rows[0].started_at, rows[0].due_at) == (shanghai(2026, 3, 1), shanghai(2026, 3, 2))


def test_a_closed_unit_owes_no_more(police_post):
    police_post.opened_on, police_post.closed_on = shanghai(2026, 3, 1).date(), shanghai(2026, 3, 3).date()
    police_post.save()
    actions.tick(shanghai(2026, 3, 9, 8))
    assert list(Duty.objects.order_by("period").values_list("period", flat=True)) == [
        "2026-03-01",
        "2026-03-02",
    ]


@pytest.mark.parametrize("for_one_unit", [True, False])
def test_switched_off_from_a_day_on(police_post, other_police_post, county_user, for_one_unit):
    for unit in (police_post, other_police_post):
        unit.opened_on = shanghai(2026, 3, 2).date()
        unit.save()
    actions.change_policy(
        by=county_user,
        kind="daily",
        field="is_on",
        value=False,
        unit=police_post if for_one_unit else None,
        from_on=shanghai(2026, 3, 4).date(),
        reason="合并到县级平台报送",
        now=shanghai(2026, 3, 2, 9),
    )
    actions.tick(shanghai(2026, 3, 5, 8))
    days = {
        unit: list(Duty.objects.filter(unit=unit).order_by("period").values_list("period", flat=True))
        for unit in (police_post, other_police_post)
    }
    all_days = ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"]
    assert days[police_post] == all_days[:2]
    assert days[other_police_post] == (all_days if for_one_unit else all_days[:2])


def test_a_period_can_be_met_before_the_engine_opened_it(police_post, liaison):
    police_post.opened_on = shanghai(2026, 3, 2).date()
    police_post.save()
    at = shanghai(2026, 3, 2, 18)
    duty = actions.meet("daily", subject=police_post.pk, period="2026-03-02", at=at, now=at, by=liaison)
    assert duty is not None
    assert duty.started_at == shanghai(2026, 3, 2)
    actions.tick(shanghai(2026, 3, 2, 23, 59))
    assert Duty.objects.count() == 1
    assert not Notice.objects.exists()


def test_a_met_period_is_not_met_twice(police_post):
    meeting = partial(actions.meet, "daily", subject=police_post.pk, period="2026-03-02")
    at = shanghai(2026, 3, 2, 18)
    assert meeting(at=at, now=at)
    assert meeting(at=at, now=at) is None


# --- heartbeat and outages


def test_the_heartbeat_never_moves_backwards(db):
    actions.tick(DUE)
    actions.tick(DUE - HOUR)
    assert Heartbeat.objects.get(source=Source.ENGINE).completed_at == DUE


@pytest.mark.parametrize(("gap", "rows"), [(15 * MINUTE, 0), (15 * MINUTE + US, 1)])
def test_a_long_silence_is_a_row(db, gap, rows):
    actions.tick(DUE)
    actions.tick(DUE + gap)
    actions.tick(DUE + gap)
    assert [(row.from_at, row.until_at) for row in Outage.objects.all()] == [(DUE, DUE + gap)] * rows


def test_sweeps_of_the_apps_above_are_called_with_now(db, settings):
    settings.SWEEPS = ["tests.duties.test_engine.remember"]
    CALLS.clear()
    actions.tick(DUE)
    assert CALLS == [DUE]


CALLS: list = []


def remember(*, now):
    CALLS.append(now)


# --- an idle acknowledgement


@NO_DAILY
def test_an_idle_acknowledgement_expires_once_at_its_instant(everybody, police_post, county_user):
    duty = a_duty(police_post)
    raised = DUE + 24 * HOUR
    actions.tick(raised)
    actions.acknowledge_escalation(by=county_user, escalation=duty.escalation, now=raised + HOUR)
    actions.tick(raised + 49 * HOUR - US)
    assert not EscalationEvent.objects.filter(step=EscalationStep.EXPIRED).exists()
    actions.tick(raised + 60 * HOUR)
    actions.tick(raised + 61 * HOUR)
    event = EscalationEvent.objects.get(step=EscalationStep.EXPIRED)
    assert event.at == raised + 49 * HOUR
