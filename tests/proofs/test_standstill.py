"""However long the engine stands still, a measure and what people do with it leave the same rows."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from config.proofs import standstill
from config.proofs.standstill import CHILDREN, DEEDS, LONGEST, Play, unlike

pytestmark = pytest.mark.django_db
NAMED = {child.name.removeprefix("standstill "): child for child in CHILDREN}
STEPS = st.lists(st.tuples(st.integers(1, LONGEST), st.sampled_from(sorted(DEEDS))), min_size=2, max_size=6)


@pytest.fixture
def play():
    return Play()


@pytest.mark.parametrize(
    ("child", "steps"),
    [
        ("correction", [(24 * 4, "check")]),
        (
            "detox",
            [(24 * 6, ""), (24 * 6, ""), (24 * 6, ""), (24 * 6, ""), (24 * 6, ""), (24 * 4, "read months")],
        ),
        ("correction", [(24 * 3, "review"), (24 * 5, "longer")]),
        ("recovery", [(24 * 2, "agree"), (24 * 6, ""), (24 * 6, ""), (24 * 6, "lift")]),
        ("grown", [(24 * 3, "grown")]),
        ("clean", [(24 * 6, ""), (24 * 6, ""), (24 * 6, "clean")]),
        ("detox", [(24, "ask leave"), (2, "grant leave"), (24 * 6, "back from leave")]),
        ("detox", [(24 * 2, "mistake"), (24 * 6, ""), (24 * 6, "take back"), (24 * 6, "agree")]),
        (
            "recovery",
            [(24 * 4, "mistake"), *[(24 * 6, "")] * 4, (24 * 6, "take back")],
        ),
        ("correction", [(24 * 3, "take back"), (24 * 6, "mistake"), (24 * 6, "take back")]),
        ("detox", [(24, "gone"), *[(24 * 6, "")] * 5, (24 * 6, "breach days")]),
    ],
)
def test_what_nobody_saw_open_is_answered_all_the_same(play, child, steps):
    """The engine stood still all the while; the rows are those of an engine that never did."""
    never, always = range(0), range(len(steps))
    assert not unlike(play.ledger(NAMED[child], steps, never), play.ledger(NAMED[child], steps, always))


@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(child=st.sampled_from(CHILDREN), steps=STEPS, first=st.integers(0, 5), length=st.integers(1, 6))
def test_stopping_and_catching_up_gives_the_rows_of_never_stopping(play, child, steps, first, length):
    off = range(first, first + length)
    assert not unlike(play.ledger(child, steps, range(0)), play.ledger(child, steps, off))


def test_a_rule_that_depends_on_the_engine_is_seen(play, monkeypatch):
    monkeypatch.setattr("cases.actions.exits.catch_up", lambda case, now: None)
    steps = [(24 * 4, "check")]
    assert play.ledger(NAMED["correction"], steps, range(1)) != play.ledger(
        NAMED["correction"], steps, range(0)
    )


def test_the_whole_is_a_command():
    told = standstill.run(1, 7)
    assert (told["tried"], told["missed"]) == (1, 0)
