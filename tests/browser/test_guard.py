"""On the phone as on the desk: a refused text stays in its box, and the head finds what was hidden."""

import os
from pathlib import Path

from accounts.models import Appointment, User
from common.clock import shanghai
from duties.tasks import tick
from tests.minors.factories import child_in, registered

MORNING = shanghai(2026, 3, 3, 9)
OWN, FAR = "示例·甲丑寅", "示例·甲卯辰"


def acting(username):
    user = User.objects.get(username=username)
    return user.act_as(Appointment.objects.filter(user=user).select_related("unit").get(), at=MORNING)


def far_clerk():
    other = Appointment.objects.filter(post="station_clerk").exclude(user__username="gd-clerk")
    return acting(other.order_by("user__username")[0].user.username)


def picture(page, name):
    if folder := os.environ.get("QINGHU_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def write_problem(person, name):
    page = person.open("/reporting/problems/add/")
    page.get_by_role("textbox").fill(f"昨晚和{name}家里通了话，家里说在外地。")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="报送").last.click()


def test_a_refused_text_is_kept_and_a_hidden_one_is_found_by_the_head(
    county_loaded, travel, person, axe_clean, viewport
):
    travel(MORNING)
    clerk, elsewhere = acting("gd-clerk"), far_clerk()
    registered(clerk, clerk.acting.unit, now=MORNING, child=child_in(name=OWN))
    registered(elsewhere, elsewhere.acting.unit, now=MORNING, child=child_in(name=FAR))
    desk = person("gd-clerk")
    write_problem(desk, OWN)
    desk.sees("这里像是写了在册人员的姓名，请改用编号。")
    assert OWN in desk.page.get_by_role("textbox").input_value()
    picture(desk.page, f"refused-{viewport['width']}")
    axe_clean(desk.page)
    write_problem(desk, FAR)
    desk.sees("待答复")
    tick.delay()
    head = person("gd-head")
    head.do_today("核对文字")
    head.sees(FAR)
    picture(head.page, f"queue-{viewport['width']}")
    axe_clean(head.page)
    head.page.get_by_label("删去", exact=False).check()
    head.page.get_by_label("理由", exact=False).fill("写了孩子的姓名")
    head.press("确定")
    head.sees("没有待核对的文字")
    desk.open("/reporting/ledgers/import/")
    picture(desk.page, f"import-{viewport['width']}")
    axe_clean(desk.page)
