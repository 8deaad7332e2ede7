"""A child is handed over by thumb: from the duty's line to the number, and accepted on a preview."""

import pytest

from accounts.models import Appointment, Unit
from cases.models import Case, Transfer
from common.clock import shanghai
from tests.browser.conftest import PHONE
from tests.browser.steps import choose
from tests.cases.factories import open_case
from tests.cases.transfers import AWAY, contacted

MORNING = shanghai(2026, 3, 4, 9, 0)


@pytest.fixture
def viewport() -> dict:
    return PHONE


def acting(username):
    appointment = Appointment.objects.select_related("user", "unit").get(user__username=username)
    return appointment.user.act_as(appointment, at=MORNING)


def test_from_the_duty_to_acceptance_on_a_phone(county_loaded, travel, person, axe_clean):
    travel(MORNING)
    by = acting("gd-clerk")
    case = open_case(by, by.acting.unit, now=MORNING, with_facts=AWAY)
    contacted(by, case, now=MORNING)

    clerk = person("gd-clerk")
    clerk.do_today("书面通知对方工作站")
    page = clerk.page
    to = Unit.objects.exclude(pk=by.acting.unit.pk).filter(kind="station").order_by("area").first()
    page.get_by_label("接收单位：本县工作站").select_option(label=to.name)
    page.get_by_label("为何由对方负责").fill("户籍和居住地都在该镇")
    choose(page, "由谁管控", "实际居住地")
    page.get_by_label("决定理由").fill("随父母在当地居住半年")
    axe_clean(page)
    clerk.press_exactly("拟好")
    clerk.sees("编号不能收回")
    axe_clean(page)
    clerk.press_exactly("编号发出")
    clerk.sees("书面通知已编号")
    axe_clean(page)

    other = person(f"t{to.area[6:9]}-clerk")
    other.do_today("接收或退回移交")
    other.sees("接收之前只显示这些")
    axe_clean(other.page)
    other.press_exactly("接收")
    other.sees("孩子从现在起由你站负责")
    axe_clean(other.page)
    assert Case.objects.for_system("test").get().unit == to
    assert Transfer.objects.for_system("test").get().receipt_number

    clerk.open(f"/cases/transfers/{Transfer.objects.for_system('test').get().pk}/past/")
    clerk.sees("只有本站在")
    axe_clean(clerk.page)
    for somebody in (clerk, other):
        assert somebody.errors == []
