"""Days at the ends of the calendar get a page, never an error."""

from datetime import date

import pytest
from django.urls import reverse

from common.clock import shanghai
from duties import actions

DAYS = ["0001-01-01", "1999-12-31", "2200-01-01", "9999-12-31", "nonsense"]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("duties:miss_list", ["from_on"]),
        ("duties:miss_list", ["until_on"]),
        ("duties:miss_list", ["from_on", "until_on"]),
    ],
)
def test_a_strange_day_in_an_address(client_as, county_user, page, fields, day):
    answer = client_as(county_user).get(reverse(page), dict.fromkeys(fields, day))
    assert answer.status_code == 200


@pytest.mark.parametrize("closed_on", [date(1, 1, 1), date(2026, 1, 1), date(2026, 3, 2)])
def test_the_engine_passes_by_a_unit_closed_before_it_opened(police_post, closed_on):
    police_post.opened_on, police_post.closed_on = date(2026, 3, 2), closed_on
    police_post.save()
    assert actions.tick(shanghai(2026, 3, 3, 9)).opened == 0
