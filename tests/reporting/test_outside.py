"""What reporting does for patrols: a clue cut off from its seizure, an order on paper, a list of venues."""

from datetime import date
from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import reverse
from docx import Document

from patrols import actions as patrols
from patrols.choices import ClueSource
from patrols.models import Clue, Finding, FixOrder, Venue
from reporting.documents.fixing import sheet_of_order
from tests.cast import NOW
from tests.patrols.given import a_patrol, a_venue, seen
from tests.reporting.test_import import at_now, tried  # noqa: F401  the clock stands at NOW

TITLES = ["场所名称", "类别", "村", "最近的学校", "距离（米）", "重点场所"]


def test_a_clue_leaves_the_seizure_behind(client_as, liaison, seizure):
    data = {"client_id": uuid4(), "kind": "selling", "venue_kind": "shop", "victim_is_minor": "yes"}
    client = client_as(liaison)
    page = client.post(reverse("reporting:seizure_clue", args=[seizure.pk]), data, follow=True)
    clue = Clue.objects.visible_to(liaison).get()
    assert (clue.source, clue.month, clue.text, clue.victim_is_minor) == (
        ClueSource.SEIZURE,
        date(2026, 3, 1),
        "",
        True,
    )
    assert seizure.code not in page.content.decode().split("线索 C")[-1]
    assert not [f for f in Clue._meta.get_fields() if "seizure" in f.name or "minor" in str(f.related_model)]


@pytest.fixture
def order(clerk) -> FixOrder:
    a_patrol(clerk, seen(venue=a_venue(clerk), fail="向学生出售香烟"))
    return patrols.order_fix(
        by=clerk,
        finding=Finding.objects.visible_to(clerk).get(),
        to_whom="示例店主",
        demand="停止出售，张贴标志",
        fix_by=date(2026, 3, 9),
        now=NOW,
        client_id=uuid4(),
    )


def test_an_order_is_printed_under_the_code_of_its_finding(client_as, clerk, order):
    answer = client_as(clerk).get(reverse("reporting:fix_order_print", args=[order.pk]))
    assert answer.content.startswith(b"%PDF")
    assert order.finding.code in answer["Content-Disposition"]


def test_an_order_as_text_holds_number_demand_and_day(client_as, clerk, order):
    answer = client_as(clerk).get(reverse("reporting:fix_order_print", args=[order.pk]), {"form": "docx"})
    text = "\n".join(part.text for part in Document(BytesIO(answer.content)).paragraphs)
    for word in ("责改〔2026〕1号", "停止出售，张贴标志", "2026年3月9日", "向学生出售香烟"):
        assert word in text


@pytest.mark.parametrize(("user", "status"), [("leader", 403), ("outsider", 404), ("school_liaison", 404)])
def test_an_order_is_printed_by_the_station_alone(request, client_as, order, user, status):
    client = client_as(request.getfixturevalue(user))
    assert client.get(reverse("reporting:fix_order_print", args=[order.pk])).status_code == status


# --- the list of venues from a workbook


def rows(*given, clerk, commit=True):
    return tried(clerk, *given, kind="venues", commit=commit, titles=TITLES)


def test_a_list_of_venues_comes_in_whole(clerk, school, village):
    good = ["示例小卖部", "小卖部、超市", village.name, school.name, "80米", "是"]
    outcome = rows(good, ["示例网吧", "网吧", "", "", "", "否"], clerk=clerk)
    assert (outcome.accepted, outcome.committed) == (2, True)
    shop = Venue.objects.visible_to(clerk).get(name="示例小卖部")
    assert (shop.area, shop.campus, shop.distance, shop.is_key) == (village.area, school, 80, True)


@pytest.mark.parametrize(
    ("kind", "value"), [("小卖部", "shop"), ("超市", "shop"), ("ktv", "ktv"), ("诊所", "pharmacy")]
)
def test_a_kind_and_a_village_are_known_by_the_words_people_use(clerk, village, kind, value):
    village.name = "示例村民委员会"
    village.save()
    assert rows(["示例店", kind, "示例村", "", "", ""], clerk=clerk).committed
    venue = Venue.objects.visible_to(clerk).get()
    assert (venue.kind, venue.area) == (value, village.area)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["示例店", "便利店", "", "", "", ""], "只能填其中一项：KTV、歌舞娱乐；网吧"),
        (["示例店", "网吧", "没有的村", "", "", ""], "没有这个村"),
        (["示例店", "网吧", "", "没有的学校", "", ""], "没有这所学校"),
        (["示例店", "网吧", "", "", "很近", ""], "整数的米数"),
        (["", "网吧", "", "", "", ""], "没有填写"),
        (["示例店", "网吧", "", "", "50", ""], "学校"),
    ],
)
def test_one_bad_cell_keeps_every_row_out(clerk, row, said):
    outcome = rows(["示例好店", "网吧", "", "", "", ""], row, clerk=clerk)
    assert said in outcome.refused[0].message
    assert not outcome.committed
    assert not Venue.objects.visible_to(clerk).exists()


def test_a_venue_that_is_there_is_not_doubled(clerk):
    rows(["示例店", "网吧", "", "", "", ""], clerk=clerk)
    outcome = rows(["示例店", "网吧", "", "", "", ""], clerk=clerk)
    assert outcome.refused
    assert Venue.objects.visible_to(clerk).count() == 1


def test_the_paper_says_that_an_item_was_not_as_it_should_be(clerk, order):
    order.demand = "立即停止出售\n张贴标志，"
    parts = {part["head"]: part["text"] for part in sheet_of_order(order)["parts"]}
    item = order.finding.item.text
    assert parts["一、发现的问题"] == f"“{item}”一项不符合：{order.finding.text}。"
    assert parts["三、整改要求"] == "立即停止出售。\n张贴标志。"
