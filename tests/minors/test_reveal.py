import pytest
from django.urls import reverse

from accounts.models import ReadEntry
from common import clock
from duties import actions as duties
from tests.cast import NOW
from tests.minors.factories import child_in, pending, registered


@pytest.fixture(autouse=True)
def monday():
    with clock.at(NOW):
        yield


def url(minor, **query):
    return reverse("minors:reveal", args=[minor.pk], query=query or None)


def post(client, minor, **given):
    return client.post(url(minor), {"fields_asked": ["identity", "guardian"], "purpose": "电话联系", **given})


def test_masked_by_default_and_logged(clerk, liaison, station, client_as):
    child = child_in()
    page = client_as(clerk).get(url(pending(liaison, station, child=child)))
    text = page.content.decode()
    assert "示*" in text
    assert "9999**" in text
    assert child.name not in text
    assert child.id_number not in text
    assert "no-store" in page["Cache-Control"]
    assert ReadEntry.objects.filter(kind="detail").count() == 1


def test_shown_once_with_who_and_when(clerk, liaison, station, client_as):
    child = child_in()
    minor = pending(liaison, station, child=child)
    text = post(client_as(clerk), minor).content.decode()
    for shown in (child.name, child.id_number, f"tel:{child.guardian_phone}", "父母", clerk.name, "09:00"):
        assert shown in text
    assert child.school not in text
    assert child.name not in client_as(clerk).get(url(minor)).content.decode()


def test_the_title_and_address_hold_the_code(clerk, liaison, station, client_as):
    minor = pending(liaison, station)
    text = post(client_as(clerk), minor).content.decode()
    assert f"<title>身份信息 {minor.code}" in text


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"purpose": "啊啊啊啊"}, "写明查阅用途"),
        ({"purpose": ""}, "写明查阅用途"),
        *[
            ({"purpose": babble}, "写明查阅用途")
            for babble in ("abababab", "aAaAaA", "asdf", "哈哈呵呵哈哈呵呵")
        ],
        ({"fields_asked": []}, "请选择要查阅的内容"),
        ({"purpose": "电话联系 19900000001"}, "不要写证件号"),
    ],
)
def test_a_bad_purpose_shows_nothing(clerk, liaison, station, client_as, given, says):
    child = child_in()
    text = post(client_as(clerk), pending(liaison, station, child=child), **given).content.decode()
    assert says in text
    assert child.name not in text
    assert not ReadEntry.objects.filter(kind="reveal").exists()


def test_what_is_not_on_file_says_so(clerk, liaison, station, client_as):
    minor = pending(liaison, station, child=child_in(phone="", alias=""))
    assert "未填写" in post(client_as(clerk), minor).text


def test_an_open_duty_is_the_reason_in_one_tap(clerk, liaison, station, client_as):
    minor = pending(liaison, station)
    duties.open("report.register", subject=minor.pk, unit=station, label=minor.code, file=minor.pk, at=NOW)
    title = duties.effective_policy("report.register", unit=station, at=NOW)[0].title
    assert title in client_as(clerk).get(url(minor)).content.decode()
    assert "其他用途" not in client_as(clerk).get(url(minor)).text
    post(client_as(clerk), minor, why=title, purpose="")
    assert ReadEntry.objects.get(kind="reveal").purpose == title


def test_without_a_basis_not_even_a_mask(clerk, station, client_as):
    child = child_in()
    minor = registered(clerk, station, child=child)
    text = client_as(clerk).get(url(minor)).content.decode()
    assert "没有查阅依据" in text
    assert "示*" not in text
    assert post(client_as(clerk), minor).status_code == 403


def test_absent_outside_and_refused_without_the_post(
    outsider, county_user, leader, liaison, station, client_as, client
):
    minor = pending(liaison, station)
    assert client_as(outsider).get(url(minor)).status_code == 404
    assert client_as(leader).get(url(minor)).status_code == 404
    assert client_as(county_user).get(url(minor)).status_code == 403
    assert client.get(url(minor)).status_code == 302


@pytest.mark.parametrize(
    ("back", "there"), [("/cases/", 'href="/cases/"'), ("https://example.org/", 'href="/"')]
)
def test_the_way_back_stays_in_the_house(clerk, liaison, station, client_as, back, there):
    text = client_as(clerk).get(url(pending(liaison, station), back=back)).content.decode()
    assert there in text
    assert "example.org" not in text
