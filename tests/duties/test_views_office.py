"""Pages of the office: numbers, roster, calendar; and the line of the engine on all of them."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.choices import POSTS_OF_UNIT, Post
from common import calendar
from common.clock import shanghai
from common.models import CalendarDay, CalendarYear
from duties import actions
from duties.models import Duty, PolicyChange, RosterEntry
from tests.cast import staff
from tests.duties.factories import DUE, START, a_duty

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


# --- numbers, roster, calendar


def test_every_kind_stands_in_the_table_with_its_basis(visit, liaison):
    body = visit(liaison, "duties:policy_list").content.decode()
    for words in ("每日报告", "当日24时前", "截止后24小时：县禁毒办", "方案规定", "依据"):
        assert words in body


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ({"field": "due.amount", "value": "2"}, 2),
        ({"field": "off"}, False),
        ({"field": "ladder.3", "value": "48"}, 48),
    ],
)
def test_the_county_changes_a_number(send, county_user, data, value):
    response = send(
        county_user,
        "duties:policy_change",
        "register",
        from_on="2026-03-10",
        reason="人手不足暂缓办理",
        **data,
    )
    assert response.status_code == 302
    assert PolicyChange.objects.get().value == value


@pytest.mark.parametrize(
    "data",
    [
        {"field": "due.amount", "value": ""},
        {"field": "due.amount", "value": "0"},
        {"field": "due.amount", "value": "2", "from_on": "2026-03-01"},
        {"field": "due.amount", "value": "2", "from_on": "9999-12-31"},
        {"field": "due.amount", "value": "2", "reason": "x"},
        {"field": "nothing", "value": "2"},
        {"field": "off", "unit": "00000000-0000-0000-0000-000000000000"},
    ],
)
def test_a_wrong_number_gets_a_sentence(send, county_user, data):
    response = send(
        county_user,
        "duties:policy_change",
        "register",
        **{"from_on": "2026-03-10", "reason": "人手不足暂缓办理", **data},
    )
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not PolicyChange.objects.exists()


@pytest.mark.parametrize(
    ("who", "kind", "status"), [("head", "register", 403), ("county_user", "nothing", 404)]
)
def test_who_and_what_cannot_be_changed(request, visit, who, kind, status):
    assert visit(request.getfixturevalue(who), "duties:policy_change", kind).status_code == status


def test_a_switch_off_is_listed_in_words_shown_to_the_unit_and_withdrawn(
    send, visit, county_user, liaison, head
):
    reason = "并入县级平台统一报送"
    send(county_user, "duties:policy_change", "daily", field="off", from_on="2026-03-10", reason=reason)
    line = f"“每日报告”已由县禁毒办自 2026-03-10 起停办：{reason}"
    assert line in visit(liaison, "duties:today").content.decode()
    assert line not in visit(head, "duties:today").content.decode()
    listed = visit(head, "duties:policy_list").content.decode()
    for words in ("每日报告 关闭", "尚未生效", county_user.name, reason, "2026-03-10 周二起"):
        assert words in listed
    for raw in ("is_on", "False", "撤回<"):
        assert raw not in listed
    with time_machine.travel(shanghai(2026, 3, 11), tick=False):
        assert "2026-03-10起停办" in visit(head, "duties:policy_list").content.decode()
    change = PolicyChange.objects.get()
    assert visit(head, "duties:policy_withdraw", change.pk).status_code == 403
    assert visit(county_user, "duties:policy_withdraw", change.pk).status_code == 200
    answer = send(county_user, "duties:policy_withdraw", change.pk, reason="选错了事项应为别类")
    assert answer.status_code == 302
    assert "已撤回" in visit(head, "duties:policy_list").content.decode()
    assert line not in visit(liaison, "duties:today").content.decode()


def test_what_the_law_sets_is_refused_with_its_basis(send, visit, county_user):
    page = send(
        county_user,
        "duties:policy_change",
        "same_day",
        field="off",
        from_on="2026-03-10",
        reason="并入县级平台统一报送",
    )
    assert "不能关闭或变更" in page.context["form"].errors["field"][0]
    listed = visit(county_user, "duties:policy_list").content.decode()
    assert reverse("duties:policy_change", args=["daily"]) in listed
    assert reverse("duties:policy_change", args=["same_day"]) not in listed


def test_the_roster_is_entered_and_shown(send, visit, clerk, leader):
    assert send(clerk, "duties:roster", day="2026-03-07", leader=str(leader.pk)).status_code == 302
    assert RosterEntry.objects.get().leader == leader
    rows = visit(leader, "duties:roster").context["rows"]
    assert {row["day"]: row["leader"] for row in rows}[date(2026, 3, 7)] == leader


@pytest.mark.parametrize("day", ["2026-03-01", "0001-01-01", "9999-12-31"])
def test_a_day_the_roster_does_not_reach_gets_a_sentence(send, clerk, leader, day):
    response = send(clerk, "duties:roster", day=day, leader=str(leader.pk))
    assert response.context["form"].errors["day"]


WARNED = shanghai(2030, 11, 2, 9)
ELSEWHERE = {Post.ADMINISTRATOR, Post.COUNTY_REVIEWER}
"""Whose other pages say it too: who enters the notice, and who sees that it is entered."""


@pytest.fixture
def at_post(county, township, station, police_post, village, school):
    """Somebody of each post, long enough ago."""
    units = {unit.kind: unit for unit in (county, township, station, police_post, village, school)}

    def of(post):
        unit = next(units[kind] for kind, posts in POSTS_OF_UNIT.items() if post in posts)
        user = staff(f"post-{post}".replace("_", "-"), unit, post)
        user.password_changed_at = WARNED
        user.save()
        return user

    return of


@pytest.mark.parametrize("post", Post)
def test_the_calendar_warning_shows_on_the_dashboard_of_every_post(visit, at_post, post):
    user = at_post(post)
    with time_machine.travel(WARNED, tick=False):
        today = visit(user, "duties:today").content.decode()
        inbox = visit(user, "duties:inbox").content.decode()
    assert "日历提醒" in today
    assert "2031" in today
    assert ("日历提醒" in inbox) == (post in ELSEWHERE)


def test_the_calendar_warning_ends_with_the_notice(visit, send, at_post):
    liaison, administrator = at_post(Post.POLICE_LIAISON), at_post(Post.ADMINISTRATOR)
    with time_machine.travel(WARNED, tick=False):
        for year in (2030, 2031):
            refused = send(administrator, "duties:calendar_year_add", year=year, notice="国办发明电")
            assert "只登记了 0 个" in refused.context["year_form"].errors["year"][0]
            for day in range(10, 24):  # two weeks: ten of them from Monday to Friday
                data = {"day": f"{year}-12-{day}", "is_working": "0", "basis": "示例"}
                assert send(administrator, "duties:calendar_day_add", **data).status_code == 302
            send(administrator, "duties:calendar_year_add", year=year, notice="国办发明电")
        assert CalendarYear.objects.count() == 2
        for user in (liaison, administrator):
            assert not visit(user, "duties:today").context.get("calendar_warning")


def test_a_day_of_the_calendar_is_corrected(send, administrator):
    response = send(
        administrator, "duties:calendar_day_add", day="2026-04-03", is_working="0", basis="三月三"
    )
    assert response.status_code == 302
    assert CalendarDay.objects.get().is_working is False


def test_a_day_turned_over_and_back_stays_visible(send, visit, administrator):
    for is_working, basis in (("0", "三月三放假"), ("1", "三月三改期")):
        send(administrator, "duties:calendar_day_add", day="2026-04-03", is_working=is_working, basis=basis)
    assert CalendarDay.objects.count() == 2
    assert calendar.overrides() == {date(2026, 4, 3): True}
    body = visit(administrator, "duties:calendar").content.decode()
    for words in (
        "三月三放假",
        "三月三改期",
        administrator.name,
        "已被后来的登记代替",
        "随软件",
        "2026-10-01",
    ):
        assert words in body
    assert "推算" in body  # next year's


@pytest.mark.parametrize(
    "data",
    [
        {"day": "2026-01-03"},
        {"day": "0001-01-01"},
        {"day": "9999-12-31"},
        {"day": "2029-01-01"},
        {"basis": ""},
        {"is_working": ""},
    ],
)
def test_a_wrong_day_gets_a_sentence(send, administrator, data):
    response = send(
        administrator,
        "duties:calendar_day_add",
        **{"day": "2026-04-03", "is_working": "0", "basis": "三月三", **data},
    )
    assert response.status_code == 200
    assert response.context["day_form"].errors


# --- the engine's line


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (30, False), (31, True)])
def test_the_line_on_every_page_turns_red_after_half_an_hour(visit, liaison, minutes, late):
    actions.tick(LATER)
    with time_machine.travel(LATER + timedelta(minutes=minutes), tick=False):
        response = visit(liaison, "duties:inbox")
    assert response.context["engine"].is_late is late
    assert "最后完成" in response.content.decode()


def test_never_run_is_said(visit, liaison):
    assert "尚未运行" in visit(liaison, "duties:inbox").content.decode()


def test_no_page_of_these_carries_a_script_or_a_style_of_its_own(visit, missed, county_user):
    for name, args in [
        ("duties:today", []),
        ("duties:inbox", []),
        ("duties:duty_detail", [missed.pk]),
        ("duties:escalation_detail", [missed.escalation.pk]),
        ("duties:review_queue", []),
        ("duties:policy_list", []),
    ]:
        body = visit(county_user, name, *args).content.decode()
        assert " style=" not in body
        assert " onclick=" not in body
    assert START < LATER
