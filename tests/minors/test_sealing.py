"""Sealing: proposed by the clock, signed by two, held while somebody must answer, then absent."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from common import clock
from common.errors import DomainError
from duties.actions import tick
from duties.models import Duty
from minors import actions, rules
from minors.choices import GrantKind, SealCause, SealOutcome, VaultPart
from minors.models import Grant, Minor, Seal, SealProposal
from tests.cast import NOW
from tests.minors.factories import child_in, registered

SEALING = clock.shanghai(2029, 7, 2, 9)
"""A working day after everybody of the factories has grown up (born 15 June 2011)."""


@pytest.fixture
def minor(clerk, station, county):
    return registered(clerk, station)


@pytest.fixture
def proposal(minor, head):
    return actions.propose_seal(
        by=head, minor=minor, cause=SealCause.OTHER, note="帮教期满，表现稳定", now=NOW
    )


def sealed(proposal, head, county_user, *, now=NOW):
    actions.sign_seal(by=head, proposal=proposal, now=now)
    return actions.sign_seal(by=county_user, proposal=proposal, now=now)


# --- the coarse days


@pytest.mark.parametrize(
    ("born", "year", "day"),
    [
        (date(2011, 6, 15), 2011, date(2029, 7, 1)),
        (date(2011, 6, 1), 2011, date(2029, 7, 1)),
        (date(2011, 12, 31), 2011, date(2030, 1, 1)),
        (date(2012, 2, 29), 2012, date(2030, 3, 1)),
        (None, 2011, date(2030, 1, 1)),
    ],
)
def test_the_day_of_growing_up_is_coarse_and_never_early(born, year, day):
    assert rules.adult_from(born, year) == day
    assert rules.is_adult(born or date(year, 12, 31), day)


def test_taking_in_writes_the_coarse_days_and_no_birth_date(minor):
    assert minor.adult_from == date(2029, 7, 1)
    assert minor.clean_since == clock.local_day(NOW)


def test_a_further_report_moves_the_clean_date(clerk, station, minor):
    later = NOW + timedelta(days=300)
    again = actions.take_in(
        by=clerk,
        child=child_in(id_number="", phone=""),
        unit=station,
        intake_unit=station,
        now=later,
    )
    matched = actions.match(by=clerk, intake=again, existing=minor, now=later)
    assert matched.clean_since == clock.local_day(later)
    assert matched.adult_from == date(2029, 7, 1)


# --- the clock proposes


def test_three_clean_years_are_proposed_once(minor, station):
    now = clock.shanghai(2029, 3, 2, 9)
    assert actions.sweep_seals(now - timedelta(days=1)) == 0
    assert [actions.sweep_seals(now), actions.sweep_seals(now)] == [1, 0]
    row = SealProposal.objects.for_system("test").get()
    assert (row.cause, row.minor_id, row.proposed_by) == (SealCause.CLEAN, minor.pk, None)
    duty = Duty.objects.get(kind="seal.decide")
    assert (duty.file, duty.label, duty.post) == (minor.pk, minor.code, "station_head")


def test_growing_up_is_proposed(minor):
    Minor.objects.for_system("test").get(pk=minor.pk)
    minor.clean_since = date(2029, 6, 1)
    minor.save()
    assert actions.sweep_seals(clock.shanghai(2029, 6, 30, 9)) == 0
    assert actions.sweep_seals(clock.shanghai(2029, 7, 1, 9)) == 1
    assert SealProposal.objects.for_system("test").get().cause == SealCause.ADULT


def test_the_engine_calls_the_sweep(minor, settings):
    settings.ALLOW_FUTURE_SWEEP = True
    tick(SEALING, stamp=False)
    assert SealProposal.objects.for_system("test").filter(minor=minor).count() == 1


def test_a_refusal_keeps_the_engine_quiet_until_its_day(minor, head):
    now = clock.shanghai(2029, 7, 2, 9)
    actions.sweep_seals(now)
    row = SealProposal.objects.for_system("test").get()
    again_on = date(2029, 9, 1)
    actions.refuse_seal(by=head, proposal=row, reason="移交手续还没有办完", again_on=again_on, now=now)
    assert actions.sweep_seals(clock.shanghai(2029, 8, 31, 9)) == 0
    assert actions.sweep_seals(clock.shanghai(2029, 9, 1, 9)) == 1


def test_asked_twice_it_is_one_proposal(minor, head, proposal):
    again = actions.propose_seal(by=head, minor=minor, cause=SealCause.CLEAN, now=NOW)
    assert again.pk == proposal.pk


def test_a_hand_made_proposal_says_why(minor, head):
    with pytest.raises(DomainError):
        actions.propose_seal(by=head, minor=minor, cause=SealCause.OTHER, note="好", now=NOW)


@pytest.mark.parametrize("who", ["clerk", "county_user", "leader", "other_head"])
def test_only_the_head_of_the_place_proposes_by_hand(request, minor, who):
    with pytest.raises(PermissionDenied):
        actions.propose_seal(by=request.getfixturevalue(who), minor=minor, cause=SealCause.OTHER, now=NOW)


@pytest.mark.parametrize("cause", [SealCause.TERM_END, SealCause.CLEAN, SealCause.ADULT])
def test_a_cause_that_does_not_hold_is_refused_at_its_field(client_as, minor, head, cause):
    with pytest.raises(DomainError, match="不成立") as error:
        actions.propose_seal(by=head, minor=minor, cause=cause, note="帮教期满，表现稳定", now=NOW)
    assert error.value.field == "cause"
    with clock.at(NOW):
        page = client_as(head).get(reverse("minors:seal_propose", args=[minor.pk])).text
    assert f'value="{cause}"' not in page
    assert 'value="other"' in page


def test_three_clean_years_may_be_proposed_by_hand(minor, head):
    minor.clean_since = clock.local_day(NOW) - timedelta(days=3 * 366)
    minor.save()
    row = actions.propose_seal(by=head, minor=minor, cause=SealCause.CLEAN, now=NOW)
    assert row.cause == SealCause.CLEAN


# --- two signatures


def test_head_then_county_seals_in_one_transaction(minor, head, county_user, proposal, worker):
    actions.grant(
        by=head,
        minor=minor,
        user=worker,
        kind=GrantKind.ASSIGNMENT,
        fields=[VaultPart.IDENTITY],
        reason="帮教",
        approver=head,
        from_at=NOW,
    )
    row = sealed(proposal, head, county_user)
    minor.refresh_from_db()
    assert row.outcome == SealOutcome.SEALED
    assert minor.sealed_at == NOW
    seal = Seal.objects.for_system("test").get()
    assert (seal.head, seal.county, seal.cause) == (head, county_user, SealCause.OTHER)
    assert minor.code not in seal.number
    assert not Grant.objects.for_system("test").filter(ended_at=None).exists()
    assert not Duty.objects.filter(file=minor.pk, hidden_at=None).exists()
    for who in (head, county_user, worker):
        assert not Minor.objects.visible_to(who).filter(pk=minor.pk).exists()


def test_the_county_does_not_sign_first(county_user, proposal):
    with pytest.raises(DomainError, match="请先由工作站"):
        actions.sign_seal(by=county_user, proposal=proposal, now=NOW)


def test_signing_twice_is_one_signature(head, proposal):
    first = actions.sign_seal(by=head, proposal=proposal, now=NOW)
    again = actions.sign_seal(by=head, proposal=proposal, now=NOW + timedelta(hours=1))
    assert again.head_signed_at == first.head_signed_at
    assert Duty.objects.filter(kind="seal.decide", post="county_reviewer").count() == 1


@pytest.mark.parametrize("who", ["clerk", "leader", "other_head", "auditor"])
def test_nobody_else_signs(request, proposal, who):
    with pytest.raises(PermissionDenied):
        actions.sign_seal(by=request.getfixturevalue(who), proposal=proposal, now=NOW)


def test_what_is_sealed_is_not_signed_again(head, county_user, proposal):
    sealed(proposal, head, county_user)
    with pytest.raises((DomainError, PermissionDenied)):
        actions.sign_seal(by=county_user, proposal=proposal, now=NOW)


@pytest.mark.parametrize("days", [0, 181])
def test_a_refusal_names_a_day_within_half_a_year(head, proposal, days):
    with pytest.raises(DomainError):
        actions.refuse_seal(
            by=head,
            proposal=proposal,
            reason="移交手续还没有办完",
            again_on=clock.local_day(NOW) + timedelta(days=days),
            now=NOW,
        )


# --- held


def test_an_overdue_duty_holds_the_seal(minor, head, proposal, station):
    from_at = NOW - timedelta(days=20)
    Duty.objects.create(
        kind="case.team",
        subject=minor.pk,
        file=minor.pk,
        unit=station,
        post="station_clerk",
        label=minor.code,
        started_at=from_at,
        due_at=from_at + timedelta(days=3),
        ladder=[],
    )
    assert any("逾期" in hold for hold in actions.holds_of(minor, NOW, cause=SealCause.OTHER))
    with pytest.raises(DomainError, match="现在还不能封存"):
        actions.sign_seal(by=head, proposal=proposal, now=NOW)


def test_a_promise_not_yet_due_holds_the_seal_but_not_of_the_grown_up(minor, head, proposal, station):
    Duty.objects.create(
        kind="case.first_visit",
        subject=minor.pk,
        file=minor.pk,
        unit=station,
        post="station_clerk",
        label=minor.code,
        started_at=NOW,
        due_at=NOW + timedelta(days=3),
        ladder=[],
    )
    with pytest.raises(DomainError, match="首次走访"):
        actions.sign_seal(by=head, proposal=proposal, now=NOW)
    assert actions.holds_of(minor, NOW, cause=SealCause.ADULT) == []


# --- unsigned too long


def test_left_unsigned_only_the_two_signers_read(minor, clerk, head, county_user, proposal, acting):
    before, after = proposal.due_at - timedelta(seconds=1), proposal.due_at
    for who in (clerk, head, county_user):
        assert Minor.objects.visible_to(acting(who, before)).filter(pk=minor.pk).exists()
    assert not Minor.objects.visible_to(acting(clerk, after)).filter(pk=minor.pk).exists()
    for who in (head, county_user):
        assert Minor.objects.visible_to(acting(who, after)).filter(pk=minor.pk).exists()


def test_a_signed_refusal_opens_reading_again(minor, clerk, head, proposal, acting):
    late = proposal.due_at + timedelta(days=1)
    actions.refuse_seal(
        by=acting(head, late),
        proposal=proposal,
        reason="移交手续还没有办完",
        again_on=clock.local_day(late) + timedelta(days=30),
        now=late,
    )
    assert Minor.objects.visible_to(acting(clerk, late)).filter(pk=minor.pk).exists()


# --- a sealed child who comes again


def test_a_sealed_child_is_registered_anew_as_if_never_seen(clerk, station, head, county_user):
    child = child_in()
    first = registered(clerk, station, child=child)
    row = actions.propose_seal(
        by=head, minor=first, cause=SealCause.OTHER, note="帮教期满，表现稳定", now=NOW
    )
    sealed(row, head, county_user)
    assert not actions.search(by=clerk, id_number=child.id_number, now=NOW).own
    again = registered(clerk, station, child=replace(child))
    assert again.pk != first.pk


def test_files_merged_into_it_are_sealed_with_it(clerk, station, minor, head, county_user):
    intake = actions.take_in(
        by=clerk, child=child_in(id_number="", phone=""), unit=station, intake_unit=station, now=NOW
    )
    actions.match(by=clerk, intake=intake, existing=minor, now=NOW)
    row = actions.propose_seal(
        by=head, minor=minor, cause=SealCause.OTHER, note="帮教期满，表现稳定", now=NOW
    )
    sealed(row, head, county_user)
    intake.refresh_from_db()
    assert intake.sealed_at == NOW


# --- pages


def test_the_pages_from_duty_to_seal(client_as, head, county_user, minor, proposal):
    url = f"/minors/seals/proposals/{proposal.pk}/"
    with clock.at(NOW):
        page = client_as(head).get(url)
        assert page.status_code == 200
        assert "签字封存" in page.content.decode()
        assert client_as(head).post(url, {"sign": "1"}).status_code == 302
        assert client_as(county_user).post(url, {"sign": "1"}).status_code == 302
        assert client_as(county_user).get(url).status_code == 404
        listed = client_as(head).get("/minors/seals/").content.decode()
    assert Seal.objects.for_system("test").get().number in listed
    assert minor.code not in listed


@pytest.mark.parametrize(("who", "status"), [("clerk", 403), ("outsider", 404), ("other_head", 404)])
def test_the_sign_page_is_refused(request, client_as, proposal, who, status):
    with clock.at(NOW):
        page = client_as(request.getfixturevalue(who)).get(f"/minors/seals/proposals/{proposal.pk}/")
    assert page.status_code == status
