"""场所、巡查、隐患台账: page and workbook say the same; what is suspected is in none of them."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from common import clock
from patrols import actions as patrols
from patrols.choices import Bureau, ClueKind
from patrols.models import Clue, Finding, Venue
from tests.cast import NOW
from tests.patrols.given import a_patrol, a_venue, seen
from tests.patrols.test_findings import check, order
from tests.reporting.test_ledger import seen as words
from tests.reporting.test_ledger import sheet, url

LATER = NOW + timedelta(hours=3)


@pytest.fixture(autouse=True)
def at_noon():
    with clock.at(LATER):
        yield


@pytest.fixture
def finding(clerk, village, school) -> Finding:
    venue = a_venue(clerk, area=village.area, campus=school, distance=80, keeper="示例店主")
    a_patrol(clerk, seen(venue=venue, fail="向学生出售香烟"), seen("outside", place="校门口"))
    return Finding.objects.visible_to(clerk).get()


def rows(client, slug) -> list[dict[str, str]]:
    _, titles, *lines = sheet(client.get(url(slug, "export")))
    return [dict(zip(titles, line, strict=True)) for line in lines]


def test_the_ledger_of_findings_has_order_day_letter_and_second_look(client_as, clerk, finding):
    order(clerk, finding, days=7)
    patrols.refer_finding(
        by=clerk, finding=finding, bureau=Bureau.TOBACCO, matter="售烟", now=NOW, client_id=uuid4()
    )
    check(clerk, finding, now=NOW + timedelta(hours=1))
    [row] = rows(client_as(clerk), "findings")
    wanted = {
        "编号": finding.code,
        "地方": "示例小卖部",
        "问题": "向学生出售香烟",
        "状态": "已整改",
        "整改通知书": "责改〔2026〕1号",
        "整改责任人": "店主",
        "整改期限": "2026-03-09",
        "移送和答复": "责移〔2026〕1号 烟草 待答复",
        "复查": "2026-03-02 合格",
    }
    assert {title: row[title] for title in wanted} == wanted
    assert row["办结时间"].startswith("2026-03-02")


def test_the_ledger_of_patrols_has_a_line_for_each_stop(client_as, clerk, finding):
    order(clerk, finding, days=7)
    shop, gate = rows(client_as(clerk), "patrols")
    assert (shop["地点"], shop["发现的问题"], shop["处理情况"]) == (
        "示例小卖部",
        "向学生出售香烟",
        "整改中",
    )
    assert (shop["整改期限"], shop["巡查人"]) == ("2026-03-09", "巡查员甲、巡查员乙")
    assert (gate["范围"], gate["地点"], gate["发现的问题"]) == ("校外周边", "校门口", "")


def test_the_ledger_of_venues_has_their_state_and_how_near_they_are(
    client_as, clerk, finding, school, village
):
    [row] = rows(client_as(clerk), "venues")
    wanted = {
        "名称": "示例小卖部",
        "类别": "小卖部、超市",
        "状态": "不合格",
        "所在村": village.name,
        "负责人": "示例店主",
        "最近的校园": str(school),
        "距离（米）": "80",
        "未了结隐患": "1",
    }
    assert {title: row[title] for title in wanted} == wanted
    assert "第五十九条" in row["距离提示"]


def test_a_venue_stands_in_the_ledger_of_every_month_it_was_open(client_as, clerk):
    venue = a_venue(clerk)
    Venue.objects.for_system("test").filter(pk=venue.pk).update(opened_on=date(2025, 1, 1))
    assert len(rows(client_as(clerk), "venues")) == 1
    patrols.close_venue(by=clerk, venue=venue, reason="已经停业搬走", now=NOW)
    assert rows(client_as(clerk), "venues")[0]["移出原因"] == "已经停业搬走"
    april = url("venues", first="2026-04-01", last="2026-04-30")
    assert "示例小卖部" not in words(client_as(clerk).get(april))


@pytest.mark.parametrize("slug", ["venues", "patrols", "findings"])
def test_what_is_suspected_is_in_no_ledger(client_as, clerk, police_post, slug):
    """A check with a suspicion and one that left the item out leave the same lines, but for their codes."""
    clean, suspected = a_venue(clerk), a_venue(clerk, name="示例超市")
    a_patrol(clerk, seen(venue=clean, blank=True))
    a_patrol(clerk, seen(venue=suspected, suspicion=ClueKind.SELLING))
    lines = rows(client_as(clerk), slug)
    for line in lines:
        for title in ("编号", "名称", "地点", "录入时间"):
            line.pop(title, None)
    assert len(lines) in (0, 2)
    assert all(line == lines[0] for line in lines)
    clue = Clue.objects.for_system("test").get()
    page = client_as(clerk).get(url(slug)).text
    assert clue.code not in page
    assert clue.text not in page


@pytest.mark.parametrize("slug", ["venues", "patrols", "findings"])
@pytest.mark.parametrize(
    ("user", "page", "export"),
    [
        ("clerk", 200, 200),
        ("leader", 200, 200),
        ("county_user", 200, 200),
        ("school_liaison", 200, 403),
        ("secretary", 200, 403),
        ("worker", 403, 403),
        ("auditor", 403, 403),
    ],
)
def test_who_sees_places_sees_their_ledgers_and_offices_take_them_away(
    request, client_as, finding, slug, user, page, export
):
    client = client_as(request.getfixturevalue(user))
    assert client.get(url(slug)).status_code == page
    assert client.get(url(slug, "print")).status_code == page
    assert client.get(url(slug, "export")).status_code == export


@pytest.mark.parametrize("slug", ["venues", "patrols", "findings"])
def test_another_place_has_another_ledger(client_as, finding, outsider, bystander, slug):
    for user in (outsider, bystander):
        assert "示例小卖部" not in words(client_as(user).get(url(slug)))


@pytest.mark.parametrize("slug", ["venues", "patrols", "findings"])
def test_a_longer_ledger_costs_no_more_queries(
    client_as, clerk, finding, django_assert_max_num_queries, slug
):
    client = client_as(clerk)
    with django_assert_max_num_queries(60) as few:
        client.get(url(slug))
    for n in range(4):
        a_patrol(clerk, seen(venue=a_venue(clerk, name=f"示例超市{n}"), fail="向学生出售香烟"))
    with django_assert_max_num_queries(len(few)):
        client.get(url(slug))
