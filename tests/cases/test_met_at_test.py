"""Whoever takes a sample meets the child: exactly what a contact with it does, and undone with the test."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases import actions
from cases.choices import CaseStatus, Channel, Outcome
from cases.models import Contact, LostSpell, SearchStep
from cases.testwords import Consent, Method, TakenWhere
from cases.timeline import timeline
from common import clock
from duties.models import Duty
from tests.cases.factories import HOUR, UNANSWERED, fresh, in_care, only
from tests.cases.measured import kit, measure, take
from tests.cast import NOW

DAY = timedelta(days=1)
LATER = NOW + 5 * HOUR


@pytest.fixture
def case(clerk, head, officer, worker, county_user, police_post, acting):
    case = in_care(clerk, head, officer, worker)
    measure(case, clerk)
    actions.settle_tests(case, now=NOW)
    for user in (worker, officer, clerk, head):
        acting(user, LATER)
    return case


@pytest.fixture
def lost(case, contact, worker, officer, acting):
    for n in range(3):
        contact(NOW + HOUR * n, **UNANSWERED)
    assert fresh(case).status == CaseStatus.LOST
    for user in (worker, officer):
        acting(user, LATER)
    return case


def met(case):
    return Contact.objects.for_system("test").filter(case=case, outcome=Outcome.MET)


@pytest.mark.parametrize(
    ("place", "channel"), [(TakenWhere.STATION, Channel.STATION), (TakenWhere.HOME, Channel.VISIT)]
)
def test_a_lost_child_who_is_tested_is_found(lost, worker, officer, clerk, place, channel):
    take(worker, lost, officer, kit(clerk), at=LATER, place=place)
    assert fresh(lost).status == CaseStatus.IN_CARE
    spell = LostSpell.objects.for_system("test").get()
    assert (spell.found_at, spell.found_how, spell.found_by) == (LATER, "met", worker)
    assert not SearchStep.objects.for_system("test").open().exists()
    assert met(lost).get().channel == channel


def test_it_meets_the_visit_and_begins_the_next_contact(case, worker, officer, clerk):
    take(worker, case, officer, kit(clerk, "甲基苯丙胺"), at=LATER)
    assert only("case.first_visit", case).met_at == LATER
    assert Duty.objects.open().get(kind="case.contact", subject=case.pk).started_at == LATER


def test_the_engine_replays_it_as_it_replays_a_contact(case, worker, officer, clerk):
    take(worker, case, officer, kit(clerk), at=LATER)
    actions.sweep_lost(only("case.first_visit", case).due_at + DAY)
    assert fresh(case).status == CaseStatus.IN_CARE


def test_a_sample_from_elsewhere_or_the_laboratorys_word_meets_nobody(lost, worker, officer, clerk, head):
    paper = actions.ask_offsite(
        by=worker, case=lost, place="示例县", from_on=LATER.date(), until_on=LATER.date(),
        reason="随父母外出", now=LATER,
    )  # fmt: skip
    actions.decide_offsite(by=head, paper=paper, answer=Consent.APPROVED, now=LATER)
    actions.note_receipt(by=worker, paper=paper, receipt="示例回执1号", receipt_on=LATER.date(), now=LATER)
    paper.refresh_from_db()
    given = {"method": Method.LAB, "lab": "示例检测所", "names": ("依托咪酯",)}
    row = take(worker, lost, officer, None, at=LATER, place=TakenWhere.ELSEWHERE, offsite=paper, **given)
    take(worker, lost, officer, None, at=LATER, follows=row, **{**given, "method": Method.LAB})
    assert fresh(lost).status == CaseStatus.LOST
    assert not met(lost).exists()


def test_a_visit_of_the_same_day_is_not_written_twice(case, worker, officer, clerk, contact, acting):
    contact(NOW + HOUR)
    acting(worker, LATER)
    take(worker, case, officer, kit(clerk), at=LATER)
    assert met(case).count() == 1


def test_annulled_with_its_test_nobody_was_met(case, worker, officer, clerk, head, acting):
    row = take(worker, case, officer, kit(clerk), at=LATER)
    assert Contact.objects.for_system("test").successful().count() == 1
    actions.annul(by=head, row=row, reason="登记到了别的个案", now=LATER)
    assert Contact.objects.for_system("test").successful().count() == 0
    assert met(case).count() == 1
    told = [event.title for event in timeline(worker, case, LATER)]
    assert any("检测记录已作废，不计" in title for title in told)


def test_the_page_says_that_the_first_visit_was_met_at_a_test(case, worker, officer, clerk, client_as):
    take(worker, case, officer, kit(clerk), at=LATER)
    with clock.at(LATER):
        shown = client_as(clerk).get(reverse("cases:case_detail", args=[case.pk])).text
    assert only("case.first_visit", case).met_at == LATER
    assert shown.count("检测时见到本人") == 1
