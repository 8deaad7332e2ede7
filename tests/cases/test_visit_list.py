"""Visits by risk class and tests in one list and one calendar, in the order of their days."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cases import actions
from cases.testlist import page_of
from cases.timeline import timeline
from common import clock
from tests.cases.factories import in_care
from tests.cases.measured import measure
from tests.cast import NOW

DAY = timedelta(days=1)


@pytest.fixture
def case(clerk, head, officer, worker, county_user, police_post):
    return in_care(clerk, head, officer, worker)


def visits(user, case, now):
    return [(line.due_on, line.word) for line in page_of(user, case, now).lines if line.is_visit]


def test_before_the_first_visit_it_is_the_first_line_and_the_rest_is_expected(case, worker):
    found = visits(worker, case, NOW)
    assert found[0] == (date(2026, 3, 9), "待联系")
    assert {word for _, word in found[1:]} == {"预计"}


@pytest.mark.parametrize(("level", "days"), [("high", 7), ("mid", 30), ("low", 90)])
def test_visits_follow_the_risk_class_from_the_last_one(case, worker, contact, clerk, acting, level, days):
    contact(NOW + DAY)
    now = NOW + DAY * 2
    acting(worker, now)
    acting(clerk, now)
    actions.assess_risk(
        by=clerk, case=case, level=level, reasons="按近一个月的情况评定", review_on=date(2026, 6, 1), now=now
    )
    found = visits(worker, case, now)
    first = next(day for day, word in found if word == "待联系")
    assert first == date(2026, 3, 3) + timedelta(days=days)
    assert (first + timedelta(days=days), "预计") in found
    assert (date(2026, 3, 9), "已联系") in found


def test_an_overdue_contact_says_so(case, worker, contact, acting):
    now = NOW + DAY * 10
    assert visits(acting(worker, now), case, now)[0] == (date(2026, 3, 9), "逾期未联系")


def test_one_list_in_the_order_of_days(case, worker, clerk):
    measure(case, clerk)
    actions.settle_tests(case, now=NOW)
    actions.arrange_surprise(by=clerk, case=case, on=date(2026, 3, 20), now=NOW)
    lines = page_of(clerk, case, NOW).lines
    assert [line.due_on for line in lines] == sorted(line.due_on for line in lines)
    assert [line.what for line in lines][:3] == ["首次走访", "抽检", "定期检测"]


def test_a_surprise_is_hidden_before_its_day_from_who_does_not_arrange_it(
    case, worker, clerk, acting, client_as
):
    measure(case, clerk)
    actions.settle_tests(case, now=NOW)
    actions.arrange_surprise(by=clerk, case=case, on=date(2026, 3, 20), now=NOW)
    with clock.at(NOW):
        for user, seen in ((worker, False), (clerk, True)):
            shown = client_as(user).get(reverse("cases:test_list", args=[case.pk]), {"month": "2026-03"}).text
            assert ("· 抽检" in shown) is seen
            assert (">抽检<" in shown) is seen
        assert not any("抽检" in event.title for event in timeline(clerk, case, NOW))
    day = clock.shanghai(2026, 3, 20, 9)
    actions.sweep_tests(now=day)
    assert any(line.what == "抽检" for line in page_of(acting(worker, day), case, day).lines)
    assert any("抽检" in event.title for event in timeline(worker, case, day))


def test_the_page_asks_no_more_for_a_longer_course(
    case, worker, clerk, contact, acting, django_assert_num_queries
):
    measure(case, clerk)
    now = NOW + DAY * 2
    acting(worker, now)
    page_of(worker, case, now)
    with django_assert_num_queries(20):
        page_of(worker, case, now)
    for n in range(3, 9):
        contact(NOW + DAY * n)
    later = NOW + DAY * 9
    acting(worker, later)
    page_of(worker, case, later)
    with django_assert_num_queries(20):
        page_of(worker, case, later)
