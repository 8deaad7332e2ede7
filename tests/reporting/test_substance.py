from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from common.errors import DomainError
from common.models import Substance
from reporting.actions.substance import add_substance

NEW = {"name": "依托咪酯", "klass": "psychotropic_1", "listed_from": date(2027, 1, 1)}


def test_a_new_listing_is_a_new_row_and_the_old_one_stays(administrator):
    before = Substance.objects.get(name="依托咪酯")
    add_substance(by=administrator, **NEW)
    rows = Substance.objects.filter(name="依托咪酯").order_by("listed_from")
    assert [row.listed_from for row in rows] == [date(2023, 10, 1), date(2027, 1, 1)]
    assert rows[0].klass == before.klass
    assert before.status_on(date(2026, 3, 1)) == "第二类精神药品"


def test_the_same_listing_twice_is_refused(administrator):
    add_substance(by=administrator, **NEW)
    with pytest.raises(DomainError):
        add_substance(by=administrator, **NEW)


@pytest.mark.parametrize("who", ["county_user", "bystander", "liaison"])
def test_only_the_administrator_adds(request, who):
    with pytest.raises(PermissionDenied):
        add_substance(by=request.getfixturevalue(who), **NEW)


def test_on_the_page(client_as, administrator):
    browser = client_as(administrator)
    assert "依托咪酯" in browser.get(reverse("reporting:substance_list")).text
    data = {"name": "示例物质", "klass": "controlled", "listed_from": "2026-12-01"}
    assert browser.post(reverse("reporting:substance_add"), data).status_code == 302
    assert "示例物质" in browser.get(reverse("reporting:substance_list")).text
    assert "不用再加" in browser.post(reverse("reporting:substance_add"), data).text


@pytest.mark.parametrize("name", ["substance_list", "substance_add"])
@pytest.mark.parametrize("who", ["county_user", "bystander"])
def test_refused_by_the_page(request, client_as, who, name):
    assert client_as(request.getfixturevalue(who)).get(reverse(f"reporting:{name}")).status_code == 403
