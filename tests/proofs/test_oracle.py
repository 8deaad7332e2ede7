"""What the measuring of time says of made-up times; the clock itself is never part of a test."""

import random

import pytest

from config.proofs import oracle

EVEN = [100 + n % 7 for n in range(200)]


def noisy(times: list[int], by: float = 1.0) -> list[int]:
    rng = random.Random(3)
    return [round(one * by * rng.uniform(0.9, 1.1)) for one in times]


def test_equal_times_tell_nothing():
    assert not oracle.is_told_apart(noisy(EVEN), list(reversed(noisy(EVEN))))
    assert not oracle.is_told_apart(EVEN, EVEN)


@pytest.mark.parametrize("by", [0.9, 1.1])
def test_a_tenth_slower_or_faster_is_told_apart(by):
    assert oracle.is_told_apart(noisy(EVEN, by), list(reversed(noisy(EVEN))))


def test_one_slow_answer_is_no_difference():
    assert not oracle.is_told_apart([*EVEN[:-1], 10_000], EVEN)


@pytest.mark.django_db
def test_each_name_is_asked_in_both_ways_and_nothing_stays(monkeypatch):
    monkeypatch.setattr(oracle, "WARM_UP", 0)
    told = oracle.run(2, 7)
    assert told["tried"] == 8
    ratios = {f"{way}_{who}" for way in ("form", "import") for who in ("registered", "sealed", "ruler")}
    assert ratios < set(told)
