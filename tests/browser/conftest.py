"""Real pages in a real Chromium, on a live server, at an hour of our choosing."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from config.county.staff import load_staff
from config.county.units import load_units
from tests.browser.people import PASSWORD, Person

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in the thread of the test

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OPENED_ON = date(2026, 3, 3)
SERIOUS = {"serious", "critical"}

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    """Debian's Chromium; without it the browser tests cannot be run here and say so."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("没有 Chromium，浏览器测试未运行。")
    return {"executable_path": path, "headless": True, "args": QUIET}


@pytest.fixture(autouse=True, scope="session")
def collected_statics() -> None:
    """The live server serves what is collected, as in production: collect what the tree holds now."""
    call_command("collectstatic", "--noinput", "--clear", "--verbosity", "0")


@pytest.fixture
def county_loaded(transactional_db: None, settings) -> None:
    """The demo's own county, with one login per post."""
    settings.DEMO = True
    load_staff(load_units(opened_on=OPENED_ON), password=None)
    User.objects.update(password=make_password(PASSWORD))


@pytest.fixture
def travel() -> Iterator[Callable[[datetime], None]]:
    """Move the whole process, live server included, to an instant; time goes on from there."""
    traveller: list = []

    def to(instant: datetime) -> None:
        while traveller:
            traveller.pop().stop()
        journey = time_machine.travel(instant, tick=True)
        journey.start()
        traveller.append(journey)

    yield to
    while traveller:
        traveller.pop().stop()


@pytest.fixture(params=["desktop", "phone"])
def viewport(request: pytest.FixtureRequest) -> dict:
    return PHONE if request.param == "phone" else DESKTOP


@pytest.fixture
def person(browser, live_server, viewport) -> Iterator[Callable[[str], Person]]:
    """Somebody at their own browser: `person("gd-liaison")` is logged in and on the Today page."""
    contexts: list[BrowserContext] = []
    people: dict[str, Person] = {}

    def arrive(username: str) -> Person:
        if username not in people:
            context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=viewport)
            context.set_default_timeout(15_000)
            contexts.append(context)
            people[username] = Person(context.new_page(), live_server.url, username)
        people[username].come_in()
        return people[username]

    yield arrive
    for context in contexts:
        context.close()


@pytest.fixture
def axe_clean() -> Callable[[Page], None]:
    """The page has no serious accessibility violation and does not scroll sideways."""

    def check(page: Page) -> None:
        page.wait_for_load_state("networkidle")  # forms post by fetch: the next page may be on its way
        found = [
            f"{violation['id']}: {violation['help']} {[node['target'] for node in violation['nodes']][:3]}"
            for violation in Axe().run(page).response["violations"]
            if violation["impact"] in SERIOUS
        ]
        assert not found, f"{page.url}\n" + "\n".join(found)
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert not overflow, f"{page.url} scrolls sideways"

    return check
