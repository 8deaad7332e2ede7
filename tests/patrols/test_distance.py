"""How far a venue is from the nearest school: typed, or said by the map where both are on it."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Unit
from common import clock
from patrols import actions
from patrols.models import Venue
from tests.accounts.factories import UnitFactory
from tests.cast import NOW
from tests.patrols.given import a_venue
from tests.patrols.test_pages import text_of


@pytest.fixture(autouse=True)
def at_nine():
    with clock.at(NOW):
        yield


def at(longitude: str, latitude: str) -> dict:
    return {"longitude": Decimal(longitude), "latitude": Decimal(latitude)}


def on_the_map(by, campus: Unit, latitude: str) -> None:
    values = {"kind": "primary", "grades": "", "has_boarders": False, "keeper": "", "area": campus.area}
    actions.save_school(by=by, campus=campus, values={**values, **at("109.1", latitude)})


@pytest.fixture
def two_schools(clerk, school) -> tuple[Unit, Unit]:
    """A kilometre apart."""
    other = UnitFactory(kind="school", area=school.area, name="示例第二小学")
    on_the_map(clerk, school, "25.5")
    on_the_map(clerk, other, "25.51")
    return school, other


def add(clerk, **more) -> tuple[Venue, str]:
    values = {"kind": "shop", "name": "示例小卖部", "area": clerk.acting.unit.area, "campus": None, **more}
    return actions.add_venue(by=clerk, values=values, today=NOW.date())


def test_the_nearest_school_and_its_distance_are_said_by_the_map(clerk, two_schools):
    venue, said = add(clerk, **at("109.1", "25.501"))
    assert (venue.campus, venue.distance) == (two_schools[0], 111)
    assert "直线约111米" in said
    assert "第五十九条" in said


def test_a_school_that_was_chosen_stays_the_school(clerk, two_schools):
    venue, _ = add(clerk, campus=two_schools[1], **at("109.1", "25.501"))
    assert (venue.campus, venue.distance) == (two_schools[1], 1001)


def test_what_was_typed_stays_and_is_doubted_where_it_cannot_be(clerk, two_schools):
    venue, said = add(clerk, campus=two_schools[0], distance=60, **at("109.1", "25.501"))
    assert venue.distance == 60
    assert said.startswith("按坐标算直线就有约111米，比填写的远，请核对。")
    venue, said = add(clerk, name="示例超市", campus=two_schools[0], distance=300, **at("109.1", "25.501"))
    assert (venue.distance, said) == (300, "")


def test_nothing_is_guessed_without_degrees(clerk, school):
    for name, more in (("示例小卖部", at("109.1", "25.501")), ("示例超市", {})):
        venue, said = add(clerk, name=name, **more)
        assert (venue.campus, venue.distance, said) == (None, None, "")


def test_a_school_of_another_township_is_not_the_nearest(clerk, outsider, other_township):
    on_the_map(outsider, UnitFactory(kind="school", area=other_township.area), "25.501")
    assert add(clerk, **at("109.1", "25.501"))[0].campus is None


def test_too_near_is_a_word_on_the_list_and_on_the_page(client_as, clerk, school):
    venue = a_venue(clerk, campus=school, distance=80)
    a_venue(clerk, name="示例超市", campus=school, distance=800)
    page = text_of(client_as(clerk).get(reverse("patrols:place_list")))
    assert page.count("距校过近") == 1
    page = text_of(client_as(clerk).get(reverse("patrols:venue_detail", args=[venue.pk])))
    assert "距校过近" in page
    assert "未成年人保护法 第五十九条" in page
