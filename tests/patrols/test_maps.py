"""A map of stored coordinates alone, and what keeps coming back; no person on either."""

import re
from decimal import Decimal
from math import hypot
from uuid import uuid4

import pytest
from django.urls import reverse

from common import clock
from common.models import Substance
from patrols import actions
from patrols.drawing import APART, HEIGHT, MARGIN, WIDTH, fit, spread
from patrols.models import OutlinePoint
from tests.cast import NOW
from tests.patrols.given import a_patrol, a_venue, seen

HERE = {"longitude": Decimal("109.25"), "latitude": Decimal("25.07")}


@pytest.fixture(autouse=True)
def at_nine():
    with clock.at(NOW):
        yield


def page(client, name) -> str:
    return client.get(reverse(f"patrols:{name}")).content.decode()


@pytest.mark.parametrize("number", [1, 2, 9])
def test_every_point_lies_on_the_paper(number):
    points = [(Decimal(109 + n % 3), Decimal(25 + n // 3)) for n in range(number)]
    for x, y in fit(points):
        assert MARGIN <= x <= WIDTH - MARGIN
        assert MARGIN <= y <= HEIGHT - MARGIN


def test_north_is_up_and_east_is_right():
    south, north, east = fit(
        [(Decimal(109), Decimal(25)), (Decimal(109), Decimal(26)), (Decimal(110), Decimal(25))]
    )
    assert north[1] < south[1]
    assert east[0] > south[0]


def test_symbols_on_one_spot_stand_beside_each_other():
    placed = spread([(180.0, 150.0)] * 12)
    assert placed[0] == (180.0, 150.0)
    for no, (x, y) in enumerate(placed):
        assert MARGIN <= x <= WIDTH - MARGIN
        assert MARGIN <= y <= HEIGHT - MARGIN
        assert all(hypot(x - x2, y - y2) >= APART - 0.2 for x2, y2 in placed[:no])


def test_two_venues_on_one_spot_are_both_seen(client_as, clerk):
    for name in ("示例甲店", "示例乙店"):
        a_venue(clerk, name=name, **HERE)
    text = page(client_as(clerk), "map_page")
    assert text.count('class="q-map-lead"') == 1
    assert len(set(re.findall(r"translate\([^)]*\)", text))) == 2
    assert 'role="img" aria-label="学校' not in text


def test_no_points_make_no_drawing():
    assert fit([]) == []


def test_a_place_without_coordinates_is_listed_and_not_drawn(client_as, clerk):
    a_venue(clerk, name="示例甲店", **HERE)
    a_venue(clerk, name="示例乙店")
    text = page(client_as(clerk), "map_page")
    drawn, listed = text.split("没有坐标", 2)[-2:]
    assert "示例甲店" in drawn
    assert "示例乙店" not in drawn
    assert "示例乙店" in listed
    assert "http" not in text.split("<svg")[1].split("</svg>")[0]


def test_a_venue_on_the_map_says_its_state_in_a_letter(client_as, clerk):
    a_venue(clerk, **HERE)
    assert ">未</text>" in page(client_as(clerk), "map_page")


def test_the_county_draws_an_outline_once_more(client_as, county_user, township, clerk):
    client = client_as(county_user)
    url = reverse("patrols:outline_edit")
    for text in ("109.2,25\n109.3,25\n109.3,25.1", "109.1,25\n109.3,25\n109.3,25.1\n109.1,25.1"):
        assert client.post(url, {"area": township.area, "corners": text}).status_code == 302
    assert OutlinePoint.objects.filter(area=township.area).count() == 4
    a_venue(clerk, **HERE)
    assert "<polygon" in page(client_as(clerk), "map_page")


@pytest.mark.parametrize(
    ("text", "said"),
    [("109.2,25\n109.3,25", "至少要3个点"), ("109.2", "第1行"), ("25,109\n25,110\n26,110", "写反了")],
)
def test_an_outline_that_is_none_is_refused(client_as, county_user, township, text, said):
    data = {"area": township.area, "corners": text}
    answer = client_as(county_user).post(reverse("patrols:outline_edit"), data).content.decode()
    assert said in answer
    assert text.splitlines()[0] in answer


def test_a_shop_that_fails_twice_comes_up_and_one_that_failed_once_does_not(client_as, clerk):
    often, once = a_venue(clerk, name="示例甲店"), a_venue(clerk, name="示例乙店")
    for venue in (often, often, once):
        a_patrol(clerk, seen(venue=venue, fail="出售香烟"))
    text = page(client_as(clerk), "repeat_list")
    assert "示例甲店" in text
    assert "示例乙店" not in text


@pytest.mark.parametrize(
    ("user", "sees"), [("clerk", True), ("liaison", True), ("leader", False), ("county_user", False)]
)
def test_clusters_of_clues_are_shown_to_whoever_sees_clues(
    request, client_as, clerk, police_post, user, sees
):
    for _ in range(2):
        actions.tell_clue(
            by=clerk,
            source="told",
            kind="selling",
            area=clerk.acting.unit.area,
            substance=Substance.objects.get(name="依托咪酯"),
            text="有人兜售",
            now=NOW,
            client_id=uuid4(),
        )
    text = page(client_as(request.getfixturevalue(user)), "repeat_list")
    assert ("依托咪酯" in text) == sees
