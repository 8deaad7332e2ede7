"""The pages on which a decision is taken back, and how what was taken back is shown."""

from uuid import uuid4

import pytest
from django.urls import reverse

from cases import actions
from cases.choices import DecisionKind
from cases.models import Measure, Withdrawal
from cases.testwords import Consent
from duties.models import Duty
from tests.cases.factories import DAY, decided, in_care, open_case
from tests.cases.test_measure_pages import paper
from tests.cast import NOW

pytestmark = pytest.mark.usefixtures("a_day_later")
WHY = "登到了别的孩子名下"


@pytest.fixture
def case(clerk, station, police_post):
    return open_case(clerk, station)


def url(name, case):
    return reverse(f"cases:{name}", args=[case.pk])


def asked(measure, **changes):
    given = {"client_id": str(uuid4()), "measure": str(measure.pk), "reason": WHY, "recalled": ""}
    return {**given, **changes}


def withdrawn(clerk, head, case, kind=DecisionKind.DETOX) -> Measure:
    measure = decided(clerk, case, kind)
    actions.ask_withdrawal(by=clerk, case=case, measure=measure, reason=WHY, now=NOW)
    actions.decide_withdrawal(by=head, case=case, answer=Consent.APPROVED, now=NOW)
    return measure


@pytest.mark.parametrize("name", ["withdrawal_ask", "withdrawal_decide"])
def test_every_page_opens_for_whom_it_is(name, case, clerk, head, worker, liaison, outsider, client_as):
    decided(clerk, case)
    assert client_as(head).get(url(name, case)).status_code == 200
    assert client_as(clerk).get(url(name, case)).status_code == (200 if name == "withdrawal_ask" else 403)
    for user in (worker, liaison, outsider):
        assert client_as(user).get(url(name, case)).status_code in (403, 404)


def test_the_clerk_asks_from_the_row_and_the_head_answers_from_the_page(case, clerk, head, client_as):
    measure = decided(clerk, case)
    page = client_as(clerk).get(url("measure_detail", case)).content.decode()
    assert f"{url('withdrawal_ask', case)}?of={measure.pk}" in page
    assert client_as(clerk).post(url("withdrawal_ask", case), asked(measure)).status_code == 302
    page = client_as(head).get(url("measure_detail", case)).content.decode()
    assert url("withdrawal_decide", case) in page
    shown = client_as(head).get(url("withdrawal_decide", case)).content.decode()
    assert WHY in shown
    assert measure.number in shown
    assert client_as(head).post(url("withdrawal_decide", case), {"answer": "approved"}).status_code == 302
    measure.refresh_from_db()
    assert measure.withdrawn_at is not None
    assert Duty.objects.get(kind="case.withdraw_decide").met_by == head


def test_bad_input_is_said_at_the_field_and_keeps_what_was_typed(case, clerk, client_as):
    measure = decided(clerk, case)
    page = client_as(clerk).post(url("withdrawal_ask", case), asked(measure, reason="错了")).content.decode()
    assert "请写明理由" in page
    assert "错了</textarea>" in page
    for wrong in ("", str(uuid4()), "x"):
        answer = client_as(clerk).post(url("withdrawal_ask", case), {**asked(measure), "measure": wrong})
        assert answer.status_code == 200
    assert not Withdrawal.objects.for_system("test").exists()


def test_the_page_strikes_it_through_and_says_by_whom_and_why(case, clerk, head, client_as):
    measure = withdrawn(clerk, head, case)
    page = client_as(clerk).get(url("measure_detail", case)).content.decode()
    assert "<del>社区戒毒</del>（已撤回）" in page
    assert WHY in page
    assert f"{clerk.name} 提请，{head.name} 同意" in page
    assert url("decision_none", case) in page
    assert f"?of={measure.pk}" not in page


@pytest.mark.parametrize("name", ["case_timeline", "course_print", "case_print"])
def test_the_course_and_the_prints_strike_it_through_and_say_so(case, clerk, head, client_as, name):
    measure = withdrawn(clerk, head, case)
    page = client_as(clerk).get(url(name, case)).content.decode()
    assert f"<del>社区戒毒：责令社区戒毒决定书{measure.number}（已撤回）</del>" in page
    assert f"已撤回：责令社区戒毒决定书{measure.number}" in page


def test_a_form_of_before_is_told_that_the_decision_is_gone(case, clerk, head, client_as):
    decided(clerk, case)
    client = client_as(clerk)
    form = client.get(url("report_in", case)).context["form"]
    seen = form.fields["seen"].initial
    measure = Measure.objects.for_system("test").get()
    actions.ask_withdrawal(by=clerk, case=case, measure=measure, reason=WHY, now=NOW)
    actions.decide_withdrawal(by=head, case=case, answer=Consent.APPROVED, now=NOW)
    sent = {"client_id": str(uuid4()), "on": "2026-03-02", "seen": seen}
    assert client.post(url("report_in", case), sent).status_code == 200
    measure.refresh_from_db()
    assert measure.reported_in_on is None


def test_looking_for_doubles_is_one_question_for_however_many(case, clerk, django_assert_num_queries):
    for number in range(3):
        decided(clerk, case, on=NOW.date() - DAY * (9 - number), number=f"示例戒决字〔2026〕{number}号")
    rows = list(Measure.objects.visible_to(clerk).filter(case=case).select_related("case"))
    for some in (rows[:1], rows):
        with django_assert_num_queries(1):
            assert actions.doubles_of(clerk, some) == {}


def test_the_paper_of_a_withdrawn_decision_opens_for_the_team_no_more(
    clerk, head, officer, worker, station, acting, client_as
):
    """It may bear the name of another child."""
    case = in_care(clerk, head, officer, worker)
    for who in (clerk, head, worker):
        acting(who, NOW + DAY)
    assert client_as(clerk).post(url("decision_record", case), paper()).status_code == 302
    measure = Measure.objects.for_system("test").get()
    asked_of = {"of": str(measure.pk)}
    assert client_as(worker).post(url("paper_open", case), asked_of).status_code == 200
    actions.ask_withdrawal(by=clerk, case=case, measure=measure, reason=WHY, now=NOW + DAY)
    actions.decide_withdrawal(by=head, case=case, answer=Consent.APPROVED, now=NOW + DAY)
    answer = client_as(worker).post(url("paper_open", case), asked_of)
    assert answer.url == url("measure_detail", case)
    assert "打开文书" not in client_as(worker).get(url("measure_detail", case)).text
