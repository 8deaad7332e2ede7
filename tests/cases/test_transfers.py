from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cases import actions
from cases.choices import CaseStatus, Delivery, EndedAs, TransferState
from cases.models import Letter, LetterBook, OutsideUnit, Transfer
from common import clock
from common.errors import DomainError
from duties.models import Duty
from minors.models import Disclosure
from tests.cases.factories import open_case
from tests.cases.transfers import (
    AWAY,
    CONTROL,
    LATER,
    again,
    contacted,
    drafted,
    fresh,
    holders,
    noticed,
    outside,
    owed,
    receipted,
)
from tests.cast import NOW

pytestmark = pytest.mark.django_db


# --- out, on paper


def test_a_contact_opens_the_notice_and_the_notice_the_receipt(clerk, station):
    case = open_case(clerk, station, with_facts=AWAY)
    assert owed(case) == {"case.team", "transfer.contact"}
    contacted(clerk, case)
    assert owed(case) == {"case.team", "transfer.notice"}
    row = drafted(clerk, case)
    assert actions.state(row) == TransferState.CONTACTED
    actions.send_notice(by=clerk, transfer=row, demand="请回执", version=row.version, now=NOW)
    assert (owed(case), owed(row)) == ({"case.team"}, {"transfer.receipt"})
    duty = Duty.objects.get(kind="transfer.receipt", subject=row.pk)
    assert duty.due_at == clock.shanghai(2026, 3, 10)  # seven days after 2 March, to the end of the day


def test_a_local_child_is_no_hand_over(clerk, station):
    case = open_case(clerk, station)
    contacted(clerk, case)
    assert "transfer.notice" not in owed(case)


def test_nobody_is_written_to_before_they_were_spoken_to(clerk, station):
    row = drafted(clerk)
    with pytest.raises(DomainError, match="先联系"):
        actions.send_notice(by=clerk, transfer=row, demand="", version=row.version, now=NOW)


def test_the_sender_holds_the_child_until_a_receipt_number_is_on_file(clerk, station):
    row = noticed(clerk)
    row = actions.deliver_notice(
        by=clerk, transfer=row, how=Delivery.MAIL, at=LATER, version=row.version, now=LATER
    )
    assert actions.state(row) == TransferState.DELIVERED
    assert (fresh(row.case).status, holders(row.case)) == (CaseStatus.OPEN, [station])
    for number in ("", "  ", "——"):
        with pytest.raises(DomainError, match="没有回执编号"):
            receipted(clerk, row, number=number)
    row = receipted(clerk, row)
    assert actions.state(row) == TransferState.CLOSED
    assert row.closed_as == EndedAs.RECEIPT
    assert fresh(row.case).status == CaseStatus.REFERRED
    assert holders(row.case) == [station, row.to_outside]
    assert owed(row) | owed(row.case) == set()


def test_one_hand_over_at_a_time(clerk, station):
    row = drafted(clerk)
    with pytest.raises(DomainError, match="已有一件移交在办"):
        drafted(clerk, row.case)
    actions.withdraw_transfer(by=clerk, transfer=row, reason="写错了接收单位", version=row.version, now=NOW)
    assert drafted(clerk, row.case).pk != row.pk


def test_a_draft_sent_twice_is_one(clerk, station):
    key = uuid4()
    row = drafted(clerk, client_id=key)
    assert drafted(clerk, row.case, client_id=key) == row


@pytest.mark.parametrize("field", ["grounds", "reason"])
def test_a_draft_says_why(clerk, field):
    given = {"grounds": " "} if field == "grounds" else {"control": actions.Control("residence", "。")}
    with pytest.raises(DomainError) as error:
        drafted(clerk, **given)
    assert error.value.field == field


def test_a_hand_over_goes_to_exactly_one_other_station(clerk, station, other_station, police_post, county):
    place = outside(clerk)
    for given in (
        {"to_unit": None, "to_outside": None},
        {"to_unit": other_station, "to_outside": place},
        {"to_unit": station},
        {"to_unit": police_post},
    ):
        with pytest.raises(DomainError):
            drafted(clerk, **given)


