"""The navigation of each post, one table. At most five entries at the top: a phone shows four and 更多.

An entry appears only when its permission is granted and its page exists; a group hides its own entries
behind one word. What a duty opens is reached from 今日待办, not from here.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from accounts.passwords import is_expired
from accounts.permissions import AccountPerm, may
from cases.permissions import CasePerm
from common import clock
from duties.permissions import DutyPerm
from minors.permissions import MinorPerm
from outreach.permissions import OutreachPerm
from patrols.permissions import PatrolPerm
from reporting.permissions import ReportPerm


@dataclass(frozen=True)
class Item:
    label: str
    icon: str
    page: str = ""
    perm: str = ""
    unless: str = ""
    """A permission whose holders find the page elsewhere."""
    children: tuple["Item", ...] = ()


@dataclass(frozen=True)
class Shown:
    """An entry as the template needs it."""

    label: str
    icon: str
    url: str
    active: bool = False
    children: tuple["Shown", ...] = ()


ITEMS = (
    Item("今日待办", "today", "duties:today", DutyPerm.SEE_TODAY),
    Item(
        "上报",
        "report",
        children=(
            Item("登记查获", "plus", "reporting:seizure_add", ReportPerm.LOG_SEIZURE),
            Item("预报", "phone", "reporting:pre_report", ReportPerm.LOG_SEIZURE),
            Item("今日无查获", "zero", "reporting:declare", ReportPerm.DECLARE_ZERO),
            Item("登记簿", "register", "reporting:register_book", ReportPerm.VIEW_REGISTER),
            Item("查获记录", "list", "reporting:seizure_list", ReportPerm.VIEW_REGISTER),
            Item("报告", "doc", "reporting:report_list", ReportPerm.VIEW_REPORT),
            Item("转办来函", "transfer", "reporting:letter_forward", ReportPerm.FORWARD_LETTER),
            Item("强制报告", "hand", "reporting:mandatory_add", ReportPerm.MANDATORY_REPORT),
            Item("待登记与来源", "inbox", "reporting:line_list", ReportPerm.REGISTER),
            Item("查重", "search", "minors:search", MinorPerm.SEARCH),
        ),
    ),
    Item(
        "联系",
        "contact",
        children=(
            Item("个案", "contact", "cases:case_list", CasePerm.VIEW),
            Item("可能失联", "alert", "cases:drifting_list", CasePerm.VIEW),
        ),
    ),
    Item(
        "督办",
        "review",
        children=(
            Item("上报复核", "review", "duties:review_queue", DutyPerm.REVIEW_ESCALATION),
            Item("各乡镇", "matrix", "reporting:matrix", ReportPerm.VIEW_MATRIX),
            Item("督办单", "order", "reporting:order_list", ReportPerm.ISSUE_ORDER),
            Item("抽查", "search", "cases:sample_list", CasePerm.DRAW_SAMPLE),
            Item("紧急查阅", "alert", "minors:opening_list", MinorPerm.REVIEW_ACCESS),
        ),
    ),
    Item("查阅日志", "log", "accounts:read_list", AccountPerm.READ_LOG),
    Item("账号", "users", "accounts:account_list", AccountPerm.MANAGE_ACCOUNTS),
    Item("单位", "units", "accounts:unit_list", AccountPerm.MANAGE_UNITS),
    Item(
        "巡查宣传",
        "check",
        children=(
            Item("巡查记录", "check", "patrols:patrol_list", PatrolPerm.PATROL),
            Item("学校和场所", "units", "patrols:place_list", PatrolPerm.PATROL),
            Item("隐患", "alert", "patrols:finding_list", PatrolPerm.PATROL),
            Item("线索", "flag", "patrols:clue_list", PatrolPerm.VIEW_CLUES),
            Item("检查表", "list", "patrols:checklist", PatrolPerm.PATROL),
            Item("宣传活动", "users", "outreach:event_list", OutreachPerm.RECORD),
            Item("宣传覆盖", "matrix", "outreach:coverage", OutreachPerm.RECORD),
            Item("关爱走访", "hand", "outreach:care_list", OutreachPerm.RECORD),
        ),
    ),
    Item(
        "更多",
        "menu",
        children=(
            Item("学校和场所", "units", "patrols:place_list", PatrolPerm.VIEW, PatrolPerm.PATROL),
            Item("隐患", "alert", "patrols:finding_list", PatrolPerm.VIEW, PatrolPerm.PATROL),
            Item("检查表", "list", "patrols:checklist", PatrolPerm.VIEW, PatrolPerm.PATROL),
            Item("宣传活动", "users", "outreach:event_list", OutreachPerm.VIEW, OutreachPerm.RECORD),
            Item("宣传覆盖", "matrix", "outreach:coverage", OutreachPerm.VIEW, OutreachPerm.RECORD),
            Item("共同研究", "review", "cases:joint_list", CasePerm.SIGN_JOINT),
            Item("督办单", "order", "reporting:order_list", ReportPerm.ANSWER_ORDER),
            Item("逾期记录", "alert", "duties:miss_list", DutyPerm.VIEW_MISSES),
            Item("报告安全事件", "alert", "minors:incident_add", MinorPerm.REPORT_INCIDENT),
            Item("登记册", "register", "minors:register_list", MinorPerm.FILE_INQUIRY),
            Item("工作量与帮扶", "matrix", "cases:work_list", CasePerm.VIEW_WORK),
            Item("统计", "matrix", "reporting:statistics", ReportPerm.VIEW_FIGURES),
            Item("台账", "list", "reporting:ledger_list", ReportPerm.VIEW_REPORT),
            Item("移交", "transfer", "cases:transfer_list", CasePerm.TRANSFER),
            Item("本单位设置", "check", "cases:office_list", CasePerm.SET_OFFICE),
            Item("外地单位", "register", "cases:outside_list", CasePerm.EDIT_OUTSIDE_UNIT),
            Item("台账导入", "list", "reporting:ledger_import", ReportPerm.IMPORT_LEDGER),
            Item("问题报送", "flag", "reporting:problem_list", ReportPerm.FILE_PROBLEM),
            Item("待核对文字", "check", "minors:text_check_list", MinorPerm.REVIEW_TEXT),
            Item("查阅周报", "log", "minors:digest_list", MinorPerm.READ_DIGEST),
            Item("查阅申请", "hand", "minors:access_list", MinorPerm.DECIDE_ACCESS),
            Item("回避", "users", "minors:recusal_list", MinorPerm.ORDER_RECUSAL),
            Item("值班表", "calendar", "duties:roster", DutyPerm.EDIT_ROSTER),
            Item("缺勤与代理", "swap", "accounts:absence_list", AccountPerm.RECORD_ABSENCE),
            Item("任职确认", "check", "accounts:appointment_list", AccountPerm.CONFIRM_APPOINTMENT),
            Item("时限与依据", "clock", "duties:policy_list", DutyPerm.CHANGE_POLICY),
            Item("工作日历", "calendar", "duties:calendar", DutyPerm.EDIT_CALENDAR),
            Item("物质名录", "list", "reporting:substance_list", ReportPerm.EDIT_CATALOGUE),
        ),
    ),
)


def nav(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: what to offer, what the session acts as, why a password must be changed."""
    user: Any = getattr(request, "user", None)
    acting = getattr(user, "acting", None)
    return {
        "acting": acting,
        "nav": shown(user, request.path) if acting else [],
        "password_first": getattr(user, "must_change_password", False),
        "password_expired": user is not None and user.is_authenticated and is_expired(user, clock.now()),
    }


def shown(user: Any, path: str) -> list[Shown]:
    """The entries of the post `user` acts as; the one whose page `path` lies under is active."""
    found = [entry for item in ITEMS if (entry := _shown(item, user))]
    urls = [entry.url for entry in found] + [child.url for entry in found for child in entry.children]
    here = max((url for url in urls if _under(path, url)), key=len, default="")
    return [_marked(entry, here) for entry in found]


def _shown(item: Item, user: Any) -> Shown | None:
    if item.children:
        children = [entry for child in item.children if (entry := _shown(child, user))]
        if len(children) == 1:  # a group of one is a detour
            return children[0]
        return Shown(item.label, item.icon, "", children=tuple(children)) if children else None
    if not may(user, item.perm) or (item.unless and may(user, item.unless)):
        return None
    try:
        return Shown(item.label, item.icon, reverse(item.page))
    except NoReverseMatch:
        return None


def _under(path: str, url: str) -> bool:
    return path == url if url in ("/", "") else path.startswith(url)


def _marked(entry: Shown, here: str) -> Shown:
    children = tuple(replace(child, active=child.url == here) for child in entry.children)
    return replace(
        entry,
        active=bool(here) and (entry.url == here or any(child.active for child in children)),
        children=children,
    )
