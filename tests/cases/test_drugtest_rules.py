"""What a test can see and what it says."""

from datetime import date

import pytest

from cases.rules import drugtests as rules
from cases.testwords import Method, Specimen
from common import clock
from minors.choices import Sex

ETOMIDATE, METH = "依托咪酯", "甲基苯丙胺"


@pytest.mark.parametrize(
    ("findings", "case", "does"),
    [
        ({ETOMIDATE: "negative"}, [ETOMIDATE], True),
        ({ETOMIDATE: "positive"}, [ETOMIDATE], True),
        ({ETOMIDATE: "pending"}, [ETOMIDATE], True),
        ({ETOMIDATE: "invalid"}, [ETOMIDATE], False),
        ({METH: "negative"}, [ETOMIDATE], False),
        ({METH: "negative"}, [], False),
        ({ETOMIDATE: "negative"}, [], True),
        ({METH: "negative"}, [ETOMIDATE, METH], False),
        ({ETOMIDATE: "negative"}, [ETOMIDATE, METH], True),
        ({METH: "negative"}, [METH, "大麻"], True),
        ({}, [ETOMIDATE], False),
    ],
)
def test_a_test_counts_only_if_it_sees_a_substance_of_the_case(findings, case, does):
    assert rules.counts(findings, case) is does


def test_a_blind_strip_says_so_and_never_negative():
    said = dict(rules.words({METH: "negative"}, [ETOMIDATE]))
    assert said == {METH: "阴性", ETOMIDATE: "未覆盖依托咪酯"}


@pytest.mark.parametrize(
    ("sex", "specimen", "woman"),
    [
        (Sex.FEMALE, Specimen.URINE, True),
        (Sex.FEMALE, Specimen.SALIVA, False),
        (Sex.MALE, Specimen.URINE, False),
    ],
)
def test_a_girls_urine_is_taken_by_a_woman(sex, specimen, woman):
    assert rules.needs_woman(sex, specimen) is woman


def test_an_objection_is_in_time_until_the_end_of_the_third_day():
    assert rules.objection_until(clock.shanghai(2026, 3, 2, 10)) == clock.shanghai(2026, 3, 6)


@pytest.mark.parametrize(
    ("taken", "until"),
    [(date(2026, 1, 5), date(2026, 7, 5)), (date(2025, 8, 31), date(2026, 2, 28))],
)
def test_a_sample_is_kept_for_six_months(taken, until):
    assert rules.keep_until(taken) == until


def test_hair_speaks_of_six_months():
    assert rules.hair_window(date(2026, 8, 31)) == (date(2026, 2, 28), date(2026, 8, 31))


MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def link(key, follows, method, positive, day=MAY):
    return rules.Link(key, follows, method, day, positive)


@pytest.mark.parametrize(
    ("tests", "moved"),
    [
        ([], None),
        ([link(1, None, Method.FIELD, True)], None),
        ([link(1, None, Method.LAB, True)], MAY),
        ([link(1, None, Method.LAB, False)], None),
        ([link(1, None, Method.FIELD, True), link(2, 1, Method.LAB, True, JUNE)], MAY),
        ([link(1, None, Method.FIELD, True), link(2, 1, Method.LAB, False, JUNE)], None),
        ([link(1, None, Method.LAB, True), link(2, 1, Method.RECHECK, False, JUNE)], None),
        ([link(1, None, Method.LAB, True), link(2, None, Method.LAB, True, JUNE)], JUNE),
    ],
)
def test_only_a_laboratory_moves_the_clean_date(tests, moved):
    assert rules.confirmed_on(tests) == moved