def test_who_controls_is_a_row_with_its_reason_and_the_consent(clerk, station):
    row = drafted(clerk)
    assert (row.decision.reason, row.decision.agreed_at) == (CONTROL.reason, None)
    later = actions.Control("residence", "对方复核后同意接收", "示例镇工作站专干", NOW)
    decided = actions.record_control(by=clerk, case=row.case, control=later, now=LATER)
    assert again(row).decision == decided
    with pytest.raises(DomainError, match="要么都填"):
        actions.record_control(
            by=clerk, case=row.case, control=actions.Control("both", "对方同意双管", "专干"), now=LATER
        )


# --- numbers


def test_numbers_have_no_gap_and_no_leading_zero(clerk, station):
    station.name = "杆洞乡社区戒毒（康复）工作站"
    station.save()
    rows = [noticed(clerk) for _ in range(3)]
    letters = [Letter.objects.for_system("test").get(transfer=row) for row in rows]
    assert [one.number for one in letters] == [f"杆乡禁毒函〔2026〕{n}号" for n in (1, 2, 3)]
    assert letters[2].previous == letters[1]


def test_a_number_of_a_form_that_failed_is_given_again(clerk, station):
    row = drafted(clerk)
    contacted(clerk, row.case)
    savepoint = transaction.savepoint()
    actions.send_notice(by=clerk, transfer=row, demand="", version=row.version, now=NOW)
    transaction.savepoint_rollback(savepoint)
    assert noticed(clerk).noticed_at
    assert Letter.objects.for_system("test").get().serial == 1


def test_numbers_begin_again_with_the_shanghai_year(clerk, station, acting):
    noticed(clerk)
    eve = clock.shanghai(2027, 1, 1)
    acting(clerk, eve)
    row = noticed(clerk, now=eve)
    letter = Letter.objects.for_system("test").select_related("book").get(transfer=row)
    assert (letter.book.year, letter.serial) == (2027, 1)


def test_the_database_keeps_numbers(clerk, station):
    noticed(clerk)
    letter, book = Letter.objects.for_system("test").get(), LetterBook.objects.get()
    for change in (
        lambda: Letter.objects.for_system("test").update(serial=7),
        lambda: Letter.objects.for_system("test").filter(pk=letter.pk).delete(),
        lambda: LetterBook.objects.update(last=5),
        lambda: LetterBook.objects.update(word="别的"),
        lambda: Transfer.objects.for_system("test").update(noticed_at=LATER),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    book.refresh_from_db()
    assert (book.last, letter.serial) == (1, 1)


def test_a_letter_stands_in_the_register_of_what_left_the_house(clerk, station):
    row = noticed(clerk)
    kept = Disclosure.objects.for_system("test").get(kind="notice")
    assert (kept.file, kept.code) == (row.case.minor_id, row.code)
    assert "不含姓名" in kept.fields


# --- the address book, and who may


def test_an_office_stands_in_the_book_once_without_a_private_number(clerk):
    row = outside(clerk)
    with pytest.raises(DomainError, match="已有这个单位"):
        outside(clerk)
    with pytest.raises(DomainError, match="手机号码"):
        actions.verify_outside(
            by=clerk, outside=row, name=row.name, area=row.area, kind=row.kind, phone="19900000001", now=LATER
        )
    actions.verify_outside(
        by=clerk, outside=row, name=row.name, area=row.area, kind=row.kind, phone="0772-5120001", now=LATER
    )
    assert OutsideUnit.objects.get().verified_at == LATER


def test_nobody_else_hands_a_child_over(clerk, outsider, bystander, worker, county_user, station):
    case = open_case(clerk, station, with_facts=AWAY)
    place = outside(clerk)
    for user in (outsider, bystander, worker, county_user):
        with pytest.raises(PermissionDenied):
            drafted(user, case, to_outside=place)
    row = noticed(clerk, case)
    for user in (outsider, bystander, worker, county_user):
        with pytest.raises(PermissionDenied):
            receipted(user, row)
