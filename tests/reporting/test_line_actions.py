"""The line of one child: guardian, identity, doors, registration, talk, county."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from cases.models import Case
from common import clock
from common.errors import DomainError
from duties.choices import DutyState
from duties.models import Duty
from minors.choices import MinorState
from minors.models import Minor
from reporting import actions
from reporting.actions import follow_case
from reporting.choices import Channel, Finding, GuardianHow, IntakeSource, LineState, Presence, TryOutcome
from reporting.models import EducationTalk, IntakeLine
from tests.reporting import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offices")]

AT, NOW = given.AT, given.NOW
LATER = NOW + timedelta(hours=1)


def duty(kind: str, line: IntakeLine) -> Duty:
    return Duty.objects.get(kind=kind, subject=line.pk)


def opened(line: IntakeLine) -> set[str]:
    return set(Duty.objects.filter(subject=line.pk).values_list("kind", flat=True))


def register(by, line, now=LATER, identity=None, **values):
    return actions.register_line(
        by=by,
        line=line,
        identity=identity or given.child(id_number=given.id_number(), birth_date=None),
        facts=given.facts(**values),
        now=now,
    )


def again(line: IntakeLine) -> IntakeLine:
    return IntakeLine.objects.for_system("test").select_related("minor").get(pk=line.pk)


# --- guardian


def tell(by, line, outcome, **values):
    return actions.record_guardian_told(
        by=by, line=line, at=AT, how=GuardianHow.PHONE, outcome=outcome, now=NOW, **values
    )


def test_told_meets_the_duty(liaison, line):
    row = tell(liaison, line, TryOutcome.TOLD, handed_to="guardian", health_looked_at=True)
    assert (row.guardian_told_at, row.handed_to, row.health_looked_at) == (AT, "guardian", True)
    assert duty("report.guardian", line).state(NOW) == DutyState.MET


def test_a_try_alone_does_not(liaison, line):
    tell(liaison, line, TryOutcome.NO_ANSWER)
    assert duty("report.guardian", line).state(NOW) == DutyState.OPEN


def test_a_try_and_somebody_in_charge_do(liaison, line):
    tell(liaison, line, TryOutcome.NO_ANSWER, in_charge="village")
    assert duty("report.guardian", line).state(NOW) == DutyState.MET


@pytest.mark.parametrize("who", ["outsider", "bystander", "clerk", "leader", "other_liaison"])
def test_only_the_post_tells_guardians(request, line, who):
    with pytest.raises(PermissionDenied):
        tell(request.getfixturevalue(who), line, TryOutcome.TOLD)


# --- identity


def test_an_unnamed_child_is_identified(liaison):
    unnamed = given.child(name="", alias="小黑", birth_date=None, birth_year=2010)
    line = given.lines(given.log(liaison, children=[given.line_in(unnamed)]))[0]
    assert not line.is_named
    row = actions.identify_line(by=liaison, line=line, child=given.child(), now=LATER)
    assert (row.is_named, row.age_band) == (True, "14–15周岁")
    assert duty("report.identify", line).state(LATER) == DutyState.MET


def test_a_named_child_needs_no_identifying(line):
    assert "report.identify" not in opened(line)


# --- registration


def test_registering_opens_the_case_and_what_the_route_orders(clerk, line, police_post):
    case = register(clerk, line)
    row = again(line)
    assert row.state == LineState.REGISTERED
    assert row.minor.state == MinorState.REGISTERED
    assert case.minor_id == row.minor_id
    assert duty("report.register", line).state(LATER) == DutyState.MET
    assert duty("case.education", line).unit == police_post
    assert duty("case.county_report", line).unit == police_post


def test_a_child_out_of_school_is_not_for_the_police_to_visit(clerk, line):
    register(clerk, line, is_pupil=False)
    assert {"case.education", "case.county_report"} & opened(line) == set()


def test_a_child_of_another_area_is_reported_by_the_station(clerk, line, station):
    register(clerk, line, household="elsewhere", residence="elsewhere")
    assert "case.education" not in opened(line)
    row = duty("case.county_report", line)
    assert (row.unit, row.post) == (station, "station_clerk")


def test_the_second_who_registers_is_told(clerk, head, line):
    register(clerk, line)
    with pytest.raises(DomainError, match="无需再次登记"):
        register(head, line)
    assert Case.objects.for_system("test").count() == 1


def test_matching_follows_into_the_existing_file(clerk, liaison, line):
    register(clerk, line)
    existing = again(line).minor
    second = given.lines(given.log(liaison, now=LATER))[0]
    case = actions.register_line(by=clerk, line=second, existing=existing, facts=given.facts(), now=LATER)
    row = again(second)
    assert (row.state, row.minor, row.code) == (LineState.MATCHED, existing, second.code)
    assert case == Case.objects.for_system("test").get()
    assert Minor.objects.for_system("test").get(code=second.code).state == MinorState.MERGED


def test_if_the_case_cannot_open_nothing_is_registered(clerk, line):
    with pytest.raises(DomainError):
        actions.register_line(by=clerk, line=line, facts=given.facts(), now=LATER)
    assert again(line).state == LineState.WAITING


@pytest.mark.parametrize("who", ["outsider", "bystander", "liaison", "leader", "county_user", "worker"])
def test_only_the_station_registers(request, line, who):
    with pytest.raises(PermissionDenied):
        register(request.getfixturevalue(who), line)


# --- talk and word to the county


def test_the_talk_with_a_pupil(clerk, liaison, line):
    register(clerk, line)
    actions.record_education(by=liaison, line=line, at=LATER, adult=Presence.GUARDIAN, note="", now=LATER)
    assert duty("case.education", line).state(LATER) == DutyState.MET


@pytest.mark.parametrize(
    ("presence", "note", "meets"),
    [
        (Presence.GUARDIAN, "", True),
        (Presence.RELATIVE, "父母在外地务工，已电话告知", True),
        (Presence.REPRESENTATIVE, "父母在外地务工，已电话告知", True),
        (Presence.ALONE, "监护人联系不上，村里也无人能来", True),
        (Presence.NOBODY, "去了家里，门锁着", False),
    ],
)
def test_a_visit_that_met_nobody_is_on_record_and_meets_nothing(presence, note, meets, clerk, liaison, line):
    register(clerk, line)
    talk = actions.record_education(by=liaison, line=line, at=LATER, adult=presence, note=note, now=LATER)
    assert talk.took_place is meets
    assert (duty("case.education", line).met_at == LATER) is meets
    follow_case(case=Case.objects.for_system("test").get(), at=LATER, now=LATER, who=clerk)
    assert Duty.objects.filter(kind="case.education").count() == 1


@pytest.mark.parametrize("presence", [one for one in Presence if one != Presence.GUARDIAN])
@pytest.mark.parametrize("note", ["", "  ", "。。"])
def test_without_the_guardian_it_says_why(presence, note, clerk, liaison, line):
    register(clerk, line)
    with pytest.raises(DomainError, match="写明") as refused:
        actions.record_education(by=liaison, line=line, at=LATER, adult=presence, note=note, now=LATER)
    assert refused.value.field == "note"
    assert duty("case.education", line).met_at is None


def test_the_database_keeps_no_talk_alone_without_a_reason(clerk, liaison, line):
    register(clerk, line)
    with pytest.raises(IntegrityError):
        EducationTalk.objects.for_system("test").create(
            line=line, at=LATER, by=liaison, adult=Presence.ALONE, note=""
        )


def test_a_note_carries_no_number(clerk, liaison, line):
    register(clerk, line)
    with pytest.raises(DomainError) as refused:
        actions.record_education(
            by=liaison, line=line, at=LATER, adult=Presence.GUARDIAN, note="电话19900000001", now=LATER
        )
    assert refused.value.field == "note"


def send(by, line):
    return actions.send_county_report(
        by=by, line=line, channel=Channel.SYSTEM, suggestion="", at=LATER, now=LATER
    )


def test_the_county_is_told_once_in_level_one_words(clerk, liaison, line):
    register(clerk, line)
    first = send(liaison, line)
    assert send(liaison, line) == first
    assert duty("case.county_report", line).state(LATER) == DutyState.MET
    assert "示例" not in str(first.content)


@pytest.mark.parametrize("who", ["outsider", "bystander", "leader", "county_user"])
def test_others_send_no_county_report(request, line, who):
    with pytest.raises(PermissionDenied):
        send(request.getfixturevalue(who), line)


# --- the other doors


def letter_line(by, **values):
    return actions.take_letter(
        by=by, letter=given.letter(), child=given.line_in(**values), client_id=uuid4(), now=NOW
    )


def test_a_letter_opens_the_stations_clock_and_no_same_day_one(clerk, station):
    line = letter_line(clerk)
    assert duty("transfer.intake", line).unit == station
    assert not Duty.objects.filter(kind="report.same_day").exists()
    case = register(clerk, line, captured_in=False)
    assert duty("transfer.intake", line).state(LATER) == DutyState.MET
    assert case.route == "incoming"


def test_the_police_see_the_pupil_of_a_letter_whom_they_must_visit(clerk, liaison):
    line = letter_line(clerk)
    register(clerk, line, captured_in=False)
    assert IntakeLine.objects.visible_to(liaison).filter(pk=line.pk).exists()
    assert Duty.objects.visible_to(liaison).filter(kind="case.education", subject=line.pk).exists()


def test_a_letter_the_county_passes_on_names_the_township(county_user, township, station):
    line = actions.forward_letter(
        by=county_user,
        township=township,
        letter=given.letter(clock.shanghai(2026, 2, 27, 9)),
        child=given.line_in(),
        client_id=uuid4(),
        now=NOW,
    )
    row = duty("transfer.intake", line)
    assert (row.unit, row.started_at) == (station, NOW)
    assert line.forwarded_by == county_user.acting.unit


def test_what_the_county_sent_needs_no_report_to_the_county(county_user, clerk, township):
    line = actions.forward_letter(
        by=county_user,
        township=township,
        letter=given.letter(),
        child=given.line_in(),
        client_id=uuid4(),
        now=NOW,
    )
    register(clerk, line, captured_in=False)
    assert duty("case.county_report", line).state(LATER) == DutyState.MET


def test_not_to_another_county(county_user, other_county):
    with pytest.raises(DomainError):
        actions.forward_letter(
            by=county_user,
            township=other_county,
            letter=given.letter(),
            child=given.line_in(),
            client_id=uuid4(),
            now=NOW,
        )


def test_who_comes_for_help_starts_no_police_clock(clerk):
    line = actions.take_self_referral(
        by=clerk,
        source=IntakeSource.SELF,
        child=given.line_in(),
        received_at=AT,
        note="",
        client_id=uuid4(),
        now=NOW,
    )
    register(clerk, line)
    assert opened(line) == {"report.register"}


@pytest.mark.parametrize("who", ["outsider", "bystander", "liaison", "leader"])
def test_only_a_station_takes_letters(request, who, clerk, other_police_post):
    user = request.getfixturevalue(who)
    if who == "outsider":  # right post, other township: the line is theirs, never ours
        line = letter_line(user)
        assert not IntakeLine.objects.visible_to(clerk).filter(pk=line.pk).exists()
        return
    with pytest.raises(PermissionDenied):
        letter_line(user)


# --- 强制报告


def mandatory(by, client_id=None, **values):
    known = given.child(name="", features="常在村口小卖部", birth_date=None, birth_year=2011, **values)
    return actions.report_mandatory(by=by, child=known, client_id=client_id or uuid4(), now=NOW)


@pytest.mark.parametrize("who", ["school_liaison", "secretary", "worker", "clerk", "leader", "officer"])
def test_anybody_may_report_and_the_police_are_told_at_once(request, who, police_post):
    line = mandatory(request.getfixturevalue(who))
    row = duty("report.mandatory", line)
    assert (row.unit, row.due_at) == (police_post, NOW + timedelta(hours=2))


@pytest.mark.parametrize("who", ["school_liaison", "secretary"])
def test_the_reporter_never_sees_it_again(request, who):
    user = request.getfixturevalue(who)
    line = mandatory(user)
    assert not IntakeLine.objects.visible_to(user).exists()
    assert not Minor.objects.visible_to(user).exists()
    assert not Duty.objects.visible_to(user).filter(subject=line.pk).exists()


def test_sent_twice_it_is_one(secretary):
    key = uuid4()
    assert mandatory(secretary, key) == mandatory(secretary, key)


def receive(by, line, finding, note=""):
    return actions.receive_mandatory(by=by, line=line, finding=finding, note=note, now=LATER)


def test_founded_it_goes_to_the_station(liaison, secretary):
    line = receive(liaison, mandatory(secretary), Finding.FOUNDED)
    assert line.state == LineState.WAITING
    assert duty("report.mandatory", line).state(LATER) == DutyState.MET
    assert {"report.register", "report.guardian", "report.identify"} <= opened(line)


def test_still_checking_meets_the_alarm_and_stays_open_to_a_finding(liaison, secretary):
    line = receive(liaison, mandatory(secretary), Finding.CHECKING)
    assert duty("report.mandatory", line).state(LATER) == DutyState.MET
    assert receive(liaison, line, Finding.FOUNDED).state == LineState.WAITING


def test_unfounded_the_file_is_withdrawn(liaison, secretary):
    line = receive(liaison, mandatory(secretary), Finding.UNFOUNDED, "当事人当日不在本地")
    assert again(line).minor.state == MinorState.WITHDRAWN
    with pytest.raises(DomainError):
        receive(liaison, line, Finding.FOUNDED)


@pytest.mark.parametrize("who", ["outsider", "bystander", "other_liaison", "secretary"])
def test_only_the_post_receives(request, who, school_liaison):
    line = mandatory(school_liaison)
    with pytest.raises(PermissionDenied):
        receive(request.getfixturevalue(who), line, Finding.FOUNDED)


def test_who_turned_eighteen_while_waiting_is_registered(clerk, liaison):
    nearly = given.child(birth_date=given.NOW.date().replace(year=2008))
    line = given.lines(given.log(liaison, children=[given.line_in(nearly)]))[0]
    later = NOW + timedelta(days=1)
    assert register(clerk, line, now=later, identity=given.child(birth_date=nearly.birth_date)).pk


def test_the_station_does_not_report_in_place_of_the_police(clerk, line):
    register(clerk, line)
    with pytest.raises(DomainError, match="派出所"):
        send(clerk, line)


def test_a_talk_sent_twice_is_one(clerk, liaison, line):
    register(clerk, line)
    talk = [
        actions.record_education(by=liaison, line=line, at=LATER, adult=Presence.GUARDIAN, note="", now=LATER)
        for _ in range(2)
    ]
    assert talk[0] == talk[1]
