"""失联: by failed attempts or a passed ladder, searched step by step, found, and kept for ever."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.choices import Post
from cases import actions
from cases.choices import CaseStatus, Outcome, SearchKind, StepResult, WithWhom
from cases.models import Contact, LostSpell, MonthLine, SearchStep, Whereabouts
from common import clock
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty
from tests.cases.factories import CALL, DAY, HOUR, UNANSWERED, fresh, only, running
from tests.cast import NOW, staff


def steps(case) -> list[str]:
    rows = SearchStep.objects.for_system("test").filter(case=case).order_by("opened_at", "recorded_at")
    return [str(row.kind) for row in rows]


# --- how a child becomes lost


def test_the_third_failure_within_seven_days_loses(case, contact):
    for at in (NOW, NOW + DAY * 3):
        contact(at, **UNANSWERED)
    assert fresh(case).status == CaseStatus.IN_CARE
    contact(NOW + DAY * 7, **UNANSWERED)
    assert fresh(case).status == CaseStatus.LOST
    spell = LostSpell.objects.for_system("test").get()
    assert (spell.from_at, spell.why) == (NOW + DAY * 7, "failures")
    assert steps(case) == ["told", "channel"]


@pytest.mark.parametrize(
    "third",
    [
        (NOW + DAY * 7 + timedelta(microseconds=1), UNANSWERED),
        (NOW + DAY * 4, {"outcome": Outcome.REFUSED}),
        (NOW + DAY * 4, {"outcome": Outcome.AWAY, "away_where": "县城"}),
        (NOW + DAY * 4, {"who": WithWhom.GUARDIAN, **UNANSWERED}),
    ],
)
def test_these_do_not_lose(case, contact, third):
    contact(NOW, **UNANSWERED)
    contact(NOW + DAY, **UNANSWERED)
    contact(third[0], **third[1])
    assert fresh(case).status == CaseStatus.IN_CARE


def test_a_success_between_begins_the_count_anew(case, contact):
    contact(NOW, **UNANSWERED)
    contact(NOW + HOUR, **UNANSWERED)
    contact(NOW + HOUR * 2, **CALL)
    contact(NOW + HOUR * 3, **UNANSWERED)
    assert fresh(case).status == CaseStatus.IN_CARE


@pytest.mark.parametrize("late", [timedelta(), DAY * 20])
def test_a_first_visit_past_its_ladder_loses_at_that_instant_however_late_the_engine(case, late):
    end = only("case.first_visit", case).due_at + DAY
    actions.sweep_lost(end - timedelta(microseconds=1))
    assert fresh(case).status == CaseStatus.IN_CARE
    duties.tick(end + late, stamp=False)
    spell = LostSpell.objects.for_system("test").get()
    assert (spell.from_at, spell.why) == (end, "first_visit")
    assert only("case.search.told", case).started_at == end


def test_a_regular_contact_past_its_ladder_loses(case, contact):
    contact(NOW + DAY)
    end = running(case).due_at + DAY
    actions.sweep_lost(end)
    assert LostSpell.objects.for_system("test").get().why == "contact"


def test_a_child_spoken_to_after_the_hour_is_not_lost_yet(case, contact):
    contact(NOW + DAY, **CALL)
    due = running(case).due_at
    first = only("case.first_visit", case)
    contact(first.due_at + HOUR, **CALL)
    actions.sweep_lost(first.due_at + DAY * 2)
    assert fresh(case).status == CaseStatus.IN_CARE
    actions.sweep_lost(due + DAY)
    assert fresh(case).status == CaseStatus.LOST


def test_two_sweeps_are_one(case):
    late = NOW + DAY * 60
    actions.sweep_lost(late)
    before = steps(case)
    actions.sweep_lost(late)
    assert steps(case) == before
    assert LostSpell.objects.for_system("test").count() == 1


# --- the search


def lose(case):
    end = only("case.first_visit", case).due_at + DAY
    actions.sweep_lost(end)
    return end


def test_steps_open_one_after_another_when_nobody_does_them(case):
    end = lose(case)
    actions.sweep_lost(end + DAY * 10)
    opened = {
        row.kind: row.opened_at - end for row in SearchStep.objects.for_system("test").filter(case=case)
    }
    assert opened == {
        "told": timedelta(),
        "channel": timedelta(),
        "visit": DAY,
        "guardian": DAY * 2,
        "village": DAY * 3,
        "review": DAY * 6,
        "decide": DAY * 6,
    }


def test_each_step_has_its_owner(case, worker, officer, county_user):
    end = lose(case)
    actions.sweep_lost(end + DAY * 10)
    assert only("case.search.channel", case).holder == worker
    assert only("case.search.visit", case).deputy_holder == officer
    assert only("case.search.village", case).post == "station_head"
    assert only("case.search.told", case).unit == county_user.acting.unit
    assert only("case.search.decide", case).post == "county_reviewer"


def test_a_step_done_opens_the_next_and_meets_its_duty(case, worker, acting):
    end = lose(case)
    now = end + HOUR * 2
    done = actions.record_step(
        by=acting(worker, now), case=case, kind=SearchKind.CHANNEL, result=StepResult.NOTHING, now=now
    )
    assert done.done_by == worker
    assert only("case.search.channel", case).met_at == now
    assert only("case.search.visit", case).started_at == now


def test_the_second_to_do_a_step_is_told_who_did_it(case, worker, officer, acting):
    end = lose(case)
    now = end + HOUR
    given = {"case": case, "kind": SearchKind.CHANNEL, "result": StepResult.NOTHING, "now": now}
    actions.record_step(by=acting(worker, now), **given)
    with pytest.raises(DomainError, match=f"已由{worker.name}于"):
        actions.record_step(by=acting(officer, now), **given)


def test_without_a_decision_the_police_are_asked_only_in_danger(case, worker, officer, acting):
    end = lose(case)
    now = end + HOUR
    with pytest.raises(DomainError):
        actions.record_danger(by=acting(worker, now), case=case, danger="missing", reason="。", now=now)
    actions.record_danger(
        by=acting(worker, now), case=case, danger="missing", reason="监护人今天上午到站报告走失", now=now
    )
    duty = only("case.search.police", case)
    assert (duty.started_at, duty.holder, duty.unit.kind) == (now, officer, "police_post")
    with pytest.raises(DomainError, match="社区民警"):
        actions.record_step(
            by=acting(worker, now), case=case, kind=SearchKind.POLICE, result=StepResult.NOTHING, now=now
        )
    actions.sweep_lost(end + DAY * 10)
    assert steps(case).count("police") == 1


def test_the_county_notes_and_decides_and_it_comes_back(case, county_user, worker, acting):
    end = lose(case)
    now = end + DAY * 7
    actions.sweep_lost(now)
    county = acting(county_user, now)
    actions.decide_search(by=county, case=case, kind=SearchKind.TOLD, now=now)
    with pytest.raises(DomainError, match="研究意见"):
        actions.decide_search(by=county, case=case, kind=SearchKind.DECIDE, now=now)
    actions.decide_search(
        by=county, case=case, kind=SearchKind.DECIDE, note="继续查找，请公安协助。", now=now
    )
    again = Duty.objects.open().get(kind="case.search.decide", subject=case.pk)
    assert again.started_at == now
    with pytest.raises(PermissionDenied):
        actions.decide_search(by=acting(worker, now), case=case, kind=SearchKind.DECIDE, now=now)


def test_a_review_comes_back_thirty_days_after_it_was_done(case, clerk, acting):
    end = lose(case)
    now = end + DAY * 20
    given = {"case": case, "kind": SearchKind.REVIEW, "result": StepResult.NOTHING, "now": now}
    actions.record_step(by=acting(clerk, now), **given)
    assert running(case, "case.search.review").due_at == clock.end_of_day(clock.local_day(now) + DAY * 30)


# --- found


@pytest.mark.parametrize(("given", "how"), [({}, "met"), (CALL, "spoke")])
def test_whoever_reaches_the_child_ends_the_search(case, contact, given, how):
    end = lose(case)
    at = end + DAY * 12 + HOUR
    contact(at, **given)
    spell = LostSpell.objects.for_system("test").get()
    assert (spell.found_at, spell.found_how, spell.days(at + DAY)) == (at, how, 12)
    assert fresh(case).status == CaseStatus.IN_CARE
    assert not SearchStep.objects.for_system("test").open().exists()
    assert not Duty.objects.open().filter(kind__startswith="case.search.").exists()
    assert running(case).started_at == at


def test_found_by_a_call_the_visit_stays_overdue_and_loses_again_in_time(case, contact):
    end = lose(case)
    contact(end + HOUR, **CALL)
    actions.sweep_lost(end + DAY * 20)
    assert fresh(case).status == CaseStatus.IN_CARE
    assert running(case, "case.first_visit") is not None
    actions.sweep_lost(end + DAY * 40)
    assert LostSpell.objects.for_system("test").filter(case=case).count() == 2


def test_a_visit_known_only_later_ends_the_spell_at_once(case, contact):
    end = lose(case)
    contact(end - HOUR, now=end + HOUR)
    spell = LostSpell.objects.for_system("test").get()
    assert (spell.from_at, spell.found_at, spell.days(end)) == (end, end, 0)


def test_a_new_team_finds_nobody_and_takes_over_the_search(case, clerk, head, officer, station, acting):
    end = lose(case)
    now = end + HOUR
    worker = staff("worker-2", station, Post.SOCIAL_WORKER)
    actions.propose_team(
        by=acting(clerk, now), case=case, community_officer=officer, social_worker=worker,
        watch="孩子怕生，先由外婆陪着谈", now=now,
    )  # fmt: skip
    actions.confirm_team(by=acting(head, now), case=case, now=now)
    assert fresh(case).status == CaseStatus.LOST
    assert only("case.search.channel", case).holder == worker


# --- away


def away(contact, at, **more):
    return contact(at, who=WithWhom.GUARDIAN, outcome=Outcome.AWAY, **{"away_where": "广东某地", **more})


def verify(by, case, now, **given):
    known = {"parents_reached": True, "child_spoken": True, "receiving_place": "广东某地", **given}
    return actions.verify_whereabouts(by=by, case=case, at=now, now=now, **known)


def test_a_stated_journey_is_to_be_verified_once(case, contact, worker):
    away(contact, NOW + HOUR)
    away(contact, NOW + DAY)
    duty = only("case.whereabouts", case)
    assert (duty.started_at, duty.due_at, duty.holder) == (NOW + HOUR, clock.shanghai(2026, 3, 6), worker)


def test_all_three_known_it_is_verified_and_the_call_is_a_contact(case, contact, worker, acting):
    away(contact, NOW + HOUR)
    now = NOW + DAY
    partly = verify(acting(worker, now), case, now, child_spoken=False)
    assert partly.ended_at is None
    row = verify(acting(worker, now), case, now)
    assert row.ended_how == "verified"
    assert only("case.whereabouts", case).met_at == now
    assert Contact.objects.for_system("test").filter(outcome=Outcome.SPOKE).count() == 1


def test_not_verified_the_child_is_lost(case, contact, worker, acting):
    away(contact, NOW + HOUR)
    now = NOW + DAY
    with pytest.raises(DomainError):
        verify(acting(worker, now), case, now, child_spoken=False, give_up=True)
    verify(acting(worker, now), case, now, child_spoken=False, give_up=True, note="电话都打不通")
    assert LostSpell.objects.for_system("test").get().why == "whereabouts"


def test_not_verified_in_time_the_child_is_lost_by_the_engine(case, contact):
    away(contact, NOW + HOUR)
    end = only("case.whereabouts", case).due_at + DAY
    actions.sweep_lost(end + DAY)
    spell = LostSpell.objects.for_system("test").get()
    assert (spell.why, spell.from_at) == ("whereabouts", end)
    contact(end + DAY * 2)
    assert Whereabouts.objects.for_system("test").get().ended_how == "returned"
    assert only("case.whereabouts", case).met_at is not None


def test_refused_out_of_place_and_post(case, outsider, bystander, leader, county_user, liaison):
    lose(case)
    now = NOW + DAY * 10
    for user in (outsider, bystander, leader, county_user, liaison):
        with pytest.raises(PermissionDenied):
            actions.record_step(by=user, case=case, kind="visit", result="nothing", now=now)
        with pytest.raises(PermissionDenied):
            actions.record_danger(by=user, case=case, danger="missing", reason="家属报告走失", now=now)
        with pytest.raises(PermissionDenied):
            verify(user, case, now)
    for user in (outsider, bystander, leader, liaison):
        with pytest.raises(PermissionDenied):
            actions.decide_search(by=user, case=case, kind="told", now=now)


def test_who_was_seen_before_the_loss_is_not_found_by_a_late_word(case, contact):
    """Typed days later: nobody has seen the child since, and the search goes on."""
    end = lose(case)
    contact(end - DAY * 3, now=end + DAY * 4)
    assert LostSpell.objects.for_system("test").get().found_at is None
    assert fresh(case).status == CaseStatus.LOST


def test_a_word_within_three_days_ends_the_search_but_no_step_in_time(case, contact):
    end = lose(case)
    said = end + DAY * 2
    contact(end - HOUR, now=said)
    assert LostSpell.objects.for_system("test").get().found_at == end
    channel = only("case.search.channel", case)
    assert channel.met_at == said
    assert channel.met_at > channel.due_at


def test_a_month_that_was_over_before_the_loss_does_not_say_lost(case):
    """However late the line is written: it says how the case stood when its month was over."""
    lose(case)
    LostSpell.objects.for_system("test").update(from_at=clock.shanghai(2026, 4, 8))
    actions.sweep_months(now=clock.shanghai(2026, 5, 2))
    lines = dict(MonthLine.objects.for_system("test").values_list("month", "status"))
    assert lines == {"2026-03": CaseStatus.IN_CARE, "2026-04": CaseStatus.LOST}
