"""The one way through the house, as each post does it: 23:50, midnight, the county, the station."""

import pytest

from common.clock import shanghai
from duties.models import Miss
from duties.tasks import tick
from tests.browser import steps

MIDNIGHT = shanghai(2026, 3, 4)


@pytest.mark.postgres
def test_from_a_seizure_at_ten_to_midnight_to_a_named_team(county_loaded, travel, person, axe_clean):
    travel(shanghai(2026, 3, 3, 23, 50))
    tick.delay()
    liaison = person("gd-liaison")
    axe_clean(liaison.page)
    liaison.press("登记查获")
    axe_clean(liaison.page)
    steps.fill_seizure(liaison, steps.a_child(1))
    liaison.press_exactly("保存")
    liaison.sees("尚未报送")
    axe_clean(liaison.page)

    travel(shanghai(2026, 3, 4, 0, 1))
    tick.delay()
    assert Miss.objects.get(duty__kind="report.same_day", duty__unit__area="450225208").at == MIDNIGHT

    travel(shanghai(2026, 3, 4, 8, 0))
    leader = person("gd-leader")
    leader.today()
    leader.sees("当日报告")
    leader.sees("逾期")
    axe_clean(leader.page)

    travel(shanghai(2026, 3, 4, 9, 1))
    tick.delay()
    county = person("county")
    axe_clean(county.today())
    steps.order_from_the_queue(county, axe_clean)

    travel(shanghai(2026, 3, 4, 9, 20))
    steps.sign_the_order(person("gd-police-head"), axe_clean)
    liaison = person("gd-liaison")
    steps.report_late(liaison, axe_clean)
    steps.reply_to_the_order(person("gd-police-head"))
    steps.close_the_order(person("county"))

    steps.sign_for_the_report(person("gd-leader"), axe_clean)
    clerk = person("gd-clerk")
    steps.register(clerk, axe_clean)
    steps.propose_team(clerk, axe_clean)
    steps.confirm_team(person("gd-head"), axe_clean)

    worker = person("gd-worker")
    axe_clean(worker.today())
    worker.sees("首次走访")
    steps.record_first_visit(worker, axe_clean)
    for somebody in (liaison, leader, county, clerk, worker):
        assert somebody.errors == []


def test_names_stay_out_of_every_page_that_needs_none(county_loaded, travel, person):
    travel(shanghai(2026, 3, 3, 21, 0))
    child = steps.a_child(2)
    liaison = person("gd-liaison")
    liaison.press("登记查获")
    steps.fill_seizure(liaison, child)
    liaison.press("保存并报送")
    liaison.sees("第1版")
    for username, path in [
        ("gd-leader", "/"),
        ("gd-leader", "/reporting/reports/"),
        ("county", "/reporting/matrix/"),
        ("gd-clerk", "/reporting/lines/"),
        ("gd-village-201", "/"),
        ("gd-school-1", "/"),
    ]:
        page = person(username).open(path)
        assert child.name not in page.content()
        assert child.id_number not in page.content()
