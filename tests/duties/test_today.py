"""今日待办: each post sees its own lines, one click from the form; few queries."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.choices import Post
from common.clock import shanghai
from duties import actions
from duties.models import Notice
from tests.accounts.factories import AbsenceFactory, AppointmentFactory
from tests.cast import staff
from tests.duties.factories import DUE, a_duty, meet

HOUR = timedelta(hours=1)
NOW = shanghai(2026, 3, 2, 10)
URL = "/"


@pytest.fixture(autouse=True)
def no_daily(police_post):
    police_post.opened_on = date(2027, 1, 1)
    police_post.save()


@pytest.fixture
def see(client_as):
    def look(user, now=NOW):
        with time_machine.travel(now, tick=False):
            response = client_as(user).get(URL)
        assert response.status_code == 200
        return response

    return look


def labels(lines):
    return [line.duty.label for line in lines]


def test_groups_by_how_near_the_hour_is(see, liaison, police_post):
    day = timedelta(days=1)
    a_duty(police_post, n=1, due_at=NOW - HOUR / 2)
    a_duty(police_post, n=2, due_at=DUE)
    a_duty(police_post, n=3, due_at=NOW + 3 * day)
    a_duty(police_post, n=4, due_at=NOW + 3 * day + HOUR)
    page = see(liaison).context["page"]
    assert labels(page.overdue) == ["T-1"]
    assert labels(page.due_today) == ["T-2"]
    assert labels(page.soon) == ["T-3"]
    assert labels(page.later) == ["T-4"]


def test_a_line_says_what_when_why_and_leads_to_its_form(see, liaison, police_post):
    duty = a_duty(police_post)
    body = see(liaison).content.decode()
    for words in (
        "当日报告",
        "T-1",
        "2026-03-02 24:00",
        "还剩 14 小时",
        "依据：本单位规定",
        f'href="{duty.page_url}"',
    ):
        assert words in body


def test_done_and_voided_are_gone(see, liaison, police_post):
    meet(a_duty(police_post), NOW - HOUR)
    duty = a_duty(police_post, n=2)
    actions.void("same_day", subject=duty.subject, now=NOW - HOUR, reason="更正")
    page = see(liaison).context["page"]
    assert not page.due_today


def test_the_head_also_sees_what_is_overdue_in_the_unit(see, police_head, liaison, police_post):
    a_duty(police_post)
    assert not see(police_head).context["page"].of_unit
    assert labels(see(police_head, DUE).context["page"].of_unit) == ["T-1"]


def test_the_leader_sees_what_to_sign_and_the_misses_told_to_the_township(
    see, everybody, leader, township, police_post
):
    a_duty(police_post, n=1)
    a_duty(township, n=2, kind="report.sign", due_at=DUE + 12 * HOUR)
    page = see(leader, DUE + HOUR).context["page"]
    assert labels(page.due_today) == ["T-2"]
    assert not page.told
    actions.tick(DUE + 9 * HOUR)
    assert labels(see(leader, DUE + 9 * HOUR).context["page"].told) == ["T-1"]


def test_the_county_sees_what_it_owes_and_what_was_escalated(
    see, everybody, county, county_user, police_post
):
    a_duty(police_post, n=1)
    a_duty(county, n=2, kind="county")
    actions.tick(DUE + 40 * HOUR)
    page = see(county_user, DUE + 40 * HOUR).context["page"]
    assert labels(page.overdue) == ["T-2"]
    # what the county itself let lapse is escalated too: a second reviewer must look at it
    assert [row.duty.label for row in page.escalations] == ["T-1", "T-2"]


def test_what_the_county_sent_back_shows_until_it_is_written(
    see, everybody, liaison, county_user, police_post
):
    duty = a_duty(police_post)
    now = DUE + 30 * HOUR
    actions.tick(now)
    actions.acknowledge_escalation(by=county_user, escalation=duty.escalation, now=now)
    actions.return_escalation(by=county_user, escalation=duty.escalation, note="请补充经过", now=now)
    assert labels(see(liaison, now).context["page"].returned) == ["T-1"]
    actions.explain_miss(by=liaison, duty=duty, reason="停电", now=now + HOUR)
    assert not see(liaison, now + HOUR).context["page"].returned


@pytest.mark.parametrize("who", ["secretary", "school_liaison", "auditor", "administrator"])
def test_posts_without_a_part_in_it_see_nothing_of_it(request, see, who, everybody, police_post, station):
    a_duty(police_post, n=1)
    a_duty(station, n=2, kind="register")
    actions.tick(DUE + 50 * HOUR)
    body = see(request.getfixturevalue(who), DUE + 50 * HOUR).content.decode()
    assert "T-1" not in body
    assert "T-2" not in body


def test_the_worker_sees_what_they_hold_and_not_a_colleague_s(see, worker, station, officer):
    other = staff("worker-2", station, Post.SOCIAL_WORKER)
    due = NOW + 24 * HOUR
    a_duty(station, n=1, kind="team", holder=worker, deputy_holder=officer, due_at=due)
    a_duty(station, n=2, kind="team", holder=other, due_at=due)
    a_duty(station, n=3, kind="team", due_at=due)
    assert sorted(labels(see(worker).context["page"].soon)) == ["T-1", "T-3"]
    assert labels(see(officer).context["page"].soon) == ["T-1"]


def test_another_township_sees_none_of_it(see, other_liaison, other_leader, liaison, police_post):
    a_duty(police_post)
    for user in (other_liaison, other_leader):
        assert "T-1" not in see(user, DUE + HOUR).content.decode()


def test_a_deputy_is_told_of_the_absent_colleague_s_work_and_finds_it_there(see, head, clerk, station):
    absence = AbsenceFactory(
        appointment=clerk.acting.appointment, deputy=head, from_at=NOW - HOUR, until_at=NOW + 99 * HOUR
    )
    a_duty(station, kind="register", n=1, holder=clerk, due_at=DUE)
    other = see(head).context["page"].others[0]
    assert (other.acting.is_deputy, other.waiting, other.overdue) == (True, 1, 0)
    deputy = head.act_as(absence.appointment, at=NOW, absence=absence)
    assert labels(see(deputy).context["page"].due_today) == ["T-1"]


def test_a_unit_where_nobody_sits_shows_one_level_up(see, leader, county_user, police_post):
    a_duty(police_post)
    assert labels(see(leader).context["page"].unstaffed) == ["T-1"]
    assert not see(county_user).context["page"].unstaffed


def test_two_levels_up_when_that_one_is_empty_too(see, county_user, police_post):
    a_duty(police_post)
    assert labels(see(county_user).context["page"].unstaffed) == ["T-1"]


def test_a_person_with_two_posts_and_no_choice_is_led_to_it(client_as, leader, station):
    AppointmentFactory(user=leader, unit=station, post=Post.STATION_HEAD)
    leader.acting = None
    with time_machine.travel(NOW, tick=False):
        response = client_as(leader).get(URL)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("accounts:acting_choose"))


def test_logged_out_is_led_to_the_login(client):
    response = client.get(URL)
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]


@pytest.mark.parametrize("who", ["liaison", "clerk", "worker", "head", "leader", "county_user"])
def test_the_number_of_queries_does_not_grow_with_the_lines(
    request, client_as, django_assert_max_num_queries, who, everybody, police_post, station, township, county
):
    user = request.getfixturevalue(who)
    for n, (unit, kind) in enumerate(
        [
            (police_post, "same_day"),
            (station, "register"),
            (station, "team"),
            (township, "report.sign"),
            (county, "county"),
        ]
        * 6
    ):
        a_duty(unit, n=n, kind=kind)
    actions.tick(DUE + 60 * HOUR)
    assert Notice.objects.exists()
    browser = client_as(user)
    with time_machine.travel(DUE + 60 * HOUR, tick=False), django_assert_max_num_queries(25):
        assert browser.get(URL).status_code == 200
