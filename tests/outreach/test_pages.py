"""Every page of outreach opens, takes what was typed, and keeps it where something is wrong."""

from uuid import uuid4

import pytest
from django.urls import reverse

from common import clock
from outreach import actions
from outreach.choices import Audience, MaterialKind, Setting
from outreach.models import (
    Campaign,
    CareRound,
    CoverageGoal,
    Event,
    FamilyWork,
    Headcount,
    Material,
    MaterialUse,
    MaterialVersion,
    OfficeMeeting,
    OnlinePost,
    ReachReading,
)
from reporting.imports import read_workbook
from tests.accounts.factories import UnitFactory
from tests.cast import NOW
from tests.outreach.given import Q1, a_care_round, a_parents_meeting, an_event
from tests.patrols.given import a_picture

EVENT = {
    "held_at": "2026-03-02T08:30",
    "setting": Setting.COUNTRYSIDE,
    "form": "lecture",
    "topic": "认清新型毒品",
    "reach_idle": "12",
}


@pytest.fixture(autouse=True)
def at_now():
    with clock.at(NOW):
        yield


def url(name, *args):
    return reverse(f"outreach:{name}", args=args)


def sent(**values):
    return {"client_id": uuid4(), **values}


LISTS = (
    *("event_list", "family_list", "care_list", "coverage", "coverage_print"),
    *("goal_list", "campaign_list", "post_list", "meeting_list", "material_list"),
)


@pytest.mark.parametrize(
    ("user", "status"),
    [
        *((user, 200) for user in ("secretary", "school_liaison", "clerk", "head", "leader", "county_user")),
        *((user, 403) for user in ("worker", "officer", "auditor", "administrator", "liaison")),
    ],
)
def test_lists_open_for_whoever_sees_outreach(request, client_as, village, school, user, status):
    client = client_as(request.getfixturevalue(user))
    assert {name: client.get(url(name)).status_code for name in LISTS} == dict.fromkeys(LISTS, status)


def test_a_secretary_writes_down_an_event_of_the_own_village(client_as, secretary, village):
    client = client_as(secretary)
    page = client.get(url("event_add"))
    assert "data-outbox" in page.text
    assert "id_place" not in page.text
    answer = client.post(url("event_add"), sent(**EVENT))
    event = Event.objects.visible_to(secretary).get()
    assert answer.url == url("event_detail", event.pk)
    assert (event.unit, event.area) == (village, village.area)
    shown = client.get(answer.url).text
    assert "社会闲散人员 12 人" in shown
    assert "认清新型毒品" in client.get(url("event_list")).text


def test_a_clerk_says_where_and_who(client_as, clerk, secretary, village):
    client = client_as(clerk)
    client.post(url("event_add"), sent(**EVENT, place=village.pk, done_by=secretary.pk))
    event = Event.objects.visible_to(clerk).get()
    assert (event.done_by, event.entered_by, event.area) == (secretary, clerk, village.area)
    assert "代录" in client.get(url("event_detail", event.pk)).text


def test_an_event_is_small_on_the_line(client_as, secretary):
    """One POST, a few hundred bytes: it must pass where hardly anything does."""
    body = "&".join(f"{key}={value}" for key, value in sent(**EVENT).items())
    assert len(body.encode()) < 2048


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"reach_idle": ""}, "至少填一类对象的人数"),
        ({"held_at": "2026-03-03T08:30"}, "不能晚于现在"),
        ({"held_at": "2026-01-01T08:30"}, "不能再补录"),
        ({"setting": "school"}, "里选学校"),
        ({"reach_idle": "-1"}, "不能小于0"),
        ({"reach_idle": "很多"}, "请填写数字"),
        ({"topic": "王小明同学家访"}, "像是写了姓名"),
    ],
)
def test_bad_input_is_said_and_what_was_typed_stays(client_as, secretary, more, sentence):
    answer = client_as(secretary).post(url("event_add"), sent(**{**EVENT, "note": "下着大雨", **more}))
    assert answer.status_code == 200
    assert sentence in answer.text
    assert "下着大雨" in answer.text
    assert not Event.objects.for_system("test").exists()


