import random
import re
from datetime import date
from itertools import islice

import pytest

from common import fictional, idnumber

SPAN = (date(2009, 1, 1), date(2013, 12, 31))


def person(seed):
    return fictional.fictional_person(random.Random(seed), SPAN)


def test_the_same_seed_gives_the_same_person():
    assert person(7) == person(7)
    assert person(7) != person(8)


def test_everything_about_a_person_is_fictional_and_agrees():
    rng = random.Random(1)
    for _ in range(300):
        made = fictional.fictional_person(rng, SPAN)
        parsed = idnumber.parse(made.id_number, today=date(2026, 1, 1), allow_fictional=True)
        assert (parsed.birth_date, parsed.sex, parsed.fictional) == (made.birth_date, made.sex, True)
        assert SPAN[0] <= made.birth_date <= SPAN[1]
        assert re.fullmatch(r"1990000\d{4}", made.phone)
        assert re.fullmatch(r"示例·\w{3}", made.name)


def test_both_sexes_occur():
    assert {person(seed).sex for seed in range(20)} == {idnumber.MALE, idnumber.FEMALE}


def test_both_ends_of_the_span_are_included():
    days = (date(2010, 2, 28), date(2010, 3, 1))
    born = {fictional.fictional_person(random.Random(seed), days).birth_date for seed in range(20)}
    assert born == set(days)


@pytest.mark.parametrize(("n", "phone"), [(0, "19900000000"), (42, "19900000042"), (9999, "19900009999")])
def test_phones(n, phone):
    assert fictional.fictional_phone(n) == phone


@pytest.mark.parametrize("n", [-1, 10_000])
def test_there_are_ten_thousand_phones(n):
    with pytest.raises(ValueError, match="ten thousand"):
        fictional.fictional_phone(n)


def test_people_have_no_two_numbers_alike():
    one_day = (date(2010, 1, 1), date(2010, 1, 1))
    people = list(islice(fictional.fictional_people(random.Random(3), one_day), 900))
    assert len({made.id_number for made in people}) == 900
