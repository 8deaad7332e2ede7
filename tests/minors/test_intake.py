from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from common import codes
from common.errors import DomainError, IllegalTransition
from minors import actions
from minors.actions import vaults
from minors.choices import MinorState
from minors.models import Identity, Minor
from minors.rules import ChildIn
from tests.cast import NOW
from tests.minors.factories import child_in, pending, registered


def test_taking_in_makes_a_coded_file_that_waits(liaison, station, police_post):
    minor = pending(liaison, station)
    assert (minor.state, minor.birth_year, minor.is_pupil) == (MinorState.PENDING, 2011, True)
    assert (minor.county, minor.township, minor.unit, minor.intake_unit) == (
        "450225",
        "450225208",
        station,
        police_post,
    )
    assert minor.registered_at is None
    assert Minor.history.for_system("test").filter(id=minor.pk).count() == 1


def test_a_taken_code_is_drawn_again(liaison, station, monkeypatch):
    drawn = iter(["AAAA-AAAA", "AAAA-AAAA", "AAAA-AAAA", "BBBB-BBBB"])
    monkeypatch.setattr(codes, "random_code", lambda *given: next(drawn))
    first, second = pending(liaison, station), pending(liaison, station)
    assert [first.code, second.code] == ["AAAA-AAAA", "BBBB-BBBB"]


def test_a_child_without_a_name_is_marked(liaison, station):
    child = ChildIn(features="左臂有痣", birth_year=2012, sex="M")
    minor = pending(liaison, station, child=child)
    assert minor.identity_unknown
    named = actions.identify(by=liaison, minor=minor, child=ChildIn(name="示例·甲", sex="M"), now=NOW)
    assert not named.identity_unknown
    assert vaults.read(minor) == {"name": "示例·甲", "features": "左臂有痣"}


def test_age_is_judged_on_the_day_of_capture(liaison, station, police_post):
    child = child_in(id_number="", birth_date=date(2008, 3, 1))
    given = {"by": liaison, "child": child, "unit": station, "intake_unit": police_post, "now": NOW}
    with pytest.raises(DomainError) as refused:
        actions.take_in(**given)
    assert refused.value.field == "birth_date"
    assert actions.take_in(**given, on=date(2026, 3, 1)).state == MinorState.PENDING


def test_a_refusal_leaves_nothing(liaison, station):
    with pytest.raises(DomainError):
        pending(liaison, station, child=child_in(id_number="999999201001010011"))
    assert not Minor.objects.for_system("test").exists()


def test_not_into_another_township(liaison, other_station, police_post):
    with pytest.raises(DomainError) as refused:
        pending(liaison, other_station)
    assert refused.value.field == "unit"


def test_the_county_takes_in_for_a_township(county_user, station):
    assert pending(county_user, station).unit == station


def test_not_by_a_post_without_it(leader, auditor, administrator, station):
    for user in (auditor, administrator):
        with pytest.raises(PermissionDenied):
            pending(user, station)


def test_whoever_takes_in_for_others_reads_nothing(bystander, station):
    minor = pending(bystander, station)
    assert not Minor.objects.visible_to(bystander).exists()
    with pytest.raises(PermissionDenied):
        actions.identify(by=bystander, minor=minor, child=child_in(), now=NOW)


def test_a_registered_file_is_not_changed_by_the_post_that_took_it_in(liaison, clerk, station):
    minor = pending(liaison, station)
    actions.register(by=clerk, minor=minor, identity=ChildIn(is_pupil=True), now=NOW)
    with pytest.raises(DomainError):
        actions.identify(by=liaison, minor=minor, child=child_in(), now=NOW)


def test_withdrawing_wants_a_reason_and_a_waiting_file(clerk, station):
    minor = pending(clerk, station)
    with pytest.raises(DomainError):
        actions.withdraw(by=clerk, minor=minor, reason="。。。", now=NOW)
    assert actions.withdraw(by=clerk, minor=minor, reason="误报", now=NOW).state == MinorState.WITHDRAWN
    with pytest.raises(IllegalTransition):
        actions.withdraw(by=clerk, minor=registered(clerk, station), reason="误报", now=NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": MinorState.REGISTERED},
        {"state": MinorState.MERGED},
        {"state": MinorState.WITHDRAWN},
        {"registered_at": NOW},
        {"area": "450225"},
        {"birth_year": 1950},
        {"concern": "care"},
    ],
)
def test_the_database_keeps_states_coherent(clerk, station, changes):
    minor = pending(clerk, station)
    for name, value in changes.items():
        setattr(minor, name, value)
    with pytest.raises(IntegrityError):
        minor.save()


def test_a_number_is_held_once_among_the_registered(clerk, station):
    child = child_in()
    registered(clerk, station, child=child)
    second = pending(clerk, station, child=child)
    row = Identity.objects.for_system("test").get(minor=second)
    row.registered = True
    with pytest.raises(IntegrityError):
        row.save()
