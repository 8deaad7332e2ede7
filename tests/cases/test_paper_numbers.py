"""One paper is on file once: which numbers are the same, who is told, and who must not be."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import actions
from cases.actions.decisions import file_decision
from cases.choices import CaseStatus
from cases.models import Measure
from cases.rules.numbers import paper_key, plain
from common.errors import DomainError
from minors.models import Minor
from tests.cases.factories import decided, decision_in, fresh, open_case
from tests.cases.test_measure_pages import paper
from tests.cast import NOW


@pytest.fixture
def one(clerk, station, police_post):
    return open_case(clerk, station)


@pytest.fixture
def other(clerk, station, police_post):
    return open_case(clerk, station)


@pytest.mark.parametrize(
    "typed",
    [
        "示例戒决字[2026]3号",
        "示例戒决字（2026）第3号",
        "示例戒决字【２０２６】３号",
        " 示例戒决字 〔2026〕 003号 ",
    ],
)
def test_the_same_number_is_the_same_however_it_is_typed(typed):
    assert plain(typed) == plain("示例戒决字〔2026〕3号")


@pytest.mark.parametrize(
    "typed", ["示例戒决字〔2026〕30号", "示例戒决字〔2025〕3号", "示例矫决字〔2026〕3号"]
)
def test_another_number_is_another(typed):
    assert plain(typed) != plain("示例戒决字〔2026〕3号")


def test_kind_organ_and_station_belong_to_the_paper(station, other_station):
    marks = {
        paper_key(station.pk, "detox", "示例县公安局", "3号"),
        paper_key(station.pk, "recovery", "示例县公安局", "3号"),
        paper_key(station.pk, "detox", "示例市公安局", "3号"),
        paper_key(other_station.pk, "detox", "示例县公安局", "3号"),
    }
    assert len(marks) == 4


def test_the_same_paper_is_not_filed_twice_on_one_case(clerk, one):
    decided(clerk, one)
    with pytest.raises(DomainError) as refused:
        decided(clerk, one, number="示例戒决字[2026]第3号", served_on=NOW.date())
    assert refused.value.field == "number"
    assert "已经登记过" in str(refused.value)
    assert Measure.objects.for_system("test").count() == 1


def test_another_childs_paper_is_refused_with_the_code_the_clerk_may_see(clerk, one, other):
    decided(clerk, one)
    with pytest.raises(DomainError) as refused:
        decided(clerk, other)
    assert refused.value.field == "number"
    assert one.minor.code in str(refused.value)
    decided(clerk, other, organ="示例市公安局")


def test_the_database_holds_a_number_once(clerk, one, other):
    first = decided(clerk, one)
    second = decided(clerk, other, number="示例戒决字〔2026〕4号")
    second.number_key = first.number_key
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


def test_another_station_is_told_nothing(clerk, one, outsider, other_station):
    decided(clerk, one)
    elsewhere = open_case(outsider, other_station)
    assert decided(outsider, elsewhere).holds_number


def filed(by, case, number) -> int:
    """How many questions it took to file `number`: whoever sees no other row must not be able to tell."""
    with (
        CaptureQueriesContext(
            connection,
        ) as asked,
        transaction.atomic(),
    ):
        file_decision(case, decision_in(number=number), by=by, now=NOW)
        transaction.set_rollback(True)
    return len(asked)


def test_whoever_sees_no_other_file_gets_the_same_answer_and_the_station_is_told(
    clerk, head, liaison, one, other, client_as
):
    """The post sees its line and no case: a number must not answer whether somebody is on file."""
    decided(clerk, one)
    assert not Measure.objects.visible_to(liaison).exists()
    assert filed(liaison, other, "示例戒决字〔2026〕3号") == filed(liaison, other, "示例戒决字〔2026〕5号")
    double = file_decision(other, decision_in(), by=liaison, now=NOW)
    assert not double.holds_number
    for seen, told in ((one, other), (other, one)):
        page = client_as(head).get(reverse("cases:measure_detail", args=[seen.pk])).content.decode()
        assert f'同一文号也登记在档案 <span class="q-code">{told.minor.code}</span>' in page


def test_a_sealed_file_answers_to_no_number(clerk, one, other):
    row = decided(clerk, one)
    minor = Minor.objects.for_system("test").get(pk=one.minor_id)
    actions.on_seal(files=[minor.pk], now=NOW)
    minor.sealed_at = NOW
    minor.save()
    row.refresh_from_db()
    assert not row.holds_number
    assert decided(clerk, other).holds_number


def test_the_childs_own_paper_goes_on_in_its_next_case(clerk, station, one):
    first = decided(clerk, one)
    row = fresh(one)
    row.status, row.closed_at = CaseStatus.CLOSED, NOW
    row.save()
    again = open_case(clerk, station, minor=Minor.objects.for_system("test").get(pk=one.minor_id))
    assert decided(clerk, again).holds_number
    first.refresh_from_db()
    assert not first.holds_number


def test_the_page_keeps_what_was_typed_and_says_it_at_the_field(clerk, one, other, client_as):
    decided(clerk, one)
    url = reverse("cases:decision_record", args=[other.pk])
    page = client_as(clerk).post(url, paper(number="示例戒决字〔2026〕3号")).content.decode()
    assert "这个文号已经登记过" in page
    assert "示例县公安局" in page
    assert not Measure.objects.for_system("test").filter(case=other).exists()
