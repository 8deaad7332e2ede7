from dataclasses import replace
from datetime import date, timedelta

import pytest

from common import idnumber
from minors import rules
from minors.choices import MinorState
from minors.rules import ChildIn
from tests.cast import NOW
from tests.minors.factories import child_in

DAY = date(2026, 3, 2)


def fields(child: ChildIn, on: date = DAY) -> list[str]:
    return [problem.field for problem in rules.problems(child, on=on)]


def test_every_state_is_in_the_flow():
    assert rules.MINOR_FLOW.states == set(MinorState)


@pytest.mark.parametrize(
    ("born", "on", "adult"),
    [
        (date(2008, 3, 2), date(2026, 3, 2), False),  # the birthday itself
        (date(2008, 3, 1), date(2026, 3, 2), True),  # the day after
        (date(2008, 2, 29), date(2026, 2, 28), False),
        (date(2008, 2, 29), date(2026, 3, 1), True),
    ],
)
def test_eighteen_counts_from_the_day_after_the_birthday(born, on, adult):
    assert rules.is_adult(born, on) is adult


@pytest.mark.parametrize(("year", "surely"), [(2007, True), (2008, False)])
def test_a_doubtful_year_presumes_a_child(year, surely):
    assert rules.is_surely_adult(year, DAY) is surely


def test_a_complete_child_has_no_problem():
    assert fields(child_in()) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sex": ""}, "sex"),
        ({"name": "", "alias": "", "features": ""}, "name"),
        ({"id_number": "999999201001010011"}, "id_number"),
        ({"id_number": "", "birth_date": date(2026, 3, 3)}, "birth_date"),
        ({"id_number": "", "birth_date": date(2008, 3, 1)}, "birth_date"),
        ({"id_number": idnumber.make(date(2000, 1, 1), 3), "birth_date": None}, "id_number"),
        ({"id_number": "", "birth_date": None}, "birth_date"),
        ({"id_number": "", "birth_date": None, "birth_year": 2027}, "birth_year"),
        ({"id_number": "", "birth_date": None, "birth_year": 2007}, "birth_year"),
        ({"phone": "12345"}, "phone"),
        ({"guardian_phone": "abc"}, "guardian_phone"),
    ],
)
def test_bad_input_names_its_field_and_repeats_no_value(changes, field):
    child = replace(child_in(), **changes)
    assert fields(child) == [field]
    message = rules.problems(child, on=DAY)[0].message
    assert message.endswith("。")
    assert not any(text in message for text in (child.name, child.id_number) if text)


def test_a_foreign_paper_has_no_checksum():
    assert fields(child_in(id_number="P-1", id_kind="foreign")) == []


def test_a_child_without_a_name_is_taken_in_by_features():
    assert fields(child_in(name="", features="左臂有痣", id_number="")) == []


def test_a_conflict_with_the_number_warns_and_does_not_refuse():
    child = child_in(id_number=idnumber.make(date(2011, 6, 15), 1), birth_date=date(2011, 6, 16), sex="F")
    assert fields(child) == []
    assert len(rules.conflicts(child, on=DAY)) == 2


def test_no_conflict_no_warning():
    assert rules.conflicts(child_in(id_number=idnumber.make(date(2011, 6, 15), 1), sex="M"), on=DAY) == []


@pytest.mark.parametrize(
    ("text", "real"),
    [
        ("", False),
        ("  ", False),
        ("啊啊啊啊", False),
        ("。。。", False),
        ("123456", False),
        ("家访", False),
        ("电话家访", True),
        ("abababab", False),
        ("aAaAaA", False),
        ("asdf", False),
        ("哈哈呵呵哈哈呵呵", False),
        ("哈呵嘿哈呵嘿", False),
        ("qwertyuiop", False),
        ("送达asdf通知书", True),
    ],
)
def test_a_purpose_must_be_real(text, real):
    assert rules.is_real_purpose(text) is real


@pytest.mark.parametrize(
    ("text", "found"),
    [("19900000001", True), ("199 0000 0001", True), ("编号 7K3M-9PQR", False), ("2026-03-02", False)],
)
def test_long_numbers_in_free_text_are_seen(text, found):
    assert rules.has_long_number(text) is found


def test_the_liaison_reads_for_seven_days_or_while_a_duty_is_open():
    week = timedelta(days=7)
    may = rules.liaison_may_read
    assert may(registered_at=None, owes_a_duty=False, now=NOW)
    assert may(registered_at=NOW - week + timedelta(microseconds=1), owes_a_duty=False, now=NOW)
    assert not may(registered_at=NOW - week, owes_a_duty=False, now=NOW)
    assert may(registered_at=NOW - week, owes_a_duty=True, now=NOW)


def test_masks_keep_one_character_and_four_digits():
    assert rules.masked_name("示例某") == "示**"
    assert rules.masked_number("99999920100101069X") == "9999**…"
    assert rules.masked_name("") == rules.masked_number("") == ""


def test_a_child_prints_nothing():
    assert f"{child_in()} {child_in()!r} {[child_in()]}" == "*** *** [***]"
