"""Who sees which letter of a hand-over; what the county's lists link."""

import pytest
from django.urls import reverse

from cases import actions
from cases.models import Letter
from common import clock
from reporting.actions.document import sheet_for
from tests.cases.factories import open_case
from tests.cases.transfers import AWAY, LATER, accepted, noticed, receipted, refused
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with clock.at(NOW):
        yield


def page(name, row):
    return reverse(name, args=[row.pk])


def test_whoever_is_asked_sees_the_notice_and_not_its_text(clerk, other_station, outsider, client_as):
    row = noticed(clerk, to_unit=other_station)
    letter = Letter.objects.for_system("test").get()
    browser = client_as(outsider)
    shown = browser.get(page("cases:transfer_detail", row)).text
    assert "还没有函件" not in shown
    for word in (letter.number, "请落实管控并回执", "接收后可打开全文"):
        assert word in shown
    assert page("reporting:letter_detail", letter) not in shown
    assert browser.get(page("reporting:letter_detail", letter)).status_code == 404


def test_once_taken_over_the_notice_opens(clerk, other_station, outsider, client_as):
    row = noticed(clerk, to_unit=other_station)
    letter = Letter.objects.for_system("test").get()
    accepted(outsider, row, now=NOW)
    browser = client_as(outsider)
    assert page("reporting:letter_detail", letter) in browser.get(page("cases:transfer_detail", row)).text
    assert browser.get(page("reporting:letter_detail", letter)).status_code == 200


def test_the_sender_reads_the_receipt_and_no_more_of_the_case(clerk, other_station, outsider, client_as):
    row = accepted(outsider, noticed(clerk, to_unit=other_station), now=NOW)
    receipt = Letter.objects.for_system("test").get(kind="receipt")
    browser = client_as(clerk)
    shown = browser.get(page("cases:transfer_detail", row)).text
    assert page("reporting:letter_detail", receipt) in shown
    assert receipt.number in browser.get(page("reporting:letter_detail", receipt)).text
    assert browser.get(reverse("cases:case_detail", args=[row.case_id])).status_code == 404


def test_the_next_station_does_not_show_its_later_letters_to_the_first(
    clerk, head, other_station, outsider, client_as
):
    row = accepted(outsider, noticed(clerk, to_unit=other_station), now=NOW)
    back = noticed(outsider, row.case, to_unit=clerk.acting.unit, now=LATER)
    shown = {one.pk for one in actions.letters_of(by=clerk, transfer=row)}
    assert shown == set(Letter.objects.for_system("test").filter(transfer=row).values_list("pk", flat=True))
    assert not Letter.objects.visible_to(clerk).filter(transfer=back).exists()


LISTS = ["case_list", "care_list", "month_list", "drifting_list"]


@pytest.mark.parametrize("name", [f"cases:{one}" for one in LISTS])
def test_a_list_of_the_county_links_what_opens_and_says_the_rest(
    name, clerk, station, county_user, client_as, django_assert_max_num_queries
):
    shut = open_case(clerk, station, with_facts=AWAY)
    opens = refused(clerk, noticed(clerk), now=NOW).case
    browser = client_as(county_user)
    with django_assert_max_num_queries(40):
        shown = browser.get(reverse(name)).text
    assert reverse("cases:case_detail", args=[shut.pk]) not in shown
    if name == "cases:case_list":
        assert shut.minor.code in shown
        assert "没有链接的现在不能打开" in shown
        assert reverse("cases:case_detail", args=[opens.pk]) in shown
        assert browser.get(reverse("cases:case_detail", args=[opens.pk])).status_code == 200


def test_a_list_of_the_station_links_every_case(clerk, station, client_as):
    case = open_case(clerk, station, with_facts=AWAY)
    shown = client_as(clerk).get(reverse("cases:case_list")).text
    assert reverse("cases:case_detail", args=[case.pk]) in shown
    assert "没有链接的" not in shown


def test_a_letter_numbers_its_parts_without_a_gap(clerk, other_station):
    noticed(clerk, to_unit=other_station)
    letter = Letter.objects.for_system("test").get()
    heads = [part["head"] for part in sheet_for(letter)["parts"]]
    assert heads == ["一、基本情况", "二、由你单位负责的理由", "三、请求事项"]


def test_a_receipt_without_a_delivery_leaves_no_step_to_come(clerk, station, client_as):
    row = receipted(clerk, noticed(clerk), now=NOW)
    assert "还没有</div>" not in client_as(clerk).get(page("cases:transfer_detail", row)).text
