"""Why the page on decisions offers no isolation: by age, and for pupils by another province's rule."""

from datetime import date

import pytest

from cases.wording import FROM_16, PUPIL_16, UNDER_16, isolation_words

ADULT = date(2029, 7, 1)


@pytest.mark.parametrize(
    ("day", "is_pupil", "said"),
    [
        (date(2027, 6, 30), True, UNDER_16),
        (date(2027, 6, 30), False, UNDER_16),
        (date(2027, 7, 1), True, PUPIL_16 + FROM_16),
        (date(2027, 7, 1), False, FROM_16),
        (date(2029, 6, 30), True, PUPIL_16 + FROM_16),
        (date(2029, 7, 1), True, FROM_16),
    ],
)
def test_a_pupil_between_sixteen_and_eighteen_is_told_of_重庆39(day, is_pupil, said):
    assert isolation_words(ADULT, day, is_pupil=is_pupil) == said


def test_without_a_day_of_adulthood_the_child_is_taken_for_younger():
    assert isolation_words(None, date(2027, 7, 1), is_pupil=True) == UNDER_16
