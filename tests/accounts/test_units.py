from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts import actions
from accounts.choices import UnitKind
from accounts.models import Unit
from common.errors import DomainError
from tests.cast import NOW

TODAY = date(2026, 3, 2)


def add(by, kind=UnitKind.VILLAGE, area="450225208203", name="示例村"):
    return actions.add_unit(by=by, kind=kind, name=name, area=area, opened_on=TODAY, now=NOW)


def test_a_unit_hangs_below_the_one_its_code_says(administrator, township):
    assert add(administrator).parent == township


def test_a_township_hangs_below_the_county(administrator, county):
    assert add(administrator, UnitKind.TOWNSHIP, "450225215", "示例乡").parent == county


@pytest.mark.parametrize(("kind", "area", "said"), [
    (UnitKind.VILLAGE, "450225208", "位数"), (UnitKind.STATION, "450225208201", "位数"),
    (UnitKind.VILLAGE, "45022520820x", "位数"), (UnitKind.COUNTY, "450226", "位数"),
    (UnitKind.STATION, "450224100", "本县"), (UnitKind.STATION, "450225100", "还没有这个乡镇"),
])  # fmt: skip
def test_an_unknown_code_is_refused(administrator, township, kind, area, said):
    with pytest.raises(DomainError, match=said):
        add(administrator, kind, area)


def test_one_office_of_a_kind_per_code(administrator, station):
    with pytest.raises(DomainError, match="已经有这类单位"):
        add(administrator, UnitKind.STATION, "450225208")


def test_schools_of_one_township_have_different_names(administrator, school):
    add(administrator, UnitKind.SCHOOL, "450225208", "示例小学（虚构）")
    with pytest.raises(DomainError, match="同名"):
        add(administrator, UnitKind.SCHOOL, "450225208", "示例小学（虚构）")


@pytest.mark.parametrize("who", ["head", "county_user", "auditor", "outsider", "bystander"])
def test_only_the_administrator_adds_units(request, who):
    with pytest.raises(PermissionDenied):
        add(request.getfixturevalue(who))


def test_a_unit_nobody_serves_in_is_closed(administrator, village):
    assert actions.close_unit(by=administrator, unit=village, on=TODAY, now=NOW).closed_on == TODAY
    with pytest.raises(DomainError, match="已经停用"):
        actions.close_unit(by=administrator, unit=village, on=TODAY, now=NOW)


def test_a_unit_with_people_or_offices_below_stays_open(administrator, station, clerk, township):
    with pytest.raises(DomainError, match="任职"):
        actions.close_unit(by=administrator, unit=station, on=TODAY, now=NOW)
    with pytest.raises(DomainError, match="下级"):
        actions.close_unit(by=administrator, unit=township, on=TODAY, now=NOW)


@pytest.mark.parametrize("who", ["head", "county_user", "outsider", "bystander"])
def test_only_the_administrator_closes_units(request, village, who):
    with pytest.raises(PermissionDenied):
        actions.close_unit(by=request.getfixturevalue(who), unit=village, on=TODAY, now=NOW)


@pytest.mark.parametrize(("columns", "name"), [
    ({"area": "45022520"}, "unit_area_is_a_division_code"),
    ({"area": "45022520800a"}, "unit_area_is_a_division_code"),
    ({"parent": None}, "unit_parent_unless_county"),
])  # fmt: skip
def test_the_database_refuses_a_unit_out_of_the_tree(county, columns, name):
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(
            **{
                "kind": UnitKind.STATION,
                "name": "示例",
                "area": "450225100",
                "parent": county,
                "opened_on": TODAY,
            }
            | columns
        )


def test_level_columns_follow_the_code(village):
    village.refresh_from_db()
    assert (village.county, village.township, village.territory) == ("450225", "450225208", "450225208201")


def test_a_county_sees_its_units_and_no_others(county_user, station, other_station, other_county):
    seen = set(Unit.objects.visible_to(county_user))
    assert {station, other_station} <= seen
    assert other_county not in seen
