from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from cases import actions
from cases.choices import Channel, Outcome, WithWhom
from cases.models import Contact, StationContact
from common.errors import DomainError
from duties.models import Duty
from minors.actions import end_grants
from tests.cases.factories import facts, in_care, open_case
from tests.cast import NOW

LATER = NOW + timedelta(days=1)


@pytest.fixture
def case(clerk, head, officer, worker, acting):
    case = in_care(clerk, head, officer, worker)
    acting(worker, LATER)
    acting(officer, LATER)
    return case


def record(by, case, *, who=WithWhom.CHILD, channel=Channel.VISIT, outcome=Outcome.MET, at=LATER, **changes):
    given = {"note": "", "next_on": None, "now": LATER, "client_id": uuid4(), **changes}
    return actions.record_contact(
        by=by, case=case, at=at, with_whom=who, channel=channel, outcome=outcome, **given
    )


def visit_met_by(case):
    return Duty.objects.get(kind="case.first_visit", subject=case.pk).met_by


@pytest.mark.parametrize("who", ["worker", "officer", "clerk"])
def test_meeting_the_child_meets_the_first_visit(case, who, request):
    user = request.getfixturevalue(who)
    record(user, case)
    assert visit_met_by(case) == user


@pytest.mark.parametrize(
    "changes",
    [
        {"who": WithWhom.GUARDIAN},
        {"who": WithWhom.VILLAGE},
        {"who": WithWhom.SCHOOL},
        {"channel": Channel.PHONE, "outcome": Outcome.SPOKE},
        {"outcome": Outcome.NO_ANSWER},
        {"outcome": Outcome.REFUSED},
        {"outcome": Outcome.AWAY},
    ],
)
def test_everything_else_is_recorded_and_meets_nothing(case, worker, changes):
    record(worker, case, **changes)
    assert visit_met_by(case) is None
    assert Contact.objects.visible_to(worker).count() == 1


@pytest.mark.parametrize("said", ["不知道", " 不详 ", "去向不明。"])
def test_a_place_that_says_nothing_is_no_place(case, worker, said):
    row = record(worker, case, outcome=Outcome.AWAY, away_where=said)
    assert row.away_where == ""
    assert not Duty.objects.filter(kind="case.whereabouts").exists()
    assert Contact.objects.for_system("test").failed().count() == 1


def test_a_contact_typed_late_is_backfilled(case, worker, acting):
    late = NOW + timedelta(days=5)
    record(acting(worker, late), case, at=LATER, now=late)
    duty = Duty.objects.get(kind="case.first_visit")
    assert (duty.met_at, duty.is_backfilled) == (late, True)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"at": LATER + timedelta(minutes=1)}, "at"),
        ({"at": NOW - timedelta(minutes=1)}, "at"),
        ({"channel": Channel.PHONE}, "outcome"),
        ({"channel": Channel.PHONE, "outcome": Outcome.AWAY}, "away_where"),
        ({"channel": Channel.VIDEO, "outcome": Outcome.AWAY, "away_where": "不清楚。"}, "away_where"),
        ({"next_on": NOW.date()}, "next_on"),
    ],
)
def test_what_cannot_be_is_refused_on_its_field(case, worker, changes, field):
    with pytest.raises(DomainError) as refused:
        record(worker, case, **changes)
    assert refused.value.field == field
    assert not Contact.objects.for_system("test").exists()


def test_the_minute_of_the_opening_is_not_before_it(clerk, station):
    opened = NOW.replace(second=30)
    case = open_case(clerk, station, now=opened)
    assert record(clerk, case, at=NOW).at == NOW


def test_sent_twice_is_one(case, worker):
    one = record(worker, case)
    assert record(worker, case, client_id=one.client_id) == one
    assert Contact.objects.for_system("test").count() == 1


def test_a_former_member_is_refused(case, worker, head, acting):
    end_grants(by=head, minor=case.minor, user=worker, kind="assignment", reason="调整", now=LATER)
    with pytest.raises(PermissionDenied):
        record(acting(worker, LATER), case)


def test_refused_out_of_place_and_post(case, outsider, bystander, liaison, county_user, leader):
    for user in (outsider, bystander, liaison, county_user, leader):
        with pytest.raises(PermissionDenied):
            record(user, case)


# --- the other station


def reach(by, case, **changes):
    given = {"at": LATER, "now": LATER, **changes}
    return actions.contact_station(
        by=by,
        case=case,
        station_name="示例乡工作站",
        spoke_with="值班专干",
        channel=Channel.PHONE,
        answer="同意接收，三日内回执",
        **given,
    )


def test_reaching_the_other_station_meets_its_duty_and_the_child_stays_ours(clerk, station):
    case = open_case(clerk, station, with_facts=facts(residence="elsewhere"))
    reach(clerk, case)
    assert Duty.objects.get(kind="transfer.contact").met_at == LATER
    case.refresh_from_db()
    assert case.unit == station


def test_reaching_it_twice_is_two_rows_and_a_resend_one(clerk, station):
    case = open_case(clerk, station, with_facts=facts(residence="elsewhere"))
    one = reach(clerk, case)
    reach(clerk, case, client_id=one.client_id)
    reach(clerk, case)
    assert StationContact.objects.for_system("test").count() == 2


def test_reaching_is_refused_out_of_place_and_post_and_ahead(clerk, outsider, bystander, worker, station):
    case = open_case(clerk, station)
    for user in (outsider, bystander, worker):
        with pytest.raises(PermissionDenied):
            reach(user, case)
    with pytest.raises(DomainError):
        reach(clerk, case, at=LATER + timedelta(minutes=1))
