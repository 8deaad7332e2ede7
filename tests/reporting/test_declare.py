"""今日无查获 from the Today page: one tap, and only while today is owed."""

import pytest
import time_machine

from duties import actions as duties
from reporting.models import Declaration
from tests.cast import NOW

ONE_TAP = '<input type="hidden" name="day" value="2026-03-02">'


@pytest.fixture
def at_nine(police_post):
    police_post.opened_on = NOW.date()
    police_post.save()
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_button_on_today_declares_in_one_tap(client_as, liaison, at_nine):
    duties.tick(NOW)
    client = client_as(liaison)
    assert ONE_TAP in client.get("/").content.decode()
    answer = client.post("/reporting/declare/", {"day": "2026-03-02"}, follow=True)
    assert "2026-03-02 无查获，已报零" in answer.content.decode()
    assert Declaration.objects.for_system("test").filter(unit=liaison.acting.unit).count() == 1


def test_a_declared_day_offers_the_page_instead(client_as, liaison, at_nine):
    duties.tick(NOW)
    client = client_as(liaison)
    client.post("/reporting/declare/", {"day": "2026-03-02"})
    page = client.get("/").content.decode()
    assert ONE_TAP not in page
    assert 'href="/reporting/declare/"' in page


def test_a_second_tap_changes_nothing(client_as, liaison, at_nine):
    duties.tick(NOW)
    client = client_as(liaison)
    for _ in range(2):
        client.post("/reporting/declare/", {"day": "2026-03-02"})
    assert Declaration.objects.for_system("test").filter(unit=liaison.acting.unit).count() == 1
