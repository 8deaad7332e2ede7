from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts import actions as accounts
from accounts.choices import Post
from cases import actions
from cases.actions.rows import open_duty
from cases.choices import CaseStatus
from cases.models import Case, Team
from common.clock import end_of_day
from common.errors import DomainError
from duties.models import Duty
from minors.models import Grant, MinorUserObjectPermission
from tests.cases.factories import facts, in_care, open_case
from tests.cast import NOW, staff

LATER = NOW + timedelta(days=1)


def propose(by, case, officer, worker, clerk=None, now=NOW, watch="孩子怕生，先由外婆陪着谈"):
    return actions.propose_team(
        by=by,
        case=case,
        community_officer=officer,
        social_worker=worker,
        clerk=clerk,
        watch=watch,
        now=now,
    )


def granted(case) -> set[str]:
    rows = Grant.objects.for_system("test").filter(minor=case.minor_id, ended_at=None)
    return set(rows.values_list("user__username", flat=True))


def test_a_proposal_grants_nothing_and_meets_nothing(clerk, officer, worker, station):
    case = open_case(clerk, station)
    propose(clerk, case, officer, worker)
    assert granted(case) == set()
    kinds = Duty.objects.open().filter(subject=case.pk).values_list("kind", flat=True)
    assert set(kinds) == {"case.team", "case.team_confirm"}


def test_a_proposal_lands_on_the_desk_of_the_head(clerk, head, officer, worker, station):
    case = open_case(clerk, station)
    assert not Duty.objects.mine(head).filter(subject=case.pk).exists()
    propose(clerk, case, officer, worker)
    waiting = Duty.objects.mine(head).get(subject=case.pk)
    assert (waiting.kind, waiting.due_at) == ("case.team_confirm", end_of_day(date(2026, 3, 3)))
    assert Duty.objects.mine(clerk).get(subject=case.pk).kind == "case.team"
    actions.confirm_team(by=head, case=case, now=NOW)
    assert not Duty.objects.mine(head).filter(subject=case.pk).open().exists()


def test_a_second_proposal_starts_the_heads_clock_anew(clerk, head, officer, worker, station):
    case = open_case(clerk, station)
    propose(clerk, case, officer, worker)
    propose(clerk, case, officer, worker, watch="外婆耳背，上门先敲窗")
    duties = Duty.objects.filter(kind="case.team_confirm", subject=case.pk)
    assert [duty.voided_at is None for duty in duties.order_by("recorded_at", "voided_at")].count(True) == 1


def test_the_same_proposal_once_more_is_the_one_that_waits(clerk, head, officer, worker, station):
    case = open_case(clerk, station)
    first = propose(clerk, case, officer, worker)
    assert propose(clerk, case, officer, worker) == first
    assert (
        actions.appoint_team(by=head, case=case, community_officer=officer, social_worker=worker, now=NOW)
        == first
    )
    assert Team.objects.for_system("test").count() == 1
    assert Duty.objects.filter(kind="case.team_confirm", subject=case.pk).count() == 1


@pytest.mark.parametrize("name", [actions.propose_team, actions.appoint_team])
def test_naming_the_same_people_again_recreates_nothing(name, clerk, head, officer, worker):
    case = in_care(clerk, head, officer, worker)
    before = set(Grant.objects.for_system("test").values_list("pk", "from_at", "ended_at"))
    with pytest.raises(DomainError, match="完全相同"):
        name(by=head, case=case, community_officer=officer, social_worker=worker, now=LATER)
    assert set(Grant.objects.for_system("test").values_list("pk", "from_at", "ended_at")) == before
    assert Team.objects.for_system("test").count() == 1
    assert propose(clerk, case, officer, worker, clerk=clerk, now=LATER).clerk == clerk


def test_where_a_seat_had_fallen_vacant_the_same_people_may_be_named_again(clerk, head, officer, worker):
    case = in_care(clerk, head, officer, worker)
    open_duty("case.team", case, at=LATER)
    propose(clerk, case, officer, worker, now=LATER)
    assert actions.confirm_team(by=head, case=case, now=LATER).confirmed_at == LATER


def test_a_head_who_names_the_team_owes_nobody_a_confirmation(head, officer, worker, clerk, station):
    case = open_case(clerk, station)
    actions.appoint_team(by=head, case=case, community_officer=officer, social_worker=worker, now=NOW)
    assert not Duty.objects.filter(kind="case.team_confirm").exists()


def test_confirming_starts_grants_and_clock(clerk, head, officer, worker, station):
    case = in_care(clerk, head, officer, worker)
    assert case.status == CaseStatus.IN_CARE
    assert granted(case) == {"officer", "worker"}
    assert Duty.objects.get(kind="case.team").met_by == head
    visit = Duty.objects.get(kind="case.first_visit")
    assert (visit.holder, visit.deputy_holder, visit.started_at) == (worker, officer, NOW)


def test_members_see_the_case_from_then_on(clerk, head, officer, worker, acting):
    case = in_care(clerk, head, officer, worker)
    for member in (acting(officer, NOW), acting(worker, NOW)):
        assert Case.objects.visible_to(member).get() == case
        assert Duty.objects.visible_to(member).filter(kind="case.first_visit").exists()


