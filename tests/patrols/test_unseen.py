"""A suspicion is on no page of others; what was not looked at is said to those who may know."""

import re
from datetime import timedelta
from difflib import unified_diff
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.choices import Post
from common import clock
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty
from patrols import actions
from patrols.actions.patrols import Marked
from patrols.actions.states import venue_lines
from patrols.choices import ClueKind, Mark, VenueState
from patrols.models import Clue, Finding, Patrol, PlanRule, Skipped, Stop, Venue
from reporting.documents.fixing import sheet_of_order
from tests.cast import NOW, staff
from tests.patrols.given import TODAY, a_patrol, a_plan, a_term, a_venue, items, seen
from tests.patrols.test_pages import text_of, typed

CHANGING = [
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    r"\b[A-Z]{1,2}-[0-9A-Z]{4}-[0-9A-Z]{4}\b",
    r'(?<=csrfmiddlewaretoken" value=")\w+',
    r'(?<=X-CSRFToken": ")\w+',
    r'(?<=data-csrf=")\w+',
    r'(?<=nonce=")[^"]+',
]
PAGES = (
    "patrols:place_list",
    "patrols:patrol_list",
    "patrols:finding_list",
    "patrols:repeat_list",
    "patrols:map_page",
)


@pytest.fixture(autouse=True)
def at_nine():
    with clock.at(NOW):
        yield


def pages_of(client, *, patrol, venue, campus) -> dict[str, str]:
    """Everything a post reads of a patrol and its place, without keys, codes and tokens."""
    urls = [reverse(name) for name in PAGES]
    urls += [reverse("reporting:ledger_detail", args=[slug]) for slug in ("venues", "patrols", "findings")]
    urls += [
        reverse("patrols:patrol_detail", args=[patrol.pk]),
        reverse("patrols:venue_detail", args=[venue.pk]),
        reverse("patrols:school_detail", args=[campus.pk]),
        reverse("duties:today"),
    ]
    found = {}
    for no, url in enumerate(urls):
        answer = client.get(url)
        text = f"{answer.status_code} {answer.content.decode()}"
        for pattern in CHANGING:
            text = re.sub(pattern, "·", text)
        found[f"{no} {re.sub(CHANGING[0], '·', url)}"] = text
    return found


def differing(one: str, other: str) -> list[str]:
    return list(unified_diff(one.splitlines(), other.splitlines(), n=0))


def in_a_world(do):
    """What `do` returns, of a world that is forgotten afterwards."""
    with transaction.atomic():
        found = do()
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("user", ["neighbour", "school_liaison", "leader", "county_user", "officer"])
def test_no_page_of_others_tells_a_suspected_item_from_one_left_out(
    request, client_as, clerk, secretary, village, school, police_post, user
):
    neighbour = staff("neighbour", village, Post.VILLAGE_SECRETARY)
    reader = neighbour if user == "neighbour" else request.getfixturevalue(user)

    def world(**how):
        venue = a_venue(clerk, area=village.area, campus=school, distance=60)
        patrol = a_patrol(secretary, seen(venue=venue, **how))
        return pages_of(client_as(reader), patrol=patrol, venue=venue, campus=school)

    blank = in_a_world(lambda: world(blank=True))
    suspected = in_a_world(lambda: world(suspicion=ClueKind.SELLING))
    assert list(suspected) == list(blank)
    assert [line for name in blank for line in differing(blank[name], suspected[name])] == []
    whole = in_a_world(lambda: world())
    record = next(name for name in blank if "/patrols/·/" in name)
    assert suspected[record] == whole[record]


def test_a_stop_with_nothing_but_a_suspicion_reads_like_any_visit(
    client_as, clerk, secretary, leader, village, police_post
):
    venue = a_venue(clerk, area=village.area)
    first = items("shop")[0].pk
    marks = {first: Marked("", "柜台下有油液", ClueKind.SELLING)}
    patrol = a_patrol(secretary, actions.StopSeen(kind="shop", venue=venue, marks=marks))
    page = text_of(client_as(leader).get(reverse("patrols:patrol_detail", args=[patrol.pk])))
    assert "没有记不符合" in page
    assert items("shop")[0].text not in page
    assert "部分检查" not in page


