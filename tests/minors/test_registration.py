from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import ReadEntry
from common.crypto import CannotDecrypt
from common.errors import DomainError, IllegalTransition
from minors import actions
from minors.actions import vaults
from minors.choices import MinorState
from minors.models import DataKey, Guardian, Identity, Minor
from minors.rules import ChildIn
from tests.cast import LOGGED, NOW
from tests.minors.factories import BIRTH, child_in, pending, registered, seal

NOTHING_NEW = ChildIn(is_pupil=True)


def put(by, minor, **changes):
    return actions.register(by=by, minor=minor, identity=ChildIn(is_pupil=True, **changes), now=NOW)


# --- search


def test_search_by_number_shows_code_and_year_at_home(clerk, station):
    child = child_in()
    minor = registered(clerk, station, child=child)
    found = actions.search(by=clerk, id_number=child.id_number.lower(), now=NOW)
    assert [(hit.code, hit.birth_year) for hit in found.own] == [(minor.code, 2011)]
    assert not found.elsewhere
    assert child.name not in found.message


def test_search_by_name_and_day(clerk, station):
    child = child_in(id_number="")
    registered(clerk, station, child=child)
    assert actions.search(by=clerk, name=child.name, birth_date=BIRTH, now=NOW).own
    assert not actions.search(by=clerk, name=child.name, birth_date=date(2011, 6, 16), now=NOW).own


def test_a_number_with_name_and_day_finds_the_file_that_has_no_number(clerk, station):
    child = child_in()
    unnumbered = registered(clerk, station, child=child_in(name=child.name, id_number=""))
    given = {"id_number": child.id_number, "name": child.name, "birth_date": BIRTH}
    assert [hit.pk for hit in actions.search(by=clerk, now=NOW, **given).own] == [unnumbered.pk]
    registered(clerk, station, child=child_in(name="示例·丙"))
    assert len(actions.search(by=clerk, now=NOW, **given).own) == 1


def test_elsewhere_only_the_county_is_named(clerk, outsider, other_station, station):
    child = child_in()
    registered(outsider, other_station, child=child)
    found = actions.search(by=clerk, id_number=child.id_number, now=NOW)
    assert (found.own, found.elsewhere) == ((), True)
    assert found.message == "请联系县禁毒办核对。"


def test_sealed_and_unknown_answer_alike(clerk, station, django_assert_num_queries):
    child = child_in()
    seal(registered(clerk, station, child=child))
    answers = []
    for number in (child.id_number, child_in().id_number):
        with django_assert_num_queries(3 + LOGGED):
            answers.append(actions.search(by=clerk, id_number=number, now=NOW))
    assert answers[0] == answers[1]


def test_a_waiting_file_is_no_hit(clerk, station):
    child = child_in()
    pending(clerk, station, child=child)
    assert not actions.search(by=clerk, id_number=child.id_number, now=NOW).own


def test_every_search_is_logged_without_a_value(clerk, station):
    child = child_in()
    minor = registered(clerk, station, child=child)
    actions.search(by=clerk, id_number=child.id_number, now=NOW)
    entry = ReadEntry.objects.get(kind="search")
    assert (entry.file, entry.code, entry.fields) == (minor.pk, minor.code, "id_number")
    assert child.id_number not in str(vars(entry))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "id_number"),
        ({"id_number": "999999201001010011"}, "id_number"),
        ({"name": "示例·甲"}, "birth_date"),
    ],
)
def test_half_a_search_is_refused_on_its_field(clerk, given, field):
    with pytest.raises(DomainError) as refused:
        actions.search(by=clerk, now=NOW, **given)
    assert refused.value.field == field


def test_no_name_search_at_the_county_or_by_bystanders(county_user, bystander, worker, liaison):
    for user in (county_user, bystander, worker, liaison):
        with pytest.raises(PermissionDenied):
            actions.search(by=user, id_number=child_in().id_number, now=NOW)


# --- register


def test_registering_enters_the_register(clerk, liaison, station):
    minor = put(clerk, pending(liaison, station))
    assert (minor.state, minor.registered_at, minor.registered_by) == (MinorState.REGISTERED, NOW, clerk)
    assert Identity.objects.for_system("test").get(minor=minor).registered


def test_registering_keeps_what_was_taken_in_and_adds(clerk, liaison, station):
    child = child_in(phone="")
    minor = put(clerk, pending(liaison, station, child=child), phone="19900000009", sex="M")
    values = vaults.read(minor)
    assert (values["name"], values["phone"]) == (child.name, "19900000009")


def test_registering_twice_is_no_move(clerk, station):
    minor = registered(clerk, station)
    with pytest.raises(IllegalTransition):
        put(clerk, minor)


def test_the_same_number_is_registered_once(clerk, station):
    child = child_in()
    first = registered(clerk, station, child=child)
    with pytest.raises(DomainError) as refused:
        registered(clerk, station, child=child)
    assert first.code in str(refused.value)
    assert child.name not in str(refused.value)


