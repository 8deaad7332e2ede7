import random
import re

import pytest

from common import codes
from common.models import CalendarDay


def test_a_code_is_two_groups_of_crockford_characters():
    for _ in range(200):
        assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", codes.random_code())


def test_codes_differ():
    assert len({codes.random_code() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    ("prefix", "length", "shape"),
    [("QH", 8, r"QH-.{4}-.{4}"), ("", 12, r".{4}-.{4}-.{4}"), ("M", 6, r"M..-.{4}")],
)
def test_prefix_and_length(prefix, length, shape):
    assert re.fullmatch(shape, codes.random_code(prefix, length))


@pytest.mark.parametrize("prefix", ["IL", "m", "M-"])
def test_a_prefix_that_would_be_misread_is_refused(prefix):
    with pytest.raises(ValueError, match="Crockford"):
        codes.random_code(prefix)


@pytest.mark.parametrize("prefix", ["", "M", "QH", "ABCD"])
def test_normalise_leaves_a_code_as_it_is(prefix):
    for _ in range(50):
        code = codes.random_code(prefix)
        assert codes.normalise(code) == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("7k3m9pqr", "7K3M-9PQR"),
        (" 7K3M - 9PQR\n", "7K3M-9PQR"),
        ("７Ｋ３Ｍ－９ＰＱＲ", "7K3M-9PQR"),
        ("7K3M–9PQR", "7K3M-9PQR"),
        ("7K3M\u200b9PQR", "7K3M-9PQR"),
        ("oil0-7K3M", "0110-7K3M"),
        ("qh7k3m9pqr", "QH-7K3M-9PQR"),
        ("", ""),
        ("示例", "示例"),
    ],
)
def test_what_people_type(typed, code):
    assert codes.normalise(typed) == code


def draw(seed):
    with codes.seeded(random.Random(seed)):
        return codes.random_code(), codes.random_uuid(), CalendarDay().pk


def test_a_seed_gives_the_same_codes_and_keys_again():
    assert draw(7) == draw(7)
    assert not set(draw(7)) & set(draw(8))


def test_after_the_block_codes_are_secret_again():
    rng = random.Random(7)
    with codes.seeded(rng):
        codes.random_code()
    state = rng.getstate()
    assert codes.random_code() != codes.random_code()
    assert codes.random_uuid() != codes.random_uuid()
    assert rng.getstate() == state


def test_row_keys_are_uuid4_either_way():
    assert codes.random_uuid().version == draw(1)[1].version == 4
