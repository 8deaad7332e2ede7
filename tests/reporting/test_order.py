from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from common import clock
from common.errors import DomainError
from duties import actions as duties
from duties.choices import Decision, EscalationState
from duties.models import Duty, Escalation
from reporting.actions import close_order, issue_order, reply_order, return_order, sign_order
from reporting.choices import OrderState
from reporting.instants import ORDER_FLOW
from reporting.models import Order, OrderStep
from tests.cast import NOW

LATER = NOW + timedelta(hours=3)
DUE = clock.shanghai(2026, 3, 6)


@pytest.fixture
def escalation(police_post, county_user):
    """A daily report that nobody made reached the county."""
    duty = duties.open(
        "report.daily",
        subject=police_post.pk,
        unit=police_post,
        label="示例派出所 2026-02-27",
        at=clock.shanghai(2026, 2, 27),
        period="2026-02-27",
    )
    return Escalation.objects.create(duty=duty, raised_at=clock.shanghai(2026, 2, 28, 9))


@pytest.fixture
def order(county_user, police_post, police_head):
    return issued(county_user, police_post)


def issued(by, unit, **values):
    given = {"demand": "请补报2月27日情况。", "basis": "方案五(二)", "due_at": DUE, "now": NOW}
    return issue_order(by=by, to_unit=unit, **{**given, **values})


def open_duties(order):
    return list(Duty.objects.filter(subject=order.pk).open().values_list("kind", "unit", "post"))


def fresh(order):
    return Order.objects.for_system("test").get(pk=order.pk)


def replied(order, police_head):
    sign_order(by=police_head, order=order, now=LATER)
    return reply_order(by=police_head, order=order, text="已补报。", now=LATER)


def test_every_state_of_an_order_is_in_the_flow():
    assert ORDER_FLOW.states == set(OrderState)


def test_the_head_of_the_ordered_unit_owes_the_signature(order, police_post):
    assert order.state == OrderState.ISSUED
    assert open_duties(order) == [("order.sign", police_post.pk, "police_head")]


def test_without_a_day_the_reply_is_due_after_five_working_days(county_user, police_post):
    assert issued(county_user, police_post, due_at=None).due_at == clock.shanghai(2026, 3, 10)


def test_the_whole_way(order, county_user, police_head, police_post):
    sign_order(by=police_head, order=order, now=LATER)
    assert open_duties(order) == [("order.reply", police_post.pk, "police_head")]
    assert Duty.objects.get(kind="order.reply", subject=order.pk).due_at == DUE
    reply_order(by=police_head, order=order, text="已补报。", now=LATER)
    assert open_duties(order) == []
    closed = close_order(by=county_user, order=order, note="同意办结。", now=LATER)
    assert closed.state == OrderState.CLOSED
    steps = OrderStep.objects.for_system("test").filter(order=order).values_list("step", flat=True)
    assert list(steps) == ["issued", "signed", "replied", "closed"]


def test_the_liaison_may_reply_but_not_sign(order, liaison, police_head):
    with pytest.raises(PermissionDenied):
        sign_order(by=liaison, order=order, now=LATER)
    sign_order(by=police_head, order=order, now=LATER)
    assert reply_order(by=liaison, order=order, text="已补报。", now=LATER).state == OrderState.REPLIED


def test_a_reply_sent_back_is_kept_and_owed_again(order, county_user, police_head):
    replied(order, police_head)
    new_due = clock.shanghai(2026, 3, 10)
    row = return_order(by=county_user, order=order, reason="没有写明原因。", due_at=new_due, now=LATER)
    assert (row.state, row.reply, row.due_at) == (OrderState.SIGNED, "", new_due)
    assert Duty.objects.filter(subject=order.pk, kind="order.reply").open().get().due_at == new_due
    texts = OrderStep.objects.for_system("test").filter(order=order).values_list("text", flat=True)
    assert "已补报。" in texts
    reply_order(by=police_head, order=order, text="原因已查明。", now=LATER)
    assert fresh(order).state == OrderState.REPLIED


