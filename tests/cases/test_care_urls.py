"""Every address of a case is open for a child of 关爱帮扶, or refused in words: the table says which."""

import pytest
from django.urls import reverse

from cases import actions
from cases.urls import urlpatterns
from common import clock
from tests.cases.factories import in_care, open_case
from tests.cast import NOW
from tests.minors.factories import child_in

OPEN_FOR_CARE = {
    "case_close",
    "case_detail",
    "case_print",
    "case_timeline",
    "contact_add",
    "course_print",
    "family_add",
    "help_add",
    "parent_call",
    "school_status",
    "team_confirm",
    "team_propose",
}
"""What is done for a child who uses nothing: visits, family, school, help, who leads them, and the end."""

OF_A_CASE = [one.name for one in urlpatterns if str(one.pattern).startswith("<uuid:pk>/")]
WHO = ["clerk", "head", "worker", "officer"]
SAID = "关爱帮扶的孩子不涉毒"


@pytest.fixture(autouse=True)
def present():
    with clock.at(NOW):
        yield


@pytest.fixture
def cared(clerk, head, officer, worker):
    child = child_in(name="示例·山雀", is_pupil=True)
    case = actions.take_care(by=clerk, child=child, kind="hardship", source="visit", at=NOW, now=NOW)
    return in_care(clerk, head, officer, worker, case=case)


def asked(name, case, client_as, request):
    """What everybody who works cases is answered, read and sent."""
    for who in WHO:
        client = client_as(request.getfixturevalue(who))
        for send in (client.get, client.post):
            yield send(reverse(f"cases:{name}", args=[case.pk]))


def test_the_table_names_addresses_that_are_there():
    assert set(OF_A_CASE) >= OPEN_FOR_CARE


@pytest.mark.parametrize("name", sorted(set(OF_A_CASE) - OPEN_FOR_CARE))
def test_what_is_there_for_users_is_refused_in_words(name, cared, client_as, request):
    answers = list(asked(name, cared, client_as, request))
    assert {one.status_code for one in answers} <= {403, 404, 405}
    assert any(one.status_code == 403 and SAID in one.text for one in answers) or name in COUNTY_ALONE


COUNTY_ALONE = {"step_decide"}
"""Nobody of the township may do these in any case."""


@pytest.mark.parametrize("name", sorted(OPEN_FOR_CARE))
def test_what_is_done_for_the_child_is_open(name, cared, client_as, request):
    answers = list(asked(name, cared, client_as, request))
    assert {200, 302} & {one.status_code for one in answers}
    assert not any(SAID in one.text for one in answers)


@pytest.mark.parametrize("name", sorted(set(OF_A_CASE) - OPEN_FOR_CARE))
def test_none_of_these_words_is_said_of_a_user(name, clerk, station, client_as, request):
    case = open_case(clerk, station)
    assert not any(SAID in one.text for one in asked(name, case, client_as, request))