def test_both_must_hold_their_post_here(
    clerk, officer, worker, liaison, station, other_station, other_police_post
):
    case = open_case(clerk, station)
    far_worker = staff("far-worker", other_station, Post.SOCIAL_WORKER)
    far_officer = staff("far-officer", other_police_post, Post.COMMUNITY_OFFICER)
    for people, field in (
        ((far_officer, worker), "community_officer"),
        ((liaison, worker), "community_officer"),
        ((officer, far_worker), "social_worker"),
        ((officer, clerk), "social_worker"),
        ((officer, worker, liaison), "clerk"),
    ):
        with pytest.raises(DomainError) as refused:
            propose(clerk, case, *people)
        assert refused.value.field == field


def test_somebody_who_left_meanwhile_is_not_confirmed(clerk, head, officer, worker, station):
    case = open_case(clerk, station)
    propose(clerk, case, officer, worker)
    appointment = worker.acting.appointment
    appointment.ended_at = NOW
    appointment.save()
    with pytest.raises(DomainError):
        actions.confirm_team(by=head, case=case, now=LATER)


def test_the_clerk_of_the_case_gets_a_grant_and_may_be_the_worker(clerk, head, officer, worker, station):
    case = open_case(clerk, station)
    propose(clerk, case, officer, worker, clerk)
    actions.confirm_team(by=head, case=case, now=NOW)
    assert granted(case) == {"officer", "worker", "clerk"}
    second = open_case(clerk, station)
    propose(clerk, second, officer, worker, worker)
    actions.confirm_team(by=head, case=second, now=NOW)
    assert granted(second) == {"officer", "worker"}


def test_a_second_proposal_replaces_the_first(clerk, officer, worker, station):
    case = open_case(clerk, station)
    first = propose(clerk, case, officer, worker)
    second = propose(clerk, case, officer, worker, clerk=clerk)
    assert Team.objects.for_system("test").proposed().get() == second
    first.refresh_from_db()
    assert first.ended_reason == "重新提名"


def test_reassigning_ends_the_old_grants_and_passes_the_visit_on(clerk, head, officer, worker, station):
    case = in_care(clerk, head, officer, worker)
    second = staff("worker-2", station, Post.SOCIAL_WORKER)
    propose(clerk, case, officer, second, now=LATER)
    actions.confirm_team(by=head, case=case, now=LATER)
    assert granted(case) == {"officer", "worker-2"}
    mirrored = MinorUserObjectPermission.objects.values_list("user__username", flat=True)
    assert set(mirrored) == {"officer", "worker-2"}
    visit = Duty.objects.open().get(kind="case.first_visit")
    assert (visit.holder, visit.started_at) == (second, NOW)
    assert Team.objects.for_system("test").live().count() == 1


def test_a_head_names_and_confirms_in_one(head, clerk, officer, worker, station):
    case = open_case(clerk, station)
    given = {"case": case, "community_officer": officer, "social_worker": worker, "now": NOW}
    with pytest.raises(PermissionDenied):
        actions.appoint_team(by=clerk, **given)
    assert actions.appoint_team(by=head, **given).confirmed_by == head


def test_a_head_does_not_confirm_themself(clerk, head, officer, station):
    case = open_case(clerk, station)
    both = staff("head-2", station, Post.SOCIAL_WORKER)
    propose(clerk, case, officer, both)
    appointment = head.acting.appointment
    appointment.user = both
    appointment.save()
    with pytest.raises(DomainError):
        actions.confirm_team(by=both.act_as(appointment, at=NOW), case=case, now=NOW)


def test_nothing_to_confirm(clerk, head, station):
    with pytest.raises(DomainError):
        actions.confirm_team(by=head, case=open_case(clerk, station), now=NOW)


def test_a_returned_case_has_no_team(clerk, officer, worker, station):
    case = open_case(clerk, station, with_facts=facts(False, "elsewhere", "elsewhere"))
    with pytest.raises(DomainError):
        propose(clerk, case, officer, worker)


def test_refused_out_of_place_and_post(
    clerk, outsider, other_head, bystander, county_user, officer, worker, station
):
    case = open_case(clerk, station)
    for user in (outsider, bystander, county_user, worker):
        with pytest.raises(PermissionDenied):
            propose(user, case, officer, worker)
    propose(clerk, case, officer, worker)
    for user in (clerk, other_head, bystander, county_user):
        with pytest.raises(PermissionDenied):
            actions.confirm_team(by=user, case=case, now=NOW)


def test_the_database_keeps_one_live_team(clerk, head, officer, worker):
    case = in_care(clerk, head, officer, worker)
    given = {"case": case, "community_officer": officer, "social_worker": worker, "proposed_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        Team(**given, proposed_by=clerk, confirmed_by=head, confirmed_at=NOW).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Team(**{**given, "social_worker": officer}, proposed_by=clerk).save()


def test_a_member_who_leaves_must_be_replaced(clerk, head, officer, worker, administrator, station):
    case = in_care(clerk, head, officer, worker)
    assert actions.reopen_teams(worker, LATER) == 0
    accounts.deactivate_account(by=administrator, user=worker, reason="离职", now=LATER)
    assert granted(case) == {"officer"}
    assert Duty.objects.open().filter(subject=case.pk, kind="case.team", started_at=LATER).exists()
    assert Duty.objects.get(kind="case.first_visit").holder == head
    second = staff("worker-2", station, Post.SOCIAL_WORKER)
    propose(clerk, case, officer, second, now=LATER)
    actions.confirm_team(by=head, case=case, now=LATER)
    assert granted(case) == {"officer", "worker-2"}
    assert not Duty.objects.open().filter(kind="case.team").exists()
