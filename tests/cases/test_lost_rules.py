"""When a child counts as lost, what opens next, and what is said early: by given facts alone."""

from datetime import timedelta

import pytest

from cases.policies.lost import LOST_WITHIN
from cases.rules import (
    Attempt,
    Drift,
    StepFact,
    fits,
    is_failure,
    lost_by_failures,
    lost_by_ladder,
    meets_contact,
    next_steps,
    visit_days,
    warnings,
)
from tests.cast import NOW

DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
CHAIN = ("channel", "visit", "guardian", "village")


@pytest.mark.parametrize(("risk", "days"), [("high", 7), ("mid", 30), ("low", 90), ("", 30), ("x", 30)])
def test_the_risk_class_sets_the_days(risk, days):
    assert visit_days(risk) == days


@pytest.mark.parametrize(
    ("success", "visit", "last", "meets"),
    [
        (True, True, None, True),
        (True, True, False, True),
        (True, False, None, True),
        (True, False, True, True),
        (True, False, False, False),
        (False, False, None, False),
    ],
)
def test_never_two_calls_in_a_row(success, visit, last, meets):
    assert meets_contact(success=success, visit=visit, last_was_visit=last) is meets


@pytest.mark.parametrize(
    ("who", "outcome", "place", "fails"),
    [
        ("child", "no_answer", "", True),
        ("child", "wrong_number", "", True),
        ("child", "away", "", True),
        ("child", "away", "外地", False),
        ("child", "refused", "", False),
        ("child", "met", "", False),
        ("guardian", "no_answer", "", False),
    ],
)
def test_what_counts_as_not_reached(who, outcome, place, fails):
    assert is_failure(who, outcome, place) is fails


def tried(*offsets) -> list[Attempt]:
    return [Attempt(NOW + offset, NOW + offset) for offset in offsets]


@pytest.mark.parametrize(
    ("failed", "since", "lost_at"),
    [
        (tried(DAY * 0, DAY, DAY * 2), None, NOW + DAY * 2),
        (tried(DAY * 0, DAY), None, None),
        (tried(DAY * 0, DAY, LOST_WITHIN), None, NOW + LOST_WITHIN),
        (tried(DAY * 0, DAY, LOST_WITHIN + TICK), None, None),
        (tried(DAY * 0, DAY, DAY * 2), NOW, None),
        (tried(TICK, DAY, DAY * 2), NOW, NOW + DAY * 2),
        (tried(DAY * 2, DAY * 0, DAY), None, NOW + DAY * 2),
    ],
)
def test_three_failures_within_seven_days(failed, since, lost_at):
    assert lost_by_failures(failed, since=since) == lost_at


def test_a_failure_typed_late_loses_when_it_was_known():
    failed = [*tried(DAY * 0, DAY), Attempt(NOW + DAY * 2, NOW + DAY * 9)]
    assert lost_by_failures(failed, since=None) == NOW + DAY * 9


@pytest.mark.parametrize(
    ("reached", "lost_at"),
    [
        ([], NOW + DAY),
        ([NOW - TICK], NOW + DAY),
        ([NOW], NOW + DAY * 31),
        ([NOW + DAY * 5, NOW], NOW + DAY * 36),
    ],
)
def test_a_passed_ladder_loses_unless_the_child_was_reached_after_the_hour(reached, lost_at):
    assert lost_by_ladder(due_at=NOW, tail=DAY, reached=reached, every=DAY * 30) == lost_at


def over(*kinds, at=DAY) -> list[StepFact]:
    return [StepFact(kind, NOW + at * (n + 1)) for n, kind in enumerate(kinds)]


@pytest.mark.parametrize(
    ("steps", "police", "following"),
    [
        (over(*CHAIN[:1]), True, (("visit",), NOW + DAY)),
        (over(*CHAIN[:3]), True, (("village",), NOW + DAY * 3)),
        (over(*CHAIN), True, (("police",), NOW + DAY * 4)),
        (over(*CHAIN), False, (("review", "decide"), NOW + DAY * 4)),
        (over(*CHAIN, "police"), True, (("review", "decide"), NOW + DAY * 5)),
        (over("channel", "police"), True, (("visit",), NOW + DAY)),
        (over(*CHAIN, "review"), True, None),
    ],
)
def test_the_search_goes_on_by_itself(steps, police, following):
    assert next_steps(steps, police=police) == following


def test_a_face_on_the_screen_is_no_wrong_number():
    assert fits("video", "met")
    assert not fits("visit", "wrong_number")


QUIET = Drift(
    failures=0,
    reached_at=NOW,
    last_was_call=False,
    contact_due=NOW + DAY * 30,
    every=DAY * 30,
    first_visit_due=None,
    away_since=None,
    lost_at=NOW + DAY * 31,
)


@pytest.mark.parametrize(
    ("changes", "days", "said"),
    [
        ({}, 23, []),
        ({}, 26, ["距上次见到本人26天，期限30天"]),
        ({"failures": 1}, 1, []),
        ({"failures": 2}, 1, ["已两次未联系上，第三次将转失联"]),
        (
            {"last_was_call": True},
            24,
            ["距上次通话24天，期限30天", "上次是通话，这次须见到本人"],
        ),
        ({"away_since": NOW}, 1, ["外出未核实，03月02日得知"]),
        ({"first_visit_due": NOW, "contact_due": None}, 1, ["首次走访已逾期，还没有见到本人"]),
        (
            {},
            30,
            ["距上次见到本人30天，期限30天", "定期联系已逾期0天", "04月02日 09:00仍未联系到本人即转失联"],
        ),
    ],
)
def test_the_early_warning_speaks_in_words(changes, days, said):
    drift = Drift(**{**QUIET.__dict__, **changes})
    assert warnings(drift, NOW + DAY * days) == said
