"""Where a child learns: written on a page of its own, never shown there."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import ReadEntry
from common import clock
from common.errors import DomainError
from minors import actions
from minors.actions import vaults
from tests.cast import NOW
from tests.minors.factories import pending, registered

SCHOOL = "示例第九学校"


@pytest.fixture(autouse=True)
def monday():
    with clock.at(NOW):
        yield


def url(minor) -> str:
    return reverse("minors:schooling_edit", args=[minor.pk])


def stored(minor) -> dict[str, str]:
    return vaults.read(minor, {"school", "class_name"})


def test_what_is_typed_goes_to_the_vault_and_what_is_blank_stays(clerk, station, client_as):
    minor = registered(clerk, station)
    page = client_as(clerk).post(f"{url(minor)}?back=/minors/search/", {"school": SCHOOL, "class_name": ""})
    assert page.headers["Location"] == "/minors/search/"
    assert stored(minor) == {"school": SCHOOL, "class_name": "示例班"}


def test_the_page_shows_nothing_of_the_vault(clerk, station, client_as):
    minor = registered(clerk, station)
    desk = client_as(clerk)
    desk.post(url(minor), {"school": SCHOOL})
    page = desk.get(url(minor))
    assert page.status_code == 200
    assert SCHOOL not in page.text
    assert "示例班" not in page.text
    assert not ReadEntry.objects.filter(file=minor.pk, fields__contains="school").exists()


def test_blank_is_refused_on_the_field_and_elsewhere_nothing_changes(clerk, station, client_as):
    minor = registered(clerk, station)
    page = client_as(clerk).post(url(minor), {"school": "  ", "class_name": ""})
    assert "请填写学校或班级" in page.text
    assert stored(minor)["school"] == "示例中学"


def test_a_file_that_was_withdrawn_takes_nothing(clerk, station):
    minor = actions.withdraw(by=clerk, minor=pending(clerk, station), reason="重复录入，已当面核对", now=NOW)
    with pytest.raises(DomainError):
        actions.record_schooling(by=clerk, minor=minor, school=SCHOOL, class_name="")


@pytest.mark.parametrize("who", ["outsider", "bystander", "leader", "liaison", "county_user"])
def test_refused(request, clerk, station, who):
    minor = registered(clerk, station)
    with pytest.raises(PermissionDenied):
        actions.record_schooling(by=request.getfixturevalue(who), minor=minor, school=SCHOOL, class_name="")


@pytest.mark.parametrize(
    ("who", "status"), [("outsider", 404), ("bystander", 404), ("leader", 404), ("county_user", 403)]
)
def test_refused_by_the_view(request, client_as, clerk, station, who, status):
    page = client_as(request.getfixturevalue(who)).post(url(registered(clerk, station)), {"school": SCHOOL})
    assert page.status_code == status
