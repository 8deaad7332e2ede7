"""Two reviewers order the same escalation at the same instant: one order, and one is told so."""

import pytest

from common import clock
from common.errors import DomainError
from duties import actions as duties
from duties.models import Escalation
from reporting.actions import issue_order
from reporting.models import Order
from tests.cast import NOW
from tests.minors.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def ordering(user, unit, escalation):
    return lambda: issue_order(
        by=user,
        to_unit=unit,
        demand="请补报。",
        basis="方案五(二)",
        now=NOW,
        escalation=Escalation.objects.select_related("duty__unit").get(pk=escalation.pk),
    )


@pytest.mark.parametrize("acknowledged", [False, True])
def test_one_order_comes_of_one_escalation(county_user, county_user2, police_post, acknowledged):
    for n in range(1, 6):
        day = clock.shanghai(2026, 2, n)
        duty = duties.open(
            "report.daily",
            subject=police_post.pk,
            unit=police_post,
            label="示例派出所",
            at=day,
            period=day.date().isoformat(),
        )
        escalation = Escalation.objects.create(duty=duty, raised_at=NOW)
        if acknowledged:
            duties.acknowledge_escalation(by=county_user, escalation=escalation, now=NOW)
        answers = at_once(
            ordering(county_user, police_post, escalation), ordering(county_user2, police_post, escalation)
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["DomainError", "Order"]
        assert Order.objects.for_system("test").filter(escalation=escalation).count() == 1
    refused = next(answer for answer in answers if isinstance(answer, DomainError))
    assert str(refused).endswith("。")
