from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Absence, ReadEntry
from common import clock
from common.errors import DomainError
from duties import actions as duties
from minors import actions
from minors.choices import Basis, GrantKind, VaultPart
from minors.models import Grant, MinorUserObjectPermission, handover_list
from minors.rules import ChildIn
from tests.accounts.factories import UserFactory
from tests.cast import NOW
from tests.minors.factories import child_in, pending, registered

WHY = "电话联系监护人"


def reveal(user, minor, *, fields=("identity",), purpose=WHY, basis="", now=NOW):
    return actions.reveal(by=user, minor=minor, fields=fields, purpose=purpose, basis=basis, now=now)


def give(head, minor, user, *, fields=VaultPart, kind=GrantKind.ASSIGNMENT, **changes):
    given = {"from_at": NOW, "approver": head, "reason": "帮教分工", **changes}
    return actions.grant(by=head, minor=minor, user=user, kind=kind, fields=fields, **given)


# --- the basis of the registration


@pytest.mark.parametrize("who", ["clerk", "head"])
def test_registration_opens_an_unregistered_line_and_ends_there(who, request, liaison, clerk, station):
    user = request.getfixturevalue(who)
    child = child_in()
    minor = pending(liaison, station, child=child)
    assert reveal(user, minor, basis=Basis.REGISTRATION)["name"] == child.name
    minor = actions.register(by=clerk, minor=minor, identity=ChildIn(is_pupil=True), now=NOW)
    with pytest.raises(PermissionDenied):
        reveal(user, minor)


def test_county_leader_and_others_have_no_door(
    county_user, leader, auditor, administrator, outsider, liaison, station
):
    minor = pending(liaison, station)
    for user in (county_user, leader, auditor, administrator, outsider):
        with pytest.raises(PermissionDenied):
            reveal(user, minor)
    assert not ReadEntry.objects.exists()


# --- the post that took the child in


def test_the_liaison_reads_until_seven_days_after_registration(liaison, clerk, station):
    minor = pending(liaison, station)
    assert reveal(liaison, minor)
    minor = actions.register(by=clerk, minor=minor, identity=ChildIn(is_pupil=True), now=NOW)
    week = NOW + timedelta(days=7)
    assert reveal(liaison, minor, now=week - timedelta(seconds=1))
    with pytest.raises(PermissionDenied):
        reveal(liaison, minor, now=week)


def test_an_open_duty_of_the_post_keeps_the_door_open(liaison, clerk, police_post, station):
    minor = pending(liaison, station)
    minor = actions.register(by=clerk, minor=minor, identity=ChildIn(is_pupil=True), now=NOW)
    late = NOW + timedelta(days=8)
    duties.open(
        "report.guardian", subject=minor.pk, unit=police_post, label=minor.code, file=minor.pk, at=NOW
    )
    assert reveal(liaison, minor, now=late)
    duties.meet("report.guardian", subject=minor.pk, at=late, now=late)
    with pytest.raises(PermissionDenied):
        reveal(liaison, minor, now=late)


def test_the_liaison_reads_nothing_of_another_intake(liaison, clerk, station):
    with pytest.raises(PermissionDenied):
        reveal(liaison, pending(clerk, station))


# --- grants


def test_an_assigned_worker_reads_on_that_basis(worker, clerk, head, station):
    minor = registered(clerk, station)
    with pytest.raises(PermissionDenied):
        reveal(worker, minor)
    give(head, minor, worker)
    worker.act_as(worker.acting.appointment, at=NOW)
    assert reveal(worker, minor, fields=["identity", "schooling", "guardian"])["school"] == "示例中学"
    assert ReadEntry.objects.get().basis == "帮教分工"


def test_a_grant_opens_only_its_parts(worker, clerk, head, station):
    minor = registered(clerk, station)
    give(head, minor, worker, fields=["guardian"])
    worker.act_as(worker.acting.appointment, at=NOW)
    assert reveal(worker, minor, fields=["guardian_phone"])
    for fields in (["identity"], ["name", "guardian_phone"]):
        with pytest.raises(PermissionDenied):
            reveal(worker, minor, fields=fields)


def test_a_basis_that_does_not_hold_is_refused(clerk, liaison, station):
    minor = pending(liaison, station)
    with pytest.raises(PermissionDenied):
        reveal(clerk, minor, basis=Basis.ASSIGNMENT)


def test_a_grant_ends_at_its_hour(worker, clerk, head, station):
    minor = registered(clerk, station)
    until = NOW + timedelta(days=30)
    give(head, minor, worker, kind=GrantKind.APPROVAL, until_at=until)
    worker.act_as(worker.acting.appointment, at=until - timedelta(seconds=1))
    assert reveal(worker, minor, now=until - timedelta(seconds=1))
    worker.act_as(worker.acting.appointment, at=until)
    with pytest.raises(PermissionDenied):
        reveal(worker, minor, now=until)


def test_a_deputy_works_with_the_grants_of_the_absent(worker, clerk, head, station):
    minor = registered(clerk, station)
    give(head, minor, worker)
    deputy = UserFactory(username="deputy")
    absence = Absence.objects.create(
        appointment=worker.acting.appointment,
        deputy=deputy,
        from_at=NOW,
        until_at=NOW + timedelta(days=1),
        entered_by=head,
    )
    deputy.act_as(worker.acting.appointment, at=NOW, absence=absence)
    assert reveal(deputy, minor)
    entry = ReadEntry.objects.get()
    assert (entry.user_id, entry.deputy) == (deputy.pk, True)


def test_nobody_approves_themself(head, clerk, station):
    minor = registered(clerk, station)
    with pytest.raises(DomainError):
        give(head, minor, head)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant(
            minor=minor, user=head, approver=head, kind=GrantKind.ASSIGNMENT, reason="-", from_at=NOW
        ).save()


