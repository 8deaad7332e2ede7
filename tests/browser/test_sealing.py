"""Sealing a file and answering a lawful query, at a desk and on a phone."""

import os

from accounts.models import User
from common.clock import shanghai
from minors import actions
from minors.choices import SealCause
from minors.models import LawfulQuery, SealProposal
from tests.minors.factories import child_in, registered

MORNING = shanghai(2026, 3, 4, 9)


def acting(username: str) -> User:
    user = User.objects.get(username=username)
    appointment = user.appointments.select_related("unit").order_by("recorded_at").first()
    return user.act_as(appointment, at=MORNING)


def shown(page, viewport, name: str) -> None:
    """Keep a picture where somebody asked for one."""
    if folder := os.environ.get("QINGHU_PICTURES"):
        page.screenshot(path=f"{folder}/{name}-{viewport['width']}.png", full_page=True)


def test_head_and_county_seal_and_a_query_is_answered(county_loaded, travel, person, axe_clean, viewport):
    travel(MORNING)
    clerk, head = acting("gd-clerk"), acting("gd-head")
    child = child_in()
    minor = registered(clerk, clerk.acting.unit, now=MORNING, child=child)
    actions.propose_seal(by=head, minor=minor, cause=SealCause.OTHER, note="帮教期满，表现稳定", now=MORNING)
    row = SealProposal.objects.for_system("test").get()

    at_station = person("gd-head")
    page = at_station.open(f"/minors/seals/proposals/{row.pk}/")
    axe_clean(page)
    shown(page, viewport, "sign")
    at_station.press_exactly("签字封存")
    at_station.sees("等待县禁毒办签字")
    at_county = person("county")
    page = at_county.open(f"/minors/seals/proposals/{row.pk}/")
    axe_clean(page)
    at_county.press_exactly("签字封存")
    at_county.sees("档案已封存")
    page = at_county.open("/minors/seals/")
    axe_clean(page)
    shown(page, viewport, "seals")

    at_desk = person("gd-clerk")
    page = at_desk.open("/minors/queries/add/")
    axe_clean(page)
    for label, text in (
        ("申请机关", "示例县人民检察院"),
        ("申请人部门和职务", "第一检察部检察官"),
        ("公函文号", "示检〔2026〕1号"),
        ("法律依据", "治安管理处罚法第一百三十六条"),
        ("查询用途", "办理案件需要核实处罚记录"),
        ("公民身份号码", child.id_number),
    ):
        page.get_by_label(label).first.fill(text)
    shown(page, viewport, "query-add")
    at_desk.press_exactly("登记")
    at_desk.sees("须经两个单位批准")
    query = LawfulQuery.objects.for_system("test").get()
    for who in (at_station, at_county):
        page = who.open(f"/minors/queries/{query.pk}/")
        axe_clean(page)
        shown(page, viewport, "query")
        who.press_exactly("批准")
        who.sees("已登记您的决定")
    page = at_desk.open(f"/minors/queries/{query.pk}/")
    at_desk.press_exactly("打开查询结果")
    at_desk.sees(child.name)
    axe_clean(page)
    shown(page, viewport, "query-open")
    page = at_desk.open("/minors/queries/")
    axe_clean(page)
    shown(page, viewport, "queries")
    page = at_county.open("/minors/disposals/")
    axe_clean(page)
    shown(page, viewport, "disposals")