def test_a_picture_is_added_and_shown(client_as, secretary, village, tmp_path):
    event, client = an_event(secretary, village), client_as(secretary)
    file = tmp_path / "a.jpg"
    file.write_bytes(a_picture())
    with file.open("rb") as upload:
        client.post(url("photo_add", event.pk), sent(photo=upload))
    link = client.get(url("event_detail", event.pk)).context["photos"][0]
    assert client.get(url("event_photo", link.pk))["Content-Type"] == "image/jpeg"
    answer = client.post(url("photo_add", event.pk), sent())
    assert "照片" in str(answer.context["form"].errors)
    assert "照片已删去" in client.post(url("event_photo_remove", link.pk), follow=True).text
    assert "还没有照片" in client.get(url("event_detail", event.pk)).text


def test_a_village_counts_its_round(client_as, secretary, village):
    client = client_as(secretary)
    values = {"held_at": "2026-03-02T08:30", "known": "6", "seen": "7"}
    assert "不能多于" in client.post(url("care_add", village.pk), sent(**values)).text
    client.post(url("care_add", village.pk), sent(**{**values, "seen": "5"}))
    assert CareRound.objects.visible_to(secretary).get().seen == 5
    assert "本季已走访" in client.get(url("care_list")).text


def test_a_school_writes_down_a_meeting_with_parents(client_as, school_liaison, school):
    client = client_as(school_liaison)
    values = {"held_at": "2026-03-02T08:30", "kind": "meeting", "grades": "一年级", "topics": "防范依托咪酯"}
    assert "不能多于" in client.post(url("family_add"), sent(**values, expected="3", reached="4")).text
    client.post(url("family_add"), sent(**values, expected="40", reached="31"))
    assert FamilyWork.objects.visible_to(school_liaison).get().campus == school


@pytest.mark.parametrize("grades", ["七（3）班 张小明", "张小明", "初二甲班"])
def test_a_grade_is_no_class_and_nobody(client_as, school_liaison, grades):
    typed = {
        "held_at": "2026-03-02T08:30",
        "kind": "visits",
        "expected": "3",
        "reached": "2",
        "topics": "防范",
    }
    answer = client_as(school_liaison).post(url("family_add"), sent(**typed, grades=grades))
    assert "只写年级" in answer.text
    assert not FamilyWork.objects.for_system("test").exists()


def test_the_clerk_reads_where_each_of_those_named_works(client_as, clerk, secretary, village):
    page = client_as(clerk).get(url("event_add")).text
    assert f"{secretary.name}（{village.name} 村支书）" in page


def test_a_quarter_without_places_says_so_and_not_that_it_has_no_gap(client_as, clerk, village):
    page = client_as(clerk).get(url("coverage") + "?quarter=2020-Q1").text
    assert "还没有这些村和学校" in page
    assert "没有缺口" not in page


def test_a_village_has_no_parents_meeting(client_as, secretary, village):
    answer = client_as(secretary).get(url("family_add"), follow=True)
    assert "由学校或工作站登记" in answer.text


def test_a_place_is_counted(client_as, secretary, village):
    client = client_as(secretary)
    assert "请至少填一项" in client.post(url("headcount_edit", village.pk), sent()).text
    client.post(url("headcount_edit", village.pk), sent(people_idle="4", people_dropout="0"))
    assert set(Headcount.objects.visible_to(secretary).values_list("audience", "people")) == {
        ("idle", 4),
        ("dropout", 0),
    }
    assert 'value="4"' in client.get(url("headcount_edit", village.pk)).text


def test_a_market_day_is_shared_out_to_the_villages_whose_people_came(
    client_as, clerk, secretary, township, village
):
    event, client = an_event(clerk, township, reach={Audience.IDLE: 20}), client_as(clerk)
    assert "还没有分到各村" in client.get(url("event_detail", event.pk)).text
    typed = {"village": village.pk, "reach_idle": "21"}
    refused = client.post(url("village_share", event.pk), sent(**typed)).text
    assert "最多还能填 20 人" in refused
    assert 'value="21"' in refused
    client.post(url("village_share", event.pk), sent(**{**typed, "reach_idle": "12"}))
    assert "社会闲散人员 12 人" in client.get(url("event_detail", event.pk)).text
    theirs = client_as(secretary)
    assert "社会闲散人员 12 人" in theirs.get(url("place_coverage", village.pk)).text
    assert theirs.get(url("event_detail", event.pk)).status_code == 404


