"""A clue has three clocks; one from a seizure carries nothing but a kind of venue and a month."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from common.errors import DomainError
from duties.models import Duty
from patrols import actions
from patrols.choices import ClueKind, ClueSource, ClueState
from patrols.models import Clue
from tests.cast import NOW


def told(by, **more) -> Clue:
    values = {
        "source": ClueSource.TOLD,
        "kind": ClueKind.SELLING,
        "area": by.acting.unit.area,
        "text": "群众反映有人向学生兜售上头电子烟",
        "client_id": uuid4(),
    }
    return actions.tell_clue(by=by, now=NOW, **values | more)


def kinds_open() -> list[str]:
    return sorted(Duty.objects.filter(kind__startswith="clue.").open().values_list("kind", flat=True))


def test_a_clue_runs_through_its_three_clocks(clerk, liaison):
    clue = told(clerk)
    duty = Duty.objects.get(kind="clue.accept")
    assert (duty.due_at, duty.unit) == (NOW + timedelta(hours=2), liaison.acting.unit)
    clue = actions.accept_clue(by=liaison, clue=clue, now=NOW)
    assert kinds_open() == ["clue.answer"]
    clue = actions.answer_clue(by=liaison, clue=clue, case_filed=True, answer="已立案侦查", now=NOW)
    assert (kinds_open(), clue.state) == (["clue.outcome"], ClueState.FILED)
    clue = actions.close_clue(by=liaison, clue=clue, outcome="已移送起诉", referred_to="", now=NOW)
    assert (kinds_open(), clue.state) == ([], ClueState.CLOSED)


def test_no_step_is_taken_before_the_one_ahead_of_it(clerk, liaison):
    clue = told(clerk)
    with pytest.raises(DomainError, match="先接收"):
        actions.answer_clue(by=liaison, clue=clue, case_filed=False, answer="查无此事", now=NOW)
    with pytest.raises(DomainError, match="先答复"):
        actions.close_clue(by=liaison, clue=clue, outcome="无", referred_to="", now=NOW)


def test_no_step_is_taken_twice(clerk, liaison):
    clue = actions.accept_clue(by=liaison, clue=told(clerk), now=NOW)
    with pytest.raises(DomainError, match="已经接收"):
        actions.accept_clue(by=liaison, clue=clue, now=NOW)
    actions.answer_clue(by=liaison, clue=clue, case_filed=False, answer="查无此事", now=NOW)
    with pytest.raises(DomainError, match="已经答复"):
        actions.answer_clue(by=liaison, clue=clue, case_filed=True, answer="又立案", now=NOW)


def test_not_filing_needs_its_reason(clerk, liaison):
    clue = actions.accept_clue(by=liaison, clue=told(clerk), now=NOW)
    with pytest.raises(DomainError) as said:
        actions.answer_clue(by=liaison, clue=clue, case_filed=False, answer="  ", now=NOW)
    assert said.value.field == "answer"


def test_a_clue_from_a_seizure_has_a_kind_a_month_and_nothing_else(liaison):
    clue = told(liaison, source=ClueSource.SEIZURE, venue_kind="shop", month=date(2026, 2, 27), text="")
    assert (clue.month, clue.venue, clue.campus, clue.text) == (date(2026, 2, 1), None, None, "")


@pytest.mark.parametrize("more", [{"text": "某某说的"}, {"venue_kind": ""}, {"month": None}])
def test_the_database_refuses_a_clue_from_a_seizure_that_says_more_or_less(liaison, more):
    values = {"source": ClueSource.SEIZURE, "venue_kind": "shop", "month": date(2026, 2, 1), "text": ""}
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        told(liaison, **values | more)


def test_the_same_clue_sent_twice_is_one(clerk, liaison):
    key = uuid4()
    assert told(clerk, client_id=key) == told(clerk, client_id=key)


@pytest.mark.parametrize("user", ["secretary", "school_liaison", "leader", "county_user", "clerk"])
def test_only_the_post_answers(request, clerk, liaison, user):
    clue = told(clerk)
    with pytest.raises(PermissionDenied):
        actions.accept_clue(by=request.getfixturevalue(user), clue=clue, now=NOW)
