"""A clue has three clocks; one from a seizure carries nothing but a kind of venue and a month."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from common import clock
from common.errors import DomainError
from duties import actions as duties
from duties.choices import Source
from duties.models import Duty, Escalation, Heartbeat, Notice
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


# --- who reads of it


@pytest.fixture
def overdue(clerk, liaison, head, police_head, leader, county_user) -> Duty:
    """A clue nobody has taken in for two days."""
    Heartbeat.objects.create(source=Source.ENGINE, completed_at=NOW)
    told(clerk, victim_is_minor=True)
    duties.tick(NOW + timedelta(days=2))
    return Duty.objects.get(kind="clue.accept")


def test_a_clue_nobody_takes_in_climbs_to_the_heads_of_police_and_station_and_no_higher(overdue):
    said = Notice.objects.filter(duty=overdue).order_by("step_no")
    assert [(one.unit.kind, one.post, one.skipped_level) for one in said] == [
        ("police_post", "police_head", False),
        ("station", "station_head", False),
    ]
    assert not Escalation.objects.filter(duty=overdue).exists()


def test_without_a_police_head_the_station_is_told(clerk, liaison, head, leader, county_user):
    told(clerk)
    duties.tick(NOW + timedelta(hours=3))
    [said] = Notice.objects.filter(duty__kind="clue.accept")
    assert (said.post, said.skipped_level) == ("station_head", True)


@pytest.mark.parametrize(
    ("user", "reads"),
    [("liaison", True), ("police_head", True), ("head", True), ("leader", False), ("county_user", False)],
)
def test_leader_and_county_read_no_clock_of_a_clue(request, client_as, overdue, user, reads):
    by = request.getfixturevalue(user)
    later = NOW + timedelta(days=2)
    with clock.at(later):
        client = client_as(by)
        assert Duty.objects.visible_to(by).filter(pk=overdue.pk).exists() is reads
        assert Duty.objects.counted_for(by).filter(pk=overdue.pk).exists()
        page = client.get(reverse("duties:duty_detail", args=[overdue.pk]))
        assert page.status_code == (200 if reads else 404)
        pages = [
            client.get(reverse(f"duties:{name}")).text for name in ("today", "inbox", "miss_list", "board")
        ]
        assert any(overdue.label in page for page in pages) is reads


def test_today_says_that_a_clue_is_urgent(client_as, clerk, liaison):
    told(clerk, victim_is_minor=True)
    with clock.at(NOW):
        label = f"{Clue.objects.visible_to(liaison).get().code} 从严从快"
        assert label in client_as(liaison).get(reverse("duties:today")).text


@pytest.mark.parametrize("user", ["clerk", "head"])
def test_the_station_finds_on_its_first_page_what_the_police_answered(
    request, client_as, clerk, liaison, user
):
    clue = actions.accept_clue(by=liaison, clue=told(clerk), now=NOW)
    actions.answer_clue(by=liaison, clue=clue, case_filed=False, answer="查无此事", now=NOW)
    for at, is_news in ((NOW, True), (NOW + timedelta(days=7, seconds=1), False)):
        with clock.at(at):
            page = client_as(request.getfixturevalue(user)).get(reverse("duties:today")).text
        assert ("不予立案" in page and clue.code in page) is is_news


def test_a_clue_from_a_seizure_shows_the_station_neither_hour_nor_author(client_as, clerk, head, liaison):
    clue = told(liaison, source=ClueSource.SEIZURE, venue_kind="shop", month=date(2026, 2, 27), text="")
    clue = actions.accept_clue(by=liaison, clue=clue, now=NOW)
    actions.answer_clue(by=liaison, clue=clue, case_filed=True, answer="已立案侦查", now=NOW)
    with clock.at(NOW):
        for user in (clerk, head):
            client = client_as(user)
            for url in (reverse("patrols:clue_list"), reverse("patrols:clue_detail", args=[clue.pk])):
                main = client.get(url).text.partition('id="main"')[2]
                assert "2026年2月" in main
                assert "小卖部" in main
                assert liaison.name not in main
                assert "<time" not in main
        assert liaison.name in client_as(liaison).get(reverse("patrols:clue_detail", args=[clue.pk])).text
