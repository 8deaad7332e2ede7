"""A case passes from one colleague to the next; while somebody is away their deputy does the work."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import actions as accounts
from accounts.acting import held_choices
from accounts.choices import Post
from accounts.models import Appointment
from cases import actions
from cases.choices import Channel, GroupRole, Outcome, WithWhom
from cases.models import Contact, GroupSeat, Handover
from common import clock
from common.errors import DomainError
from duties.models import Duty
from minors.choices import Relation
from tests.cases.factories import facts, in_care, open_case
from tests.cast import NOW, staff

LATER = NOW + timedelta(hours=2)
WATCH = "外婆家在山上，周末才在家；对电话不接，要上门"


@pytest.fixture
def case(clerk, head, officer, worker):
    open_ = open_case(clerk, clerk.acting.unit, with_facts=facts(is_pupil=False))
    return in_care(clerk, head, officer, worker, case=open_)


@pytest.fixture
def successor(station):
    return staff("successor", station, Post.SOCIAL_WORKER)


def reassign(head, case, officer, to, watch=WATCH, now=LATER):
    return actions.appoint_team(
        by=head, case=case, community_officer=officer, social_worker=to, watch=watch, now=now
    )


def met(by, case, at):
    return actions.record_contact(
        by=by,
        case=case,
        at=at,
        with_whom=WithWhom.CHILD,
        channel=Channel.VISIT,
        outcome=Outcome.MET,
        now=at,
    )


def test_taking_over_without_a_word_is_refused(head, case, officer, successor):
    with pytest.raises(DomainError) as refused:
        reassign(head, case, officer, successor, watch=" ")
    assert refused.value.field == "watch"


def test_naming_a_clerk_beside_the_same_people_needs_no_word(head, clerk, case, officer, worker):
    actions.propose_team(
        by=head, case=case, community_officer=officer, social_worker=worker, clerk=worker, now=LATER
    )
    actions.confirm_team(by=head, case=case, now=LATER)
    assert not Handover.objects.for_system("test").exists()


def test_the_new_member_gets_the_note_to_read_and_the_open_duties(
    head, case, officer, worker, successor, acting
):
    reassign(head, case, officer, successor)
    row = Handover.objects.for_system("test").get()
    duty = Duty.objects.open().get(kind="case.handover")
    assert (row.receiver, duty.holder, duty.subject) == (successor, successor, row.pk)
    assert duty.page_url == reverse("cases:handover_read", args=[row.pk])
    visit = Duty.objects.open().get(kind="case.first_visit")
    assert (visit.holder, visit.deputy_holder) == (successor, officer)
    assert [one.kind for one in actions.open_then(row, acting(successor, LATER))] == ["case.first_visit"]


def test_whatever_the_old_member_held_of_this_file_passes_on(head, case, officer, worker, successor):
    actions.add_member(
        by=worker,
        case=case,
        relation=Relation.CARER,
        is_guardian=False,
        cares=True,
        reachable="home",
        from_on=clock.local_day(NOW),
        now=NOW,
    )
    reassign(head, case, officer, successor)
    assert not Duty.objects.open().filter(holder=worker).exists()
    held = Duty.objects.open().filter(holder=successor).values_list("kind", flat=True)
    assert {"case.carer_check", "case.parent_call", "case.first_visit"} <= set(held)


def test_only_the_receiver_acknowledges_and_once(head, case, officer, successor, clerk, acting):
    reassign(head, case, officer, successor)
    row = Handover.objects.for_system("test").get()
    with pytest.raises(DomainError, match="自己阅读"):
        actions.read_handover(by=clerk, handover=row, now=LATER)
    reader = acting(successor, LATER)
    actions.read_handover(by=reader, handover=row, now=LATER)
    again = actions.read_handover(by=reader, handover=row, now=LATER + timedelta(hours=1))
    assert (again.read_at, again.read_by) == (LATER, successor)
    assert Duty.objects.get(kind="case.handover").met_by == successor


def test_the_page_shows_note_and_work_and_one_tap_acknowledges(head, case, officer, successor, client_as):
    reassign(head, case, officer, successor)
    url = Duty.objects.get(kind="case.handover").page_url
    with clock.at(LATER):
        text = client_as(successor).get(url).content.decode()
        assert WATCH in text
        assert "首次走访" in text
        assert client_as(successor).post(url).status_code == 302
    assert Handover.objects.for_system("test").get().read_by == successor


def test_credit_stays_with_who_did_the_work(head, case, officer, worker, successor, acting):
    met(worker, case, NOW)
    reassign(head, case, officer, successor)
    met(acting(successor, LATER), case, LATER)
    met(acting(successor, LATER), case, LATER + timedelta(minutes=5))
    done = actions.work_done(by=head, start=NOW, end=LATER + timedelta(hours=1))
    assert [(row.name, row.attempts, row.visits) for row in done] == [
        (successor.name, 2, 2),
        (worker.name, 1, 1),
    ]
    assert Duty.objects.get(kind="case.first_visit").met_by == worker


def test_a_deputy_sees_the_duty_of_the_absent_worker_and_does_it_in_their_own_name(
    head, case, officer, worker, successor
):
    seat = Appointment.objects.get(user=worker)
    accounts.record_absence(
        by=head,
        appointment=seat,
        deputy=successor,
        from_at=NOW,
        until_at=NOW + timedelta(days=3),
        now=NOW,
    )
    standing_in = next(one for one in held_choices(successor, LATER) if one.absence is not None)
    successor.acting = standing_in
    assert Duty.objects.mine(successor).filter(kind="case.first_visit").exists()
    met(successor, case, LATER)
    assert Contact.objects.for_system("test").get().by == successor
    assert Duty.objects.get(kind="case.first_visit").met_by == successor
    done = actions.work_done(by=head, start=NOW, end=LATER + timedelta(hours=1))
    assert [row.name for row in done] == [successor.name]


def test_a_deputy_reads_the_hand_over_of_the_absent(head, case, officer, successor, station):
    reassign(head, case, officer, successor)
    deputy = staff("deputy", station, Post.SOCIAL_WORKER)
    accounts.record_absence(
        by=head,
        appointment=Appointment.objects.get(user=successor),
        deputy=deputy,
        from_at=LATER,
        until_at=LATER + timedelta(days=3),
        now=LATER,
    )
    deputy.acting = next(one for one in held_choices(deputy, LATER) if one.absence is not None)
    row = Handover.objects.for_system("test").get()
    actions.read_handover(by=deputy, handover=row, now=LATER)
    row.refresh_from_db()
    assert (row.receiver, row.read_by) == (successor, deputy)


# --- the seats beside the team


def seat(by, case, role, now=NOW, **given):
    return actions.fill_seat(by=by, case=case, role=role, from_on=clock.local_day(now), now=now, **given)


def test_a_family_member_sits_by_relation_and_a_doctor_by_post(case, worker):
    seat(worker, case, GroupRole.FAMILY, relation=Relation.GRANDPARENT, post="不该留下")
    seat(worker, case, GroupRole.DOCTOR, post="乡卫生院公卫科")
    rows = GroupSeat.objects.for_system("test").order_by("role").values_list("role", "relation", "post")
    assert list(rows) == [("doctor", "", "乡卫生院公卫科"), ("family", "grandparent", "")]


def test_who_sat_there_before_leaves(case, worker):
    first = seat(worker, case, GroupRole.DOCTOR, post="乡卫生院公卫科")
    seat(worker, case, GroupRole.DOCTOR, post="村卫生室")
    first.refresh_from_db()
    assert first.until_on == clock.local_day(NOW)


@pytest.mark.parametrize(
    ("role", "given", "field"),
    [
        (GroupRole.FAMILY, {}, "relation"),
        (GroupRole.VOLUNTEER, {"post": " "}, "post"),
        (GroupRole.POLICE, {"post": "派出所"}, "role"),
    ],
)
def test_an_empty_seat_is_not_filled_with_nothing(role, given, field, case, worker):
    with pytest.raises(DomainError) as refused:
        seat(worker, case, role, **given)
    assert refused.value.field == field
