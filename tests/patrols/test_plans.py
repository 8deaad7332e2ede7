"""A term asks for a plan, an approved plan asks for its rounds, a key venue for its check."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from common import clock
from common.errors import DomainError, IllegalTransition
from duties import actions as duties
from duties.models import Duty
from patrols import actions
from patrols.choices import PlanState, Repeat, SeasonKind
from patrols.models import Finding, PlanRule
from patrols.words import today_sections
from tests.accounts.factories import UnitFactory
from tests.cast import NOW
from tests.patrols.given import TERM, TODAY, WEEKLY, a_patrol, a_plan, a_term, a_venue, seen


def rounds() -> list[Duty]:
    return list(Duty.objects.filter(kind="patrol.round").order_by("started_at"))


def test_a_term_that_begins_asks_its_school_for_a_plan_once(school_liaison, school):
    term = a_term(school_liaison, school)
    actions.open_plans(now=NOW)
    actions.open_plans(now=NOW + timedelta(days=1))
    duty = Duty.objects.get(kind="patrol.plan")
    assert (duty.subject, duty.unit, duty.post) == (term.pk, school, "school_liaison")
    assert duty.started_at == term.recorded_at


def test_a_term_of_the_future_asks_nothing(school_liaison, school):
    a_term(school_liaison, school, from_on=date(2026, 9, 1), until_on=date(2027, 1, 20))
    actions.open_plans(now=NOW)
    assert not Duty.objects.filter(kind="patrol.plan").exists()


def test_a_plan_that_was_sent_is_what_the_school_owed_however_long_the_head_thinks(
    school_liaison, head, school
):
    term = a_term(school_liaison, school)
    actions.open_plans(now=term.recorded_at)
    sent, decided = term.recorded_at + timedelta(minutes=5), term.recorded_at + timedelta(days=60)
    plan = a_plan(school_liaison, term, now=sent)
    assert Duty.objects.get(kind="patrol.plan").met_at == sent
    actions.approve_plan(by=head, plan=plan, now=decided)
    assert [duty.kind for duty in Duty.objects.missed(decided)] == ["patrol.approve"]
    assert all(duty.due_at > decided for duty in rounds())


def test_a_plan_sent_before_anything_swept_is_no_debt(school_liaison, school):
    term = a_term(school_liaison, school)
    a_plan(school_liaison, term)
    actions.open_plans(now=term.recorded_at + timedelta(days=9))
    duty = Duty.objects.get(kind="patrol.plan")
    assert (duty.met_at, duty.is_backfilled) == (duty.started_at, False)


def test_a_returned_plan_is_owed_again_by_whoever_drafted_it(school_liaison, clerk, head, school, station):
    term, later = a_term(school_liaison, school), NOW + timedelta(days=1)
    for drafter, unit in ((school_liaison, school), (clerk, station)):
        actions.return_plan(by=head, plan=a_plan(drafter, term), reason="没有写校外周边的安排", now=later)
        duty = Duty.objects.filter(kind="patrol.revise").open().get()
        assert (duty.unit, duty.post, duty.subject) == (unit, drafter.acting.post, term.pk)
    a_plan(clerk, term, now=later)
    assert not Duty.objects.filter(kind="patrol.revise").open().exists()


def test_a_missed_round_is_made_up_for_late_and_on_the_true_day(school_liaison, head, school):
    plan = a_plan(school_liaison, a_term(school_liaison, school), approved_by=head)
    rule = PlanRule.objects.for_system("test").get(plan=plan)
    now = NOW + timedelta(days=40)
    actions.open_rounds(now=now)
    stops = [seen("inside", place=place) for place in ("男生宿舍", "教学楼厕所")]
    more = {"campus": school, "rule": rule, "now": now}
    with pytest.raises(DomainError, match="没有这一期"):
        a_patrol(school_liaison, *stops, period="2026-03-03", **more)
    with pytest.raises(DomainError, match="之前"):
        a_patrol(school_liaison, *stops, period="2026-04-13", **more)
    patrol = a_patrol(school_liaison, *stops, period="2026-03-02", **more)
    assert (patrol.period, patrol.finished_at) == ("2026-03-02", now)
    first, *others = rounds()
    assert (first.met_at, first in Duty.objects.missed(now)) == (now, True)
    assert not [duty for duty in others if duty.met_at]


def test_every_week_is_opened_once_and_ends_on_its_sunday(school_liaison, head, school):
    a_plan(school_liaison, a_term(school_liaison, school), approved_by=head)
    actions.open_rounds(now=NOW + timedelta(days=8))
    actions.open_rounds(now=NOW + timedelta(days=8))
    first, second = rounds()
    assert (first.period, second.period) == ("2026-03-02", "2026-03-09")
    assert (first.started_at, first.due_at) == (NOW, clock.end_of_day(date(2026, 3, 8)))
    assert (first.unit, first.post, first.label[-6:]) == (school, "school_liaison", "3月2日至8日"[-6:])


def test_catching_up_opens_what_never_stopping_had_opened(school_liaison, head, school):
    a_plan(school_liaison, a_term(school_liaison, school), approved_by=head)
    actions.open_rounds(now=NOW + timedelta(days=30))
    assert [duty.period for duty in rounds()] == [
        (TERM[0] + timedelta(weeks=week)).isoformat() for week in range(5)
    ]


def test_an_exam_week_has_its_own_rounds(school_liaison, head, school):
    term = a_term(school_liaison, school)
    a_term(
        school_liaison,
        school,
        kind=SeasonKind.EXAM,
        name="期末考试",
        from_on=date(2026, 3, 3),
        until_on=date(2026, 3, 5),
    )
    line = replace(WEEKLY, season_kind=SeasonKind.EXAM, repeat=Repeat.ONCE)
    a_plan(school_liaison, term, line, approved_by=head)
    actions.open_rounds(now=NOW + timedelta(days=2))
    (duty,) = rounds()
    assert duty.due_at == clock.end_of_day(date(2026, 3, 5))


def test_the_next_approved_plan_takes_over_with_its_term(school_liaison, head, school):
    spring = a_term(school_liaison, school, from_on=date(2026, 3, 2), until_on=date(2026, 3, 15))
    a_plan(school_liaison, spring, approved_by=head)
    autumn = a_term(
        school_liaison, school, name="秋季学期", from_on=date(2026, 3, 16), until_on=date(2026, 3, 29)
    )
    actions.open_rounds(now=NOW + timedelta(days=7))
    monthly = replace(WEEKLY, repeat=Repeat.ONCE)
    a_plan(school_liaison, autumn, monthly, now=NOW + timedelta(days=10), approved_by=head)
    actions.open_rounds(now=NOW + timedelta(days=20))
    assert [duty.period for duty in rounds()] == ["2026-03-02", "2026-03-09", "2026-03-16"]


def test_a_round_is_met_by_the_patrol_of_its_week(school_liaison, head, school):
    plan = a_plan(school_liaison, a_term(school_liaison, school), approved_by=head)
    rule = PlanRule.objects.for_system("test").get(plan=plan)
    now = NOW + timedelta(hours=2)
    stops = [seen("inside", place="男生宿舍"), seen("inside", place="教学楼厕所")]
    patrol = a_patrol(school_liaison, *stops, campus=school, rule=rule, now=now)
    assert patrol.period == "2026-03-02"
    assert rounds()[0].met_at == now


def test_several_villages_walk_around_one_school(school_liaison, head, school, village, village2):
    """Each its own side, in the same weeks; one village is named once."""
    line = replace(WEEKLY, surrounding="outside", post="village_secretary")
    term = a_term(school_liaison, school)
    with pytest.raises(DomainError, match="只写一条"):
        a_plan(school_liaison, term, *[replace(line, village=village)] * 2)
    a_plan(
        school_liaison, term, *(replace(line, village=one) for one in (village, village2)), approved_by=head
    )
    assert {duty.unit for duty in rounds()} == {village, village2}


def test_one_unit_is_named_once_a_season_and_range_even_by_hand(school_liaison, school):
    plan = a_plan(school_liaison, a_term(school_liaison, school))
    rule = PlanRule.objects.for_system("test").get(plan=plan)
    rule.pk, rule.no = uuid4(), 2
    with pytest.raises(IntegrityError), transaction.atomic():
        rule.save(force_insert=True)


def test_a_plan_that_was_sent_lies_before_the_head(school_liaison, head, school, station):
    """Whoever is to approve has a line on 今日待办, with a clock of its own."""
    plan = a_plan(school_liaison, a_term(school_liaison, school))
    duty = Duty.objects.get(kind="patrol.approve")
    assert (duty.subject, duty.unit, duty.post) == (plan.pk, station, "station_head")
    actions.return_plan(by=head, plan=plan, reason="没有写校外周边的安排", now=NOW)
    assert Duty.objects.get(kind="patrol.approve").met_at == NOW
    second = a_plan(school_liaison, plan.season)
    assert Duty.objects.filter(kind="patrol.approve").open().get().subject == second.pk


def test_nobody_approves_a_plan_of_their_own(head, clerk, school):
    plan = a_plan(clerk, a_term(clerk, school))
    with pytest.raises(PermissionDenied):
        actions.approve_plan(by=clerk, plan=plan, now=NOW)
    assert actions.approve_plan(by=head, plan=plan, now=NOW).state == PlanState.APPROVED


def test_a_plan_is_decided_once(school_liaison, head, school):
    plan = a_plan(school_liaison, a_term(school_liaison, school))
    actions.return_plan(by=head, plan=plan, reason="没有写校外周边的安排", now=NOW)
    with pytest.raises(IllegalTransition):
        actions.approve_plan(by=head, plan=plan, now=NOW)
    assert a_plan(school_liaison, plan.season).version == 2


def test_a_plan_waits_for_its_answer_before_another_is_sent(school_liaison, school):
    term = a_term(school_liaison, school)
    a_plan(school_liaison, term)
    with pytest.raises(DomainError, match="还在等"):
        a_plan(school_liaison, term)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"from_on": date(2026, 7, 10), "until_on": date(2026, 8, 1)}, "重叠"),
        ({"from_on": date(2026, 9, 2), "until_on": date(2026, 9, 1)}, "早于"),
        ({"kind": "exam", "from_on": date(2026, 7, 9), "until_on": date(2026, 7, 11)}, "学期之内"),
    ],
)
def test_a_year_that_contradicts_itself_is_refused(school_liaison, school, more, said):
    a_term(school_liaison, school)
    with pytest.raises(DomainError, match=said):
        a_term(school_liaison, school, **more)


def test_another_school_is_out_of_reach(school_liaison, school, other_township):
    elsewhere = UnitFactory(kind="school", area=other_township.area)
    with pytest.raises(PermissionDenied):
        a_term(school_liaison, elsewhere)


def test_an_approved_plan_is_changed_from_a_day_on_and_its_old_periods_stay(school_liaison, head, school):
    term, outside = a_term(school_liaison, school), replace(WEEKLY, surrounding="outside")
    a_plan(school_liaison, term, approved_by=head)
    day = date(2026, 3, 18)  # a Wednesday: the week of the 16th is walked to its end as it was asked
    with pytest.raises(DomainError, match="从哪天起"):
        a_plan(school_liaison, term, WEEKLY)
    for wrong in (TODAY, date(2026, 7, 11)):
        with pytest.raises(DomainError, match="应在2026-03-03到"):
            a_plan(school_liaison, term, WEEKLY, from_on=wrong)
    fortnight = replace(WEEKLY, repeat=Repeat.FORTNIGHTLY)
    plan = a_plan(school_liaison, term, fortnight, outside, from_on=day, approved_by=head)
    actions.open_rounds(now=NOW + timedelta(days=36))
    inside = [duty.period for duty in rounds() if "校内" in duty.label]
    assert inside == ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23", "2026-04-06"]
    assert [duty.period for duty in rounds() if "校外" in duty.label][:2] == ["2026-03-18", "2026-03-23"]
    assert plan.from_on == day


def test_a_change_that_is_approved_late_takes_nothing_back(school_liaison, head, school):
    term = a_term(school_liaison, school)
    a_plan(school_liaison, term, approved_by=head)
    later = NOW + timedelta(days=16)
    plan = a_plan(school_liaison, term, replace(WEEKLY, repeat=Repeat.MONTHLY), from_on=date(2026, 3, 10))
    actions.open_rounds(now=later)
    assert actions.approve_plan(by=head, plan=plan, now=later).from_on == date(2026, 3, 19)
    actions.open_rounds(now=later + timedelta(days=20))
    assert [duty.period for duty in rounds()] == [
        "2026-03-02",
        "2026-03-09",
        "2026-03-16",
        "2026-03-23",
        "2026-04-01",
    ]


def test_a_returned_change_leaves_the_approved_plan_as_it_stands(school_liaison, head, school):
    term = a_term(school_liaison, school)
    a_plan(school_liaison, term, approved_by=head)
    plan = a_plan(school_liaison, term, WEEKLY, from_on=date(2026, 3, 10))
    actions.return_plan(by=head, plan=plan, reason="没有写校外周边的安排", now=NOW)
    actions.open_rounds(now=NOW + timedelta(days=8))
    assert len(rounds()) == 2
    assert not Duty.objects.filter(kind="patrol.revise").exists()
    _, returned = today_sections(school_liaison, NOW)
    assert [row.notes for row in returned.rows] == [["退回原因：没有写校外周边的安排"]]
    a_plan(school_liaison, term, WEEKLY, from_on=date(2026, 3, 17))
    assert today_sections(school_liaison, NOW)[1].rows == []


def test_a_school_without_a_term_is_named_until_one_is_entered(school_liaison, clerk, leader, school):
    for user in (school_liaison, clerk):
        assert [row.title for row in today_sections(user, NOW)[0].rows] == [school.name]
    assert today_sections(leader, NOW) == []
    a_term(school_liaison, school)
    assert today_sections(clerk, NOW)[0].rows == []
    assert today_sections(clerk, clock.shanghai(2026, 7, 11))[0].rows


def test_a_year_is_corrected_and_what_nobody_asks_for_is_dropped(school_liaison, head, school):
    term = a_term(school_liaison, school)
    a_plan(school_liaison, term, approved_by=head)
    corrected = actions.edit_season(
        by=school_liaison, season=term, name="春季学期", from_on=date(2026, 3, 4), until_on=TERM[1], now=NOW
    )
    assert (corrected.changed_by, corrected.changed_at) == (school_liaison, NOW)
    assert not [duty for duty in rounds() if duty.voided_at is None]
    actions.open_rounds(now=NOW + timedelta(days=3))
    assert [duty.period for duty in rounds() if duty.voided_at is None] == ["2026-03-04"]


def test_an_exam_week_entered_by_mistake_is_taken_out_and_a_planned_term_is_not(school_liaison, head, school):
    term = a_term(school_liaison, school)
    days = {"from_on": date(2026, 3, 3), "until_on": date(2026, 3, 5)}
    exam = a_term(school_liaison, school, kind=SeasonKind.EXAM, name="期末考试", **days)
    line = replace(WEEKLY, season_kind=SeasonKind.EXAM, repeat=Repeat.ONCE)
    a_plan(school_liaison, term, line, approved_by=head)
    actions.open_rounds(now=NOW + timedelta(days=1))
    with pytest.raises(DomainError, match="学期之外"):
        actions.edit_season(
            by=school_liaison, season=term, name="学期", from_on=date(2026, 3, 4), until_on=TERM[1], now=NOW
        )
    with pytest.raises(DomainError, match="已经有计划"):
        actions.remove_season(by=school_liaison, season=term, now=NOW)
    later = NOW + timedelta(days=1)
    assert actions.remove_season(by=school_liaison, season=exam, now=later).removed_by == school_liaison
    assert rounds()[0].voided_at == later
    a_term(school_liaison, school, kind=SeasonKind.EXAM, name="期末考试", **days)


# --- key venues, once a quarter


def test_a_key_venue_is_checked_once_a_quarter(clerk, station):
    venue = a_venue(clerk)
    actions.open_checks(now=venue.recorded_at)
    actions.open_checks(now=venue.recorded_at)
    duty = Duty.objects.get(kind="venue.check")
    assert (duty.subject, duty.unit) == (venue.pk, station)


def test_a_venue_new_at_the_end_of_the_quarter_waits_for_the_next(clerk, station):
    values = {"kind": "shop", "name": "示例超市", "area": station.area, "campus": None}
    actions.add_venue(by=clerk, values=values, today=date(2026, 3, 20))
    actions.open_checks(now=clock.shanghai(2026, 3, 25))
    assert not Duty.objects.filter(kind="venue.check", period="2026-Q1").exists()


def test_a_check_meets_its_quarter(clerk, station):
    venue = a_venue(clerk)
    duties.open(
        "venue.check",
        subject=venue.pk,
        unit=station,
        label="x",
        at=NOW - timedelta(days=3),
        due_at=clock.shanghai(2026, 4, 1),
        period="2026-Q1",
    )
    a_patrol(clerk, seen(venue=venue))
    assert Duty.objects.get(kind="venue.check").met_at == NOW


def test_a_look_also_ends_what_a_missed_quarter_waits_for(clerk, station):
    venue, missed = a_venue(clerk), clock.shanghai(2026, 1, 1)
    for period, due_at in (("2025-Q4", missed), ("2026-Q1", clock.shanghai(2026, 4, 1))):
        start = due_at - timedelta(days=80)
        duties.open(
            "venue.check", subject=venue.pk, unit=station, label="x", at=start, due_at=due_at, period=period
        )
    a_patrol(clerk, seen(venue=venue))
    assert not Duty.objects.filter(kind="venue.check").open().exists()
    assert [duty.period for duty in Duty.objects.missed(NOW)] == ["2025-Q4"]


def test_a_venue_with_something_open_stays_on_the_list(clerk):
    venue = a_venue(clerk)
    a_patrol(clerk, seen(venue=venue, fail="向学生出售香烟"))
    finding = Finding.objects.visible_to(clerk).get()
    with pytest.raises(DomainError, match=finding.code):
        actions.close_venue(by=clerk, venue=venue, reason="已经停业搬走", now=NOW)
    actions.withdraw_finding(by=clerk, finding=finding, reason="当日已核实为误记", now=NOW)
    assert actions.close_venue(by=clerk, venue=venue, reason="已经停业搬走", now=NOW).closed_on


def test_no_check_is_owed_of_a_venue_that_was_taken_off(clerk, station):
    venue = a_venue(clerk)
    actions.open_checks(now=venue.recorded_at)
    now = venue.recorded_at + timedelta(hours=1)
    actions.close_venue(by=clerk, venue=venue, reason="已经停业搬走", now=now)
    assert not Duty.objects.filter(kind="venue.check").open().exists()