def test_an_order_signed_after_its_day_owes_a_reply_that_is_late(order, police_head):
    late = DUE + timedelta(hours=1)
    sign_order(by=police_head, order=order, now=late)
    assert Duty.objects.get(kind="order.reply", subject=order.pk).state(late) == "overdue"


def test_an_order_decides_its_escalation(county_user, police_post, escalation):
    order = issued(county_user, police_post, escalation=escalation)
    escalation.refresh_from_db()
    assert escalation.decision == Decision.ORDER
    assert escalation.decided_by == county_user
    assert order.duty == escalation.duty


def test_a_second_order_on_the_same_escalation_is_refused(county_user, county_user2, police_post, escalation):
    issued(county_user, police_post, escalation=escalation)
    with pytest.raises(DomainError):
        issued(county_user2, police_post, escalation=escalation)
    assert Order.objects.for_system("test").count() == 1


def test_the_database_refuses_a_second_order_on_one_escalation(order, county_user, police_post, escalation):
    first = issued(county_user, police_post, escalation=escalation)
    second = Order(
        from_unit=first.from_unit,
        to_unit=police_post,
        escalation=escalation,
        demand="x",
        basis="x",
        due_at=DUE,
        issued_at=NOW,
        issued_by=county_user,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


def test_closing_may_close_the_escalation(county_user, police_post, police_head, escalation):
    order = issued(county_user, police_post, escalation=escalation)
    replied(order, police_head)
    with pytest.raises(DomainError, match="尚未完成"), transaction.atomic():
        close_order(by=county_user, order=order, note="同意。", now=LATER, with_escalation=True)
    Duty.objects.filter(pk=escalation.duty_id).update(met_at=LATER, met_recorded_at=LATER)
    order = type(order).objects.for_system("test").get(pk=order.pk)
    close_order(by=county_user, order=order, note="同意。", now=LATER, with_escalation=True)
    escalation.refresh_from_db()
    assert escalation.state(LATER) == EscalationState.CLOSED


def test_the_same_form_sent_twice_makes_one_order(county_user, police_post):
    key = uuid4()
    assert issued(county_user, police_post, client_id=key) == issued(county_user, police_post, client_id=key)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"due_at": NOW}, "due_on"),
        ({"demand": "电话 19900000001"}, "demand"),
    ],
)
def test_bad_input_is_refused_with_a_sentence_on_the_field(county_user, police_post, change, field):
    with pytest.raises(DomainError) as refusal:
        issued(county_user, police_post, **change)
    assert refusal.value.field == field


def test_a_village_cannot_be_ordered(county_user, village):
    with pytest.raises(DomainError):
        issued(county_user, village)


def test_a_step_out_of_turn_is_refused(order, county_user, police_head):
    with pytest.raises(DomainError):
        reply_order(by=police_head, order=order, text="早了。", now=LATER)
    with pytest.raises(DomainError):
        close_order(by=county_user, order=order, note="早了。", now=LATER)
    sign_order(by=police_head, order=order, now=LATER)
    with pytest.raises(DomainError):
        sign_order(by=police_head, order=order, now=LATER)


@pytest.mark.parametrize("who", ["outsider", "bystander", "clerk", "leader"])
def test_somebody_elses_order_is_refused(request, order, who):
    user = request.getfixturevalue(who)
    for act in (sign_order, reply_order):
        more = {"text": "不是我的。"} if act is reply_order else {}
        with pytest.raises(PermissionDenied):
            act(by=user, order=order, now=LATER, **more)


@pytest.mark.parametrize("who", ["outsider", "bystander", "police_head", "leader", "auditor"])
def test_only_the_county_issues(request, police_post, who):
    with pytest.raises(PermissionDenied):
        issued(request.getfixturevalue(who), police_post)


# --- pages


@pytest.fixture(autouse=True)
def at_now():
    with clock.at(LATER):
        yield


