from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cases import actions
from cases.choices import CaseStatus, Place, Route
from cases.models import Case, ResidenceCheck, RouteDecision
from common.errors import DomainError
from duties.models import Duty
from tests.cases.factories import facts, open_case
from tests.cast import NOW
from tests.minors.factories import pending, registered, seal

LATER = NOW + timedelta(hours=2)


def open_kinds(case) -> set[str]:
    return set(Duty.objects.open().filter(subject=case.pk).values_list("kind", flat=True))


def fresh(case) -> Case:
    return Case.objects.for_system("test").get(pk=case.pk)


def verify(by, case, household="ours", residence="elsewhere", **changes):
    given = {"how": "向村委会核实", "at": LATER, "now": LATER, **changes}
    return actions.verify_residence(by=by, case=case, household=household, residence=residence, **given)


# --- opening


@pytest.mark.parametrize(
    ("given", "route", "kinds"),
    [
        (facts(), Route.LOCAL_PUPIL, {"case.team"}),
        (facts(is_pupil=False), Route.LOCAL, {"case.team"}),
        (
            facts(household="elsewhere", residence="elsewhere"),
            Route.OUTGOING,
            {"case.team", "transfer.contact"},
        ),
        (facts(residence="elsewhere"), Route.DUAL, {"case.team", "transfer.contact"}),
        (facts(False), Route.INCOMING, {"case.team", "transfer.reply"}),
        (facts(False, "elsewhere", "elsewhere"), Route.RETURN, {"transfer.contact"}),
        (facts(residence="unknown"), Route.LOCAL_PUPIL, {"case.team", "case.residence"}),
    ],
)
def test_a_route_opens_its_first_duties(clerk, station, given, route, kinds):
    case = open_case(clerk, station, with_facts=given)
    assert (case.route, case.status, case.unit) == (route, CaseStatus.OPEN, station)
    assert open_kinds(case) == kinds
    decision = RouteDecision.objects.for_system("test").get(case=case)
    assert decision.computed
    assert decision.reason


def test_duties_carry_the_code_and_nothing_else(clerk, station):
    case = open_case(clerk, station)
    duty = Duty.objects.get(subject=case.pk)
    assert (duty.label, duty.file, duty.unit, duty.started_at) == (
        case.minor.code,
        case.minor_id,
        station,
        NOW,
    )


def test_the_clock_starts_at_the_given_instant(clerk, station):
    minor = registered(clerk, station)
    case = actions.open_case(by=clerk, minor=minor, facts=facts(), at=NOW, now=LATER)
    assert Duty.objects.get(subject=case.pk).started_at == NOW == case.opened_at


