"""Who answers for a child and who cares for it; what help it is given."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases import actions, rules
from cases.choices import CallOutcome, CarerFinding, Channel, GroupRole, HelpKind, HelpOutcome, Reachable
from cases.models import CarerCheck, FamilyMember, Help
from common import clock
from common.clock import end_of_day
from common.errors import DomainError
from duties.models import Duty
from minors.choices import Relation
from tests.cases.factories import facts, in_care, open_case
from tests.cast import NOW
from tests.minors.factories import child_in, registered

TODAY = date(2026, 3, 2)
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def case(clerk, head, officer, worker):
    open_ = open_case(clerk, clerk.acting.unit, with_facts=facts(is_pupil=False))
    return in_care(clerk, head, officer, worker, case=open_)


def member(by, case, relation=Relation.CARER, **given) -> FamilyMember:
    values = {
        "is_guardian": False,
        "cares": True,
        "reachable": Reachable.HOME,
        "from_on": TODAY,
        "now": NOW,
        **given,
    }
    return actions.add_member(by=by, case=case, relation=relation, **values)


def owed(kind) -> Duty | None:
    return Duty.objects.open().filter(kind=kind).first()


# --- rules


@pytest.mark.parametrize(
    ("relation", "is_guardian", "cares", "field"),
    [
        (Relation.CARER, True, True, "is_guardian"),
        (Relation.CARER, False, False, "cares"),
        (Relation.CARER, False, True, None),
        (Relation.PARENT, True, False, None),
        (Relation.GRANDPARENT, False, True, None),
    ],
)
def test_a_carer_by_mandate_cares_and_is_no_guardian(relation, is_guardian, cares, field):
    problem = rules.member_problem(relation, is_guardian=is_guardian, cares=cares)
    assert (problem[0] if problem else None) == field


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (TODAY, None, None),
        (TODAY, TODAY, None),
        (date(2026, 3, 3), None, "from_on"),
        (TODAY, date(2026, 3, 1), "until_on"),
        (date(2026, 3, 1), date(2026, 3, 3), "until_on"),
    ],
)
def test_days_have_come_and_stand_in_order(start, end, field):
    problem = rules.days_problem(start, end, TODAY)
    assert (problem[0] if problem else None) == field


@pytest.mark.parametrize(
    ("has_team", "seats", "empty"),
    [
        (False, [], list(GroupRole)),
        (True, [], [GroupRole.DOCTOR, GroupRole.FAMILY, GroupRole.VOLUNTEER]),
        (True, [GroupRole.FAMILY, GroupRole.DOCTOR], [GroupRole.VOLUNTEER]),
        (True, [GroupRole.FAMILY, GroupRole.DOCTOR, GroupRole.VOLUNTEER], []),
    ],
)
def test_the_five_seats_of_the_group(has_team, seats, empty):
    assert rules.empty_seats(has_team=has_team, seats=seats) == empty


# --- carers


def test_a_carer_opens_the_check_and_the_weekly_question_for_the_team(case, worker, officer):
    row = member(worker, case)
    check, call = owed("case.carer_check"), owed("case.parent_call")
    assert (check.subject, check.holder, check.deputy_holder) == (row.pk, worker, officer)
    assert check.page_url == reverse("cases:carer_check", args=[row.pk])
    assert (call.subject, call.due_at) == (case.pk, end_of_day(date(2026, 3, 9)))


def test_a_parent_opens_nothing(case, worker):
    member(worker, case, Relation.PARENT, is_guardian=True)
    assert owed("case.carer_check") is None
    assert owed("case.parent_call") is None


@pytest.mark.parametrize(
    ("finding", "settled"),
    [(CarerFinding.FIT, True), (CarerFinding.HABIT, True), (CarerFinding.UNSURE, False)],
)
def test_a_finding_meets_the_check_and_not_knowing_does_not(finding, settled, case, worker):
    row = member(worker, case)
    actions.check_carer(by=worker, member=row, finding=finding, how="入户查看", at=NOW, now=LATER)
    assert (owed("case.carer_check") is None) is settled


def test_the_week_after_a_call_is_asked_about_again(case, worker):
    member(worker, case)
    later = NOW + timedelta(days=6)
    actions.note_parent_call(by=worker, case=case, outcome=CallOutcome.UNKNOWN, at=later, now=later)
    assert owed("case.parent_call").due_at == end_of_day(date(2026, 3, 9))
    actions.note_parent_call(
        by=worker, case=case, outcome=CallOutcome.SPOKE, channel=Channel.VIDEO, at=later, now=later
    )
    assert owed("case.parent_call").due_at == end_of_day(date(2026, 3, 15))


def test_a_team_that_comes_later_holds_what_the_carer_brought(clerk, head, officer, worker, station):
    case = open_case(clerk, station, with_facts=facts(is_pupil=False))
    member(clerk, case)
    assert owed("case.carer_check").holder is None
    in_care(clerk, head, officer, worker, case=case, now=LATER)
    for kind in ("case.carer_check", "case.parent_call"):
        assert (owed(kind).holder, owed(kind).started_at) == (worker, NOW)


def test_with_the_carer_the_weekly_question_ends(case, worker):
    row = member(worker, case)
    actions.change_member(
        by=worker, member=row, reachable=Reachable.HOME, cares=False, until_on=TODAY, now=LATER
    )
    assert owed("case.carer_check") is None
    assert owed("case.parent_call") is None
    with pytest.raises(DomainError, match="已经截止"):
        actions.change_member(by=worker, member=row, reachable=Reachable.AWAY, cares=True, now=LATER)


def test_what_stood_before_a_change_stays_in_the_history(case, worker):
    row = member(worker, case, Relation.PARENT, is_guardian=True, reachable=Reachable.AWAY)
    actions.change_member(by=worker, member=row, reachable=Reachable.UNREACHABLE, cares=False, now=LATER)
    past = FamilyMember.history.for_system("test").filter(id=row.pk).order_by("history_date")
    assert list(past.values_list("reachable", flat=True)) == ["away", "unreachable"]


def test_the_database_refuses_a_carer_who_is_guardian(case, worker):
    row = member(worker, case)
    row.is_guardian = True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_only_a_carer_is_checked(case, worker):
    row = member(worker, case, Relation.PARENT)
    with pytest.raises(DomainError, match="只有受托照护人"):
        actions.check_carer(by=worker, member=row, finding="fit", how="入户查看", at=NOW, now=NOW)


@pytest.mark.parametrize("who", ["liaison", "leader", "outsider", "secretary", "school_liaison"])
def test_others_record_nothing(who, request, case):
    with pytest.raises(PermissionDenied):
        member(request.getfixturevalue(who), case)


# --- help


def test_help_runs_and_ends_once_with_an_outcome(case, worker, clerk):
    row = actions.give_help(
        by=worker, case=case, kind=HelpKind.SCHOOL, provider="乡中心校教务处", from_on=TODAY, now=NOW
    )
    actions.end_help(by=worker, help=row, until_on=TODAY, outcome=HelpOutcome.DONE, now=LATER)
    with pytest.raises(DomainError, match="已经结束：办成"):
        actions.end_help(by=clerk, help=row, until_on=TODAY, outcome=HelpOutcome.FAILED, now=LATER)
    assert Help.objects.for_system("test").get().ended_by == worker


def test_the_head_counts_help_by_kind_and_no_child(case, worker, head):
    for kind in (HelpKind.SCHOOL, HelpKind.RELIEF, HelpKind.RELIEF):
        row = actions.give_help(by=worker, case=case, kind=kind, provider="民政办", from_on=TODAY, now=NOW)
    actions.end_help(by=worker, help=row, until_on=TODAY, outcome=HelpOutcome.PARTLY, now=NOW)
    counted = {kind: (running, ended["部分办成"]) for kind, running, ended in actions.help_given(by=head)}
    assert (counted["复学"], counted["临时救助"], counted["就业"]) == ((1, 0), (1, 1), (0, 0))
    with pytest.raises(PermissionDenied):
        actions.help_given(by=worker)


# --- pages


PAGES = ("school_status", "family_add", "parent_call", "help_add", "group_edit")


@pytest.mark.parametrize("name", PAGES)
def test_the_team_opens_each_page_by_code(name, case, worker, client_as):
    text = client_as(worker).get(reverse(f"cases:{name}", args=[case.pk])).content.decode()
    assert case.minor.code in text


def test_the_case_page_shows_relations_and_no_name(clerk, station, client_as):
    child = child_in()
    case = open_case(clerk, station, minor=registered(clerk, station, child=child))
    row = member(clerk, case)
    member(clerk, case, Relation.PARENT, is_guardian=True, cares=False, reachable=Reachable.AWAY)
    actions.give_help(
        by=clerk, case=case, kind=HelpKind.MEDICAL, provider="县医院心理科", from_on=TODAY, now=NOW
    )
    actions.check_carer(by=clerk, member=row, finding="habit", how="问了村委会", at=NOW, now=NOW)
    with clock.at(LATER):
        text = client_as(clerk).get(reverse("cases:case_detail", args=[case.pk])).content.decode()
    for said in ("受托照护人", "不得受托", "外出务工，联系得上", "法定监护人", "县医院心理科", "进行中"):
        assert said in text
    for private in (child.guardian_name, child.guardian_phone, child.school, child.name):
        assert private not in text


def test_bad_input_stays_at_its_field(case, worker, client_as):
    url = reverse("cases:family_add", args=[case.pk])
    data = {
        "client_id": str(uuid4()),
        "relation": "carer",
        "is_guardian": "on",
        "cares": "on",
        "reachable": "home",
        "from_on": "2026-03-02",
        "note": "随外婆住",
    }
    with clock.at(LATER):
        text = client_as(worker).post(url, data).content.decode()
        assert "受托照护人不是监护人" in text
        assert "随外婆住" in text
        assert client_as(worker).post(url, {**data, "is_guardian": ""}).status_code == 302
        assert client_as(worker).post(url, {**data, "is_guardian": ""}).status_code == 302
    assert FamilyMember.objects.for_system("test").count() == 1


def test_today_leads_to_the_check_and_the_form_discharges_it(case, worker, client_as):
    row = member(worker, case)
    with clock.at(LATER):
        client = client_as(worker)
        url = owed("case.carer_check").page_url
        assert url in client.get(reverse("duties:today")).content.decode()
        data = {
            "client_id": str(uuid4()),
            "finding": "fit",
            "how": "入户查看，问了邻居",
            "at": clock.local(LATER).strftime("%Y-%m-%dT%H:%M"),
        }
        assert client.post(url, data).status_code == 302
    assert CarerCheck.objects.for_system("test").get(member=row).finding == "fit"
    assert owed("case.carer_check") is None


def test_the_heads_page_of_work_names_no_child(case, worker, head, client_as):
    with clock.at(LATER):
        page = client_as(head).get(reverse("cases:work_list"))
    assert page.status_code == 200
    assert case.minor.code not in page.content.decode()
