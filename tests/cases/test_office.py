"""What an office settles for itself: from a day on, with author and reason; what is on file stays."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from cases import actions
from cases.choices import DecisionKind
from cases.models import Letter, Measure, OfficeChange
from common import clock
from common.errors import DomainError
from tests.cases.factories import decided, open_case
from tests.cases.transfers import noticed
from tests.cast import NOW

SERVED = date(2026, 3, 1)
TOMORROW = clock.local_day(NOW) + timedelta(days=1)
REASON = "县局来函统一按民法典计算"
LATER = NOW + timedelta(days=1)
PAGES = ["office_list", "letter_word_set"]


def set_mode(by, mode="same_day", **more):
    given = {"from_on": TOMORROW, "reason": REASON, "now": NOW, **more}
    return actions.set_term_end(by=by, mode=mode, **given)


def set_word(by, word="示例禁毒函", **more):
    given = {"from_on": TOMORROW, "reason": "启用新的机关代字", "now": NOW, **more}
    return actions.set_letter_word(by=by, word=word, **given)


def test_a_term_is_counted_as_the_county_says_on_the_day_it_comes_on_file(
    clerk, station, county_user, acting
):
    before, after = open_case(clerk, station), open_case(clerk, station)
    set_mode(county_user)
    early = decided(clerk, before, DecisionKind.CORRECTION, on=SERVED)
    with clock.at(LATER):
        late = decided(
            acting(clerk, LATER),
            after,
            DecisionKind.CORRECTION,
            on=SERVED,
            now=LATER,
            number="示例决字〔2026〕9号",
        )
    assert (early.ends_on, early.end_mode) == (date(2027, 2, 28), "day_before")
    assert (late.ends_on, late.end_mode) == (date(2027, 3, 1), "same_day")
    assert Measure.objects.for_system("test").get(pk=early.pk).ends_on == date(2027, 2, 28)


def test_the_report_in_is_counted_by_the_mode_of_its_own_day(clerk, station, county_user, acting):
    case = open_case(clerk, station)
    decided(clerk, case, on=SERVED)
    set_mode(county_user)
    with clock.at(LATER):
        row = actions.report_in(by=acting(clerk, LATER), case=case, on=SERVED, now=LATER)
    assert (row.ends_on, row.end_mode) == (date(2029, 3, 1), "same_day")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"from_on": clock.local_day(NOW)}, "次日"),
        ({"from_on": date(2030, 1, 1)}, "2年"),
        ({"reason": "改"}, "理由"),
        ({"mode": "x"}, "请选择"),
    ],
)
def test_a_mode_needs_a_day_ahead_and_a_reason(county_user, changes, said):
    with pytest.raises(DomainError, match=said):
        set_mode(county_user, **changes)
    assert not OfficeChange.objects.exists()


def test_only_the_county_counts_terms_and_only_an_office_its_own_letters(head, clerk, county_user):
    with pytest.raises(PermissionDenied):
        set_mode(head)
    with pytest.raises(PermissionDenied):
        set_word(clerk)
    assert set_word(head).unit == head.acting.unit
    assert set_word(county_user, "示例县禁毒函").unit == county_user.acting.unit


def test_letters_from_the_day_on_are_numbered_under_the_new_word(clerk, head, acting):
    noticed(clerk)
    set_word(head)
    noticed(clerk)
    with clock.at(LATER):
        noticed(acting(clerk, LATER), now=LATER)
    numbers = [
        row.number
        for row in Letter.objects.for_system("test").select_related("book").order_by("signed_at", "serial")
    ]
    assert [number[-3:] for number in numbers] == ["〕1号", "〕2号", "〕1号"]
    assert numbers[2] == "示例禁毒函〔2026〕1号"


@pytest.mark.parametrize("word", ["", "A", "函", "禁 毒", "禁毒函" * 8])
def test_a_word_is_of_signs_and_figures(head, word):
    with pytest.raises(DomainError, match="2至20个"):
        set_word(head, word)


def test_a_word_is_one_office_s(head, outsider, county_user):
    set_word(head)
    with pytest.raises(DomainError, match="另一个单位"):
        set_word(county_user)


def test_a_form_sent_twice_is_one_and_no_row_ever_changes(head):
    key = uuid4()
    row = set_word(head, client_id=key)
    assert set_word(head, client_id=key) == row
    row.value = "别的禁毒函"
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save()


@pytest.mark.parametrize("name", [*PAGES, "term_end_set"])
def test_each_page_opens_for_whom_it_is(name, head, clerk, county_user, liaison, client_as):
    url = reverse(f"cases:{name}")
    assert client_as(county_user).get(url).status_code == 200
    assert client_as(head).get(url).status_code == (200 if name in PAGES else 403)
    assert client_as(clerk).get(url).status_code == 403
    assert client_as(liaison).get(url).status_code == 403


@pytest.mark.usefixtures("a_day_later")
def test_the_county_sets_a_mode_on_its_page_and_reads_who_did_it_and_why(county_user, client_as):
    client, url = client_as(county_user), reverse("cases:term_end_set")
    given = {"mode": "same_day", "from_on": "2026-03-02", "reason": REASON, "client_id": str(uuid4())}
    page = client.post(url, given).content.decode()
    assert "次日" in page
    assert REASON in page
    assert client.post(url, {**given, "from_on": "2026-03-04"}).status_code == 302
    page = client.get(reverse("cases:office_list")).content.decode()
    for said in (REASON, county_user.name, "起算日不计入", "还没有生效"):
        assert said in page
