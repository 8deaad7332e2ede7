"""The pages of plans: drafted, returned, changed, shown as a calendar, and the year they stand on."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from common import clock
from patrols import actions
from patrols.models import Patrol, Plan, PlanRule, Season
from tests.cast import NOW
from tests.patrols.given import TERM, a_patrol, a_plan, a_term, a_venue, items, seen


@pytest.fixture(autouse=True)
def at_nine():
    with clock.at(NOW):
        yield


def text_of(response) -> str:
    return response.content.decode()


def minutes(instant) -> str:
    return clock.local(instant).strftime("%Y-%m-%dT%H:%M")


def typed(**more) -> dict:
    return {
        "client_id": str(uuid4()),
        "started_at": minutes(NOW - timedelta(hours=1)),
        "finished_at": minutes(NOW),
        "present": "巡查员甲\n巡查员乙",
        "note": "",
        **more,
    }


def test_a_plan_is_proposed_sent_approved_and_shown_as_a_calendar(client_as, school_liaison, head, school):
    client = client_as(school_liaison)
    term = {"kind": "term", "name": "示例学期", "from_on": TERM[0], "until_on": TERM[1]}
    client.post(reverse("patrols:season_add", args=[school.pk]), {"client_id": uuid4(), **term})
    season = Season.objects.visible_to(school_liaison).get()
    url = reverse("patrols:plan_of_season", args=[season.pk])
    assert "宿舍" in text_of(client.get(url))
    data = {
        "client_id": uuid4(),
        "focus": "宿舍楼顶",
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "1",
        "lines-0-season_kind": "term",
        "lines-0-repeat": "weekly",
        "lines-0-surrounding": "inside",
        "lines-0-post": "school_liaison",
        "lines-0-places": "男生宿舍",
    }
    assert client.post(url, data).status_code == 302
    plan = Plan.objects.visible_to(head).get()
    boss = client_as(head)
    assert "审定" in text_of(boss.get(reverse("patrols:plan_detail", args=[plan.pk])))
    page = boss.post(reverse("patrols:plan_approve", args=[plan.pk]), follow=True)
    assert "本期待巡查" in text_of(page)
    assert "2026年7月" in text_of(page)


def test_whoever_drafted_reads_on_the_first_page_why_it_came_back(client_as, school_liaison, head, school):
    plan = a_plan(school_liaison, a_term(school_liaison, school))
    actions.return_plan(by=head, plan=plan, reason="没有写校外周边的安排", now=NOW)
    page = text_of(client_as(school_liaison).get(reverse("duties:today")))
    assert reverse("patrols:plan_of_season", args=[plan.season_id]) in page
    assert "退回原因：没有写校外周边的安排" in page


def test_the_first_page_names_the_shop_that_waits_for_a_check(client_as, clerk, station):
    venue = a_venue(clerk)
    actions.open_checks(now=venue.recorded_at)
    a_patrol(clerk, seen("outside", place="校门口", fail="有人兜售"))
    page = text_of(client_as(clerk).get(reverse("duties:today")))
    assert "<span>示例小卖部</span>" in page
    assert "<span>校门口</span>" in page


def plan_of(season) -> dict:
    """One line of a plan as it is typed."""
    line = {"season_kind": "term", "repeat": "monthly", "surrounding": "outside", "post": "school_liaison"}
    data = {f"lines-0-{name}": value for name, value in line.items()}
    head = {"client_id": uuid4(), "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "1"}
    return {**head, **data, "focus": "后山小路", "lines-0-places": "示例渡口"}


def test_a_returned_plan_keeps_what_was_typed(client_as, school_liaison, head, school):
    season = a_term(school_liaison, school)
    client, url = client_as(school_liaison), reverse("patrols:plan_of_season", args=[season.pk])
    client.post(url, plan_of(season))
    actions.return_plan(by=head, plan=Plan.objects.visible_to(head).get(), reason="没有写校内的安排", now=NOW)
    page = text_of(client.get(url))
    assert "后山小路" in page
    assert "示例渡口" in page
    assert "封闭的校舍" not in page
    assert client.post(url, plan_of(season)).status_code == 302
    assert Plan.objects.visible_to(head).count() == 2


def test_an_approved_plan_is_changed_on_its_page(client_as, school_liaison, head, school):
    season = a_term(school_liaison, school)
    plan = a_plan(school_liaison, season, approved_by=head)
    client, url = client_as(school_liaison), reverse("patrols:plan_of_season", args=[season.pk])
    assert f"{url}?change=1" in text_of(client.get(reverse("patrols:plan_detail", args=[plan.pk])))
    assert client.get(url).status_code == 302
    page = text_of(client.post(f"{url}?change=1", plan_of(season) | {"from_on": "2026-03-02"}))
    assert "应在2026-03-03" in page
    assert "示例渡口" in page
    client.post(f"{url}?change=1", plan_of(season) | {"from_on": "2026-03-16"})
    second = Plan.objects.visible_to(head).get(version=2)
    boss = client_as(head)
    boss.post(reverse("patrols:plan_approve", args=[second.pk]))
    page = text_of(boss.get(reverse("patrols:plan_detail", args=[second.pk])))
    assert "第1稿" in page
    assert "3月9日至15日" in page
    assert "3月16日至31日" in page


def test_what_lay_before_the_plan_is_no_reproach_and_an_exam_it_forgets_is_named(
    client_as, school_liaison, head, school
):
    season = a_term(school_liaison, school)
    days = {"from_on": TERM[1] - timedelta(days=4), "until_on": TERM[1]}
    a_term(school_liaison, school, kind="exam", name="期末考试周", **days)
    later = NOW + timedelta(days=21)
    plan = a_plan(school_liaison, season, now=later, approved_by=head)
    with clock.at(later):
        page = text_of(client_as(head).get(reverse("patrols:plan_detail", args=[plan.pk])))
    assert page.count("计划前") == 3
    assert "未巡查" not in page
    assert "校历里有期末考试周" in page


def test_a_term_is_corrected_on_its_page(client_as, school_liaison, school):
    season = a_term(school_liaison, school)
    client, url = client_as(school_liaison), reverse("patrols:season_edit", args=[season.pk])
    assert season.name in text_of(client.get(url))
    data = {"name": "春季学期", "from_on": "2026-03-09", "until_on": "2026-03-08"}
    assert "早于第一天" in text_of(client.post(url, data))
    page = text_of(client.post(url, data | {"until_on": "2026-07-11"}, follow=True))
    assert f"{school_liaison.name} 改于" in page
    page = text_of(client.post(reverse("patrols:season_remove", args=[season.pk]), follow=True))
    assert "春季学期" not in page.split("校历和巡查计划")[1]


def test_the_line_of_a_missed_round_opens_the_form_of_that_round(client_as, school_liaison, head, school):
    plan = a_plan(school_liaison, a_term(school_liaison, school), approved_by=head)
    rule = PlanRule.objects.for_system("test").get(plan=plan)
    client, later = client_as(school_liaison), NOW + timedelta(days=9)
    actions.open_rounds(now=later)
    url = reverse("patrols:round_add", args=[rule.pk]) + "?period=2026-03-02"
    with clock.at(later):
        assert f'href="{url}"' in text_of(client.get(reverse("duties:today")))
        page = text_of(client.get(url))
        assert '<option value="2026-03-02" selected>3月2日至8日（逾期补办）' in page
        first = items("inside", clock.local_day(later))[0].pk
        now = {"started_at": minutes(later - timedelta(hours=1)), "finished_at": minutes(later)}
        data = typed(**now, period="2026-03-02", **{f"mark_1_{first}": "pass"})
        page = text_of(client.post(url, data, follow=True))
    assert "3月2日至8日，逾期补办" in page
    assert Patrol.objects.visible_to(school_liaison).get().period == "2026-03-02"


def test_the_head_comes_to_a_sent_plan_from_the_first_page(client_as, school_liaison, head, school):
    plan = a_plan(school_liaison, a_term(school_liaison, school))
    way = reverse("patrols:plan_detail", args=[plan.pk])
    assert way in text_of(client_as(head).get(reverse("duties:today")))
    assert way not in text_of(client_as(school_liaison).get(reverse("duties:today")))


def test_a_plan_without_a_place_keeps_what_was_typed(client_as, school_liaison, school):
    term = a_term(school_liaison, school)
    data = {
        "client_id": uuid4(),
        "focus": "后山小路",
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "1",
        "lines-0-season_kind": "term",
        "lines-0-repeat": "weekly",
        "lines-0-surrounding": "inside",
        "lines-0-post": "school_liaison",
        "lines-0-places": " ",
    }
    page = text_of(client_as(school_liaison).post(reverse("patrols:plan_of_season", args=[term.pk]), data))
    assert "请写到哪些地方" in page
    assert "后山小路" in page
    assert not Plan.objects.visible_to(school_liaison).exists()


def test_a_returned_plan_says_why_and_is_written_again(client_as, school_liaison, head, school):
    plan = a_plan(school_liaison, a_term(school_liaison, school))
    client_as(head).post(reverse("patrols:plan_return", args=[plan.pk]), {"reason": "缺少校外周边的安排"})
    page = client_as(school_liaison).get(reverse("patrols:plan_of_season", args=[plan.season_id]))
    assert "缺少校外周边的安排" in text_of(page)
