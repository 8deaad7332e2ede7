"""The few verbs of each post: the big buttons on top of 今日待办 (design §1, quiet at the desk)."""

from accounts.choices import Post
from duties.today import Verb

LOG = Verb("登记查获", "reporting:seizure_add", "plus")
PRE_REPORT = Verb("预报", "reporting:pre_report", "phone")
ZERO = Verb("今日无查获", "reporting:declare", "zero", discharges="report.daily")
MANDATORY = Verb("强制报告", "reporting:mandatory_add", "hand")
PROBLEM = Verb("报送困难问题", "reporting:problem_add", "flag")
REGISTER = Verb("登记", "reporting:line_list", "register")
CONTACT = Verb("联系", "cases:case_list", "contact")
SEARCH = Verb("查重", "minors:search", "search")
MATRIX = Verb("报送情况", "reporting:matrix", "matrix")
REVIEW = Verb("上报复核", "duties:review_queue", "review")
REPORTS = Verb("报告", "reporting:report_list", "doc")
MISSES = Verb("逾期记录", "duties:miss_list", "alert")

PATROL = Verb("巡查", "patrols:patrol_add", "check")
OUTREACH = Verb("宣传", "outreach:event_add", "users")

VERBS: dict[str, tuple[Verb, ...]] = {
    Post.POLICE_LIAISON: (LOG, ZERO, PRE_REPORT),
    Post.POLICE_HEAD: (REPORTS, MISSES),
    Post.COMMUNITY_OFFICER: (CONTACT,),
    Post.SOCIAL_WORKER: (CONTACT,),
    Post.STATION_CLERK: (REGISTER, CONTACT, PATROL, OUTREACH, SEARCH),
    Post.STATION_HEAD: (REGISTER, CONTACT, MISSES),
    Post.TOWNSHIP_LEADER: (REPORTS, MATRIX, MISSES),
    Post.VILLAGE_SECRETARY: (PATROL, OUTREACH, MANDATORY, PROBLEM),
    Post.SCHOOL_LIAISON: (PATROL, OUTREACH, MANDATORY, PROBLEM),
    Post.COUNTY_REVIEWER: (REVIEW, MATRIX, MISSES),
    Post.AUDITOR: (),
    Post.ADMINISTRATOR: (
        Verb("单位", "accounts:unit_list", "units"),
        Verb("账号", "accounts:account_list", "users"),
        Verb("工作日历", "duties:calendar", "calendar"),
    ),
}