@pytest.mark.parametrize("name", ["place_coverage", "headcount_edit", "care_add"])
@pytest.mark.parametrize("user", ["bystander", "outsider", "school_liaison"])
def test_another_place_is_404(request, client_as, village, name, user):
    assert client_as(request.getfixturevalue(user)).get(url(name, village.pk)).status_code == 404


@pytest.mark.parametrize("name", ["headcount_edit", "care_add", "gap_explain"])
def test_a_leader_looks_and_does_not_write(client_as, leader, village, name):
    client = client_as(leader)
    assert client.get(url("place_coverage", village.pk)).status_code == 200
    assert client.get(url(name, village.pk)).status_code == 403


def test_the_place_shows_what_was_done_there(client_as, clerk, village, school):
    an_event(clerk, village)
    a_care_round(clerk, village)
    a_parents_meeting(clerk, school)
    client = client_as(clerk)
    assert "走访到 5 人" in client.get(url("place_coverage", village.pk)).text
    assert "认清新型毒品" in client.get(url("place_coverage", village.pk)).text
    assert "实到 31" in client.get(url("place_coverage", school.pk)).text
    assert "认清新型毒品" not in client.get(url("place_coverage", village.pk) + "?quarter=2025-Q4").text


def test_a_campaign_gathers_its_events(client_as, clerk, secretary, village):
    client = client_as(clerk)
    values = {"name": "禁毒宣传进万家", "from_on": "2026-03-01", "until_on": "2026-02-01"}
    assert "不能早于第一天" in client.post(url("campaign_add"), sent(**values)).text
    client.post(url("campaign_add"), sent(**{**values, "until_on": "2026-06-26"}))
    campaign = Campaign.objects.visible_to(secretary).get()
    theirs = client_as(secretary)
    theirs.post(url("event_add"), sent(**EVENT, campaign=campaign.pk))
    assert "认清新型毒品" in theirs.get(url("campaign_detail", campaign.pk)).text


POST = {"platform": "douyin", "link": "https://example.org/1", "posted_on": "2026-03-01", "topic": "电子烟"}


def test_a_post_is_kept_and_read_off(client_as, clerk):
    client = client_as(clerk)
    client.post(url("post_add"), sent(**POST))
    post = OnlinePost.objects.visible_to(clerk).get()
    client.post(url("post_read", post.pk), sent(read_on="2026-03-02", reads="3100"))
    assert ReachReading.objects.visible_to(clerk).get().reads == 3100
    assert "3100 次阅读" in client.get(url("post_list")).text
    answer = client.post(url("post_read", post.pk), sent(read_on="2026-02-01", reads="1"))
    assert "不能早于发布日期" in answer.text


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"tells_case": "on"}, "公开来源"),
        ({"tells_case": "on", "source": "见本系统个案"}, "公开发布的官方出处"),
        ({"tells_case": "on", "source": "89T6-ZDJN"}, "公开发布的官方出处"),
        ({"link": "抖音搜索"}, "完整的链接"),
        ({"posted_on": "2026-03-03"}, "不能晚于今天"),
    ],
)
def test_a_post_without_its_source_or_link_is_refused(client_as, clerk, more, sentence):
    answer = client_as(clerk).post(url("post_add"), sent(**{**POST, **more}))
    assert sentence in answer.text
    assert "电子烟" in answer.text
    assert not OnlinePost.objects.for_system("test").exists()


def test_a_meeting_is_recorded(client_as, clerk):
    client = client_as(clerk)
    values = {"kind": "judgement", "held_on": "2026-03-01", "chair": "政法委员", "topics": "一季度研判"}
    assert "不能多于" in client.post(url("meeting_add"), sent(**values, expected="3", present="4")).text
    client.post(url("meeting_add"), sent(**values, expected="12", present="9"))
    assert OfficeMeeting.objects.visible_to(clerk).get().present == 9
    assert "一季度研判" in client.get(url("meeting_list")).text


