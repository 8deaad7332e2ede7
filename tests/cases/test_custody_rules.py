"""Inside by a paper: when a promise whose ladder is over makes a case 失联."""

from datetime import timedelta

import pytest

from cases.rules import Span, has_inside, lost_outside
from tests.cases.factories import DAY
from tests.cast import NOW

AGAIN, TICK = DAY * 31, timedelta(microseconds=1)
OPEN, MONTH = Span(NOW, None), Span(NOW, NOW + DAY * 30)


@pytest.mark.parametrize(
    ("at", "spans", "lost_at"),
    [
        (NOW, [], NOW),
        (NOW - TICK, [OPEN], NOW - TICK),  # lost the instant before: still looked for
        (NOW, [OPEN], None),
        (NOW + DAY * 400, [OPEN], None),
        (NOW, [MONTH], NOW + DAY * 30 + AGAIN),
        (NOW + DAY * 30 - TICK, [MONTH], NOW + DAY * 30 + AGAIN),
        (NOW + DAY * 30, [MONTH], NOW + DAY * 30),  # out on that day: the ladder counts
        (NOW + DAY, [Span(NOW + DAY * 40, None), MONTH], None),  # in again before it was to be seen
        (NOW + DAY, [Span(NOW + DAY * 62, None), MONTH], NOW + DAY * 61),
    ],
)
def test_no_meeting_is_overdue_while_a_paper_has_the_child_inside(at, spans, lost_at):
    assert lost_outside(at, spans, again=AGAIN) == lost_at


@pytest.mark.parametrize(
    ("spans", "at", "inside"),
    [
        ([], NOW, False),
        ([OPEN], NOW - TICK, False),
        ([OPEN], NOW, True),
        ([MONTH], NOW + DAY * 30 - TICK, True),
        ([MONTH], NOW + DAY * 30, False),
    ],
)
def test_a_paper_has_the_child_inside_from_its_day_to_the_day_before_it_is_out(spans, at, inside):
    assert has_inside(spans, at) is inside
