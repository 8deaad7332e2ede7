"""折抵: days that count as served, as the paper says; signed, corrected by a newer row, never inferred."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cases import actions, rules
from cases.choices import DecisionKind
from cases.models import Measure, TermCredit
from common import clock
from common.errors import DomainError
from duties.models import Duty
from minors.choices import Track
from tests.cases.factories import decided, open_case
from tests.cast import NOW

SERVED = date(2026, 3, 1)
LAST = date(2029, 2, 28)
BASIS = "强制隔离戒毒变更决定书第5号，已执行150日"


@pytest.fixture
def case(clerk, station):
    return open_case(clerk, station)


@pytest.fixture
def detox(clerk, case):
    decided(clerk, case, on=SERVED)
    return actions.report_in(by=clerk, case=case, on=SERVED, now=NOW)


def credit(by, case, days, **more):
    return actions.credit(by=by, case=case, days=days, now=NOW, **{"basis": BASIS, **more})


def ends_on():
    return Measure.objects.for_system("test").get().ends_on


def test_a_credit_moves_the_end_and_a_newer_one_corrects_it(case, detox, head):
    assert ends_on() == LAST
    credit(head, case, 150)
    assert ends_on() == LAST - timedelta(days=150)
    credit(head, case, 100)
    assert ends_on() == LAST - timedelta(days=100)
    credit(head, case, 0)
    assert ends_on() == LAST
    assert TermCredit.objects.for_system("test").count() == 3


def test_a_credit_before_report_in_counts_once_the_term_begins(case, clerk, head):
    decided(clerk, case, on=SERVED)
    credit(head, case, 30)
    actions.report_in(by=clerk, case=case, on=SERVED, now=NOW)
    assert ends_on() == LAST - timedelta(days=30)


def test_a_credit_sent_twice_is_one(case, detox, head):
    key = uuid4()
    assert credit(head, case, 30, client_id=key) == credit(head, case, 30, client_id=key)
    assert ends_on() == LAST - timedelta(days=30)


def test_only_the_head_signs_a_credit(case, detox, clerk):
    with pytest.raises(PermissionDenied):
        credit(clerk, case, 30)


def test_a_correction_knows_no_credit(case, clerk, head):
    decided(clerk, case, DecisionKind.CORRECTION, on=SERVED)
    with pytest.raises(DomainError, match="只有社区戒毒可以折抵"):
        credit(head, case, 30)


@pytest.mark.parametrize(
    ("days", "before", "allowed"),
    [(1, 0, True), (1095, 0, True), (1096, 0, False), (0, 0, False), (30, 30, False), (0, 30, True)],
)
def test_at_least_a_day_of_the_term_is_left(days, before, allowed):
    """Three years from 1 March 2026 are 1096 days, 29 February 2028 among them."""
    last = LAST - timedelta(days=before)
    given = {"track": Track.COMMUNITY_DETOX, "first": SERVED, "ends_on": last}
    assert (rules.credit_problem(**given, days=days, before=before) == "") is allowed


def test_a_term_that_a_credit_ends_in_the_past_ends_from_the_credit_on(case, detox, head, acting):
    """Nobody is late with what the credit has made due months ago."""
    late = clock.shanghai(2028, 6, 1, 9)
    with clock.at(late):
        actions.credit(by=acting(head, late), case=case, days=400, basis=BASIS, now=late)
        actions.sweep_measures(now=late)
    row = Measure.objects.for_system("test").get()
    assert (row.ended_as, row.ended_on) == ("term", date(2028, 1, 26))
    assert Duty.objects.get(kind="case.lift_notice").started_at == late


@pytest.mark.usefixtures("a_day_later")
def test_the_page_keeps_what_was_typed_and_shows_every_row(case, detox, head, client_as):
    chief, url = client_as(head), reverse("cases:measure_credit", args=[case.pk])
    page = chief.post(url, {"days": "2000", "basis": BASIS, "client_id": str(uuid4())}).content.decode()
    assert "折抵日数（合计）”不能大于" in page
    assert BASIS in page
    for hour, days in enumerate(("30", "20")):
        with clock.at(NOW + timedelta(days=1, hours=hour)):
            given = {"days": days, "basis": BASIS, "client_id": str(uuid4())}
            assert chief.post(url, given).status_code == 302
    page = chief.get(reverse("cases:measure_detail", args=[case.pk])).content.decode()
    assert "折抵合计 20 日<" in page
    assert "折抵合计 30 日（已更正）" in page