def test_an_approval_has_an_end(head, clerk, worker, station):
    with pytest.raises(DomainError):
        give(head, registered(clerk, station), worker, kind=GrantKind.APPROVAL)


def test_granting_is_the_heads_own_township_only(clerk, other_head, county_user, worker, station):
    minor = registered(clerk, station)
    for user in (clerk, other_head, county_user):
        with pytest.raises(PermissionDenied):
            give(user, minor, worker)


def test_ending_ends_the_mirror_too(head, other_head, clerk, worker, station):
    minor = registered(clerk, station)
    grant = give(head, minor, worker)
    with pytest.raises(PermissionDenied):
        actions.end_grant(by=other_head, grant=grant, reason="调整", now=NOW)
    actions.end_grant(by=head, grant=grant, reason="调整", now=NOW)
    actions.end_grant(by=head, grant=grant, reason="再次", now=NOW + timedelta(hours=1))
    grant.refresh_from_db()
    assert (grant.ended_at, grant.ended_reason) == (NOW, "调整")
    assert not MinorUserObjectPermission.objects.exists()


def test_a_closed_account_keeps_nothing(head, clerk, worker, station):
    for _ in range(2):
        give(head, registered(clerk, station), worker)
    assert actions.end_grants_of_user(worker, NOW) == 0  # still at work here
    worker.acting.appointment.ended_at = NOW
    worker.acting.appointment.save()
    assert actions.end_grants_of_user(user=worker, now=NOW, reason="调离") == 2
    assert not Grant.objects.for_system("test").live(NOW).exists()
    assert not MinorUserObjectPermission.objects.exists()


# --- the door itself


@pytest.mark.parametrize("purpose", ["", "   ", "啊啊啊啊啊", "。。。。", "a"])
def test_a_purpose_is_wanted(clerk, liaison, station, purpose):
    minor = pending(liaison, station)
    with pytest.raises(DomainError) as refused:
        reveal(clerk, minor, purpose=purpose)
    assert refused.value.field == "purpose"
    assert not ReadEntry.objects.exists()


def test_a_purpose_holds_no_number(clerk, liaison, station):
    with pytest.raises(DomainError):
        reveal(clerk, pending(liaison, station), purpose="核对 19900000001")


def test_every_reading_is_logged_by_code(clerk, liaison, station):
    child = child_in()
    minor = pending(liaison, station, child=child)
    reveal(clerk, minor, fields=["name", "phone"])
    entry = ReadEntry.objects.get()
    assert (entry.user_id, entry.file, entry.code) == (clerk.pk, minor.pk, minor.code)
    assert (entry.fields, entry.purpose, entry.basis) == ("name,phone", WHY, "登记")
    assert child.name not in str(vars(entry))


def test_no_log_no_data(clerk, liaison, station, monkeypatch):
    def broken(**given):
        raise IntegrityError("log")

    monkeypatch.setattr("accounts.readlog.record", broken)
    with pytest.raises(IntegrityError), transaction.atomic():
        reveal(clerk, pending(liaison, station))


def test_only_what_was_asked(clerk, liaison, station):
    assert set(reveal(clerk, pending(liaison, station), fields=["guardian_name"])) == {"guardian_name"}


def test_an_unknown_field_is_a_mistake_of_ours(clerk, liaison, station):
    for fields in (["nonsense"], []):
        with pytest.raises(ValueError):
            reveal(clerk, pending(liaison, station), fields=fields)


def test_a_merged_file_holds_nothing_to_read(clerk, liaison, station):
    child = child_in()
    existing, intake = registered(clerk, station, child=child), pending(liaison, station, child=child)
    actions.match(by=clerk, intake=intake, existing=existing, now=NOW)
    intake.refresh_from_db()
    with pytest.raises(DomainError):
        reveal(clerk, intake)


def test_the_preview_masks_and_is_logged(clerk, liaison, county_user, station):
    child = child_in()
    minor = pending(liaison, station, child=child)
    shown = actions.preview(by=clerk, minor=minor, now=NOW)
    assert shown == {
        "name": "示" + "*" * (len(child.name) - 1),
        "id_number": "9999**…",
        "phone": f"199****{child.phone[-4:]}",
        "household_address": "示例乡示例村***",
        "residence_address": "示例乡示例村***",
        "guardian_name": "示" + "*" * (len(child.guardian_name) - 1),
        "guardian_phone": f"199****{child.guardian_phone[-4:]}",
    }
    assert ReadEntry.objects.get().kind == "detail"
    assert actions.preview(by=liaison, minor=minor, now=NOW + timedelta(days=400)) is not None


def test_no_preview_without_a_basis(clerk, station):
    assert actions.preview(by=clerk, minor=registered(clerk, station), now=NOW) is None
    assert not ReadEntry.objects.exists()


def test_who_leaves_hands_over_codes(head, clerk, worker, station):
    minors = [registered(clerk, station) for _ in range(2)]
    for minor in minors:
        give(head, minor, worker)
    heading, lines = handover_list(appointment=worker.acting.appointment, now=NOW)
    assert lines == sorted(minor.code for minor in minors)
    assert heading


def test_a_hand_over_list_on_paper_is_a_reading_of_its_files(client_as, head, clerk, worker, station):
    minors = [registered(clerk, station) for _ in range(2)]
    for minor in minors:
        give(head, minor, worker)
    url = reverse("accounts:appointment_leave", args=[worker.acting.appointment.pk])
    with clock.at(NOW):
        assert minors[0].code in client_as(head).get(url).text
    entry = ReadEntry.objects.get(user_id=head.pk, kind="print")
    assert entry.codes == ",".join(sorted(minor.code for minor in minors))
