"""The matrix is what was done against how many there are; each gap is answered for, or stays one."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.choices import UnitKind
from common import clock
from common.errors import DomainError
from duties.models import Duty
from outreach import actions
from outreach.actions.coverage import asked_in, gaps, matrix, places_of, places_seen
from outreach.choices import Audience, CellState, PlaceKind
from outreach.models import GapReason
from outreach.policies import NEW_PLACE_DAYS, USUAL_GOALS
from tests.accounts.factories import UnitFactory
from tests.cast import NOW, TOWNSHIP
from tests.outreach.given import Q1, a_care_round, a_goal, a_parents_meeting, an_event, counted

END = clock.end_of_day(Q1.until_on)
LATE = END - timedelta(days=6)
WHY = "大雪封路，四月第一周补上"


def cell(place, audience, quarter=Q1, today=Q1.until_on):
    [row] = matrix([place], quarter, today)
    return next(one for one in row.cells if one.audience == audience)


def test_a_place_where_nothing_was_done_has_a_gap_for_each_usual_audience(village, school):
    found = gaps(matrix([village, school], Q1, Q1.until_on))
    kinds = {village.pk: PlaceKind.VILLAGE, school.pk: PlaceKind.SCHOOL}
    assert {(kinds[one.place], one.audience) for one in found} == set(USUAL_GOALS)


def test_an_event_covers_its_audiences_at_its_place_and_no_other(secretary, village, village2, school):
    an_event(secretary, village, reach={Audience.IDLE: 12, Audience.PARENT: 3})
    assert cell(village, Audience.IDLE).state == CellState.COVERED
    assert cell(village, Audience.PARENT).state == CellState.COVERED  # unasked, and done
    assert cell(village, Audience.DROPOUT).is_gap
    assert cell(village2, Audience.IDLE).is_gap
    assert cell(school, Audience.PARENT).is_gap


def test_an_event_for_the_whole_township_covers_no_village(clerk, township, village):
    an_event(clerk, township)
    assert cell(village, Audience.IDLE).is_gap


def test_an_event_at_a_school_is_none_of_the_village_around_it(clerk, village, township):
    inside = UnitFactory(kind=UnitKind.SCHOOL, area=village.area, parent=township, name="村小（虚构）")
    an_event(clerk, inside, setting="school", reach={Audience.PUPIL: 30, Audience.LEFT_BEHIND: 9})
    assert cell(inside, Audience.PUPIL).state == CellState.COVERED
    assert cell(village, Audience.LEFT_BEHIND).is_gap


def test_meetings_with_parents_and_care_rounds_count_too(clerk, village, school):
    a_parents_meeting(clerk, school)
    a_care_round(clerk, village)
    assert cell(school, Audience.PARENT).tally.people == 31
    assert cell(village, Audience.LEFT_BEHIND).tally.people == 5
    a_parents_meeting(clerk, school, reached=0)
    assert cell(school, Audience.PARENT).tally.times == 1


FIRST, LAST = clock.start_of_day(Q1.from_on), END - timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("at", "times"), [(FIRST - timedelta(microseconds=1), 0), (FIRST, 1), (LAST, 1), (END, 0)]
)
def test_a_quarter_begins_and_ends_at_midnight_in_shanghai(secretary, village, at, times):
    an_event(secretary, village, held_at=at)
    assert cell(village, Audience.IDLE, today=date(2026, 4, 9)).tally.times == times


def test_a_gap_counts_the_days_since_the_last_time(secretary, village):
    an_event(secretary, village, held_at=clock.shanghai(2025, 12, 1, 9))
    found = cell(village, Audience.IDLE, today=date(2026, 3, 1))
    assert found.words == f"{village.name} 社会闲散人员 90 天未覆盖（人数未填）"


def test_a_headcount_holds_until_the_next_and_nobody_is_no_gap(secretary, village):
    counted(secretary, village, {Audience.IDLE: 0}, now=NOW)
    assert cell(village, Audience.IDLE).state == CellState.NOBODY
    assert cell(village, Audience.IDLE, quarter_after()).state == CellState.NOBODY
    later = clock.shanghai(2026, 4, 2, 9)
    counted(secretary, village, {Audience.IDLE: 3}, quarter=quarter_after(), now=later)
    assert cell(village, Audience.IDLE, quarter_after()).is_gap
    assert cell(village, Audience.IDLE).state == CellState.NOBODY
    with pytest.raises(DomainError, match="还没有开始"):
        counted(secretary, village, {Audience.IDLE: 3}, quarter=quarter_after(), now=NOW)


def quarter_after():
    return type(Q1)(date(2026, 4, 1), date(2026, 6, 30))


def test_a_township_asks_for_more_and_never_for_less(head, county_user, secretary, village):
    an_event(secretary, village)
    a_goal(head, times=0)
    assert cell(village, Audience.IDLE).goal.times == 1
    a_goal(head, times=3)
    assert cell(village, Audience.IDLE).is_gap
    a_goal(county_user, times=4)
    assert cell(village, Audience.IDLE).goal.times == 4


def test_a_share_is_asked_only_where_a_time_is(head):
    with pytest.raises(DomainError, match="每季至少要一次"):
        a_goal(head, times=0, share=60)


def test_too_few_of_a_village_leave_its_gap_until_more_have_come(clerk, village):
    counted(clerk, village, {Audience.IDLE: 30})
    an_event(clerk, village, reach={Audience.IDLE: 14})
    assert cell(village, Audience.IDLE).words == f"{village.name} 社会闲散人员 本季 1 次，人次不足 50%"
    an_event(clerk, village, reach={Audience.IDLE: 1})
    assert cell(village, Audience.IDLE).state == CellState.COVERED


def of_village(by, event, village, people, now=NOW):
    actions.share_out(by=by, event=event, village=village, people=people, now=now)


def test_an_event_for_several_villages_counts_for_each_as_far_as_its_people_came(
    clerk, township, village, village2
):
    event = an_event(clerk, township, reach={Audience.IDLE: 20})
    of_village(clerk, event, village, {Audience.IDLE: 12})
    assert cell(village, Audience.IDLE).tally.people == 12
    assert cell(village2, Audience.IDLE).is_gap
    with pytest.raises(DomainError, match="最多还能填 8 人") as said:
        of_village(clerk, event, village2, {Audience.IDLE: 9})
    assert said.value.field == "reach_idle"
    of_village(clerk, event, village2, {Audience.IDLE: 8})
    of_village(clerk, event, village, {Audience.IDLE: 0})
    assert cell(village, Audience.IDLE).is_gap
    assert cell(village2, Audience.IDLE).tally.times == 1


def test_an_event_in_one_village_or_a_school_is_not_shared_out(clerk, village, village2, school):
    for place in (village, school):
        with pytest.raises(DomainError, match="全乡的活动"):
            of_village(clerk, an_event(clerk, place, setting="countryside"), village2, {})


def test_villages_are_written_in_as_long_as_an_event_is(clerk, township, village):
    event = an_event(clerk, township)
    with pytest.raises(DomainError, match="不能再分"):
        of_village(clerk, event, village, {Audience.IDLE: 1}, now=NOW + timedelta(days=31, seconds=1))


@pytest.mark.parametrize("user", ["secretary", "leader", "county_user", "outsider"])
def test_only_the_station_shares_out(request, clerk, township, village, user):
    with pytest.raises(PermissionDenied):
        of_village(request.getfixturevalue(user), an_event(clerk, township), village, {Audience.IDLE: 1})


@pytest.mark.parametrize("user", ["secretary", "school_liaison", "leader"])
def test_who_does_not_plan_sets_no_goal(request, user):
    with pytest.raises(PermissionDenied):
        a_goal(request.getfixturevalue(user))


def test_a_goal_is_not_set_for_what_is_over(head):
    with pytest.raises(DomainError, match="过去"):
        a_goal(head, now=clock.shanghai(2026, 4, 1))


def test_a_place_new_at_the_end_of_a_quarter_or_gone_before_it_is_not_asked(village, village2, school):
    village.opened_on = Q1.until_on - timedelta(days=NEW_PLACE_DAYS - 1)
    village.save()
    village2.closed_on = Q1.until_on
    village2.save()
    assert asked_in(places_of(TOWNSHIP), Q1) == [school]


def test_the_matrix_costs_the_same_for_one_place_and_for_twenty(clerk, village, school):
    an_event(clerk, village)
    with CaptureQueriesContext(
        connection,
    ) as few:
        matrix([village, school], Q1, Q1.until_on)
    many = [UnitFactory(kind=UnitKind.VILLAGE, area=f"{TOWNSHIP}{n}") for n in range(210, 230)]
    for place in many:
        an_event(clerk, place)
    with CaptureQueriesContext(connection) as more:
        matrix([village, school, *many], Q1, Q1.until_on)
    assert len(few) == len(more) == 8


@pytest.mark.parametrize(
    ("user", "kinds"),
    [
        ("secretary", {"village"}),
        ("school_liaison", {"school"}),
        ("clerk", {"village", "school"}),
        ("county_user", {"village", "school"}),
        ("outsider", set()),
        ("worker", set()),
    ],
)
def test_a_post_sees_the_places_of_its_territory(request, village, school, user, kinds):
    seen = places_seen(request.getfixturevalue(user))
    assert set(seen.values_list("kind", flat=True)) == kinds


# --- reasons


def explained(by, place, *, audience=Audience.IDLE, reason=WHY, now=LATE):
    return actions.explain_gap(by=by, place=place, audience=audience, quarter=Q1, reason=reason, now=now)


def signed(by, *, seen_at=LATE, now=LATE):
    return actions.sign_reasons(by=by, quarter=Q1, seen_at=seen_at, now=now)


def test_a_reason_counts_once_it_is_signed_and_is_not_written_anew(clerk, head, village):
    explained(clerk, village, reason="一开始写的不对，待改")
    explained(clerk, village)
    assert cell(village, Audience.IDLE).is_open
    assert signed(head) == 1
    assert not cell(village, Audience.IDLE).is_open
    assert GapReason.objects.visible_to(clerk).get().reason == WHY
    with pytest.raises(DomainError, match="已经签字"):
        explained(clerk, village)


def test_nobody_signs_their_own_reason_nor_what_they_have_not_seen(clerk, head, leader, village):
    explained(head, village)
    explained(clerk, village, audience=Audience.DROPOUT, now=LATE + timedelta(minutes=5))
    with pytest.raises(DomainError, match="没有等您签字"):
        signed(head)
    assert signed(leader, now=LATE + timedelta(minutes=6)) == 1
    assert GapReason.objects.visible_to(clerk).get(signed_at=None).audience == Audience.DROPOUT


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"now": END - timedelta(days=14, microseconds=1)}, "还来得及"),
        ({"audience": Audience.PARENT}, "没有缺口"),
        ({"reason": "没空"}, "写明理由"),
    ],
)
def test_a_reason_is_given_for_a_gap_in_time_and_in_words(clerk, village, more, sentence):
    with pytest.raises(DomainError, match=sentence):
        explained(clerk, village, **more)


@pytest.mark.parametrize("user", ["secretary", "leader", "county_user", "outsider"])
def test_only_the_station_explains(request, village, user):
    with pytest.raises(PermissionDenied):
        explained(request.getfixturevalue(user), village)


@pytest.mark.parametrize("user", ["clerk", "secretary", "county_user"])
def test_only_head_and_leader_sign(request, user):
    with pytest.raises(PermissionDenied):
        signed(request.getfixturevalue(user))


def test_a_head_elsewhere_has_nothing_to_sign(clerk, other_head, village):
    explained(clerk, village)
    with pytest.raises(DomainError, match="没有等您签字"):
        signed(other_head)


# --- duties


def test_every_village_owes_one_round_a_quarter_and_it_is_met(clerk, station, villages):
    actions.open_care(now=NOW)
    actions.open_care(now=NOW)
    first = Duty.objects.get(kind="care.round", subject=villages[0].pk)
    assert Duty.objects.filter(kind="care.round").count() == 2
    assert (first.unit, first.period, first.due_at) == (station, "2026-Q1", END)
    a_care_round(clerk, villages[0])
    first.refresh_from_db()
    assert first.met_at == NOW


def test_a_round_of_the_last_evening_entered_the_next_morning_is_in_time(clerk, station, village):
    actions.open_care(now=NOW)
    a_care_round(clerk, village, held_at=END - timedelta(hours=3), now=END + timedelta(hours=9))
    duty = Duty.objects.get(kind="care.round")
    assert duty.met_at < duty.due_at


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"seen": 7}, "seen"),
        ({"seen": 0}, "seen"),
        ({"in_need": 6}, "in_need"),
    ],
)
def test_a_round_whose_counts_do_not_fit_is_refused(clerk, village, more, field):
    with pytest.raises(DomainError) as said:
        a_care_round(clerk, village, **more)
    assert said.value.field == field


def test_a_village_without_left_behind_children_says_so(clerk, station, village):
    actions.open_care(now=NOW)
    a_care_round(clerk, village, known=0, seen=0)
    assert Duty.objects.get(kind="care.round").met_at == NOW


def test_the_township_owes_its_coverage_from_two_weeks_before_the_end(township, village):
    actions.open_coverage(now=END - timedelta(days=14, microseconds=1))
    assert not Duty.objects.filter(kind="outreach.coverage").exists()
    actions.open_coverage(now=END - timedelta(days=14))
    actions.open_coverage(now=LATE)
    duty = Duty.objects.get(kind="outreach.coverage")
    assert (duty.unit, duty.post, duty.period) == (township, "township_leader", "2026-Q1")
    assert duty.started_at == END - timedelta(days=14)
    assert END < duty.due_at <= END + timedelta(days=12)


def test_the_duty_leads_to_its_own_quarter(township, village):
    actions.open_coverage(now=LATE)
    assert Duty.objects.get(kind="outreach.coverage").page_url.endswith("/outreach/coverage/?quarter=2026-Q1")


def test_a_township_without_a_gap_owes_nothing_more(township):
    """Met at the hour at which it would have opened, however late the engine comes by."""
    actions.open_coverage(now=LATE)
    assert Duty.objects.get(kind="outreach.coverage").met_at == END - timedelta(days=14)


def test_the_last_event_or_the_last_signature_meets_it(clerk, head, secretary, township, village):
    counted(clerk, village, dict.fromkeys((Audience.DROPOUT, Audience.CORRECTION), 0), now=NOW)
    a_care_round(clerk, village)
    actions.open_coverage(now=LATE)
    duty = Duty.objects.get(kind="outreach.coverage")
    assert duty.met_at is None
    explained(clerk, village)
    duty.refresh_from_db()
    assert duty.met_at is None
    signed(head)
    duty.refresh_from_db()
    assert (duty.met_at, duty.met_by) == (LATE, head)


def test_an_event_that_closes_the_last_gap_meets_it(clerk, township, village):
    nobody = dict.fromkeys((Audience.DROPOUT, Audience.CORRECTION, Audience.LEFT_BEHIND), 0)
    counted(clerk, village, nobody, now=NOW)
    actions.open_coverage(now=LATE)
    an_event(clerk, village, held_at=LATE + timedelta(hours=1))
    assert Duty.objects.get(kind="outreach.coverage").met_at == LATE + timedelta(hours=1)