def test_another_township_learns_only_to_ask_the_county(clerk, station, outsider, other_station):
    child = child_in()
    first = registered(outsider, other_station, child=child)
    with pytest.raises(DomainError) as refused:
        registered(clerk, station, child=child)
    assert str(refused.value) == "请联系县禁毒办核对。"
    assert first.code not in str(refused.value)


def test_without_a_number_name_and_day_are_enough_to_stop(clerk, station):
    child = child_in()
    registered(clerk, station, child=child)
    nameless_twin = child_in(name=child.name, id_number="")
    with pytest.raises(DomainError):
        registered(clerk, station, child=nameless_twin)


def test_two_numbers_are_two_children(clerk, station):
    child = child_in()
    registered(clerk, station, child=child)
    assert registered(clerk, station, child=child_in(name=child.name)).state == MinorState.REGISTERED


def test_a_namesake_without_a_number_needs_a_reason(clerk, station):
    child = child_in(id_number="")
    registered(clerk, station, child=child)
    other = pending(clerk, station, child=child)
    minor = actions.register(
        by=clerk, minor=other, identity=NOTHING_NEW, now=NOW, other_child_reason="两户不同人，已入户核对"
    )
    assert minor.state == MinorState.REGISTERED


def test_a_sealed_file_does_not_stand_in_the_way(clerk, station):
    child = child_in()
    seal(registered(clerk, station, child=child))
    assert registered(clerk, station, child=child).state == MinorState.REGISTERED


def test_an_adult_is_not_registered(clerk, liaison, station, police_post):
    child = child_in(id_number="", birth_date=date(2008, 3, 1))
    minor = actions.take_in(
        by=liaison, child=child, unit=station, intake_unit=police_post, now=NOW, on=date(2026, 3, 1)
    )
    with pytest.raises(DomainError):
        put(clerk, minor)


def test_registering_is_refused_out_of_place_and_post(liaison, outsider, bystander, county_user, station):
    minor = pending(liaison, station)
    for user in (outsider, bystander, county_user, liaison):
        with pytest.raises(PermissionDenied):
            put(user, minor)


# --- match


def test_matching_moves_the_vault_and_destroys_the_key(clerk, liaison, station):
    child = child_in(phone="19900000001")
    existing = registered(clerk, station, child=child)
    newer = child_in(name=child.name, id_number=child.id_number, phone="19900000002", is_pupil=False)
    intake = pending(liaison, station, child=newer)
    assert actions.match(by=clerk, intake=intake, existing=existing, now=NOW) == existing
    intake.refresh_from_db()
    assert (intake.state, intake.merged_into) == (MinorState.MERGED, existing)
    assert vaults.read(existing)["phone"] == "19900000002"
    assert DataKey.objects.for_system("test").get(minor=intake).wrapped is None
    assert not Identity.objects.for_system("test").filter(minor=intake).exists()
    with pytest.raises(CannotDecrypt):
        vaults.read(intake)
    assert not Minor.objects.for_system("test").get(pk=existing.pk).is_pupil


def test_history_of_a_merged_intake_does_not_open(clerk, liaison, station):
    child = child_in()
    existing = registered(clerk, station, child=child)
    intake = pending(liaison, station, child=child)
    actions.match(by=clerk, intake=intake, existing=existing, now=NOW)
    past = Identity.history.for_system("test").filter(minor=intake).first()
    with pytest.raises(CannotDecrypt):
        past.name.reveal(vaults.key_of(existing))


def test_matching_fills_what_the_file_lacks(clerk, liaison, station):
    child = child_in(id_number="", guardian_name="", guardian_relation="", guardian_phone="")
    existing = registered(clerk, station, child=child)
    intake = pending(liaison, station, child=child_in(name=child.name))
    actions.match(by=clerk, intake=intake, existing=existing, now=NOW)
    values = vaults.read(existing)
    assert values["id_number"]
    assert Guardian.objects.for_system("test").filter(minor=existing).count() == 1
    assert actions.search(by=clerk, id_number=values["id_number"], now=NOW).own


def test_two_numbers_are_not_matched(clerk, liaison, station):
    existing, intake = registered(clerk, station), pending(liaison, station)
    with pytest.raises(DomainError):
        actions.match(by=clerk, intake=intake, existing=existing, now=NOW)
    intake.refresh_from_db()
    assert intake.state == MinorState.PENDING
    assert vaults.read(intake)


def test_only_into_a_registered_file(clerk, liaison, station):
    child = child_in()
    with pytest.raises(DomainError):
        actions.match(
            by=clerk,
            intake=pending(liaison, station, child=child),
            existing=pending(liaison, station, child=child),
            now=NOW,
        )


def test_not_into_a_file_of_another_township(clerk, outsider, station, other_station):
    child = child_in()
    existing, intake = registered(outsider, other_station, child=child), pending(clerk, station, child=child)
    for user in (clerk, outsider):
        with pytest.raises(PermissionDenied):
            actions.match(by=user, intake=intake, existing=existing, now=NOW)
