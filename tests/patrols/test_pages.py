"""The pages of patrols: each works, bad input keeps what was typed, and long lists cost no more queries."""

import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from common import clock
from patrols import actions
from patrols.forms.findings import OutcomeForm
from patrols.models import ChecklistItem, Clue, Finding, Patrol, PlanRule, Stop, Venue
from tests.cast import NOW
from tests.patrols.given import WEEKLY, a_patrol, a_plan, a_term, a_venue, items, seen


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


# --- places


def test_a_shop_is_listed_with_its_state_in_words(client_as, clerk, school):
    a_venue(clerk, campus=school, distance=80)
    page = text_of(client_as(clerk).get(reverse("patrols:place_list")))
    assert "示例小卖部" in page
    assert "未查" in page
    assert "80 米" in page


def test_a_net_cafe_too_near_is_saved_with_a_warning(client_as, clerk, school):
    data = {
        "kind": "internet_cafe",
        "name": "示例网吧",
        "area": school.area,
        "campus": school.pk,
        "distance": "150",
    }
    page = client_as(clerk).post(reverse("patrols:venue_add"), data, follow=True)
    assert "不足200米" in text_of(page)
    assert Venue.objects.visible_to(clerk).get().distance == 150


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"name": ""}, "名称"),
        ({"distance": "50"}, "哪所学校"),
        ({"longitude": "109.1"}, "要么都填"),
        ({"longitude": "10", "latitude": "25"}, "经度"),
    ],
)
def test_a_shop_that_is_not_right_keeps_what_was_typed(client_as, clerk, station, more, said):
    data = {"kind": "shop", "name": "示例小卖部", "area": station.area, "keeper": "示例店主", **more}
    page = text_of(client_as(clerk).post(reverse("patrols:venue_add"), data))
    assert said in page
    assert "示例店主" in page
    assert not Venue.objects.visible_to(clerk).exists()


def test_a_shop_is_corrected_and_taken_off_the_list(client_as, clerk):
    venue = a_venue(clerk)
    client = client_as(clerk)
    data = {"kind": "shop", "name": "示例超市", "area": venue.area}
    assert client.post(reverse("patrols:venue_edit", args=[venue.pk]), data).status_code == 302
    client.post(reverse("patrols:venue_close", args=[venue.pk]), {"reason": "已经停业搬走"})
    venue = Venue.objects.visible_to(clerk).get()
    assert (venue.name, venue.closed_reason) == ("示例超市", "已经停业搬走")
    assert "移出" in text_of(client.get(reverse("patrols:venue_check", args=[venue.pk]), follow=True))
    way, url = reverse("patrols:venue_detail", args=[venue.pk]), reverse("patrols:place_list")
    assert way not in text_of(client.get(url))
    assert way in text_of(client.get(url, {"state": "closed"}))


def test_a_patrol_is_called_by_where_it_was(client_as, clerk, school, village):
    shop = a_venue(clerk, area=village.area, campus=school, distance=80)
    patrol = a_patrol(clerk, seen(venue=shop), campus=school, area=village.area)
    a_patrol(clerk, seen("outside", place="校门口"), campus=school)
    client = client_as(clerk)
    page = text_of(client.get(reverse("patrols:patrol_list")))
    assert f"示例小卖部（{village.name}）</a>" in page
    assert f"{school.name}</a>" in page
    page = text_of(client.get(reverse("patrols:patrol_detail", args=[patrol.pk])))
    assert f"<dd>示例小卖部（{village.name}）" in page


def test_who_walked_along_is_proposed_again_in_the_order_they_were_named(client_as, secretary):
    client, url = client_as(secretary), reverse("patrols:patrol_add")
    assert f">\n{secretary.name}</textarea>" in text_of(client.get(url))
    a_patrol(secretary, seen("outside", place="路口"), present=["示例乙", "示例甲"])
    assert ">\n示例乙\n示例甲</textarea>" in text_of(client.get(url))


