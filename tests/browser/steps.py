"""The steps of the main job, each as one person takes it; walked on a live server and on the full stack."""

import random
from collections.abc import Callable
from datetime import date

from playwright.sync_api import Locator, Page, expect

from common.fictional import FictionalPerson, fictional_person
from tests.browser.people import Person

Check = Callable[[Page], None]


def a_child(number: int) -> FictionalPerson:
    """A made-up pupil, visibly nobody."""
    return fictional_person(random.Random(number), (date(2011, 1, 1), date(2013, 12, 31)))


def choose(page: Page, group: str, option: str, *, nth: int = 0) -> None:
    """Tick one option of a group of big buttons."""
    page.get_by_role("group", name=group).nth(nth).get_by_text(option, exact=True).click()


def fill_seizure(liaison: Person, child: FictionalPerson) -> None:
    """What the form needs for one child: under a minute on a phone."""
    page = liaison.page
    choose(page, "在什么地方", "出租屋")
    choose(page, "怎么发现的", "群众举报")
    substance = page.get_by_label("涉及物质")
    substance.select_option(
        label=next(text for text in substance.locator("option").all_inner_texts() if "依托咪酯" in text)
    )
    choose(page, "是否已询问来源、容留线索", "是")
    choose(page, "性别", "男" if child.sex == "M" else "女")
    choose(page, "是否在校学生", "是")
    page.get_by_label("姓名").first.fill(child.name)
    page.get_by_label("公民身份号码").first.fill(child.id_number)
    choose(page, "户籍地", "本乡")
    choose(page, "实际居住地", "本乡")


def log_late(liaison: Person, child: FictionalPerson, captured_at: str) -> None:
    """Log a seizure of an earlier day without sending the report: its hour has passed already."""
    liaison.press("登记查获")
    liaison.page.get_by_label("查获时间").fill(captured_at)
    fill_seizure(liaison, child)
    liaison.press_exactly("保存")
    liaison.sees("尚未报送")


def waiting_at_the_county(county: Person) -> Locator:
    """The same-day report of the home post in the review queue."""
    rows = county.open("/review/").get_by_role("main").get_by_role("listitem")
    return rows.filter(has_text="当日报告").filter(has_text="杆洞乡派出所")


def order_from_the_queue(county: Person, check: Check) -> None:
    row = waiting_at_the_county(county)
    page = county.page
    check(page)
    row.get_by_role("link").first.click()
    county.press_exactly("受理")
    check(page)
    county.press("制发督办单")
    page.get_by_label("要求对方做什么").fill("请当天补报并说明原因。")
    if not page.get_by_label("依据").input_value():
        page.get_by_label("依据").fill("杆政发〔2024〕17号 五(二)")
    check(page)
    county.press_exactly("下达")
    county.sees("待签收")


def sign_the_order(head: Person, check: Check) -> None:
    head.do_today("签收督办单")
    check(head.page)
    head.press_exactly("签收")
    head.sees("办理中")


def report_late(liaison: Person, check: Check) -> None:
    liaison.do_today("当日报告")
    liaison.press_exactly("报送")
    page = liaison.page
    reason = page.get_by_label("迟报原因")
    if not reason.is_visible():
        page.get_by_text("迟报").first.click()
    reason.fill("深夜查获，信号中断。")
    check(page)
    page.locator("form.q-form button[type=submit].btn-primary").click()
    liaison.sees("第1版")
    liaison.sees("深夜查获")


def reply_to_the_order(head: Person) -> None:
    head.do_today("回复督办单")
    head.page.get_by_label("怎么办的，结果如何").fill("已补报，已提醒值班人员。")
    head.press("回复县禁毒办")
    head.sees("已回复")


def close_the_order(county: Person) -> None:
    page = county.open("/reporting/orders/")
    page.get_by_role("listitem").filter(has_text="杆洞乡派出所").or_(
        page.get_by_role("row").filter(has_text="杆洞乡派出所")
    ).get_by_role("link").first.click()
    page.get_by_label("办结意见").fill("同意。")
    county.press_exactly("办结")
    county.sees("已办结")


def sign_for_the_report(leader: Person, check: Check) -> None:
    leader.do_today("签收当日报告")
    check(leader.page)
    leader.press_exactly("签收")
    leader.sees("已签收")


def register(clerk: Person, check: Check) -> None:
    clerk.do_today("登记未成年人")
    check(clerk.page)
    clerk.press("打开身份信息并查重")
    clerk.sees("没有查到在册档案")
    check(clerk.page)
    clerk.press("登记并立案")
    expect(clerk.page.get_by_role("heading", name="个案", level=1)).to_be_visible()
    clerk.sees("本辖区在校学生")
    check(clerk.page)


def propose_team(clerk: Person, check: Check) -> None:
    clerk.do_today("落实社区民警和禁毒社工")
    page = clerk.page
    for group in ("社区民警", "禁毒社工"):
        page.get_by_role("group", name=group).get_by_text("示例").first.click()
    check(page)
    clerk.press_exactly("提名")
    clerk.sees("等待办公室主任确认")


def confirm_team(head: Person, check: Check) -> None:
    head.do_today("确认帮教小组")
    check(head.page)
    head.press_exactly("确认")
    head.sees("帮教中")


def record_first_visit(worker: Person, check: Check) -> None:
    worker.do_today("首次走访")
    check(worker.page)
    page = worker.page
    page.get_by_role("button", name="见到", exact=True).click()  # 本人, 上门 and now are what a tap means
    expect(page.get_by_role("heading", name="见到", level=1)).to_be_visible()
    worker.today()
    expect(page.get_by_text("首次走访")).to_have_count(0)
