"""Every other dashboard, ledger, print and export shows duties and rows: no number of children stands on it.

Every page is read before and after there are more children. What changes tells how many there are: so it is
one of the pages upon whose figures the attack is tried, or a list on which each stands by its own code.
"""

import pytest
from django.urls import reverse

from common import clock
from tests.reporting.test_sealed_absent import addresses, plain
from tests.reporting.test_statistics import APRIL, file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offices")]

POSTS = ("leader", "county_user", "auditor")
"""They have a whole township or the county before them."""

UNDER_ATTACK = {reverse(f"reporting:statistics{one}") for one in ("", "_print", "_export")}
"""In tests/reporting/test_statistics.py. The yearly audit has one number of children, alone in its table."""


def seen(client_as, users) -> dict[tuple[str, str], str]:
    found = {}
    with clock.at(APRIL):
        for post, user in users.items():
            browser = client_as(user)
            browser.get("/")  # the session is warm
            for url in addresses():
                answer = browser.get(url)
                found[post, url] = plain(answer) if answer.status_code == 200 else str(answer.status_code)
    return found


def test_no_page_but_the_statistics_tells_how_many_children_it_does_not_list(
    request, client_as, station, clerk
):
    users = {post: request.getfixturevalue(post) for post in POSTS}
    file(station, clerk, clock.shanghai(2026, 3, 4))
    before = seen(client_as, users)
    more = [file(station, clerk, clock.shanghai(2026, 3, 5 + n), is_pupil=n % 2 == 0) for n in range(7)]
    after = seen(client_as, users)
    changed = {key for key in before if before[key] != after[key]}
    figures = {(post, url) for post, url in changed if url in UNDER_ATTACK}
    assert figures == {(post, url) for post in ("leader", "county_user") for url in UNDER_ATTACK}
    for post, url in changed - figures:
        missing = [minor.code for minor in more if minor.code not in after[post, url]]
        assert missing == [], f"{url} tells {post} of children who do not stand on it by their codes"
    assert {post for post, _ in changed - figures} == {"county_user"}, "whose own list of cases it is"