def test_a_patrol_ends_when_it_is_sent_off(client_as, secretary):
    client, url = client_as(secretary), reverse("patrols:patrol_add")
    assert f'value="{minutes(NOW)}"' in text_of(client.get(url))
    tap = NOW - timedelta(minutes=20)
    for said, ends in ((tap.isoformat(), tap), ("", NOW), ("gestern", NOW)):
        data = typed(finished_at="", tapped_at=said, place_1="路口", fine_1="on")
        assert client.post(url, data).status_code == 302
        assert Patrol.objects.visible_to(secretary).get(client_id=data["client_id"]).finished_at == ends


def test_what_comes_back_leads_to_the_place(client_as, clerk):
    venue = a_venue(clerk)
    for _ in range(2):
        a_patrol(clerk, seen(venue=venue, fail="向学生出售香烟"))
    page = text_of(client_as(clerk).get(reverse("patrols:repeat_list")))
    assert reverse("patrols:venue_detail", args=[venue.pk]) in page


# --- a patrol on a phone


def test_a_round_is_recorded_with_one_tick_a_stop(client_as, school_liaison, head, school):
    plan = a_plan(school_liaison, a_term(school_liaison, school), approved_by=head)
    rule = plan_rule(school_liaison, plan)
    url = reverse("patrols:round_add", args=[rule])
    client = client_as(school_liaison)
    page = text_of(client.get(url))
    assert "男生宿舍" in page
    assert "本期 3月2日至8日" in page
    assert client.post(url, typed(fine_1="on")).status_code == 302
    stop = Stop.objects.visible_to(school_liaison).get()
    assert stop.place == "男生宿舍"
    assert Patrol.objects.visible_to(school_liaison).get().period == "2026-03-02"


def test_a_village_walks_the_line_of_a_plan_that_names_it(
    client_as, school_liaison, head, secretary, bystander, school, village
):
    line = replace(WEEKLY, surrounding="outside", post="village_secretary", places="村口", village=village)
    plan = a_plan(school_liaison, a_term(school_liaison, school), line, approved_by=head)
    client, url = client_as(secretary), reverse("patrols:round_add", args=[plan_rule(head, plan)])
    assert "村口" in text_of(client.get(url))
    assert "村口" in text_of(client.post(url, typed(fine_1="on"), follow=True))
    assert Patrol.objects.visible_to(secretary).get().period == "2026-03-02"
    assert Patrol.objects.visible_to(school_liaison).count() == 1
    assert client_as(bystander).get(url).status_code == 404
    assert client.get(reverse("patrols:school_patrol", args=[school.pk])).status_code == 404


def plan_rule(user, plan):
    return PlanRule.objects.visible_to(user).get(plan=plan).pk


def test_a_failed_item_without_words_keeps_the_form(client_as, clerk):
    venue = a_venue(clerk)
    item = items("shop")[0]
    url = reverse("patrols:venue_check", args=[venue.pk])
    page = text_of(client_as(clerk).post(url, typed(**{f"mark_1_{item.pk}": "fail", "note": "下午去的"})))
    assert "请写明问题" in page
    assert "下午去的" in page
    assert not Patrol.objects.visible_to(clerk).exists()


@pytest.mark.parametrize("fine", [{}, {"fine_1": "on"}])
def test_a_problem_without_a_choice_is_asked_about_and_not_lost(client_as, clerk, fine):
    venue = a_venue(clerk)
    first, second = items("shop")[:2]
    data = typed(**{f"mark_1_{first.pk}": "pass", f"what_1_{second.pk}": "写了问题没有选", **fine})
    page = text_of(client_as(clerk).post(reverse("patrols:venue_check", args=[venue.pk]), data))
    assert f"“{second.text}”写了问题，还要选“不符合”" in page
    assert 'value="写了问题没有选"' in page
    assert not Patrol.objects.visible_to(clerk).exists()


