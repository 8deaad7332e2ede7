"""Approval before access: who asks, who may answer, when it ends."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.choices import Post
from accounts.models import Absence, ReadEntry
from common import calendar, clock
from common.errors import DomainError
from duties.models import Duty
from minors import actions
from minors.choices import Answer, VaultPart
from minors.models import AccessRequest, Grant
from tests.accounts.factories import AppointmentFactory
from tests.cast import NOW, staff
from tests.minors.factories import registered

WHY = "联系监护人安排走访"
LATER = NOW + timedelta(hours=1)


def ask(user, minor, *, parts=(VaultPart.IDENTITY,), days=7, purpose=WHY, now=NOW):
    return actions.ask_access(by=user, minor=minor, parts=parts, purpose=purpose, days=days, now=now)


def decide(user, row, approve=True, reason="", now=LATER):
    return actions.decide_access(by=user, request=row, approve=approve, reason=reason, now=now)


def reads(user, minor, now, acting):
    acting(user, now)
    try:
        values = actions.reveal(by=user, minor=minor, fields=["name"], purpose=WHY, now=now)
    except PermissionDenied:
        return False
    return "name" in values


def owed(kind="access.decide"):
    return set(Duty.objects.open().filter(kind=kind).values_list("unit__kind", "post"))


@pytest.fixture
def file(clerk, station):
    return registered(clerk, station)


def test_the_head_answers_a_clerk_and_reading_ends_by_itself(clerk, head, county, file, acting):
    row = ask(clerk, file, days=2)
    assert owed() == {("station", Post.STATION_HEAD)}
    assert not reads(clerk, file, NOW, acting)
    row = decide(head, row)
    assert (row.verdict, row.decided_by) == (Answer.APPROVED, head)
    until = clock.end_of_day(clock.local_day(LATER) + timedelta(days=2))
    assert row.grant.until_at == until
    assert reads(clerk, file, until - timedelta(seconds=1), acting)
    assert not reads(clerk, file, until, acting)
    assert owed() == set()


def test_the_asker_is_told_and_says_so(clerk, head, county, file):
    row = decide(head, ask(clerk, file), approve=False, reason="请先完成小组分工再查阅")
    told = Duty.objects.mine(clerk).open().get(kind="access.answered")
    assert (told.subject, told.file) == (row.pk, file.pk)
    actions.acknowledge_answer(by=clerk, request=row, now=LATER)
    assert not Duty.objects.open().filter(kind="access.answered").exists()


def test_a_refusal_says_why_and_opens_nothing(clerk, head, county, file):
    row = ask(clerk, file)
    with pytest.raises(DomainError):
        decide(head, row, approve=False)
    row = decide(head, row, approve=False, reason="请先完成小组分工再查阅")
    assert row.grant is None
    assert not Grant.objects.for_system("test").exists()


@pytest.mark.parametrize("who", ["liaison", "head"])
def test_police_and_head_are_answered_by_the_county(who, request, clerk, county_user, station, liaison, head):
    asker = request.getfixturevalue(who)
    file = registered(clerk, station)
    file.intake_unit = liaison.acting.unit
    file.save()
    row = ask(asker, file) if who == "head" else ask(asker, _long_registered(file))
    assert owed() == {("county", Post.COUNTY_REVIEWER)}
    if who == "liaison":
        with pytest.raises(PermissionDenied):
            decide(head, row)
    assert decide(county_user, row).verdict == Answer.APPROVED


def _long_registered(file):
    file.registered_at = NOW - timedelta(days=8)
    file.save()
    return file


def test_a_county_reviewer_is_answered_by_another(clerk, county_user, county_user2, station, file):
    _open_matter(file, county_user)
    row = ask(county_user, file)
    assert Duty.objects.open().get(kind="access.decide").holder == county_user2
    with pytest.raises(DomainError):
        decide(county_user, row)
    assert decide(county_user2, row).verdict == Answer.APPROVED


def _open_matter(file, county_user):
    Duty.objects.create(
        kind="transfer.contact",
        unit=county_user.acting.unit,
        post=Post.COUNTY_REVIEWER,
        subject=file.pk,
        file=file.pk,
        label=file.code,
        started_at=NOW,
        due_at=NOW + timedelta(days=1),
        ladder=[],
    )


def test_unanswered_for_a_working_day_it_goes_to_the_county(clerk, head, county_user, file):
    row = ask(clerk, file)
    due = calendar.add_working_days(NOW, 1, {})
    with pytest.raises(PermissionDenied):
        decide(county_user, row, now=due - timedelta(seconds=1))
    assert actions.sweep_requests(due - timedelta(seconds=1)) == 0
    assert actions.sweep_requests(due) == 1
    assert actions.sweep_requests(due) == 0
    assert owed() == {("station", Post.STATION_HEAD), ("county", Post.COUNTY_REVIEWER)}
    assert decide(county_user, row, now=due).verdict == Answer.APPROVED
    assert owed() == set()


def test_without_a_head_who_could_answer_it_goes_to_the_county_at_once(clerk, county, file):
    assert ask(clerk, file).to_county


def test_nobody_answers_their_own_not_even_as_deputy(clerk, head, county, file):
    appointment = head.acting.appointment
    absence = Absence.objects.create(
        appointment=appointment, deputy=clerk, from_at=NOW, until_at=NOW + timedelta(days=1), entered_by=head
    )
    row = ask(clerk, file)
    assert row.to_county  # the only head is covered by the asker
    AccessRequest.objects.for_system("test").filter(pk=row.pk).update(to_county=False)
    clerk.act_as(appointment, at=NOW, absence=absence)
    with pytest.raises(DomainError):
        decide(clerk, AccessRequest.objects.for_system("test").get(pk=row.pk))


def test_the_database_refuses_ones_own_answer_too(clerk, county, file):
    row = ask(clerk, file)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessRequest.objects.for_system("test").filter(pk=row.pk).update(
            decided_by=clerk, decided_at=NOW, verdict=Answer.REFUSED, reason="-"
        )


def test_a_deputy_of_the_head_answers_in_their_own_name(clerk, head, worker, county, file):
    absence = Absence.objects.create(
        appointment=head.acting.appointment,
        deputy=worker,
        from_at=NOW,
        until_at=NOW + timedelta(days=1),
        entered_by=head,
    )
    row = ask(clerk, file)
    worker.act_as(head.acting.appointment, at=NOW, absence=absence)
    assert decide(worker, row).decided_by == worker


def test_the_same_request_twice_is_one(clerk, head, county, file):
    assert ask(clerk, file) == ask(clerk, file, purpose=f" {WHY} ")


@pytest.mark.parametrize("other", [{"days": 3}, {"parts": [VaultPart.GUARDIAN]}, {"purpose": "另一项工作"}])
def test_another_request_while_one_waits_is_refused_and_told(clerk, head, county, file, other):
    ask(clerk, file)
    with pytest.raises(DomainError, match="本次未提交"):
        ask(clerk, file, **other)
    assert AccessRequest.objects.for_system("test").count() == 1


@pytest.mark.parametrize(("approve", "word"), [(True, "已批准"), (False, "未批准")])
def test_the_answer_stands_in_the_read_log(clerk, head, county, file, approve, word):
    decide(head, ask(clerk, file), approve=approve, reason="请先完成小组分工再查阅")
    entry = ReadEntry.objects.get(file=file.pk, basis="查阅审批")
    assert (entry.user_id, entry.purpose) == (head.pk, f"{word}：{WHY}")


def test_a_second_answer_changes_nothing(clerk, head, county, file):
    row = decide(head, ask(clerk, file))
    with pytest.raises(DomainError):
        decide(head, row, approve=False, reason="请先完成小组分工再查阅")


@pytest.mark.parametrize(
    "given", [{"days": 31}, {"days": 0}, {"purpose": "啊啊啊"}, {"purpose": " "}, {"parts": ()}]
)
def test_a_bad_request_is_refused(given, clerk, head, county, file):
    with pytest.raises(DomainError):
        ask(clerk, file, **given)


def test_who_needs_no_school_may_not_ask_for_it(officer, head, clerk, county, station, file, acting):
    actions.grant(
        by=head, minor=file, user=officer, kind="assignment", fields=VaultPart, reason="帮教分工",
        approver=head, from_at=NOW,
    )  # fmt: skip
    acting(officer, NOW)
    assert "school" not in actions.preview(by=officer, minor=file, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.reveal(by=officer, minor=file, fields=["school"], purpose=WHY, now=NOW)
    with pytest.raises(DomainError):
        ask(officer, file, parts=[VaultPart.SCHOOLING])


def test_outsiders_cannot_ask(outsider, worker, bystander, clerk, county, file):
    for user in (outsider, worker, bystander):
        with pytest.raises(PermissionDenied):
            ask(user, file)


def test_it_ends_with_the_post_it_was_asked_in(clerk, head, county, station, file, acting):
    row = decide(head, ask(clerk, file))
    waiting = ask(clerk, file, parts=[VaultPart.GUARDIAN])
    AppointmentFactory(user=clerk, unit=station, post=Post.SOCIAL_WORKER)
    clerk.acting.appointment.ended_at = LATER
    clerk.acting.appointment.save()
    actions.end_grants_of_user(clerk, LATER, "调整岗位")
    actions.close_requests_of_user(clerk, LATER, "调整岗位")
    row.grant.refresh_from_db()
    waiting.refresh_from_db()
    assert row.grant.ended_at == LATER
    assert waiting.verdict == Answer.CLOSED
    assert owed() == set()


def test_an_asker_who_has_left_is_not_approved(clerk, head, county, file):
    row = ask(clerk, file)
    clerk.acting.appointment.ended_at = NOW
    clerk.acting.appointment.save()
    with pytest.raises(DomainError):
        decide(head, row)


def test_the_pages_from_asking_to_reading(clerk, head, county, file, client_as):
    with clock.at(NOW):
        reveal = reverse("minors:reveal", args=[file.pk])
        assert "申请查阅" in client_as(clerk).get(reveal).content.decode()
        sent = client_as(clerk).post(
            reverse("minors:access_ask", args=[file.pk]),
            {"parts": ["identity"], "purpose": WHY, "days": 3},
        )
        row = AccessRequest.objects.for_system("test").get()
        assert sent["Location"] == reverse("minors:access_detail", args=[row.pk])
        assert "等待审批" in client_as(clerk).get(reveal).content.decode()
        page = reverse("minors:access_decide", args=[row.pk])
        assert client_as(clerk).get(page).status_code == 403
        assert WHY in client_as(head).get(page).content.decode()
        client_as(head).post(page, {"reason": ""})
        assert "已批准" in client_as(clerk).get(reveal).content.decode()


def test_a_stranger_finds_no_request(clerk, outsider, other_head, county, file, client_as):
    row = ask(clerk, file)
    for name in ("access_detail", "access_decide"):
        for user in (outsider, other_head):
            with clock.at(NOW):
                assert client_as(user).get(reverse(f"minors:{name}", args=[row.pk])).status_code == 404


def test_a_colleague_sees_no_request_of_mine(clerk, county, file, station):
    other = staff("clerk-2", station, Post.STATION_CLERK)
    ask(clerk, file)
    assert not AccessRequest.objects.visible_to(other).exists()
