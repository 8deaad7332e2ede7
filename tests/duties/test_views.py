"""The pages: who gets in, what they say, and that a wrong form keeps what was typed."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from duties import actions
from duties.choices import Source
from duties.models import Duty, Excuse, Notice, Outage
from tests.duties.factories import DUE, a_duty, meet

HOUR = timedelta(hours=1)
LATER = DUE + 25 * HOUR


@pytest.fixture(autouse=True)
def at_later(police_post):
    police_post.opened_on = date(2027, 1, 1)
    police_post.save()
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def missed(everybody, police_post):
    duty = a_duty(police_post)
    actions.tick(LATER)
    return Duty.objects.get(pk=duty.pk)


@pytest.fixture
def visit(client_as):
    def get(user, name, *args, **query):
        return client_as(user).get(reverse(name, args=args), query)

    return get


@pytest.fixture
def send(client_as):
    def post(user, name, *args, **data):
        return client_as(user).post(reverse(name, args=args), data)

    return post


# --- who gets in

ALL = (
    "liaison",
    "police_head",
    "clerk",
    "worker",
    "head",
    "leader",
    "county_user",
    "secretary",
    "auditor",
    "administrator",
)
DOORS = {
    "duties:today": set(ALL),
    "duties:inbox": set(ALL),
    "duties:policy_list": set(ALL),
    "duties:outage_list": set(ALL),
    "duties:engine_line": set(ALL),
    "duties:miss_list": {"police_head", "clerk", "head", "leader", "county_user"},
    "duties:board": {"police_head", "clerk", "head", "leader", "county_user"},
    "duties:review_queue": {"county_user"},
    "duties:roster": {"clerk", "head", "leader"},
    "duties:calendar": {"administrator"},
}


@pytest.mark.parametrize("name", DOORS)
def test_each_page_opens_for_its_posts_and_answers_403_to_the_others(request, visit, name):
    for who in ALL:
        expected = 200 if who in DOORS[name] else 403
        assert visit(request.getfixturevalue(who), name).status_code == expected, who


@pytest.mark.parametrize("name", DOORS)
def test_logged_out_is_led_to_the_login(client, db, name):
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("liaison", 200),
        ("police_head", 200),
        ("leader", 200),
        ("county_user", 200),
        ("other_liaison", 404),
        ("secretary", 404),
        ("worker", 404),
        ("auditor", 404),
    ],
)
def test_one_duty_shows_to_those_it_concerns(request, visit, missed, who, status):
    assert visit(request.getfixturevalue(who), "duties:duty_detail", missed.pk).status_code == status


@pytest.mark.parametrize(("who", "status"), [("county_user", 200), ("leader", 403), ("auditor", 404)])
def test_one_escalation_shows_to_the_county(request, visit, missed, who, status):
    user = request.getfixturevalue(who)
    assert visit(user, "duties:escalation_detail", missed.escalation.pk).status_code == status


# --- one duty


def test_the_duty_page_tells_the_clock_the_ladder_and_who_was_told(visit, missed, leader):
    notice = Notice.objects.get(tell="township_leader")
    actions.open_notice(by=leader, notice=notice, now=LATER)
    body = visit(leader, "duties:duty_detail", missed.pk).content.decode()
    for words in (
        "2026-03-02 24:00",
        "已逾期 1 天 1 小时",
        "依据：本单位规定",
        "乡领导小组",
        "已告知",
        leader.name,
        "尚未打开",
    ):
        assert words in body


def test_a_notice_that_is_only_written_is_never_called_told(visit, missed, leader):
    body = visit(leader, "duties:inbox").content.decode()
    assert "已写入" in body
    assert "尚未打开" in body
    assert ">已告知<" not in body.replace("\n", "")


def test_an_outage_stands_beside_the_miss_it_overlaps(visit, missed, leader):
    Outage.objects.create(source=Source.WEB, from_at=DUE - 2 * HOUR, until_at=DUE - HOUR)
    Outage.objects.create(source=Source.ENGINE, from_at=DUE + HOUR, until_at=DUE + 2 * HOUR)
    context = visit(leader, "duties:duty_detail", missed.pk).context
    assert [row.source for row in context["outages"]] == [Source.WEB]


def test_the_list_marks_a_miss_with_an_outage_in_its_time(visit, missed, leader):
    assert "期间有中断" not in visit(leader, "duties:miss_list").content.decode()
    Outage.objects.create(source=Source.ENGINE, from_at=DUE - 2 * HOUR)
    assert "期间有中断" in visit(leader, "duties:miss_list").content.decode()


def test_an_explanation_is_given_and_signed_on_the_page(send, visit, missed, liaison, police_head):
    response = send(liaison, "duties:excuse_add", missed.pk, reason="全站停电")
    assert response.status_code == 302
    excuse = Excuse.objects.get()
    assert "待签认" in visit(police_head, "duties:duty_detail", missed.pk).content.decode()
    assert send(police_head, "duties:excuse_sign", excuse.pk).status_code == 302
    assert "已签认" in visit(liaison, "duties:duty_detail", missed.pk).content.decode()


def test_an_empty_explanation_stays_on_the_page_with_a_sentence(send, missed, liaison):
    response = send(liaison, "duties:excuse_add", missed.pk, reason="")
    assert response.status_code == 200
    assert response.context["form"].errors["reason"]


def test_a_refusal_asks_for_its_reason(send, missed, liaison, police_head):
    excuse = actions.explain_miss(by=liaison, duty=missed, reason="停电", now=LATER)
    assert send(police_head, "duties:excuse_refuse", excuse.pk, refusal="").status_code == 200
    assert send(police_head, "duties:excuse_refuse", excuse.pk, refusal="当日未停电").status_code == 302


@pytest.mark.parametrize(("who", "status"), [("liaison", 403), ("other_leader", 404), ("auditor", 404)])
def test_who_cannot_sign(request, send, missed, liaison, who, status):
    excuse = actions.explain_miss(by=liaison, duty=missed, reason="停电", now=LATER)
    assert send(request.getfixturevalue(who), "duties:excuse_sign", excuse.pk).status_code == status


# --- inbox


def test_opening_records_the_first_and_leads_to_the_duty(send, visit, missed, leader):
    notice = Notice.objects.get(tell="township_leader")
    response = send(leader, "duties:notice_open", notice.pk)
    assert response["Location"] == reverse("duties:duty_detail", args=[missed.pk])
    notice.refresh_from_db()
    assert (notice.opened_by, notice.opened_at) == (leader, LATER)
    assert visit(leader, "duties:today").context["inbox_unread"] == 0


def test_somebody_else_s_notice_is_not_found(send, missed, other_leader):
    notice = Notice.objects.get(tell="township_leader")
    assert send(other_leader, "duties:notice_open", notice.pk).status_code == 404


def test_the_inbox_pages(visit, everybody, leader, police_post):
    for n in range(30):
        a_duty(police_post, n=n)
    actions.tick(LATER)
    first = visit(leader, "duties:inbox")
    assert len(first.context["notices"]) == 25
    second = visit(leader, "duties:inbox", after=first.context["next_after"])
    assert len(second.context["notices"]) == 5
    assert visit(leader, "duties:inbox", after="nonsense").status_code == 200


# --- misses


def test_misses_filter_by_unit_kind_and_days(visit, everybody, county_user, police_post, station):
    a_duty(police_post, n=1)
    a_duty(station, n=2, kind="register")
    late = DUE + 48 * HOUR

    def found(**query):
        return sorted(
            duty.label for duty in visit(county_user, "duties:miss_list", **query).context["duties"]
        )

    with time_machine.travel(late, tick=False):
        assert found() == ["T-1", "T-2"]
        assert found(unit=str(station.pk)) == ["T-2"]
        assert found(kind="same_day") == ["T-1"]
        assert found(until_on="2026-03-02") == ["T-1"]
        assert found(from_on="2026-03-03") == ["T-2"]
        assert found(from_on="not-a-day") == ["T-1", "T-2"]


def test_a_miss_shows_though_the_engine_stood_still(visit, leader, liaison, police_post):
    a_duty(police_post)
    assert [duty.label for duty in visit(leader, "duties:miss_list").context["duties"]] == ["T-1"]


def test_a_late_report_stays_in_the_list(visit, missed, leader):
    meet(missed, LATER)
    assert "逾期完成" in visit(leader, "duties:miss_list").content.decode()


def test_the_board_counts_by_unit(visit, missed, county_user, police_post):
    row = next(
        row for row in visit(county_user, "duties:board").context["rows"] if row["unit"] == police_post.pk
    )
    assert (row["open"], row["overdue"], row["due"], row["missed"], row["escalated"]) == (0, 1, 1, 1, 1)


# --- the county


def test_the_county_takes_on_decides_and_closes(send, visit, missed, county_user):
    pk = missed.escalation.pk
    assert "受理" in visit(county_user, "duties:review_queue").content.decode()
    send(county_user, "duties:escalation_acknowledge", pk)
    wrong = send(county_user, "duties:escalation_decide", pk, decision="", note="说明属实")
    assert wrong.status_code == 200
    assert "说明属实" in wrong.content.decode()
    assert (
        send(county_user, "duties:escalation_decide", pk, decision="remind", note="督促补报").status_code
        == 302
    )
    early = send(county_user, "duties:escalation_close", pk, note="已补报")
    assert "事项尚未完成，不能办结" in early.content.decode()
    meet(missed, LATER)
    assert send(county_user, "duties:escalation_close", pk, note="已补报").status_code == 302
    missed.escalation.refresh_from_db()
    assert missed.escalation.closed_by == county_user


def test_a_returned_one_waits_again_and_says_so(send, visit, missed, county_user):
    pk = missed.escalation.pk
    send(county_user, "duties:escalation_acknowledge", pk)
    assert send(county_user, "duties:escalation_return", pk, note="请补充经过").status_code == 302
    assert "退回过" in visit(county_user, "duties:review_queue").content.decode()


def test_a_lapsed_acknowledgement_is_past_once_somebody_takes_it_again(visit, missed, county_user):
    pages = [("duties:review_queue",), ("duties:today",), ("duties:escalation_detail", missed.escalation.pk)]
    actions.acknowledge_escalation(by=county_user, escalation=missed.escalation, now=LATER)
    lapsed = LATER + 49 * HOUR
    actions.tick(lapsed)
    with time_machine.travel(lapsed, tick=False):
        for name, *args in pages:
            assert "受理过期退回" in visit(county_user, name, *args).text
        missed.escalation.refresh_from_db()
        actions.acknowledge_escalation(by=county_user, escalation=missed.escalation, now=lapsed)
        for name, *args in pages:
            text = visit(county_user, name, *args).text
            assert "曾受理过期" in text
            assert "受理过期退回</span>" not in text


def test_the_queue_shows_what_waits_first(visit, everybody, county_user, county_user2, police_post):
    for n in (1, 2):
        a_duty(police_post, n=n)
    actions.tick(LATER)
    first = Duty.objects.get(label="T-1")
    actions.acknowledge_escalation(by=county_user2, escalation=first.escalation, now=LATER)
    groups = visit(county_user, "duties:review_queue").context["groups"]
    assert [(state, [row.duty.label for row in rows]) for _, state, rows in groups if rows] == [
        ("waiting", ["T-2"]),
        ("acknowledged", ["T-1"]),
    ]
