from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.permissions import NotNow
from cases import actions
from cases.choices import CaseStatus, EndedAs, LetterKind, TransferState
from cases.models import Case, Transfer
from common import clock
from common.errors import DomainError
from duties.models import Duty
from tests.cases.factories import facts, in_care, open_case
from tests.cases.transfers import (
    AWAY,
    DUAL,
    LATER,
    accepted,
    again,
    drafted,
    fresh,
    holders,
    noticed,
    outside,
    owed,
    receipted,
    refused,
)
from tests.cast import NOW

pytestmark = pytest.mark.django_db


# --- refusal and the county


def test_a_refusal_leaves_the_child_with_us_and_asks_the_county(clerk, station, county):
    row = refused(clerk, noticed(clerk))
    assert actions.state(row) == TransferState.REFUSED
    assert holders(row.case) == [station]
    assert owed(row) == {"transfer.refusal"}
    assert Duty.objects.get(kind="transfer.refusal").unit == county


def decide(county_user, row, decision):
    actions.decide_refusal(
        by=county_user,
        transfer=row,
        decision=decision,
        reason="经与对方县核对，孩子确在该镇",
        version=row.version,
        now=LATER,
    )
    return again(row)


def test_an_upheld_refusal_ends_it_and_a_new_notice_is_owed(clerk, station, county_user):
    row = decide(county_user, refused(clerk, noticed(clerk)), "upheld")
    assert (row.closed_as, holders(row.case)) == (EndedAs.REFUSED, [station])
    assert owed(row) == set()
    assert "transfer.notice" in owed(row.case)


def test_an_insisted_one_goes_on_with_a_county_letter_at_once(clerk, station, county_user):
    row = decide(county_user, refused(clerk, noticed(clerk)), "insisted")
    assert actions.state(row) == TransferState.NOTICED
    assert owed(row) == {"transfer.receipt", "transfer.county_letter"}
    assert receipted(clerk, row).closed_as == EndedAs.RECEIPT


def test_a_receipt_overtakes_a_refusal_the_county_has_not_decided(clerk, station, county_user):
    row = receipted(clerk, refused(clerk, noticed(clerk)))
    assert row.closed_as == EndedAs.RECEIPT
    with pytest.raises(NotNow):  # no matter of the county's any more
        decide(county_user, row, "upheld")


# --- inside the county


def test_acceptance_moves_child_case_and_clocks_at_one_instant(
    clerk, head, officer, worker, station, other_station, outsider
):
    case = in_care(clerk, head, officer, worker, case=open_case(clerk, station, with_facts=AWAY))
    row = noticed(clerk, case, to_unit=other_station)
    assert actions.state(row) == TransferState.DELIVERED
    assert Duty.objects.get(kind="transfer.accept").unit == other_station
    row = accepted(outsider, row)
    case = fresh(case)
    assert case.unit == other_station
    assert holders(case) == [station, other_station]
    assert not Case.objects.visible_to(clerk).exists()
    assert Case.objects.visible_to(outsider).get() == case
    assert owed(case) == {"case.team", "case.residence"}
    assert owed(row) == set()
    assert row.receipt_number.endswith("〔2026〕1号")
    with pytest.raises(DomainError, match=r"已经结束|已经变动"):
        refused(outsider, row)


def test_a_station_that_was_not_asked_cannot_accept(clerk, station, other_station, outsider, county):
    row = noticed(clerk, to_unit=other_station)
    with pytest.raises(DomainError, match="不是交给你站"):
        accepted(clerk, row)
    with pytest.raises(PermissionDenied):
        accepted(outsider, noticed(clerk))


def test_a_draft_is_not_seen_by_the_station_that_will_be_asked(clerk, other_station, outsider):
    row = drafted(clerk, to_unit=other_station)
    assert not Transfer.objects.visible_to(outsider).exists()
    with pytest.raises(PermissionDenied):
        accepted(outsider, row)