def test_the_police_do_not_pass_a_clue_on_to_themselves():
    assert "police" not in dict(OutcomeForm().fields["referred_to"].choices)


def test_what_failed_is_shown_and_leads_to_the_finding(client_as, clerk):
    venue = a_venue(clerk)
    item = items("shop")[0]
    data = typed(fine_1="on", **{f"mark_1_{item.pk}": "fail", f"what_1_{item.pk}": "柜台摆放香烟"})
    page = client_as(clerk).post(reverse("patrols:venue_check", args=[venue.pk]), data, follow=True)
    assert "柜台摆放香烟" in text_of(page)
    assert Finding.objects.visible_to(clerk).get().item == item


def test_a_suspicion_tells_the_patroller_what_not_to_do_and_nothing_more(
    client_as, clerk, secretary, police_post
):
    venue = a_venue(clerk, area=secretary.acting.unit.area)
    item = items("shop")[0]
    data = typed(fine_1="on", **{f"clue_1_{item.pk}": "selling", f"what_1_{item.pk}": "柜台下有油液"})
    client = client_as(secretary)
    page = text_of(client.post(reverse("patrols:venue_check", args=[venue.pk]), data, follow=True))
    assert "不购买、不触碰、不盘问" in page
    assert "柜台下有油液" not in page
    assert "柜台下有油液" not in text_of(client.get(reverse("patrols:venue_detail", args=[venue.pk])))
    assert client.get(reverse("patrols:clue_list")).status_code == 403


def test_a_place_of_ones_own_words_needs_them(client_as, school_liaison, school):
    url = reverse("patrols:school_patrol", args=[school.pk])
    blank = text_of(client_as(school_liaison).get(url))
    assert re.search(r'for="id_place_1">地点</label>', blank)
    page = text_of(client_as(school_liaison).post(url, typed(fine_1="on")))
    assert "请写这是什么地方" in page


# --- findings and clues


def test_an_order_and_a_recheck_close_a_finding(client_as, clerk):
    a_patrol(clerk, seen(venue=a_venue(clerk), fail="向学生出售香烟"))
    finding = Finding.objects.visible_to(clerk).get()
    client = client_as(clerk)
    order = {
        "client_id": uuid4(),
        "to_whom": "示例店主",
        "demand": "停止出售",
        "fix_by": "2026-03-09",
    }
    page = client.post(reverse("patrols:finding_order", args=[finding.pk]), order, follow=True)
    assert "责改〔2026〕1号" in text_of(page)
    check = {"client_id": uuid4(), "at": minutes(NOW), "passed": "yes", "note": "", "done_by": clerk.pk}
    page = client.post(reverse("patrols:finding_recheck", args=[finding.pk]), check, follow=True)
    assert "已整改" in text_of(page)


def test_a_day_in_the_past_keeps_the_order_open(client_as, clerk):
    a_patrol(clerk, seen(venue=a_venue(clerk), fail="向学生出售香烟"))
    finding = Finding.objects.visible_to(clerk).get()
    order = {"client_id": uuid4(), "to_whom": "示例店主", "demand": "停止出售", "fix_by": "2026-03-01"}
    page = text_of(client_as(clerk).post(reverse("patrols:finding_order", args=[finding.pk]), order))
    assert "整改期限应在" in page
    assert "停止出售" in page


def told_by(user) -> dict:
    area = user.acting.unit.area
    return {"client_id": uuid4(), "kind": "selling", "area": area, "text": "有人在校门口兜售"}