def test_a_material_has_versions_and_says_who_used_it(client_as, clerk, secretary, village, tmp_path):
    client = client_as(clerk)
    client.post(
        url("material_add"), sent(title="依托咪酯折页", kind=MaterialKind.LEAFLET, changes="给家长看")
    )
    material = Material.objects.visible_to(clerk).get()
    file = tmp_path / "a.jpg"
    file.write_bytes(a_picture())
    with file.open("rb") as upload:
        client.post(url("version_add", material.pk), sent(changes="换了图", file=upload))
    version = MaterialVersion.objects.visible_to(secretary).get(no=2)
    theirs = client_as(secretary)
    assert theirs.get(url("version_file", version.pk))["Content-Type"] == "image/jpeg"
    first = MaterialVersion.objects.visible_to(secretary).get(no=1)
    assert theirs.get(url("version_file", first.pk)).status_code == 404
    theirs.post(url("event_add"), sent(**EVENT, versions=[version.pk]))
    assert MaterialUse.objects.visible_to(clerk).get().version == version
    assert "认清新型毒品" in client.get(url("material_detail", material.pk)).text


def test_a_goal_is_set_with_its_reason(client_as, head):
    client = client_as(head)
    values = {"place_kind": "village", "audience": Audience.IDLE, "quarter": "2026-Q1", "times": "2"}
    assert "请写明理由" in client.post(url("goal_add"), sent(**values, reason="多")).text
    client.post(url("goal_add"), sent(**values, reason="外出务工返乡的人多"))
    assert CoverageGoal.objects.visible_to(head).get().times == 2
    assert "每季 2 次" in client.get(url("goal_list")).text


def test_the_story_from_a_gap_to_a_signature(client_as, clerk, head, village):
    late = clock.shanghai(2026, 3, 25, 9)
    actions.enter_headcounts(by=clerk, place=village, quarter=Q1, people={Audience.IDLE: 4}, now=NOW)
    query = "?quarter=2026-Q1&audience=idle"
    why = {"audience": "idle", "reason": "大雪封路，四月补上"}
    client = client_as(clerk)
    answer = client.post(url("gap_explain", village.pk) + query, sent(**why))
    assert "现在还来得及去做" in answer.text
    with clock.at(late):
        client.post(url("gap_explain", village.pk) + query, sent(**why))
        assert "待签字" in client.get(url("coverage")).text
        theirs = client_as(head)
        form = theirs.get(url("coverage")).context["sign_form"]
        theirs.post(url("gap_sign"), sent(**form.initial))
        assert "已签字" in theirs.get(url("coverage")).text
        answer = theirs.post(url("gap_sign"), sent(**form.initial), follow=True)
        assert "没有等您签字的原因" in answer.text


def test_the_matrix_leaves_as_a_sheet_of_words_without_headcounts(client_as, clerk, village):
    an_event(clerk, village)
    actions.enter_headcounts(by=clerk, place=village, quarter=Q1, people={Audience.DROPOUT: 3}, now=NOW)
    client = client_as(clerk)
    answer = client.get(reverse("reporting:coverage_export"))
    rows = read_sheet(answer)
    assert ["社会闲散人员", "1", "50", "1", "2026-03-02", "已覆盖"] in [row[1:7] for row in rows]
    gap = next(row for row in rows if row[1] == "失学辍学青少年")
    assert gap[7] == f"{village.name} 失学辍学青少年 从未覆盖"
    assert not {"3", "12"} & {value for row in rows for value in row}
    assert "导出" in client.get(url("coverage")).text


def test_the_sheet_of_one_township_holds_no_other(client_as, county_user, village, other_township):
    there = UnitFactory(kind="village", area=f"{other_township.area}201", parent=other_township)
    client = client_as(county_user)
    page = client.get(url("coverage"), {"township": other_township.area})
    address = reverse("reporting:coverage_export")
    assert f"{address}?quarter={page.context['key']}&amp;township={other_township.area}" in page.text
    rows = read_sheet(client.get(address, {"township": other_township.area}))
    assert {row[0] for row in rows if row[1:2] == ["学生"] or row[1:2] == ["留守儿童"]} == {there.name}


@pytest.mark.parametrize(("user", "status"), [("secretary", 403), ("auditor", 403), ("leader", 200)])
def test_who_neither_exports_nor_sees_outreach_gets_no_sheet(request, client_as, village, user, status):
    client = client_as(request.getfixturevalue(user))
    assert client.get(reverse("reporting:coverage_export")).status_code == status


def read_sheet(answer) -> list[list[str]]:
    grid = read_workbook(b"".join(answer.streaming_content))
    return [[cell.value for cell in cells] for _, cells in grid.rows[2:]]
