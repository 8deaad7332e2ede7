from datetime import date

import pytest

from accounts.choices import UnitKind
from cases import rules
from cases.choices import Correction, HelpKind, Party
from common.clock import end_of_day


@pytest.mark.parametrize(
    ("decided", "ends"),
    [
        (date(2026, 3, 9), date(2026, 7, 15)),
        (date(2026, 6, 15), date(2026, 7, 15)),  # thirty days are left
        (date(2026, 6, 16), date(2027, 1, 31)),  # twenty-nine
        (date(2026, 9, 1), date(2027, 1, 31)),
        (date(2027, 1, 1), date(2027, 1, 31)),
        (date(2027, 1, 2), date(2027, 7, 15)),
        (date(2027, 1, 31), date(2027, 7, 15)),
        (date(2028, 2, 29), date(2028, 7, 15)),
    ],
)
def test_measures_are_looked_at_again_when_the_term_ends(decided, ends):
    assert rules.term_review_due(decided) == end_of_day(ends)


def test_all_three_must_have_signed():
    assert rules.missing([]) == [Party.COUNTY, Party.POLICE, Party.STATION]
    assert rules.missing(["county", "station"]) == [Party.POLICE]
    assert rules.missing(["station", "police", "county"]) == []


@pytest.mark.parametrize(
    ("kind", "party"),
    [
        (UnitKind.COUNTY, Party.COUNTY),
        (UnitKind.POLICE_POST, Party.POLICE),
        (UnitKind.STATION, Party.STATION),
        (UnitKind.SCHOOL, None),
        (UnitKind.TOWNSHIP, None),
    ],
)
def test_a_school_and_a_township_are_no_party(kind, party):
    assert rules.party_of(kind) == party


@pytest.mark.parametrize(
    ("measures", "services", "other", "field"),
    [
        ([], [], "", "measures"),
        ([Correction.OTHER], [], " ", "other"),
        ([Correction.ADMONISH], [], "每周到站", "other"),
        ([Correction.OTHER], [], "每周到站", None),
        ([Correction.ADMONISH], [], "", None),
        ([], [HelpKind.COUNSELLING], "", None),
    ],
)
def test_something_is_decided_and_the_ninth_says_what(measures, services, other, field):
    problem = rules.problem_with(measures, services, other)
    assert (problem[0] if problem else None) == field


def test_the_nine_measures_stand_in_the_order_of_the_law():
    assert [one.label[:3] for one in Correction] == [f"（{n}）" for n in "一二三四五六七八九"]