def test_a_second_report_finds_the_open_case(clerk, station):
    case = open_case(clerk, station)
    again = actions.open_case(by=clerk, minor=case.minor, facts=facts(False), at=LATER, now=LATER)
    assert again == case
    assert again.route == Route.LOCAL_PUPIL
    columns = {f.attname: getattr(again, f.attname) for f in Case._meta.fields if f.name != "id"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Case(**columns).save(force_insert=True)


def test_no_case_before_registration(clerk, station):
    with pytest.raises(DomainError):
        open_case(clerk, station, minor=pending(clerk, station))


def test_opening_is_refused_out_of_place_and_post(clerk, outsider, bystander, worker, county_user, station):
    minor = registered(clerk, station)
    for user in (outsider, bystander, worker, county_user):
        with pytest.raises(PermissionDenied):
            open_case(user, station, minor=minor)


def test_a_case_is_seen_by_whoever_sees_the_file(clerk, head, county_user, outsider, worker, leader, station):
    case = open_case(clerk, station)
    sees = {
        u.username
        for u in (clerk, head, county_user, outsider, worker, leader)
        if Case.objects.visible_to(u).filter(pk=case.pk).exists()
    }
    assert sees == {"clerk", "head", "county"}
    seal(case.minor)
    assert not Case.objects.visible_to(clerk).exists()


# --- verifying and changing


def test_verifying_decides_the_route_anew(clerk, station):
    case = open_case(clerk, station, with_facts=facts(residence="unknown"))
    verify(clerk, case)
    case = fresh(case)
    assert (case.route, case.controller, case.is_unclear) == (Route.DUAL, "both", False)
    assert open_kinds(case) == {"case.team", "transfer.contact"}
    assert Duty.objects.get(subject=case.pk, kind="case.residence").met_at == LATER
    assert RouteDecision.objects.for_system("test").filter(case=case).count() == 2


def test_still_unknown_does_not_meet_the_duty(clerk, station):
    case = open_case(clerk, station, with_facts=facts(residence="unknown"))
    verify(clerk, case, residence="unknown")
    assert "case.residence" in open_kinds(case)


def test_what_the_new_route_does_not_need_is_voided_while_not_due(clerk, station):
    case = open_case(clerk, station, with_facts=facts(residence="elsewhere"))
    verify(clerk, case, residence="ours")
    duty = Duty.objects.get(subject=case.pk, kind="transfer.contact")
    assert duty.voided_at == LATER
    assert open_kinds(case) == {"case.team"}


def test_a_missed_contact_stays_missed(clerk, station, acting):
    case = open_case(clerk, station, with_facts=facts(residence="elsewhere"))
    late = NOW + timedelta(days=2)
    verify(acting(clerk, late), case, residence="ours", at=late, now=late)
    assert Duty.objects.missed(late).filter(subject=case.pk, kind="transfer.contact").exists()


@pytest.mark.parametrize("at", [LATER + timedelta(minutes=1), NOW - timedelta(minutes=2)])
def test_neither_ahead_nor_before_the_case(clerk, station, at):
    case = open_case(clerk, station)
    with pytest.raises(DomainError) as refused:
        verify(clerk, case, at=at)
    assert refused.value.field == "at"


def test_a_form_sent_twice_is_one(clerk, station):
    case = open_case(clerk, station)
    one = verify(clerk, case)
    assert verify(clerk, case, client_id=one.client_id) == one
    assert ResidenceCheck.objects.for_system("test").count() == 1


def test_a_pupil_who_drops_out_changes_route(clerk, station):
    case = open_case(clerk, station)
    row = actions.change_route(by=clerk, case=case, route=Route.LOCAL, reason="已辍学", now=LATER)
    case = fresh(case)
    assert (case.route, case.is_pupil, row.computed, row.reason) == (Route.LOCAL, False, False, "已辍学")
    assert open_kinds(case) == {"case.team"}


@pytest.mark.parametrize("route", [route for route in Route if route != Route.LOCAL_PUPIL])
def test_every_route_can_be_chosen_by_hand(clerk, station, route):
    case = open_case(clerk, station)
    actions.change_route(by=clerk, case=case, route=route, reason="与对方商定", now=LATER)
    assert fresh(case).route == route


@pytest.mark.parametrize(
    ("route", "reason", "field"), [("local_pupil", "商定", "route"), ("dual", " ", "reason")]
)
def test_a_change_changes_something_for_a_reason(clerk, station, route, reason, field):
    case = open_case(clerk, station)
    with pytest.raises(DomainError) as refused:
        actions.change_route(by=clerk, case=case, route=route, reason=reason, now=LATER)
    assert refused.value.field == field


def test_changing_is_refused_out_of_place_and_post(clerk, outsider, bystander, county_user, station):
    case = open_case(clerk, station)
    for user in (outsider, bystander, county_user):
        with pytest.raises(PermissionDenied):
            actions.change_route(by=user, case=case, route=Route.DUAL, reason="商定", now=LATER)
        with pytest.raises(PermissionDenied):
            verify(user, case)


def test_a_finished_case_is_left_alone(clerk, station):
    case = open_case(clerk, station)
    case.status, case.closed_at = CaseStatus.CLOSED, LATER
    case.save()
    with pytest.raises(DomainError):
        verify(clerk, case)
    assert open_case(clerk, station, minor=case.minor) != case


def test_places_are_kept_as_known(clerk, station):
    case = open_case(clerk, station, with_facts=facts(residence="unknown"))
    assert (case.household, case.residence) == (Place.OURS, Place.UNKNOWN)


def test_no_reason_carries_a_persons_number(clerk, station):
    case = open_case(clerk, station)
    with pytest.raises(DomainError, match="像是写了手机号码"):
        actions.change_route(
            by=clerk, case=case, route="outgoing", reason="家长１９９０００００００１说的", now=NOW
        )
    with pytest.raises(DomainError, match="像是写了手机号码"):
        actions.verify_residence(
            by=clerk, case=case, household="ours", residence="ours", how="问了199 0000 0001", at=NOW, now=NOW
        )
