"""The main job on gunicorn, a Celery worker and one beat, started by the commands of docker-compose.yml.

Real processes keep real time, so the seizure is logged two days late: its hours have passed by themselves.
"""

import time
from datetime import timedelta

import pytest

from common import clock
from tests.browser import steps
from tests.browser.conftest import PHONE
from tests.browser.people import Person

DEMO_PASSWORD = "Qinghu-2026"


@pytest.mark.postgres
def test_the_main_job_walks_through_the_full_stack(full_stack, browser):
    def nothing(page):
        page.wait_for_load_state("networkidle")

    def person(username):
        context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=PHONE)
        context.set_default_timeout(20_000)
        somebody = Person(context.new_page(), full_stack.base_url, username, DEMO_PASSWORD)
        somebody.come_in()
        return somebody

    liaison, county, clerk = person("gd-liaison"), person("county"), person("gd-clerk")
    captured_at = clock.local(clock.now() - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    steps.log_late(liaison, steps.a_child(5), captured_at)
    wait_for_the_worker(county)
    steps.order_from_the_queue(county, nothing)
    police_head = person("gd-police-head")
    steps.sign_the_order(police_head, nothing)
    steps.report_late(liaison, nothing)
    steps.reply_to_the_order(police_head)
    steps.close_the_order(county)
    steps.sign_for_the_report(person("gd-leader"), nothing)
    steps.register(clerk, nothing)
    steps.propose_team(clerk, nothing)
    steps.confirm_team(person("gd-head"), nothing)
    steps.record_first_visit(person("gd-worker"), nothing)
    for service in ("web", "worker", "beat"):
        assert "Traceback" not in full_stack.log(service)


def wait_for_the_worker(county):
    """Beat ticks, the worker writes the miss and raises it to the county."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        if steps.waiting_at_the_county(county).count():
            return
        time.sleep(1)
    raise AssertionError(
        "the miss never reached the county:\n" + county.page.get_by_role("main").inner_text()
    )
