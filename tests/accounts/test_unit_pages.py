"""The list of units and the menus in which one is chosen."""

from django.urls import reverse

from accounts.forms import UnitChoice
from accounts.models import Unit


def test_the_list_shows_the_county_office_too(client_as, administrator, county, township, station):
    page = client_as(administrator).get(reverse("accounts:unit_list"))
    assert [unit for unit, _ in page.context["county"]] == [county]
    body = page.content.decode()
    assert body.index(county.name) < body.index(station.name)


def test_a_menu_of_units_is_grouped_by_township(
    county, township, station, police_post, other_township, django_assert_num_queries
):
    field = UnitChoice(queryset=Unit.objects.all(), empty_label="全县")
    with django_assert_num_queries(2):
        empty, *groups = list(iter(field.choices))  # list() alone would also count
    assert empty == ("", "全县")
    assert [name for name, _ in groups] == ["县级", township.name, other_township.name]
    assert {label for _, label in groups[1][1]} == {township.name, station.name, police_post.name}
    assert "<optgroup" in field.widget.render("unit", None)
