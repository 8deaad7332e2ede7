"""County, police and station decide a pupil's measures together."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases import actions
from cases.choices import Correction, HelpKind, ReviewOutcome, RoundWhy, Route, Stance
from cases.models import Case, JointRound, JointSignature, JointVersion
from common.clock import end_of_day, local_day
from common.errors import DomainError
from duties.actions import change_policy
from duties.models import Duty
from tests.cases.factories import facts, open_case
from tests.cast import NOW
from tests.minors.factories import registered, seal

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def pupil(clerk, station, police_post, county_user) -> Case:
    return open_case(clerk, station)


def the_round(case) -> JointRound:
    return JointRound.objects.for_system("test").get(case=case, ended_at=None)


def draft(by, case, *, seen=0, now=NOW, **given) -> JointVersion:
    values = {
        "measures": [Correction.ADMONISH, Correction.COUNSEL],
        "services": [HelpKind.SCHOOL],
        "child_view": Stance.AGREES,
        "guardian_view": Stance.AGREES,
        "child_words": "愿意每周来一次",
        **given,
    }
    return actions.draft_joint(by=by, round=the_round(case), seen=seen, now=now, **values)


def sign(by, version, now=NOW):
    return actions.sign_joint(by=by, version=version, now=now)


def kinds_open() -> set[str]:
    return set(Duty.objects.open().filter(kind__contains="joint").values_list("kind", flat=True))


def test_a_pupil_of_ours_opens_the_countys_five_working_days(pupil, county):
    duty = Duty.objects.get(kind="case.joint_measures")
    assert (duty.unit, duty.subject, duty.file) == (county, the_round(pupil).pk, pupil.minor_id)
    assert duty.due_at == end_of_day(date(2026, 3, 9))
    assert duty.page_url == reverse("cases:joint_detail", args=[duty.subject])


def test_a_child_out_of_school_opens_none(clerk, station, county):
    open_case(clerk, station, with_facts=facts(is_pupil=False))
    assert not JointRound.objects.for_system("test").exists()


def test_met_when_the_third_has_signed(pupil, county_user, liaison, head):
    version = draft(county_user, pupil)
    assert kinds_open() == {"case.joint_measures", "case.joint_police", "case.joint_station"}
    sign(county_user, version)
    sign(liaison, version, LATER)
    assert kinds_open() == {"case.joint_measures", "case.joint_station"}
    sign(head, version, LATER)
    row = the_round(pupil)
    assert (row.decided_at, kinds_open()) == (LATER, set())
    assert Duty.objects.get(kind="case.joint_measures").met_at == LATER
    review = Duty.objects.get(kind="case.term_review")
    assert (review.subject, review.due_at) == (row.pk, end_of_day(date(2026, 7, 15)))


def test_a_change_after_a_signature_voids_it_and_leaves_it_to_be_seen(pupil, county_user, liaison, head):
    first = draft(county_user, pupil)
    sign(county_user, first)
    sign(liaison, first)
    second = draft(head, pupil, seen=1, measures=[Correction.REPORT])
    sign(head, second)
    assert the_round(pupil).decided_at is None
    assert actions.signed_by(second) == ["station"]
    assert JointSignature.objects.for_system("test").filter(version=first).count() == 2
    with pytest.raises(DomainError, match="第2稿"):
        sign(head, first)
    sign(liaison, second)
    sign(county_user, second)
    assert the_round(pupil).decided_at == NOW


def test_whoever_drafts_over_an_unread_version_is_told(pupil, county_user, liaison, head):
    draft(county_user, pupil)
    with pytest.raises(DomainError, match="刚刚起草了第1稿"):
        draft(liaison, pupil, seen=0)
    assert draft(liaison, pupil, seen=1).no == 2


@pytest.mark.parametrize("side", ["child_view", "guardian_view"])
def test_nobody_signs_before_both_are_heard_or_it_says_why_not(
    side, pupil, county_user, liaison, head, client_as
):
    version = draft(county_user, pupil, **{side: Stance.NOT_HEARD})
    who = {"child_view": "本人", "guardian_view": "监护人"}[side]
    for by in (county_user, liaison, head):
        with pytest.raises(DomainError, match=f"还没有听取{who}的意见"):
            sign(by, version)
    assert not JointSignature.objects.for_system("test").exists()
    shown = client_as(head).get(reverse("cases:joint_detail", args=[version.round_id]))
    assert f"还没有听取{who}的意见" in shown.text
    assert not shown.context["may_sign"]
    assert shown.context["may_draft"]
    why = "父亲在外地务工，电话三次未接通"
    second = draft(head, pupil, seen=1, unheard_why=why, **{side: Stance.NOT_HEARD})
    for by in (county_user, liaison, head):
        sign(by, second, LATER)
    assert the_round(pupil).decided_at == LATER
    assert f"没有听取的原因：{why}" in client_as(liaison).get(shown.request["PATH_INFO"]).text


@pytest.mark.parametrize("why", ["", " ", "无", "11111111", "哈哈哈哈"])
def test_a_reason_that_says_nothing_is_none(why, pupil, county_user):
    version = draft(county_user, pupil, guardian_view=Stance.NOT_HEARD, unheard_why=why)
    with pytest.raises(DomainError, match="监护人"):
        sign(county_user, version)


def test_sent_twice_it_is_one_draft_and_one_signature(pupil, county_user):
    key = uuid4()
    version = draft(county_user, pupil, client_id=key)
    assert draft(county_user, pupil, client_id=key) == version
    assert sign(county_user, version) == sign(county_user, version, LATER)


def test_after_the_third_signature_nothing_is_changed(pupil, county_user, liaison, head):
    version = draft(county_user, pupil)
    for who in (county_user, liaison, head):
        sign(who, version)
    with pytest.raises(DomainError, match="已经签齐"):
        draft(head, pupil, seen=1)


@pytest.mark.parametrize("who", ["worker", "clerk", "officer", "leader", "school_liaison", "outsider"])
def test_nobody_else_signs(who, request, pupil, county_user):
    version = draft(county_user, pupil)
    with pytest.raises(PermissionDenied):
        sign(request.getfixturevalue(who), version)


def test_a_number_in_the_words_is_refused_at_its_field(pupil, county_user):
    with pytest.raises(DomainError) as refused:
        draft(county_user, pupil, how="打19900007123联系")
    assert refused.value.field == "how"


def test_leaving_school_ends_the_round_and_voids_its_clocks(pupil, clerk, county_user):
    draft(county_user, pupil)
    actions.change_route(by=clerk, case=pupil, route=Route.LOCAL, reason="已经辍学在家", now=LATER)
    row = JointRound.objects.for_system("test").get(case=pupil)
    assert (row.ended_at, row.ended_reason) == (LATER, "不再是在校学生")
    assert kinds_open() == set()
    actions.change_route(by=clerk, case=pupil, route=Route.LOCAL_PUPIL, reason="已经回校上课", now=LATER)
    assert the_round(pupil).pk != row.pk
    assert kinds_open() == {"case.joint_measures"}


def decided(case, *signers):
    version = draft(signers[0], case)
    for who in signers:
        sign(who, version)
    return the_round(case)


def review(by, row, outcome, now=LATER):
    return actions.review_term(
        by=by,
        round=row,
        outcome=outcome,
        child_view=Stance.AGREES,
        guardian_view=Stance.NOT_HEARD,
        note="出勤正常，情绪稳定",
        at=now,
        now=now,
    )


def test_a_term_kept_is_reviewed_again(pupil, clerk, county_user, liaison, head):
    row = decided(pupil, county_user, liaison, head)
    ahead = NOW + timedelta(days=120)
    review(clerk, row, ReviewOutcome.KEEP, ahead)
    due = Duty.objects.open().get(kind="case.term_review")
    assert (due.subject, due.due_at) == (row.pk, end_of_day(date(2027, 1, 31)))


def test_the_county_may_ask_for_a_review_sooner(pupil, clerk, county_user, liaison, head):
    change_policy(
        by=county_user,
        kind="case.term_review",
        field="due.amount",
        value=60,
        from_on=local_day(NOW) + timedelta(days=1),
        reason="先行试用一个学期",
        now=NOW,
    )
    row = decided(pupil, county_user, liaison, head)
    assert Duty.objects.get(kind="case.term_review").due_at == end_of_day(date(2026, 7, 15))
    ahead = NOW + timedelta(days=2)
    review(clerk, row, ReviewOutcome.KEEP, ahead)
    assert Duty.objects.open().get(kind="case.term_review").due_at == end_of_day(date(2026, 5, 3))


def test_adjusting_opens_a_new_round_while_the_old_stays_in_force(pupil, clerk, county_user, liaison, head):
    row = decided(pupil, county_user, liaison, head)
    review(clerk, row, ReviewOutcome.ADJUST)
    new = JointRound.objects.for_system("test").undecided().get(case=pupil)
    assert (new.why, JointRound.objects.for_system("test").in_force().get(case=pupil)) == (
        RoundWhy.REVIEW,
        row,
    )
    version = actions.draft_joint(
        by=head,
        round=new,
        seen=0,
        measures=[Correction.SERVE],
        services=[],
        child_view=Stance.OBJECTS,
        guardian_view=Stance.AGREES,
        now=LATER,
    )
    for who in (county_user, liaison, head):
        sign(who, version, LATER)
    assert JointRound.objects.for_system("test").in_force().get(case=pupil) == new


def test_ended_measures_owe_no_review(pupil, clerk, county_user, liaison, head):
    row = decided(pupil, county_user, liaison, head)
    review(clerk, row, ReviewOutcome.END)
    assert not Duty.objects.open().filter(kind="case.term_review").exists()
    with pytest.raises(DomainError, match="已经终止"):
        review(clerk, row, ReviewOutcome.KEEP)


def test_two_undecided_rounds_of_a_case_are_refused_by_the_database(pupil):
    row = the_round(pupil)
    row.pk, row._state.adding = uuid4(), True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_the_police_see_the_round_of_a_child_they_did_not_take_in_and_no_file(pupil, liaison, county_user):
    assert JointRound.objects.visible_to(liaison).get() == the_round(pupil)
    assert not Case.objects.visible_to(liaison).exists()
    draft(county_user, pupil)
    owed = Duty.objects.visible_to(liaison).get(kind="case.joint_police")
    assert (owed.file, owed.label) == (None, the_round(pupil).code)


def test_a_sealed_child_and_another_township_see_no_round(pupil, liaison, outsider, clerk):
    assert not JointRound.objects.visible_to(outsider).exists()
    seal(pupil.minor)
    assert not JointRound.objects.visible_to(liaison).exists()
    assert not JointRound.objects.visible_to(clerk).exists()


def test_the_page_of_the_police_holds_no_words_and_no_way_to_the_case(pupil, liaison, county_user, client_as):
    draft(county_user, pupil)
    url = reverse("cases:joint_detail", args=[the_round(pupil).pk])
    text = client_as(liaison).get(url).content.decode()
    assert "（一）训诫" in text
    assert "愿意每周来一次" not in text
    assert reverse("cases:case_detail", args=[pupil.pk]) not in text
    assert "愿意每周来一次" in client_as(county_user).get(url).content.decode()


def test_a_redraft_by_the_police_keeps_the_words_they_cannot_see(pupil, liaison, county_user, client_as):
    draft(county_user, pupil)
    url = reverse("cases:joint_draft", args=[the_round(pupil).pk])
    page = client_as(liaison).get(url)
    assert "愿意每周来一次" not in page.content.decode()
    data = {
        "client_id": str(uuid4()),
        "seen": 1,
        "measures": ["repent"],
        "child_view": "agrees",
        "guardian_view": "agrees",
    }
    assert client_as(liaison).post(url, data).status_code == 302
    newest = actions.latest_version(the_round(pupil))
    assert (newest.no, newest.measures, newest.child_words) == (2, ["repent"], "愿意每周来一次")


def test_bad_input_keeps_what_was_typed(pupil, county_user, client_as):
    url = reverse("cases:joint_draft", args=[the_round(pupil).pk])
    data = {"client_id": str(uuid4()), "seen": 0, "how": "每周一次", "child_view": "agrees"}
    text = client_as(county_user).post(url, data).content.decode()
    assert "至少选择一项矫治教育措施" in text
    assert "请选择监护人意见" in text
    assert "每周一次" in text


def test_three_taps_on_one_page_decide(pupil, county_user, liaison, head, client_as):
    version = draft(head, pupil)
    url = reverse("cases:joint_sign", args=[version.pk])
    for who in (county_user, liaison, head):
        assert "签第1稿" in client_as(who).get(url).content.decode()
        assert client_as(who).post(url).status_code == 302
    assert "三方已签齐" in client_as(liaison).get(url).content.decode()


def test_a_matched_child_is_known_to_the_police_by_the_code_of_the_report(
    clerk, station, police_post, county
):
    minor = registered(clerk, station)
    actions.open_case(by=clerk, minor=minor, facts=facts(), at=NOW, now=NOW, code="查获-7")
    assert JointRound.objects.for_system("test").get().code == "查获-7"
