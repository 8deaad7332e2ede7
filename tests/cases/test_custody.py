"""在所: the place is asked instead of the child, nobody searches, and it is seen soon after it comes out."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cases import actions
from cases.actions.lost import sweep_lost
from cases.choices import CaseStatus, CustodyHow, CustodyKind
from cases.models import Custody, CustodyWord, LostSpell, MonthLine, SearchStep, Whereabouts
from common import clock
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty, Notice
from tests.cases.factories import DAY, HOUR, UNANSWERED, fresh, in_care, only, open_case, running
from tests.cast import NOW

TODAY = clock.local_day(NOW)
WORD, RELEASE, SEEN = "case.custody_word", "case.custody_release", "case.release_visit"


@pytest.fixture
def inside(case, worker, acting):
    """`inside(now, …)`: the worker records 在所, verified by telephone unless said otherwise."""

    def record(now=NOW, *, by=None, **more):
        given = {
            "kind": CustodyKind.DETENTION,
            "place": "示例县拘留所",
            "since_on": clock.local_day(now),
            "how": CustodyHow.PHONE,
            "spoke_with": "管教民警",
            "at": now,
        }
        with clock.at(now):
            return actions.record_custody(
                by=acting(by or worker, now), case=case, now=now, **{**given, **more}
            )

    return record


@pytest.fixture
def leave(case, worker, acting):
    def record(now, *, at=None, **more):
        with clock.at(now):
            return actions.leave_custody(by=acting(worker, now), case=case, at=at or now, now=now, **more)

    return record


@pytest.fixture
def word(case, worker, acting):
    def record(now, **more):
        given = {"how": CustodyHow.PHONE, "spoke_with": "值班民警", "at": now}
        with clock.at(now):
            return actions.record_word(by=acting(worker, now), case=case, now=now, **{**given, **more})

    return record


def lose(case, contact, start=NOW):
    for hours in range(3):
        contact(start + HOUR * hours, **UNANSWERED)
    assert fresh(case).status == CaseStatus.LOST


# --- inside


def test_the_place_is_asked_instead_of_the_child(case, inside, worker, officer):
    inside()
    assert only("case.first_visit", case).void_reason == "在所"
    owed = running(case, WORD)
    assert owed.due_at == clock.end_of_day(TODAY + timedelta(days=30))
    assert (owed.holder, owed.deputy_holder) == (worker, officer)


def test_a_regular_contact_ahead_is_void_and_an_overdue_one_is_answered_late(case, inside, contact):
    contact(NOW)
    ahead = running(case)
    inside(NOW + DAY)
    assert Duty.objects.get(pk=ahead.pk).voided_at
    assert running(case) is None


def test_an_overdue_contact_is_answered_late_and_its_miss_stays(case, inside, contact):
    contact(NOW)
    due_at = running(case).due_at
    duties.tick(due_at + HOUR, stamp=False)
    inside(due_at + HOUR * 2)
    duty = only("case.contact", case)
    assert (duty.met_at, duty.miss.at) == (due_at + HOUR * 2, due_at)


def test_nobody_is_lost_while_inside_whatever_fails(case, inside, contact):
    inside()
    for n in range(4):
        contact(NOW + DAY * n, **UNANSWERED)
    duties.tick(NOW + DAY * 200, stamp=False)
    assert fresh(case).status == CaseStatus.IN_CARE
    assert not LostSpell.objects.for_system("test").exists()
    assert running(case, WORD).due_at < NOW + DAY * 200  # overdue, told to the county, and still owed
    assert Notice.objects.filter(duty__kind=WORD, tell="county").exists()


def test_a_search_ends_as_found_inside_and_how_long_lost_is_kept(case, inside, contact):
    lose(case, contact)
    now = NOW + DAY * 5
    inside(now)
    spell = LostSpell.objects.for_system("test").get()
    assert (spell.found_at, spell.found_how, spell.days(now)) == (now, "inside", 5)
    assert fresh(case).status == CaseStatus.IN_CARE
    assert not SearchStep.objects.for_system("test").open().exists()
    assert not Duty.objects.open().filter(kind__startswith="case.search").exists()


def test_hearsay_stops_no_search_and_no_clock(case, inside, contact):
    lose(case, contact)
    row = inside(NOW + DAY, how="", spoke_with="")
    assert not row.is_inside
    assert fresh(case).status == CaseStatus.LOST
    assert running(case, WORD) is None


def test_verified_later_it_ends_the_search(case, inside, contact, worker, acting):
    lose(case, contact)
    inside(NOW + DAY, how="", spoke_with="")
    now = NOW + DAY * 2
    given = {"by": acting(worker, now), "case": case, "at": now, "how": CustodyHow.DOCUMENT, "now": now}
    with clock.at(now):
        first = actions.verify_custody(**given)
        assert actions.verify_custody(**given) == first  # sent twice
    assert first.verified_by == worker
    assert fresh(case).status == CaseStatus.IN_CARE
    with pytest.raises(DomainError, match="已经核实过"), clock.at(now):
        actions.verify_custody(**{**given, "at": now - HOUR})


def test_a_word_of_last_week_ends_a_search_when_it_is_written_down(case, inside, contact):
    lose(case, contact)
    now = NOW + DAY * 8
    inside(now, at=NOW + HOUR)
    assert LostSpell.objects.for_system("test").get().found_at == now


def test_a_journey_to_be_verified_ends_inside(case, inside, contact):
    contact(NOW, outcome="away", away_where="县城")
    inside(NOW + DAY)
    assert Whereabouts.objects.for_system("test").get().ended_how == "inside"
    contact(NOW + DAY * 2, outcome="away", away_where="县城")
    assert Whereabouts.objects.for_system("test").count() == 1


def test_the_child_seen_in_the_place_is_a_word_and_starts_no_contact(case, inside, contact):
    inside()
    contact(NOW + DAY * 10)
    assert running(case) is None
    assert running(case, WORD).started_at == NOW + DAY * 10


def test_a_word_starts_the_next_and_is_written_once(case, inside, word):
    inside()
    sent = "0b8f3c1e-0000-4000-8000-000000000001"
    for _ in range(2):
        word(NOW + DAY * 20, client_id=sent)
    assert CustodyWord.objects.for_system("test").count() == 1
    assert running(case, WORD).started_at == NOW + DAY * 20
    word(NOW + DAY * 21, at=NOW - HOUR + DAY)  # an older word, typed late, moves nothing
    assert running(case, WORD).started_at == NOW + DAY * 20


def test_a_team_named_while_the_child_is_inside_asks_the_place(clerk, head, officer, worker, acting):
    case = open_case(clerk, clerk.acting.unit)
    actions.record_custody(
        by=clerk, case=case, at=NOW, kind=CustodyKind.HOSPITAL, place="示例县医院", since_on=TODAY,
        how=CustodyHow.DOCUMENT, now=NOW,
    )  # fmt: skip
    in_care(clerk, head, officer, worker, case=case)
    assert running(case, "case.first_visit") is None
    assert running(case, WORD).holder == worker


# --- the day of release


def test_the_team_is_told_thirty_and_seven_days_before_the_release(case, inside):
    until = TODAY + timedelta(days=60)
    inside(until_on=until)
    due_at = clock.end_of_day(until)
    assert running(case, RELEASE).due_at == due_at
    duties.tick(due_at - DAY * 30, stamp=False)
    duties.tick(due_at - DAY * 7, stamp=False)
    told = Notice.objects.filter(duty__kind=RELEASE).values_list("at", "tell")
    assert list(told.order_by("at")) == [(due_at - DAY * 30, "holder"), (due_at - DAY * 7, "holder")]


def test_another_day_of_release_moves_the_clock_and_keeps_the_miss(case, inside, word):
    first, second = (TODAY + timedelta(days=n) for n in (10, 40))
    inside(until_on=first)
    passed = clock.end_of_day(first) + HOUR
    duties.tick(passed, stamp=False)
    word(passed + HOUR, until_on=second)
    old = only(RELEASE, case, period=first.isoformat())
    assert old.met_at == passed + HOUR
    assert old.miss
    assert running(case, RELEASE).due_at == clock.end_of_day(second)
    word(passed + HOUR * 2, until_on=None)
    assert running(case, RELEASE) is None


# --- out again


def test_whoever_left_is_seen_soon_and_contacted_as_before(case, inside, leave, word, worker):
    inside(until_on=TODAY + timedelta(days=20))
    now = NOW + DAY * 15
    leave(now)
    seen = running(case, SEEN)
    assert (seen.due_at, seen.holder) == (clock.end_of_day(clock.local_day(now) + timedelta(days=3)), worker)
    assert running(case).started_at == now
    assert only(RELEASE, case).met_at == now
    assert running(case, WORD) is None
    assert running(case, RELEASE) is None


def test_the_child_met_after_its_release_meets_that_promise(case, inside, leave, contact):
    inside()
    leave(NOW + DAY * 15)
    contact(NOW + DAY * 16, channel="phone", outcome="spoke")
    assert running(case, SEEN)
    contact(NOW + DAY * 17)
    assert only(SEEN, case).met_at == NOW + DAY * 17


def test_whoever_is_not_seen_after_its_release_is_lost_once_the_ladder_is_over(case, inside, leave):
    inside()
    leave(NOW + DAY * 15)
    end = running(case, SEEN).due_at + DAY
    sweep_lost(end)
    spell = LostSpell.objects.for_system("test").get()
    assert (spell.from_at, spell.why) == (end, "released")


def test_failures_from_before_the_leaving_was_known_lose_nobody(case, inside, leave, contact):
    inside()
    for n in (1, 2):
        contact(NOW + DAY * n, **UNANSWERED)
    leave(NOW + DAY * 3, at=NOW + HOUR)
    contact(NOW + DAY * 3 + HOUR, **UNANSWERED)
    assert fresh(case).status == CaseStatus.IN_CARE


def test_a_first_visit_overdue_on_entry_stays_and_loses_nobody_at_once(case, inside, leave):
    due_at = only("case.first_visit", case).due_at
    inside(due_at + HOUR)
    assert only("case.first_visit", case).met_at is None
    leave(due_at + DAY * 60)
    duties.tick(due_at + DAY * 60 + HOUR, stamp=False)
    assert fresh(case).status == CaseStatus.IN_CARE


def test_hearsay_taken_back_changes_no_clock(case, inside, leave):
    inside(how="", spoke_with="")
    leave(NOW + HOUR, note="家属说错了")
    assert running(case, SEEN) is None
    assert running(case, "case.first_visit")


# --- what is refused


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"spoke_with": ""}, "spoke_with"),
        ({"how": CustodyHow.VISIT, "spoke_with": " "}, "spoke_with"),
        ({"since_on": TODAY + timedelta(days=1)}, "since_on"),
        ({"until_on": TODAY - timedelta(days=1), "since_on": TODAY - timedelta(days=9)}, "until_on"),
        ({"at": NOW + HOUR}, "at"),
        ({"at": NOW - DAY}, "at"),
        ({"place": "示例所 19900001234"}, "place"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(inside, given, field):
    with pytest.raises(DomainError) as refused:
        inside(**given)
    assert refused.value.field == field
    assert not Custody.objects.for_system("test").exists()


def test_one_stay_at_a_time(inside):
    inside()
    with pytest.raises(DomainError, match="已经有在所登记"):
        inside(NOW + HOUR)


def test_nobody_leaves_before_they_came(inside, leave):
    inside(NOW + DAY)
    with pytest.raises(DomainError) as refused:
        leave(NOW + DAY * 2, at=NOW + HOUR)
    assert refused.value.field == "at"


def test_a_word_needs_a_place_that_was_verified(inside, word):
    inside(how="", spoke_with="")
    with pytest.raises(DomainError, match="没有核实过"):
        word(NOW + HOUR)


@pytest.mark.parametrize("who", ["outsider", "bystander", "county_user"])
def test_only_who_works_the_case_records_it(inside, who, request):
    with pytest.raises(PermissionDenied):
        inside(by=request.getfixturevalue(who))


def test_the_database_holds_what_a_stay_is(case, worker):
    good = {"case": case, "kind": "hospital", "place": "示例医院", "since_on": TODAY, "by": worker, "at": NOW}
    for bad in (
        {"verified_at": NOW, "verified_by": worker, "heard_at": NOW},
        {"verified_at": NOW, "verified_by": worker, "heard_at": NOW, "how": "phone"},
        {"left_at": NOW},
        {"until_on": TODAY - timedelta(days=1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Custody(**{**good, **bad}).save(force_insert=True)
    Custody(**good).save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Custody(**good).save(force_insert=True)


# --- closing, and the month


def test_a_case_is_not_closed_while_the_child_is_inside(case, inside, head, acting):
    inside()
    now = NOW + DAY
    with pytest.raises(DomainError, match="向在所场所了解情况"), clock.at(now):
        actions.close_case(by=acting(head, now), case=case, reason="没有要办的了", now=now)


def test_the_line_of_a_month_says_inside_as_it_then_stood(case, inside, leave):
    inside(NOW + DAY)
    leave(NOW + DAY * 45)
    duties.tick(NOW + DAY * 95, stamp=False)
    lines = MonthLine.objects.for_system("test").filter(case=case).order_by("month")
    assert [(line.month, line.inside) for line in lines] == [
        ("2026-03", True),
        ("2026-04", False),
        ("2026-05", False),
    ]
