"""The village is asked in a search: its answer is the outcome of its step, and finds nobody by itself."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import Appointment
from cases import actions
from cases.choices import CaseStatus, SearchKind
from cases.models import LostSpell, SearchStep
from common import clock
from common.errors import DomainError
from duties.models import Duty
from minors import actions as minors
from tests.cases.factories import DAY, HOUR, fresh, only
from tests.cases.test_lost import lose, steps
from tests.cast import NOW


def asked_village(case, head, secretary, at):
    to = Appointment.objects.get(user=secretary)
    return minors.release_help(
        by=head, minor=case.minor, to=to, sentence="home", household="registered", now=at
    )


def answered(secretary, help, word, at, **more):
    return minors.answer_help(by=secretary, help=help, answer=word, now=at, **more)


@pytest.fixture
def at_village(case, head, worker, secretary, acting):
    """The instant at which the step of the village has just begun, everybody at work."""
    end = lose(case)
    now = end + DAY * 3
    actions.sweep_lost(now)
    for who in (head, worker, secretary):
        acting(who, now + HOUR)
    return now


def village(case):
    return SearchStep.objects.for_system("test").get(case=case, kind=SearchKind.VILLAGE)


@pytest.mark.parametrize(
    ("word", "result", "more"),
    [
        ("seen", "lead", {}),
        ("away", "lead", {"away_where": "广东示例市"}),
        ("not_seen", "nothing", {}),
        ("unknown", "nothing", {}),
    ],
)
def test_the_villages_answer_is_the_outcome_of_its_step(
    word, result, more, case, head, secretary, at_village
):
    help = asked_village(case, head, secretary, at_village)
    answered(secretary, help, word, at_village + HOUR, **more)
    step = village(case)
    assert (step.result, step.done_at, step.done_by, step.help) == (
        result,
        at_village + HOUR,
        head,
        help,
    )
    assert only("case.search.village", case).met_at == at_village + HOUR
    assert fresh(case).status == CaseStatus.LOST
    assert LostSpell.objects.for_system("test").get().found_at is None


def test_being_seen_by_the_village_owes_a_visit_at_once(case, head, worker, secretary, at_village):
    actions.record_step(by=worker, case=case, kind="visit", result="nothing", now=at_village)
    answered(secretary, asked_village(case, head, secretary, at_village), "seen", at_village + HOUR)
    visits = SearchStep.objects.for_system("test").filter(case=case, kind="visit").order_by("no")
    assert [row.opened_at for row in visits][1:] == [at_village + HOUR]
    assert Duty.objects.open().get(kind="case.search.visit").started_at == at_village + HOUR
    assert "review" not in steps(case)
    actions.sweep_lost(at_village + DAY * 2)
    review = SearchStep.objects.for_system("test").get(case=case, kind="review")
    assert review.opened_at == at_village + HOUR + DAY


def test_an_answer_before_its_step_begins_fills_it_when_it_begins(case, head, worker, secretary, acting):
    end = lose(case)
    for who in (head, worker, secretary):
        acting(who, end + HOUR)
    answered(secretary, asked_village(case, head, secretary, end), "not_seen", end + HOUR)
    assert "village" not in steps(case)
    actions.sweep_lost(end + DAY * 9)
    step = village(case)
    assert (step.opened_at, step.done_at, step.result) == (end + DAY * 3, end + DAY * 3, "nothing")


def test_the_step_of_the_village_needs_somebody_asked(case, head, at_village):
    given = {"by": head, "case": case, "kind": "village", "result": "nothing", "now": at_village + HOUR}
    with pytest.raises(DomainError, match="还没有问过村里") as refused:
        actions.record_step(**given)
    assert refused.value.field == "spoken_with"
    with pytest.raises(DomainError, match="什么时候"):
        actions.record_step(**given, spoken_with="示例村村支书")
    with pytest.raises(DomainError, match="不能晚于现在"):
        actions.record_step(**given, spoken_with="示例村村支书", spoken_at=at_village + DAY)
    done = actions.record_step(**given, spoken_with="示例村村支书", spoken_at=at_village)
    assert (done.spoken_with, done.spoken_at) == ("示例村村支书", at_village)


def test_asked_and_not_answered_may_be_ticked(case, head, secretary, at_village):
    help = asked_village(case, head, secretary, at_village)
    done = actions.record_step(by=head, case=case, kind="village", result="nothing", now=at_village + HOUR)
    assert done.help == help


def test_an_answer_about_a_child_who_is_not_lost_changes_nothing(case, head, secretary):
    answered(secretary, asked_village(case, head, secretary, NOW), "seen", NOW + HOUR)
    assert fresh(case).status == CaseStatus.IN_CARE
    assert steps(case) == []


def test_the_step_leads_to_the_village_form_and_takes_a_spoken_word(case, head, at_village, client_as):
    now = at_village + HOUR
    url = reverse("cases:search_detail", args=[case.pk])
    with clock.at(now):
        client = client_as(head)
        shown = client.get(url).text
        assert reverse("minors:assist_list", args=[case.minor_id]) in shown
        post = reverse("cases:step_record", args=[case.pk])
        given = {"client_id": str(uuid4()), "kind": "village", "result": "nothing", "note": "去过他外婆家"}
        refused = client.post(post, given).text
        assert "还没有问过村里" in refused
        assert "去过他外婆家" in refused
        at = clock.local(now).strftime("%Y-%m-%dT%H:%M")
        sent = client.post(post, {**given, "spoken_with": "示例村村支书", "spoken_at": at})
        assert sent.status_code == 302
        assert "口头问了示例村村支书" in client.get(url).text