def test_who_walked_reads_on_their_own_patrol_what_was_reported(
    client_as, clerk, secretary, village, police_post
):
    neighbour = staff("neighbour", village, Post.VILLAGE_SECRETARY)
    patrol = a_patrol(secretary, seen(venue=a_venue(clerk, area=village.area), suspicion=ClueKind.SELLING))
    clue = Clue.objects.for_system("test").get()
    url, way = (
        reverse("patrols:patrol_detail", args=[patrol.pk]),
        reverse("patrols:clue_detail", args=[clue.pk]),
    )
    mine, theirs, station = (text_of(client_as(one).get(url)) for one in (secretary, neighbour, clerk))
    assert "已上报派出所" in mine
    assert "柜台下有不明油液" not in mine
    assert way not in mine
    assert "已上报" not in theirs
    assert way in station


# --- state and duty


def state_of(venue) -> VenueState:
    return venue_lines([Venue.objects.for_system("test").get(pk=venue.pk)], TODAY)[0].state


def owed(venue, station) -> Duty:
    duties.open(
        "venue.check",
        subject=venue.pk,
        unit=station,
        label="x",
        at=NOW - timedelta(days=3),
        due_at=clock.shanghai(2026, 4, 1),
        period="2026-Q1",
    )
    return Duty.objects.get(kind="venue.check")


def test_a_suspicion_leaves_state_and_day_as_they_were_and_the_check_counts_as_done(
    clerk, station, police_post
):
    venue = a_venue(clerk)
    duty = owed(venue, station)
    a_patrol(clerk, seen(venue=venue, suspicion=ClueKind.SELLING))
    assert state_of(venue) == VenueState.UNCHECKED
    duty.refresh_from_db()
    assert duty.met_at == NOW


def test_a_suspicion_after_a_whole_check_takes_nothing_away(clerk, police_post):
    venue = a_venue(clerk)
    a_patrol(clerk, seen(venue=venue), now=NOW - timedelta(days=1))
    a_patrol(clerk, seen(venue=venue, suspicion=ClueKind.SELLING))
    [line] = venue_lines([venue], TODAY)
    assert (line.state, line.checked_at) == (VenueState.GOOD, NOW - timedelta(days=1, hours=1))


@pytest.mark.parametrize("mark", [Mark.NOT_APPLICABLE, Mark.PASS])
def test_one_answer_is_no_check(client_as, clerk, station, mark):
    venue, first = a_venue(clerk), items("shop")[0]
    duty = owed(venue, station)
    data = typed(**{f"mark_1_{first.pk}": mark})
    page = text_of(client_as(clerk).post(reverse("patrols:venue_check", args=[venue.pk]), data, follow=True))
    assert "示例小卖部只看了一部分，不算查完" in page
    assert "部分检查" in page
    assert page.count("未看") == len(items("shop")) - 1
    assert state_of(venue) == VenueState.UNCHECKED
    duty.refresh_from_db()
    assert duty.met_at is None


def test_a_tick_for_all_is_a_whole_check(client_as, clerk):
    venue = a_venue(clerk)
    client_as(clerk).post(reverse("patrols:venue_check", args=[venue.pk]), typed(fine_1="on"))
    assert Stop.objects.visible_to(clerk).get().is_whole
    assert state_of(venue) == VenueState.GOOD


# --- a round of a plan


@pytest.fixture
def rule(school_liaison, head, school) -> PlanRule:
    plan = a_plan(school_liaison, a_term(school_liaison, school), approved_by=head)
    return PlanRule.objects.for_system("test").get(plan=plan)