def url(name, order):
    return reverse(f"reporting:{name}", args=[order.pk])


def test_the_county_orders_from_an_escalation_in_one_form(client_as, county_user, escalation, police_post):
    browser = client_as(county_user)
    address = f"{reverse('reporting:order_add')}?escalation={escalation.pk}"
    page = browser.get(address)
    assert "示例派出所 2026-02-27" in page.text
    answer = browser.post(
        address, {"to_unit": police_post.pk, "demand": "请补报。", "basis": "方案", "due_on": "2026-03-05"}
    )
    order = Order.objects.for_system("test").get()
    assert answer.url == url("order_detail", order)
    assert order.due_at == clock.shanghai(2026, 3, 6)
    assert order.escalation == escalation


def test_a_form_that_is_refused_keeps_what_was_typed(client_as, county_user, police_post):
    data = {"to_unit": police_post.pk, "demand": "很长的要求", "basis": "方案", "due_on": "2026-03-01"}
    page = client_as(county_user).post(reverse("reporting:order_add"), data)
    assert "期限不能早于今天。" in page.text
    assert "很长的要求" in page.text


def test_the_head_signs_and_replies_on_the_page(client_as, order, police_head):
    browser = client_as(police_head)
    assert "签收" in browser.get(url("order_detail", order)).text
    browser.post(url("order_sign", order))
    assert browser.post(url("order_reply", order), {"text": "已补报。"}).status_code == 302
    assert fresh(order).reply == "已补报。"


def test_a_reply_with_a_number_stays_on_the_page(client_as, order, police_head):
    sign_order(by=police_head, order=order, now=LATER)
    page = client_as(police_head).post(url("order_reply", order), {"text": "找了\n19900000001"})
    assert "第2行像是写了手机号码" in page.text
    assert fresh(order).reply == ""


def test_the_county_sends_back_and_closes_on_the_page(client_as, order, police_head, county_user):
    replied(order, police_head)
    browser = client_as(county_user)
    assert "办结意见" in browser.get(url("order_detail", order)).text
    browser.post(url("order_return", order), {"reason": "不清楚。", "due_on": "2026-03-09"})
    assert fresh(order).state == OrderState.SIGNED
    reply_order(by=police_head, order=fresh(order), text="写清楚了。", now=LATER)
    browser.post(url("order_close", order), {"note": "同意。"})
    assert fresh(order).state == OrderState.CLOSED
    assert "同意。" in browser.get(url("order_detail", order)).text


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("bystander", 404)])
@pytest.mark.parametrize("name", ["order_detail", "order_sign", "order_reply"])
def test_refused_by_the_pages(request, client_as, order, who, status, name):
    browser = client_as(request.getfixturevalue(who))
    send = browser.get if name == "order_detail" else browser.post
    assert send(url(name, order)).status_code == status


@pytest.mark.parametrize("name", ["order_return", "order_close"])
def test_the_ordered_unit_cannot_close_its_own_order(client_as, order, police_head, name):
    assert client_as(police_head).post(url(name, order)).status_code == 403


@pytest.mark.parametrize(("who", "status"), [("police_head", 403), ("bystander", 403), ("county_user", 200)])
def test_who_sees_the_form(request, client_as, who, status):
    assert client_as(request.getfixturevalue(who)).get(reverse("reporting:order_add")).status_code == status


def test_an_escalation_of_another_county_is_absent(client_as, county_user):
    address = f"{reverse('reporting:order_add')}?escalation={uuid4()}"
    assert client_as(county_user).get(address).status_code == 404


def test_the_list_shows_what_concerns_one(
    client_as, order, police_head, outsider, django_assert_max_num_queries
):
    browser = client_as(police_head)
    with django_assert_max_num_queries(14):
        assert order.number in browser.get(reverse("reporting:order_list")).text
    assert order.number not in client_as(outsider).get(reverse("reporting:order_list")).text
