"""An address that was not on file is put there, by whoever works the child; nothing of it is shown."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import Appointment
from common import clock
from common.errors import DomainError
from minors import actions
from minors.actions import vaults
from minors.choices import Household
from minors.models import VillageHelp
from tests.cast import NOW
from tests.minors.factories import child_in, pending, registered

HOUSE = "示例乡示例村五组"


@pytest.fixture(autouse=True)
def monday():
    with clock.at(NOW):
        yield


@pytest.fixture
def homeless(clerk, station):
    return registered(clerk, station, child=child_in(household_address="", residence_address=""))


def url(minor) -> str:
    return reverse("minors:address_edit", args=[minor.pk])


def stored(minor) -> dict[str, str]:
    return vaults.read(minor, {"household_address", "residence_address"})


def test_without_an_address_the_page_of_the_village_says_so_and_leads_there_and_back(
    homeless, head, secretary, client_as
):
    ask = reverse("minors:assist_add", args=[homeless.pk])
    desk = client_as(head)
    shown = desk.get(ask)
    assert "档案里没有户籍地址和现住址" in shown.text
    assert f'href="{url(homeless)}?back={ask}"' in shown.text
    saved = desk.post(f"{url(homeless)}?back={ask}", {"household_address": "", "residence_address": HOUSE})
    assert saved.headers["Location"] == ask
    shown = desk.get(ask)
    assert "档案里没有户籍地址。" in shown.text
    assert shown.context["form"]["household"].value() == Household.RESIDENCE
    to = Appointment.objects.get(user=secretary)
    given = {"to": to.pk, "sentence": "home", "household": "residence", "client_id": homeless.pk}
    assert desk.post(ask, given).status_code == 302
    assert VillageHelp.objects.for_system("test").get().household == "residence"


def test_with_both_on_file_nothing_is_said(clerk, station, head, client_as):
    minor = registered(clerk, station, child=child_in(household_address=HOUSE, residence_address=HOUSE))
    shown = client_as(head).get(reverse("minors:assist_add", args=[minor.pk]))
    assert "档案里没有" not in shown.text
    assert HOUSE not in shown.text


def test_what_is_blank_stays_and_the_page_shows_nothing_of_the_vault(clerk, station, client_as):
    minor = registered(clerk, station, child=child_in(household_address=HOUSE, residence_address=""))
    desk = client_as(clerk)
    desk.post(url(minor), {"household_address": "", "residence_address": "示例镇示例街"})
    assert stored(minor) == {"household_address": HOUSE, "residence_address": "示例镇示例街"}
    assert HOUSE not in desk.get(url(minor)).text


def test_blank_is_refused_on_the_field(homeless, clerk, client_as):
    page = client_as(clerk).post(url(homeless), {"household_address": " ", "residence_address": ""})
    assert "请填写户籍地址或现住址" in page.text


def test_a_file_that_was_withdrawn_takes_nothing(clerk, station):
    minor = actions.withdraw(by=clerk, minor=pending(clerk, station), reason="重复录入，已当面核对", now=NOW)
    with pytest.raises(DomainError):
        actions.record_address(by=clerk, minor=minor, household_address=HOUSE, residence_address="")


@pytest.mark.parametrize("who", ["outsider", "bystander", "leader", "liaison", "county_user"])
def test_refused(request, homeless, who):
    with pytest.raises(PermissionDenied):
        actions.record_address(
            by=request.getfixturevalue(who), minor=homeless, household_address=HOUSE, residence_address=""
        )


@pytest.mark.parametrize(
    ("who", "status"), [("outsider", 404), ("bystander", 404), ("leader", 404), ("county_user", 403)]
)
def test_refused_by_the_view(request, client_as, homeless, who, status):
    sent = {"household_address": HOUSE, "residence_address": ""}
    assert client_as(request.getfixturevalue(who)).post(url(homeless), sent).status_code == status
