"""Two at once: one request, one answer, one 紧急查阅, one finding. Real threads, real connections."""

import pytest

from common.errors import DomainError
from minors import actions
from minors.choices import GrantKind
from minors.models import AccessRequest, Grant, Opening
from tests.cast import NOW
from tests.minors.factories import registered
from tests.minors.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

WHY = "孩子失联，急需联系监护人"


@pytest.fixture
def file(clerk, station, county):
    return registered(clerk, station)


def kinds(answers) -> list[str]:
    return sorted(type(answer).__name__ for answer in answers)


def ask(user, file):
    return actions.ask_access(by=user, minor=file, parts=["identity"], purpose=WHY, days=2, now=NOW)


def test_a_double_click_is_one_request(clerk, head, file):
    answers = at_once(*[lambda: ask(clerk, file)] * 3)
    assert kinds(answers) == ["AccessRequest"] * 3
    assert AccessRequest.objects.for_system("test").count() == 1


def test_two_reviewers_give_one_answer(head, county_user, county_user2, file):
    row = ask(head, file)
    answers = at_once(
        *[
            lambda user=user: actions.decide_access(by=user, request=row, approve=True, now=NOW)
            for user in (county_user, county_user2)
        ]
    )
    assert kinds(answers) == ["AccessRequest", "DomainError"]
    assert Grant.objects.for_system("test").filter(kind=GrantKind.APPROVAL).count() == 1


def test_a_double_click_opens_once(head, file):
    answers = at_once(*[lambda: actions.open_at_once(by=head, minor=file, reason=WHY, now=NOW)] * 3)
    assert kinds(answers) == ["Opening"] * 3
    assert Opening.objects.for_system("test").count() == 1


def test_two_reviewers_find_once(head, county_user, county_user2, file):
    row = actions.open_at_once(by=head, minor=file, reason=WHY, now=NOW)

    def review(user):
        return actions.review_opening(
            by=user, opening=row, finding="justified", reason="情况确实紧急，可以", now=NOW
        )

    answers = at_once(lambda: review(county_user), lambda: review(county_user2))
    assert kinds(answers) == ["DomainError", "Opening"]
    assert any(isinstance(answer, DomainError) and "已经复核" in str(answer) for answer in answers)
