"""Requests that were granted and change the file: corrections and deletions."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from common import clock, idnumber
from common.errors import DomainError
from minors import actions
from minors.choices import SealCause
from minors.models import Guardian, Identity, NameKey, SealProposal
from tests.cast import NOW
from tests.minors.factories import BIRTH, child_in, pending, registered
from tests.minors.test_rights import LATER, NAME, again, decided, later, minor, received

__all__ = ["later", "minor"]  # fixtures


def test_a_correction_changes_the_vault_and_keeps_the_old_value_encrypted(clerk, head, minor):
    row = decided(head, received(clerk, minor, "correct"))
    given = {"name": "示例·更正", "residence_address": "示例乡新村", "phone": ""}
    actions.correct_values(by=clerk, asked=row, given=given, now=LATER)
    seen = received(clerk, minor, "see")
    values = actions.print_file(by=clerk, asked=decided(head, seen), now=LATER)
    assert (values["name"], values["residence_address"]) == ("示例·更正", "示例乡新村")
    assert values["phone"].startswith("1990000")  # left blank, it stayed
    history = list(Identity.history.for_system("test").filter(minor=minor))
    assert len(history) >= 2
    assert {str(old.name) for old in history} == {"***"}


def test_a_corrected_number_moves_the_year_and_a_wrong_one_is_told_on_its_field(clerk, head, minor):
    row = decided(head, received(clerk, minor, "correct"))
    with pytest.raises(DomainError) as error:
        actions.correct_values(by=clerk, asked=row, given={"id_number": "999999200901011234"}, now=LATER)
    assert error.value.field == "id_number"
    number = idnumber.make(BIRTH.replace(year=2012), 777)
    actions.correct_values(by=clerk, asked=row, given={"id_number": number}, now=LATER)
    assert type(minor).objects.for_system("test").get(pk=minor.pk).birth_year == 2012


def test_a_number_of_somebody_else_is_refused_without_saying_whose(clerk, head, minor, station):
    taken = idnumber.make(BIRTH, 555)
    registered(clerk, station, child=child_in(id_number=taken))
    row = decided(head, received(clerk, minor, "correct"))
    with pytest.raises(DomainError, match="请联系县禁毒办核对"):
        actions.correct_values(by=clerk, asked=row, given={"id_number": taken}, now=LATER)


def test_sex_and_birth_date_can_be_corrected_and_the_coded_values_follow(clerk, head, minor):
    row = decided(head, received(clerk, minor, "correct"))
    born = BIRTH.replace(year=2012)
    actions.correct_values(by=clerk, asked=row, given={}, born=born, sex="F", now=LATER)
    minor.refresh_from_db()
    assert (minor.sex, minor.birth_year, minor.adult_from) == ("F", 2012, date(2030, 7, 1))


def test_a_birth_date_of_an_adult_is_told_on_its_field(client_as, clerk, head, minor, later):
    row = decided(head, received(clerk, minor, "correct"))
    url = reverse("minors:rights_correct", args=[row.pk])
    page = client_as(clerk).post(url, {"birth_date": "1999-01-01"})
    assert page.context["form"].errors.keys() == {"birth_date"}


def test_a_value_is_emptied_with_its_index_and_the_old_one_stays_encrypted(
    client_as, clerk, head, minor, later
):
    row = decided(head, received(clerk, minor, "correct"))
    url = reverse("minors:rights_correct", args=[row.pk])
    sent = {"emptied": ["phone", "id_number", "school", "guardian_name", "guardian_phone"], "sex": ""}
    assert "已更正" in client_as(clerk).post(url, sent, follow=True).text
    values = actions.print_file(by=clerk, asked=decided(head, received(clerk, minor, "see")), now=LATER)
    assert not values.keys() & set(sent["emptied"])
    assert values["name"] == NAME
    identity = Identity.objects.for_system("test").get(minor=minor)
    assert (identity.id_index, identity.phone_index, identity.id_kind) == (None, None, "none")
    assert identity.name_birth_index
    guardian = Guardian.objects.for_system("test").get(minor=minor)
    assert (guardian.name, guardian.phone_index) == (None, None)
    assert not NameKey.objects.for_system("test").filter(minor=minor, part="guardian").exists()
    assert Identity.history.for_system("test").filter(minor=minor, phone__isnull=False).exists()


def test_a_name_cannot_be_emptied(client_as, clerk, head, minor, later):
    row = decided(head, received(clerk, minor, "correct"))
    page = client_as(clerk).post(reverse("minors:rights_correct", args=[row.pk]), {"emptied": ["name"]})
    assert page.context["form"].errors.keys() == {"emptied"}


def test_a_value_is_not_changed_and_emptied_at_once(clerk, head, minor):
    row = decided(head, received(clerk, minor, "correct"))
    with pytest.raises(DomainError) as error:
        actions.correct_values(
            by=clerk, asked=row, given={"school": "示例中学"}, emptied=["school"], now=LATER
        )
    assert error.value.field == "school"


def test_nothing_given_corrects_nothing(clerk, head, minor):
    row = decided(head, received(clerk, minor, "correct"))
    with pytest.raises(DomainError, match="至少填写一项"):
        actions.correct_values(by=clerk, asked=row, given={"name": " "}, now=LATER)


# --- delete


def proposals():
    return SealProposal.objects.for_system("test")


def test_a_granted_deletion_proposes_the_seal_and_the_answer_goes_first(clerk, head, county_user, minor):
    row = decided(head, received(clerk, minor, "delete"))
    proposal = proposals().get()
    assert (proposal.cause, proposal.proposed_by, proposal.minor_id) == (SealCause.REQUEST, head, minor.pk)
    with pytest.raises(DomainError, match="还有未办结的事项"):
        actions.sign_seal(by=head, proposal=proposal, now=LATER)
    actions.deliver_answer(by=clerk, asked=row, how="hand", at=LATER, now=LATER)
    actions.sign_seal(by=head, proposal=proposal, now=LATER)
    actions.sign_seal(by=county_user, proposal=proposal, now=LATER)
    minor.refresh_from_db()
    assert minor.sealed_at == LATER


def test_a_refused_deletion_proposes_nothing(clerk, head, minor):
    decided(head, received(clerk, minor, "delete"), "refused", "保存期限未满，暂不能删除。")
    assert not proposals().exists()


def test_a_deletion_joins_a_proposal_that_is_open(clerk, head, minor):
    known = actions.propose_seal(by=head, minor=minor, cause="other", note="帮教期满，表现稳定", now=NOW)
    decided(head, received(clerk, minor, "delete"))
    assert proposals().get() == known


def test_the_deletion_of_a_file_not_yet_registered_says_why_it_cannot_be(clerk, head, station):
    row = received(clerk, pending(clerk, station), "delete")
    with pytest.raises(DomainError, match="还没有登记"):
        decided(head, row)
    assert again(row).verdict == ""


def test_a_seal_put_off_after_a_granted_deletion_is_asked_for_again_on_its_day(clerk, head, minor):
    decided(head, received(clerk, minor, "delete"))
    day = clock.local_day(LATER) + timedelta(days=30)
    actions.refuse_seal(
        by=head, proposal=proposals().get(), reason="移交手续还没有办完", again_on=day, now=LATER
    )
    assert actions.sweep_seals(clock.start_of_day(day) - timedelta(minutes=1)) == 0
    assert [actions.sweep_seals(clock.start_of_day(day)) for _ in range(2)] == [1, 0]
    assert proposals().get(outcome="open").cause == SealCause.REQUEST


def test_nobody_takes_a_request_for_a_cause_by_hand(head, minor):
    with pytest.raises(DomainError, match="不成立"):
        actions.propose_seal(by=head, minor=minor, cause=SealCause.REQUEST, now=NOW)