def test_what_came_back_is_never_accepted_by_itself(clerk, other_station, outsider, county_user):
    row = refused(outsider, noticed(clerk, to_unit=other_station))
    assert row.case.unit != other_station
    with pytest.raises(DomainError, match="等待县禁毒办"):
        accepted(outsider, row)
    row = decide(county_user, row, "insisted")
    assert owed(row) == {"transfer.receipt", "transfer.accept"}
    assert accepted(outsider, row).case.unit == other_station


def test_the_second_is_told_what_changed(clerk, head, other_station, outsider):
    row = noticed(clerk, to_unit=other_station)
    actions.withdraw_transfer(
        by=head, transfer=row, reason="家长改了主意，孩子回来了", version=row.version, now=LATER
    )
    with pytest.raises(DomainError, match=r"现为“撤回”.*您填写的内容还在下面"):
        accepted(outsider, row)
    assert holders(row.case) == [clerk.acting.unit]


def test_the_old_station_sees_its_own_past_and_not_a_row_of_the_new(
    clerk, station, other_station, outsider, acting
):
    with clock.at(NOW):
        row = noticed(clerk, to_unit=other_station)
    with clock.at(LATER):
        row = accepted(outsider, row)
    past = actions.past_of(by=clerk, transfer=row)
    assert len(past.stations) == 1
    with pytest.raises(PermissionDenied):
        actions.past_of(by=outsider, transfer=row)


def test_a_preview_says_nothing_that_names_the_child(clerk, other_station):
    row = noticed(clerk, to_unit=other_station)
    shown = actions.preview_of(row)
    assert (shown.code, shown.age_band, shown.pupil) == (row.code, "14–15周岁", "是")


# --- dual control, letters of the county, seals


def test_dual_control_turns_visits_into_an_exchange(clerk, station):
    case = open_case(clerk, station, with_facts=DUAL)
    row = receipted(clerk, noticed(clerk, case, purpose="dual"))
    assert actions.state(row) == TransferState.RECEIPTED
    assert holders(case) == [station, row.to_outside]
    assert owed(row) == {"transfer.exchange"}
    assert actions.is_held_outside(case.minor_id)
    due = Duty.objects.get(kind="transfer.exchange").due_at
    assert due == clock.end_of_day(clock.local_day(LATER) + timedelta(days=90))
    at = LATER + timedelta(days=10)
    actions.record_exchange(by=clerk, transfer=row, way="received", state="当地已见面两次", at=at, now=at)
    assert Duty.objects.open().get(kind="transfer.exchange").started_at == at


@pytest.mark.parametrize(("how", "status", "held"), [("back", "open", 0), ("gone", "referred", 1)])
def test_dual_control_ends_back_or_gone(clerk, station, how, status, held):
    case = open_case(clerk, station, with_facts=DUAL)
    row = receipted(clerk, noticed(clerk, case, purpose="dual"))
    actions.end_dual(
        by=clerk, transfer=row, how=how, reason="孩子随母亲回乡居住", version=row.version, now=LATER
    )
    assert fresh(case).status == status
    assert holders(case)[-1] == [station, row.to_outside][held]
    assert owed(row) == set()


def test_dual_control_inside_the_county_leaves_the_exchange_with_the_household_station(
    clerk, station, other_station, outsider
):
    case = open_case(clerk, station, with_facts=DUAL)
    row = accepted(outsider, noticed(clerk, case, purpose="dual", to_unit=other_station))
    duty = Duty.objects.open().get(kind="transfer.exchange")
    assert (duty.unit, duty.file, actions.is_held_outside(case.minor_id)) == (station, None, False)
    given = {"by": outsider, "transfer": row, "reason": "孩子长住当地，不再双管", "version": row.version}
    with pytest.raises(DomainError, match="移交回来"):
        actions.end_dual(how="back", now=LATER, **given)
    actions.end_dual(how="gone", now=LATER, **given)
    assert (fresh(case).unit, owed(row), holders(case)) == (other_station, set(), [station, other_station])