def test_the_post_takes_a_clue_through_on_one_page(client_as, clerk, liaison):
    told = {
        "client_id": uuid4(),
        "kind": "selling",
        "area": clerk.acting.unit.area,
        "text": "有人在校门口兜售",
    }
    client_as(clerk).post(reverse("patrols:clue_add"), told)
    clue = Clue.objects.visible_to(liaison).get()
    client = client_as(liaison)
    client.post(reverse("patrols:clue_accept", args=[clue.pk]))
    client.post(reverse("patrols:clue_answer", args=[clue.pk]), {"case_filed": "no", "answer": "查无此事"})
    page = client.post(
        reverse("patrols:clue_close", args=[clue.pk]), {"outcome": "已回访", "referred_to": ""}, follow=True
    )
    assert "已办结" in text_of(page)
    assert "不立案" in text_of(page)


@pytest.mark.parametrize("user", ["secretary", "school_liaison", "leader", "county_user"])
def test_a_clue_is_no_page_for_anybody_else(request, client_as, clerk, police_post, user):
    told = {
        "client_id": uuid4(),
        "kind": "selling",
        "area": clerk.acting.unit.area,
        "text": "有人在校门口兜售",
    }
    client_as(clerk).post(reverse("patrols:clue_add"), told)
    clue = Clue.objects.for_system("test").get()
    page = client_as(request.getfixturevalue(user)).get(reverse("patrols:clue_detail", args=[clue.pk]))
    assert page.status_code == 404


# --- checklists


def test_the_county_changes_an_item_from_tomorrow_on(client_as, county_user, clerk):
    item = items("shop")[0]
    data = {
        "text": "不向未成年人出售烟酒和彩票",
        "basis": "未成年人保护法 第五十九条",
        "from_on": "2026-03-03",
        "reason": "按新要求补充",
    }
    client_as(county_user).post(reverse("patrols:item_replace", args=[item.pk]), data)
    rows = ChecklistItem.objects.filter(kind="shop", no=item.no).order_by("from_on")
    assert [row.text for row in rows] == [item.text, "不向未成年人出售烟酒和彩票"]
    assert items("shop")[0].pk == item.pk
    assert client_as(clerk).get(reverse("patrols:item_replace", args=[item.pk])).status_code == 403


@pytest.mark.parametrize("day", ["2026-03-02", "2026-03-01"])
def test_a_list_in_use_today_is_not_changed_today(client_as, county_user, day):
    item = items("shop")[0]
    data = {"text": "新的内容", "basis": "依据", "from_on": day, "reason": "按新要求补充"}
    page = text_of(client_as(county_user).post(reverse("patrols:item_replace", args=[item.pk]), data))
    assert "从明天" in page
    assert "新的内容" in page


def test_an_item_is_ended_and_an_old_patrol_keeps_it(client_as, county_user, clerk):
    item = items("shop")[0]
    patrol = a_patrol(clerk, seen(venue=a_venue(clerk)))
    data = {"from_on": "2026-03-03", "reason": "并入另一项检查"}
    client_as(county_user).post(reverse("patrols:item_end", args=[item.pk]), data)
    page = text_of(client_as(clerk).get(reverse("patrols:patrol_detail", args=[patrol.pk])))
    assert item.text in page


# --- lists


@pytest.mark.parametrize("name", ["place_list", "patrol_list", "finding_list", "clue_list", "checklist"])
def test_a_longer_list_costs_no_more_queries(
    client_as, clerk, police_post, django_assert_max_num_queries, name
):
    client, url = client_as(clerk), reverse(f"patrols:{name}")
    _fill(clerk, 2)
    with django_assert_max_num_queries(60) as few:
        client.get(url)
    _fill(clerk, 6, start=2)
    with django_assert_max_num_queries(len(few)):
        client.get(url)


def _fill(clerk, number: int, start: int = 0) -> None:
    for n in range(start, start + number):
        venue = a_venue(clerk, name=f"示例小卖部第{n}家")
        a_patrol(clerk, seen(venue=venue, fail="向学生出售香烟"), seen("outside", place=f"第{n}个路口"))
        told = {
            "source": "told",
            "kind": "selling",
            "area": venue.area,
            "text": f"第{n}条",
            "client_id": uuid4(),
        }
        actions.tell_clue(by=clerk, now=NOW, **told)
