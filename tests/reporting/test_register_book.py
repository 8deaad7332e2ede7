from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import ReadEntry
from common import clock
from reporting import actions
from tests.cast import NOW
from tests.reporting import given
from tests.reporting.test_ledger import seen, sheet, url

BOOK = "reporting:register_book"


@pytest.fixture(autouse=True)
def at_now():
    with clock.at(NOW):
        yield


def test_the_book_lists_every_child_by_code(client_as, liaison, offices):
    seizure = given.log(liaison, children=[given.told_line(), given.line_in()])
    text = seen(client_as(liaison).get(reverse(BOOK)))
    for line in given.lines(seizure):
        assert line.code in text
    assert "2026-03-02 08:00" in text
    assert "2026-03-02 08:00 电话" in text
    assert "未告知" in text
    assert "已报送，待签收" in text


def test_the_book_says_when_nothing_was_sent(client_as, liaison, offices):
    given.log(liaison, submit=False)
    assert "未报送" in client_as(liaison).get(reverse(BOOK)).text


def test_a_preliminary_report_without_children_has_its_line(client_as, liaison, offices):
    seizure = actions.pre_report(
        by=liaison, captured_at=given.AT, suspected_count=2, place_kind="home", client_id=uuid4(), now=NOW
    )
    text = client_as(liaison).get(reverse(BOOK)).text
    assert seizure.code in text


def test_no_name_stands_in_the_book(client_as, liaison, offices):
    given.log(liaison)
    text = client_as(liaison).get(reverse(BOOK)).text
    assert "示例·甲子寅" not in text
    assert "示例学校" not in text


def test_another_post_has_another_book(client_as, seizure, other_liaison, other_station):
    assert seizure.code not in client_as(other_liaison).get(reverse(BOOK)).text


@pytest.mark.parametrize("who", ["clerk", "leader", "bystander", "outsider", "county_user", "officer"])
def test_the_book_is_the_police_posts_own(request, client_as, seizure, who):
    assert client_as(request.getfixturevalue(who)).get(reverse(BOOK)).status_code == 403


def test_the_head_reads_and_prints_it(client_as, seizure, police_head):
    browser = client_as(police_head)
    assert seizure.code in browser.get(reverse(BOOK)).text
    assert seizure.code in browser.get(url("register", "print")).text
    assert [entry.kind for entry in ReadEntry.objects.order_by("seq")] == ["list", "print"]


def test_the_liaison_exports_it(client_as, liaison, offices):
    seizure = given.log(liaison, children=[given.told_line(), given.line_in()])
    rows = sheet(client_as(liaison).get(url("register", "export")))
    assert {row[1] for row in rows[2:]} == {line.code for line in given.lines(seizure)}
    assert rows[2][0] == rows[3][0] == seizure.code


def test_the_state_follows_the_report(client_as, seizure, leader, liaison):
    report = given.reports(seizure)[0]
    actions.sign_report(by=leader, report=report, now=NOW + timedelta(minutes=5))
    assert "已签收" in client_as(liaison).get(reverse(BOOK)).text


def test_three_queries_however_many_seizures(client_as, liaison, offices, django_assert_max_num_queries):
    for _ in range(4):
        given.log(liaison)
    browser = client_as(liaison)
    with django_assert_max_num_queries(19):
        browser.get(reverse(BOOK))
