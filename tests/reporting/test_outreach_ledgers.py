"""宣传、家校、关爱、新媒体台账: the office's columns, counts alone, few children never as a number."""

from datetime import date
from uuid import uuid4

import pytest

from common import clock
from outreach import actions
from outreach.choices import Audience, Platform
from tests.cast import NOW
from tests.outreach.given import a_care_round, a_parents_meeting, an_event
from tests.reporting.test_ledger import url
from tests.reporting.test_place_ledgers import rows


@pytest.fixture(autouse=True)
def at_now():
    with clock.at(NOW):
        yield


def test_the_register_of_events_has_setting_audience_and_material(client_as, clerk, secretary, village):
    reach = {Audience.DROPOUT: 3, Audience.PUPIL: 40, Audience.OTHER: 2}
    an_event(clerk, village, done_by=secretary, reach=reach, leaflets=30, partners="卫生院")
    [row] = rows(client_as(clerk), "events")
    wanted = {
        "村、校园": village.name,
        "六进类别": "进农村",
        "主题": "认清新型毒品",
        "对象和受教育人数": "失学辍学青少年 不足5、其他群众 2、学生 40",
        "发放资料（份）": "30",
        "参与单位": "卫生院",
        "照片（张）": "0",
        "经办人": secretary.name,
        "代录": clerk.name,
    }
    assert {title: row[title] for title in wanted} == wanted


def test_few_children_are_no_number_and_parents_are(client_as, clerk, village, school):
    a_care_round(clerk, village, known=6, seen=4)
    a_parents_meeting(clerk, school, expected=4, reached=3)
    [care] = rows(client_as(clerk), "care")
    assert (care["留守儿童（人）"], care["走访到（人）"], care["需要帮扶（人）"]) == ("6", "不足5", "0")
    [family] = rows(client_as(clerk), "family")
    assert (family["校园"], family["实到（户、人）"]) == (school.name, "3")


def test_a_post_stands_with_its_newest_reading(client_as, clerk):
    values = {"platform": Platform.DOUYIN, "link": "https://example.org/1", "posted_on": date(2026, 3, 1)}
    values |= {"topic": "短片", "tells_case": False, "source": "", "campaign": None}
    post = actions.add_post(by=clerk, values=values, now=NOW, client_id=uuid4())
    for day, reads in ((1, 100), (2, 300)):
        actions.read_post(by=clerk, post=post, read_on=date(2026, 3, day), reads=reads, now=NOW)
    [row] = rows(client_as(clerk), "posts")
    assert (row["平台"], row["阅读、播放量"], row["统计日期"]) == ("抖音", "300", "2026-03-02")


@pytest.mark.parametrize(
    ("user", "status"),
    [("clerk", 200), ("secretary", 200), ("leader", 200), ("liaison", 403), ("auditor", 403)],
)
def test_who_sees_outreach_sees_its_ledgers(request, client_as, village, user, status):
    client = client_as(request.getfixturevalue(user))
    assert client.get(url("events")).status_code == status


def test_a_village_has_its_own_lines_alone(client_as, clerk, secretary, village, village2):
    an_event(clerk, village)
    an_event(clerk, village2)
    page = client_as(secretary).get(url("events")).text
    assert village.name in page
    assert village2.name not in page