def round_met() -> bool:
    return Duty.objects.get(kind="patrol.round").met_at is not None


def test_a_round_with_a_place_left_out_is_kept_named_and_still_owed(client_as, school_liaison, leader, rule):
    url = reverse("patrols:round_add", args=[rule.pk])
    page = text_of(client_as(school_liaison).post(url, typed(fine_1="on"), follow=True))
    assert "教学楼厕所没有去，也没有写原因，本期计划还没有完成" in page
    assert not round_met()
    patrol = Patrol.objects.visible_to(leader).get()
    page = text_of(client_as(leader).get(reverse("patrols:patrol_detail", args=[patrol.pk])))
    assert "未到" in page
    assert "教学楼厕所" in page
    calendar = reverse("patrols:plan_detail", args=[rule.plan_id])
    assert "已巡查" not in text_of(client_as(school_liaison).get(calendar))


def test_a_reason_for_the_places_left_out_ends_the_round(client_as, school_liaison, rule):
    url = reverse("patrols:round_add", args=[rule.pk])
    data = typed(fine_1="on", skipped_because="教学楼本周封闭维修")
    page = text_of(client_as(school_liaison).post(url, data, follow=True))
    assert "原因：教学楼本周封闭维修" in page
    assert round_met()
    calendar = reverse("patrols:plan_detail", args=[rule.plan_id])
    assert "已巡查" in text_of(client_as(school_liaison).get(calendar))


def test_two_walks_of_one_period_make_a_round(school_liaison, school, rule):
    a_patrol(school_liaison, seen("inside", place="男生宿舍"), campus=school, rule=rule)
    assert [one.name for one in Skipped.objects.visible_to(school_liaison)] == ["教学楼厕所"]
    a_patrol(school_liaison, seen("inside", place="教学楼厕所"), campus=school, rule=rule)
    assert Skipped.objects.visible_to(school_liaison).count() == 1
    assert round_met()


# --- 放行


@pytest.fixture
def clue(secretary, liaison, station) -> Clue:
    a_patrol(secretary, seen("outside", place="村口", suspicion=ClueKind.OTHER))
    return Clue.objects.visible_to(liaison).get()


def test_what_is_released_says_nothing_of_the_suspicion_nor_of_the_police(clerk, secretary, liaison, clue):
    actions.release_clue(by=liaison, clue=clue, text="门口堆有杂物", now=NOW + timedelta(hours=5))
    finding = Finding.objects.visible_to(clerk).get()
    assert (finding.found_by, finding.found_at, finding.item) == (secretary, NOW, None)
    order = actions.order_fix(
        by=clerk,
        finding=finding,
        to_whom="示例店主",
        demand="清理",
        fix_by=TODAY + timedelta(days=2),
        now=NOW + timedelta(hours=6),
        client_id=uuid4(),
    )
    sheet = str(sheet_of_order(order))
    assert "门口堆有杂物" in sheet
    assert clue.item.text not in sheet
    assert clue.item.basis not in sheet


def test_the_police_may_choose_an_item_that_was_not_suspected(client_as, liaison, clue):
    other = items("outside")[1]
    client, url = client_as(liaison), reverse("patrols:clue_release", args=[clue.pk])
    page = text_of(client.post(url, {"text": "没有告示", "item": clue.item_id}))
    assert "没有告示" in page
    assert not Finding.objects.for_system("test").exists()
    client.post(url, {"text": "没有告示", "item": other.pk})
    assert Finding.objects.for_system("test").get().item == other


def test_the_words_that_are_released_are_not_those_of_the_suspected_item(liaison, clue):
    with pytest.raises(DomainError) as said:
        actions.release_clue(by=liaison, clue=clue, text=f"{clue.item.text}：有问题", now=NOW)
    assert said.value.field == "text"
    with pytest.raises(DomainError) as said:
        actions.release_clue(by=liaison, clue=clue, text="没有告示", item=clue.item, now=NOW)
    assert said.value.field == "item"
