"""No box for a sentence takes a person's number: what is typed there travels to leaders and county."""

from datetime import timedelta
from uuid import uuid4

import pytest

from common import clock
from common.errors import DomainError
from common.wording import refuse_numbers
from reporting import actions
from reporting.actions import Phoned
from reporting.choices import PlaceKind
from reporting.models import Report, Seizure
from tests.reporting import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offices")]

ID = "孩子号码999999201105010018"
PHONE = "家长１９９ ００００ ０００１"
NEXT_DAY = clock.shanghai(2026, 3, 3, 8)
LATER = given.NOW + timedelta(hours=1)
REFUSED = "像是写了(身份证|手机)号码"


@pytest.mark.parametrize(
    "text",
    [
        "1 9 9 0 0 0 0 0 0 0 1",
        "1-9-9-0-0-0-0-0-0-0-1",
        "9 9 9 9 9 9 2 0 1 1 0 5 0 1 0 0 1 X",
        "9９99９9 2011 0501 001x",
        "199\u200b00000001",
        "199.0000.0001",
    ],
)
def test_a_number_that_was_hidden_is_found(text):
    with pytest.raises(DomainError, match=REFUSED):
        refuse_numbers(f"说明：{text}", field="text")


@pytest.mark.parametrize(
    "text", ["2026-03-02 14:30 至 2026-03-02 15:30", "每天 1 次，共 3 次", "0772-8650000"]
)
def test_times_and_counts_pass(text):
    refuse_numbers(text, field="text")


@pytest.mark.parametrize("text", [ID, PHONE])
def test_no_reason_for_lateness_carries_a_number(liaison, text):
    with pytest.raises(DomainError, match=REFUSED) as refusal:
        given.log(liaison, now=NEXT_DAY, late_reason=text)
    assert refusal.value.field == "late_reason"
    assert not Seizure.objects.for_system("test").exists()
    with pytest.raises(DomainError, match=REFUSED):
        actions.declare_zero(by=liaison, day=given.AT.date(), now=NEXT_DAY, late_reason=text)
    with pytest.raises(DomainError, match=REFUSED):
        actions.pre_report(
            by=liaison, captured_at=given.AT, suspected_count=1, place_kind=PlaceKind.RENTED,
            client_id=uuid4(), now=NEXT_DAY, late_reason=text,
        )  # fmt: skip


def test_nor_the_name_of_who_was_phoned(liaison):
    with pytest.raises(DomainError, match=REFUSED) as refusal:
        given.log(liaison, phoned=Phoned(given.AT, PHONE))
    assert refusal.value.field == "phoned_to"


def test_nor_a_return_or_a_correction(seizure, liaison, leader):
    report = given.reports(seizure)[0]
    with pytest.raises(DomainError, match=REFUSED) as refusal:
        actions.return_report(by=leader, report=report, reason=ID, now=LATER)
    assert refusal.value.field == "reason"
    with pytest.raises(DomainError, match=REFUSED) as refusal:
        actions.correct_report(
            by=liaison, seizure=seizure, values=given.seizure_in(), lines=(), reason=PHONE, now=LATER
        )
    assert refusal.value.field == "reason"
    assert Report.objects.for_system("test").count() == 1


def test_nor_a_clue(seizure, liaison):
    with pytest.raises(DomainError, match=REFUSED):
        actions.correct_report(
            by=liaison, seizure=seizure, values=given.seizure_in(source_clue=ID), lines=(), reason="补线索",
            now=LATER,
        )  # fmt: skip


def test_nor_why_it_is_another_child(line, clerk):
    with pytest.raises(DomainError, match=REFUSED):
        actions.register_line(
            by=clerk, line=line, facts=given.facts(), identity=given.child(), now=LATER,
            other_child_reason=ID,
        )  # fmt: skip
