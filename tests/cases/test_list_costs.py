"""However many cases there are, a list asks the database as often as for one."""

import pytest
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import actions
from common import clock
from minors.choices import Track
from tests.cases.factories import DAY, HOUR, UNANSWERED, fresh, in_care, open_case
from tests.cases.measured import kit, measure, take
from tests.cases.transfers import drafted, outside
from tests.cast import NOW

AFTER = NOW + 35 * DAY
LISTS = [
    "case_list", "care_list", "month_list", "sample_list", "work_list", "joint_list", "kit_list",
    "drifting_list", "outside_list", "transfer_list",
]  # fmt: skip
OF_CASE = ["case_timeline", "test_list", "leave_list", "measure_detail", "plan_detail", "search_detail"]


def asked(client, address) -> int:
    with clock.at(AFTER):
        assert client.get(address).status_code == 200
        reset_queries()
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
    return len(queries)


@pytest.fixture
def one_more(acting, clerk, head, officer, worker, county_user, other_station, station):
    """Whatever stands in a list, once more: tested, not reached, lost, handed over, of care, in a book."""
    made = []

    def make() -> None:
        case = in_care(clerk, head, officer, worker)
        measure(case, clerk)
        actions.settle_tests(case, now=NOW)
        lot = kit(clerk, lot=f"L{len(made)}")
        with clock.at(NOW + HOUR):
            take(acting(worker), case, officer, lot, at=NOW + HOUR, result="positive")
        for hours in (2, 3):
            _missed(clerk, case, NOW + hours * HOUR)
        drifting = in_care(clerk, head, officer, worker)
        _missed(clerk, drifting, NOW + HOUR)
        care = open_case(clerk, station)
        care.track = Track.CARE
        care.save(update_fields=["track"])
        outside(county_user, f"示例县第{len(made)}工作站")
        drafted(clerk, to_unit=other_station)
        made.append(fresh(case))

    return make


def _missed(by, case, at):
    actions.record_contact(by=by, case=case, at=at, with_whom="child", now=at, **UNANSWERED)


@pytest.mark.parametrize("who", ["head", "county_user"])
def test_a_list_costs_the_same_for_one_and_for_four(request, who, one_more, acting, client_as):
    user = request.getfixturevalue(who)
    one_more()
    actions.sweep_lost(AFTER)
    actions.sweep_months(AFTER)
    client = client_as(acting(user, AFTER))
    open_ = [name for name in LISTS if _opens(client, name)]
    first = {name: asked(client, reverse(f"cases:{name}")) for name in open_}
    for _ in range(3):
        one_more()
    actions.sweep_lost(AFTER)
    actions.sweep_months(AFTER)
    assert {name: asked(client, reverse(f"cases:{name}")) for name in open_} == first
    assert len(open_) > 5


def _opens(client, name) -> bool:
    with clock.at(AFTER):
        return client.get(reverse(f"cases:{name}")).status_code == 200
