import pytest
from django.urls import reverse

from accounts.models import ReadEntry
from tests.minors.factories import child_in, registered

URL = reverse("minors:search")


def ask(client, **given):
    return client.post(URL, {"id_number": "", "name": "", "birth_date": "", **given})


def test_a_form_and_no_answer_before_asking(clerk, client_as):
    page = client_as(clerk).get(URL)
    assert page.status_code == 200
    assert "查找结果" not in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_a_hit_at_home_by_code(clerk, client_as, station):
    child = child_in()
    minor = registered(clerk, station, child=child)
    page = ask(client_as(clerk), id_number=child.id_number).content.decode()
    assert minor.code in page
    assert "2011" in page
    assert child.name not in page


def test_elsewhere_and_nowhere(clerk, client_as, outsider, other_station):
    child = child_in()
    far = registered(outsider, other_station, child=child)
    page = ask(client_as(clerk), name=child.name, birth_date="2011-06-15").content.decode()
    assert "请联系县禁毒办核对" in page
    assert far.code not in page
    page = ask(client_as(clerk), id_number=child_in().id_number).content.decode()
    assert "没有查到" in page


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"id_number": "999999201001010011"}, "校验位不对"),
        ({"id_number": "12345"}, "应为18位"),
        ({"name": "示例·甲"}, "同时填写出生日期"),
        ({"name": "示例·甲", "birth_date": "2999-01-01"}, "晚于今天"),
        ({}, "请填写公民身份号码"),
    ],
)
def test_bad_input_keeps_what_was_typed(clerk, client_as, given, says):
    page = ask(client_as(clerk), **given).content.decode()
    assert says in page
    assert all(text in page for text in given.values())
    assert not ReadEntry.objects.filter(kind="search").exists()


def test_the_number_is_not_in_the_address(clerk, client_as):
    page = client_as(clerk).get(URL, {"id_number": child_in().id_number})
    assert not ReadEntry.objects.filter(kind="search").exists()
    assert "查找结果" not in page.content.decode()


def test_refused_without_the_post_and_led_to_login(client, client_as, bystander, worker, county_user):
    for user in (bystander, worker, county_user):
        assert client_as(user).get(URL).status_code == 403
    assert client.get(URL).status_code == 302