def test_the_county_writes_after_fifteen_days_and_each_thirty(clerk, station, county_user, acting):
    row = noticed(clerk)
    at15 = NOW + timedelta(days=15)
    for early, n in ((timedelta(microseconds=1), 0), (timedelta(0), 1), (timedelta(0), 1)):
        actions.sweep_transfers(at15 - early)
        assert Duty.objects.filter(kind="transfer.county_letter").count() == n
    acting(county_user, at15)
    peer = outside(clerk, "示例县禁毒办", "county")
    letter = actions.send_county_letter(
        by=county_user, transfer=row, peer=peer, demand="请督促回执", version=row.version, now=at15
    )
    assert (letter.kind, letter.unit) == (LetterKind.COUNTY, county_user.acting.unit)
    actions.sweep_transfers(at15 + timedelta(days=30))
    duty = Duty.objects.open().get(kind="transfer.county_letter")
    assert (duty.period, duty.started_at) == ("2", at15 + timedelta(days=30))


def test_an_engine_that_stood_still_leaves_the_same_letters(clerk, station, county):
    """The receipt comes on day 20: the county's letter was owed on day 15, engine or none."""
    row = noticed(clerk)
    receipted(clerk, row, now=NOW + timedelta(days=20))
    duty = Duty.objects.get(kind="transfer.county_letter")
    assert duty.started_at == NOW + timedelta(days=15)


def test_a_grown_child_ends_the_chase(clerk, station, county):
    row = noticed(clerk)
    actions.sweep_transfers(clock.start_of_day(row.case.minor.adult_from))
    row = again(row)
    assert (row.closed_as, holders(row.case)) == (EndedAs.ADULT, [station])
    assert not Duty.objects.open().filter(subject=row.pk).exists()


def test_thirty_days_after_the_receipt_our_copy_is_proposed_for_sealing(clerk, station):
    row = receipted(clerk, noticed(clerk))
    early = LATER + timedelta(days=30) - timedelta(microseconds=1)
    assert actions.sweep_transfers(early) == 0
    assert actions.sweep_transfers(LATER + timedelta(days=30)) == 1
    assert actions.sweep_transfers(LATER + timedelta(days=30)) == 0
    assert Duty.objects.filter(kind="seal.decide", file=row.case.minor_id).count() == 1


# --- in, on paper


def test_a_child_taken_over_is_receipted_to_whoever_wrote(clerk, station):
    case = open_case(clerk, station, with_facts=facts(captured_in=False))
    assert "transfer.reply" in owed(case)
    letter = actions.reply_to_sender(
        by=clerk, case=case, to_outside=outside(clerk), their_number="示公函〔2026〕8号", note="", now=NOW
    )
    assert (letter.kind, letter.reply_by) == (LetterKind.RECEIPT, None)
    assert "transfer.reply" not in owed(case)


def test_what_was_mis_sent_goes_back_with_a_written_reason(clerk, station):
    away = facts(captured_in=False, household="elsewhere", residence="elsewhere")
    case = open_case(clerk, station, with_facts=away)
    row = noticed(clerk, case, purpose="return", grounds="户籍和居住地都不在我乡，属误送")
    assert owed(row) == set()
    actions.deliver_notice(by=clerk, transfer=row, how="mail", at=LATER, version=row.version, now=LATER)
    assert fresh(case).status == CaseStatus.REFERRED
    assert holders(case) == [station, row.to_outside]


def test_the_household_station_is_told_and_the_child_stays(clerk, station):
    case = open_case(clerk, station, with_facts=facts(household="elsewhere"))
    row = noticed(clerk, case, purpose="inform")
    actions.deliver_notice(by=clerk, transfer=row, how="mail", at=LATER, version=row.version, now=LATER)
    assert again(row).closed_as == EndedAs.DELIVERED
    assert (fresh(case).status, holders(case)) == (CaseStatus.OPEN, [station])
