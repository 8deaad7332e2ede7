"""What people may do with a duty: explain, sign, acknowledge, decide, close, change a number, pass on."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.choices import Post
from common.errors import DomainError
from duties import actions
from duties.choices import Decision, EscalationState, EscalationStep
from duties.models import Duty, EscalationEvent, Excuse, Miss, Notice
from tests.cast import staff
from tests.duties.factories import DUE, START, a_duty, key, meet

US = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
LATER = DUE + 25 * HOUR
MONDAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def no_daily(police_post):
    police_post.opened_on = date(2027, 1, 1)
    police_post.save()


@pytest.fixture
def missed(everybody, police_post):
    """A duty of the police post that nobody met, as the engine left it at LATER."""
    duty = a_duty(police_post)
    actions.tick(LATER)
    return Duty.objects.get(pk=duty.pk)


# --- open, meet, void


def test_the_same_open_duty_is_returned(police_post):
    assert a_duty(police_post) == a_duty(police_post)


def test_after_it_was_met_the_same_subject_may_owe_again(police_post):
    first = a_duty(police_post)
    meet(first, START + HOUR)
    assert a_duty(police_post, at=START + 2 * HOUR) != first


def test_an_hour_before_the_start_is_refused(police_post):
    with pytest.raises(IntegrityError), transaction.atomic():
        a_duty(police_post, due_at=START)


@pytest.mark.parametrize(
    ("occurred", "recorded", "counted", "backfilled"),
    [
        (DUE - HOUR, DUE + 10 * HOUR, DUE - HOUR, False),
        (DUE - HOUR, DUE + 71 * HOUR, DUE - HOUR, False),
        (DUE - HOUR, DUE + 71 * HOUR + US, DUE + 71 * HOUR + US, True),
        (START - HOUR, START + HOUR, START, False),
        (DUE, DUE - HOUR, DUE - HOUR, False),
    ],
)
def test_two_instants(police_post, liaison, occurred, recorded, counted, backfilled):
    duty = meet(a_duty(police_post), occurred, now=recorded, by=liaison)
    assert (duty.met_at, duty.met_recorded_at, duty.is_backfilled) == (counted, recorded, backfilled)


def test_nothing_open_is_nothing_met(db):
    assert actions.meet("same_day", subject=key(9), at=DUE, now=DUE) is None


def test_switched_off_nothing_opens(station, county_user):
    actions.change_policy(
        by=county_user,
        kind="register",
        field="is_on",
        value=False,
        from_on=START.date(),
        reason="并入县级平台登记",
        now=START - 24 * HOUR,
    )
    assert actions.open("register", subject=key(1), unit=station, label="T", at=START) is None


# --- misses and excuses


def test_own_words_and_another_s_signature(missed, liaison, police_head):
    excuse = actions.explain_miss(by=liaison, duty=missed, reason="停电", now=LATER)
    signed = actions.sign_excuse(by=police_head, excuse=excuse, now=LATER + HOUR)
    assert (signed.signed_by, signed.signed_at) == (police_head, LATER + HOUR)
    assert Miss.objects.filter(duty=missed).exists()
    assert Duty.objects.missed(LATER).filter(pk=missed.pk).exists()


def test_nobody_signs_their_own(missed, police_head):
    excuse = actions.explain_miss(by=police_head, duty=missed, reason="停电", now=LATER)
    with pytest.raises(DomainError):
        actions.sign_excuse(by=police_head, excuse=excuse, now=LATER)


def test_one_explanation_waits_at_a_time_and_one_signature_is_enough(missed, liaison, police_head):
    first = actions.explain_miss(by=liaison, duty=missed, reason="停电", now=LATER)
    with pytest.raises(DomainError, match="在等签认"):
        actions.explain_miss(by=liaison, duty=missed, reason="断网", now=LATER)
    actions.sign_excuse(by=police_head, excuse=first, now=LATER)
    with pytest.raises(DomainError):
        actions.explain_miss(by=liaison, duty=missed, reason="断网", now=LATER)


def test_a_refusal_says_why_and_ends_it(missed, liaison, police_head):
    excuse = actions.explain_miss(by=liaison, duty=missed, reason="停电", now=LATER)
    with pytest.raises(DomainError):
        actions.refuse_excuse(by=police_head, excuse=excuse, refusal=" ", now=LATER)
    actions.refuse_excuse(by=police_head, excuse=excuse, refusal="当日未停电", now=LATER)
    with pytest.raises(DomainError):
        actions.sign_excuse(by=police_head, excuse=excuse, now=LATER)


def test_nothing_missed_nothing_to_explain(police_post, liaison):
    with pytest.raises(DomainError):
        actions.explain_miss(by=liaison, duty=a_duty(police_post), reason="停电", now=START)


@pytest.mark.parametrize("who", ["other_liaison", "bystander", "leader"])
def test_only_the_unit_that_owed_explains(request, missed, who):
    with pytest.raises(PermissionDenied):
        actions.explain_miss(by=request.getfixturevalue(who), duty=missed, reason="停电", now=LATER)


@pytest.mark.parametrize("who", ["liaison", "clerk", "other_leader", "bystander", "auditor"])
def test_who_may_not_sign(request, missed, liaison, who):
    excuse = actions.explain_miss(by=liaison, duty=missed, reason="停电", now=LATER)
    with pytest.raises(PermissionDenied):
        actions.sign_excuse(by=request.getfixturevalue(who), excuse=excuse, now=LATER)


STEPS = st.lists(
    st.sampled_from(
        ["meet", "meet_back", "void", "explain", "sign", "refuse", "tick", "acknowledge", "decide"]
    ),
    max_size=10,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_sequence_of_actions_removes_a_miss(missed, liaison, police_head, county_user, steps):
    sid = transaction.savepoint()
    for hour, step in enumerate(steps):
        now = LATER + hour * HOUR
        try:
            _do(step, missed, liaison, police_head, county_user, now)
        except DomainError:
            continue
    assert Miss.objects.filter(duty=missed, at=DUE).exists()
    assert Duty.objects.missed_or_written(now=LATER + 99 * HOUR).filter(pk=missed.pk).exists()
    transaction.savepoint_rollback(sid)


def _do(step, duty, liaison, police_head, county_user, now):
    match step:
        case "meet":
            meet(duty, now)
        case "meet_back":
            meet(duty, DUE - HOUR, now=now)
        case "void":
            actions.void(duty.kind, subject=duty.subject, now=now, reason="更正")
        case "explain":
            actions.explain_miss(by=liaison, duty=duty, reason="停电", now=now)
        case "sign" | "refuse":
            excuse = Excuse.objects.filter(duty=duty).last()
            if excuse and step == "sign":
                actions.sign_excuse(by=police_head, excuse=excuse, now=now)
            elif excuse:
                actions.refuse_excuse(by=police_head, excuse=excuse, refusal="否", now=now)
        case "tick":
            actions.tick(now)
        case "acknowledge":
            actions.acknowledge_escalation(by=county_user, escalation=duty.escalation, now=now)
        case "decide":
            actions.decide_escalation(
                by=county_user, escalation=duty.escalation, decision="explained", note="属实", now=now
            )


# --- free text


def test_no_number_of_a_person_stands_in_what_is_said_of_a_miss(missed, liaison, police_head, county_user):
    number, row = "联系 19900001234", missed.escalation
    mine = {"now": LATER}
    excuse = actions.explain_miss(by=liaison, duty=missed, reason="停电", now=LATER)
    actions.acknowledge_escalation(by=county_user, escalation=row, now=LATER)
    for act in (
        lambda: actions.explain_miss(by=liaison, duty=missed, reason=number, **mine),
        lambda: actions.refuse_excuse(by=police_head, excuse=excuse, refusal=number, **mine),
        lambda: actions.return_escalation(by=county_user, escalation=row, note=number, **mine),
        lambda: actions.decide_escalation(
            by=county_user, escalation=row, decision=Decision.REMIND, note=number, **mine
        ),
    ):
        with pytest.raises(DomainError, match="手机号码"):
            act()
    decide(county_user, row)
    meet(missed, LATER)
    with pytest.raises(DomainError, match="手机号码"):
        actions.close_escalation(by=county_user, escalation=row, note=number, **mine)


# --- escalations


def decide(by, escalation, decision=Decision.REMIND, now=LATER):
    return actions.decide_escalation(
        by=by, escalation=escalation, decision=decision, note="电话提醒", now=now
    )


def test_acknowledge_decide_close(missed, county_user, county_user2):
    escalation = missed.escalation
    actions.acknowledge_escalation(by=county_user, escalation=escalation, now=LATER)
    decide(county_user2, escalation, now=LATER + HOUR)
    meet(missed, LATER + HOUR)
    row = actions.close_escalation(by=county_user, escalation=escalation, note="已补报", now=LATER + 2 * HOUR)
    assert row.state(LATER + 2 * HOUR) == EscalationState.CLOSED
    assert list(escalation.events.values_list("step", flat=True)) == [
        EscalationStep.RAISED,
        EscalationStep.ACKNOWLEDGED,
        EscalationStep.DECIDED,
        EscalationStep.CLOSED,
    ]


@pytest.mark.parametrize("decision", [Decision.REMIND, Decision.ORDER, Decision.ACCOUNTABILITY])
def test_what_is_not_done_is_not_closed(missed, county_user, decision):
    actions.acknowledge_escalation(by=county_user, escalation=missed.escalation, now=LATER)
    decide(county_user, missed.escalation, decision)
    with pytest.raises(DomainError, match="事项尚未完成，不能办结"):
        actions.close_escalation(by=county_user, escalation=missed.escalation, note="已跟踪", now=LATER)
    meet(missed, LATER + HOUR)
    assert actions.close_escalation(
        by=county_user, escalation=missed.escalation, note="已补报", now=LATER + HOUR
    ).closed_at


def test_an_explanation_holds_only_once_somebody_signed_it(missed, county_user, liaison, police_head):
    actions.acknowledge_escalation(by=county_user, escalation=missed.escalation, now=LATER)
    for refused in (True, False):
        with pytest.raises(DomainError, match="签认"):
            decide(county_user, missed.escalation, Decision.EXPLAINED)
        excuse = actions.explain_miss(by=liaison, duty=missed, reason="停电", now=LATER)
        if refused:
            actions.refuse_excuse(by=police_head, excuse=excuse, refusal="当日未停电", now=LATER)
    actions.sign_excuse(by=police_head, excuse=excuse, now=LATER)
    decide(county_user, missed.escalation, Decision.EXPLAINED)
    assert actions.close_escalation(by=county_user, escalation=missed.escalation, note="属实", now=LATER)


def test_no_decision_without_taking_it_on_and_no_close_without_decision(missed, county_user):
    with pytest.raises(DomainError):
        decide(county_user, missed.escalation)
    actions.acknowledge_escalation(by=county_user, escalation=missed.escalation, now=LATER)
    with pytest.raises(DomainError):
        actions.close_escalation(by=county_user, escalation=missed.escalation, note="已补报", now=LATER)
    with pytest.raises(DomainError):
        actions.acknowledge_escalation(by=county_user, escalation=missed.escalation, now=LATER)


@pytest.mark.parametrize(("after", "too_late"), [(48 * HOUR - US, False), (48 * HOUR, True)])
def test_an_acknowledgement_holds_for_48_hours(missed, county_user, after, too_late):
    actions.acknowledge_escalation(by=county_user, escalation=missed.escalation, now=LATER)
    if not too_late:
        assert decide(county_user, missed.escalation, now=LATER + after)
        return
    with pytest.raises(DomainError):
        decide(county_user, missed.escalation, now=LATER + after)
    actions.acknowledge_escalation(by=county_user, escalation=missed.escalation, now=LATER + after + HOUR)
    actions.tick(LATER + after + 2 * HOUR)
    expired = EscalationEvent.objects.get(step=EscalationStep.EXPIRED)
    assert expired.at == LATER + 48 * HOUR


def test_returned_it_waits_again_marked(missed, county_user):
    escalation = missed.escalation
    actions.acknowledge_escalation(by=county_user, escalation=escalation, now=LATER)
    with pytest.raises(DomainError):
        actions.return_escalation(by=county_user, escalation=escalation, note=" ", now=LATER)
    row = actions.return_escalation(by=county_user, escalation=escalation, note="请补充", now=LATER)
    assert row.state(LATER) == EscalationState.WAITING
    assert type(row).objects.with_marks().get(pk=row.pk).was_returned


def test_nobody_reviews_their_own(county, county_user, county_user2):
    duty = a_duty(county, kind="county", holder=county_user)
    actions.tick(LATER + 50 * HOUR)
    now = LATER + 50 * HOUR
    with pytest.raises(DomainError):
        actions.acknowledge_escalation(by=county_user, escalation=duty.escalation, now=now)
    assert actions.acknowledge_escalation(by=county_user2, escalation=duty.escalation, now=now)


@pytest.mark.parametrize("who", ["leader", "head", "liaison", "auditor", "administrator"])
def test_who_may_not_review(request, missed, who):
    with pytest.raises(PermissionDenied):
        actions.acknowledge_escalation(
            by=request.getfixturevalue(who), escalation=missed.escalation, now=LATER
        )


def test_another_county_may_not_review(missed, other_county):
    stranger = staff("stranger", other_county, Post.COUNTY_REVIEWER)
    with pytest.raises(PermissionDenied):
        actions.acknowledge_escalation(by=stranger, escalation=missed.escalation, now=LATER)


# --- notices


def test_the_first_to_open_is_recorded(missed, leader, township):
    second = staff("leader-2", township, Post.TOWNSHIP_LEADER)
    notice = Notice.objects.get(tell="township_leader")
    actions.open_notice(by=second, notice=notice, now=LATER)
    again = actions.open_notice(by=leader, notice=notice, now=LATER + HOUR)
    assert (again.opened_by, again.opened_at) == (second, LATER)


@pytest.mark.parametrize("who", ["liaison", "other_leader", "county_user"])
def test_only_those_it_is_addressed_to_open_it(request, missed, who):
    with pytest.raises(PermissionDenied):
        actions.open_notice(
            by=request.getfixturevalue(who), notice=Notice.objects.get(tell="township_leader"), now=LATER
        )
