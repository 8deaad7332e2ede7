"""Obligations of reporting. What the plan or a law orders and what the office chose are named apart:
`law_sets_it` is True only where the number itself stands in the source; otherwise it is 本单位规定 (D)."""

from accounts.choices import Post, UnitKind
from duties.choices import Tell
from duties.policies import Due, Every, Policy, Step, hours

PLAN = "杆政发〔2024〕17号"

SAME_DAY_ANCHOR = "captured_at"
"""Which instant anchors 当天: captured_at, tested_at or identified_minor_at.
Basis: 方案四(三)1 does not say; 本单位规定 (D)."""

MIN_PHONE_WORDS = 2
"""Least length of the name or post of the person told by phone. 本单位规定 (D)."""

DECLARE_BACK_DAYS = 31
"""How many past days without a word the zero page offers. 本单位规定 (D)."""

POLICE = (UnitKind.POLICE_POST, Post.POLICE_LIAISON)
LEADER = (UnitKind.TOWNSHIP, Post.TOWNSHIP_LEADER)
STATION = (UnitKind.STATION, Post.STATION_CLERK)
COUNTY = (UnitKind.COUNTY, Post.COUNTY_REVIEWER)

POLICIES = {
    "report.same_day": Policy(
        title="当日报告",
        owed_by=POLICE,
        due=Due.end_of_local_day(),
        ladder=(
            Step(-hours(4), Tell.HOLDER),
            Step(hours(0), Tell.UNIT_HEAD),
            Step(hours(0), Tell.TOWNSHIP_LEADER),
            Step(hours(9), Tell.COUNTY),
        ),
        basis=f"{PLAN} 四(三)1：查获信息一律于当天报党委政府",
        page="reporting:seizure_detail",
        law_sets_it=True,
    ),
    "report.daily": Policy(
        title="每日报告（有查获报查获，无查获报零）",
        owed_by=POLICE,
        due=Due.end_of_local_day(),
        ladder=(
            Step(-hours(4), Tell.HOLDER),
            Step(hours(0), Tell.UNIT_HEAD),
            Step(hours(0), Tell.TOWNSHIP_LEADER),
            Step(hours(9), Tell.COUNTY),
        ),
        basis="零报告制度（本单位规定）",
        page="reporting:declare",
        page_takes_subject=False,
        every=Every.DAY,
    ),
    "report.sign": Policy(
        title="签收当日报告",
        owed_by=LEADER,
        due=Due.next_working_day(hour=12),
        ladder=(
            Step(-hours(2), Tell.HOLDER),
            Step(hours(0), Tell.TOWNSHIP_LEADER),
            Step(hours(24), Tell.COUNTY),
        ),
        basis=f"{PLAN} 四(三)1；时限为本单位规定",
        page="reporting:report_detail",
    ),
    "report.complete": Policy(
        title="预报后补齐全报",
        owed_by=POLICE,
        due=Due.hours(12),
        ladder=(Step(-hours(2), Tell.HOLDER), Step(hours(0), Tell.UNIT_HEAD), Step(hours(24), Tell.COUNTY)),
        basis=f"{PLAN} 四(三)1；时限为本单位规定",
        page="reporting:seizure_detail",
    ),
    "report.correct": Policy(
        title="按退回意见更正",
        owed_by=POLICE,
        due=Due.hours(12),
        ladder=(Step(-hours(2), Tell.HOLDER), Step(hours(0), Tell.UNIT_HEAD), Step(hours(24), Tell.COUNTY)),
        basis=f"{PLAN} 四(三)1；时限为本单位规定",
        page="reporting:seizure_detail",
    ),
    "report.guardian": Policy(
        title="告知监护人",
        owed_by=POLICE,
        due=Due.hours(24),
        ladder=(Step(-hours(4), Tell.HOLDER), Step(hours(0), Tell.UNIT_HEAD), Step(hours(24), Tell.COUNTY)),
        basis="治安管理处罚法 第九十八条；时限为本单位规定",
        page="reporting:line_guardian",
    ),
    "report.identify": Policy(
        title="查明身份",
        owed_by=POLICE,
        due=Due.hours(72),
        ladder=(Step(-hours(12), Tell.HOLDER), Step(hours(0), Tell.UNIT_HEAD), Step(hours(24), Tell.COUNTY)),
        basis=f"{PLAN} 四(三)1；时限为本单位规定",
        page="reporting:line_identify",
    ),
    "report.register": Policy(
        title="登记未成年人",
        owed_by=STATION,
        due=Due.working_days(1),
        ladder=(
            Step(-hours(4), Tell.HOLDER),
            Step(hours(0), Tell.UNIT_HEAD),
            Step(hours(9), Tell.TOWNSHIP_LEADER),
            Step(hours(24), Tell.COUNTY),
        ),
        basis=f"{PLAN} 四(三)1、4；时限为本单位规定",
        page="reporting:line_register",
    ),
    "transfer.intake": Policy(
        title="登记来函",
        owed_by=STATION,
        due=Due.working_days(1),
        ladder=(
            Step(-hours(4), Tell.HOLDER),
            Step(hours(0), Tell.UNIT_HEAD),
            Step(hours(9), Tell.TOWNSHIP_LEADER),
            Step(hours(24), Tell.COUNTY),
        ),
        basis=f"{PLAN} 四(三)3；时限为本单位规定",
        page="reporting:line_register",
    ),
    "register.elsewhere": Policy(
        title="核对是否在外乡镇在册",
        owed_by=COUNTY,
        due=Due.working_days(1),
        ladder=(Step(-hours(4), Tell.HOLDER), Step(hours(0), Tell.COUNTY)),
        basis=f"{PLAN} 四(三)1（一人一档）；时限为本单位规定",
        page="reporting:line_elsewhere",
    ),
    "report.mandatory": Policy(
        title="接收强制报告",
        owed_by=POLICE,
        due=Due.hours(2),
        ladder=(Step(-hours(1.5), Tell.HOLDER), Step(hours(0), Tell.UNIT_HEAD), Step(hours(2), Tell.COUNTY)),
        basis="未成年人保护法 第十一条第二款（立即报告）；2小时为本单位规定",
        page="reporting:mandatory_receive",
    ),
    "case.education": Policy(
        title="主动联系在校学生开展教育",
        owed_by=POLICE,
        due=Due.working_days(3),
        ladder=(Step(-hours(12), Tell.HOLDER), Step(hours(0), Tell.UNIT_HEAD), Step(hours(24), Tell.COUNTY)),
        basis=f"{PLAN} 四(三)2；时限为本单位规定",
        page="reporting:line_education",
    ),
    "case.county_report": Policy(
        title="上报县禁毒办",
        owed_by=POLICE,
        due=Due.hours(24),
        ladder=(Step(-hours(4), Tell.HOLDER), Step(hours(0), Tell.UNIT_HEAD), Step(hours(9), Tell.COUNTY)),
        basis=f"{PLAN} 四(三)2、3（及时上报）；时限为本单位规定",
        page="reporting:line_county_report",
    ),
    "problem.reply": Policy(
        title="答复困难问题",
        owed_by=STATION,
        due=Due.working_days(3),
        ladder=(Step(-hours(12), Tell.HOLDER), Step(hours(0), Tell.UNIT_HEAD), Step(hours(24), Tell.COUNTY)),
        basis=f"{PLAN} 五(三)（随时报送）；时限为本单位规定",
        page="reporting:problem_detail",
    ),
    "order.sign": Policy(
        title="签收督办单",
        owed_by=STATION,
        due=Due.working_days(1),
        ladder=(Step(-hours(4), Tell.HOLDER), Step(hours(0), Tell.UNIT_HEAD), Step(hours(24), Tell.COUNTY)),
        basis=f"{PLAN} 五(二)；时限为本单位规定",
        page="reporting:order_detail",
    ),
    "order.reply": Policy(
        title="回复督办单",
        owed_by=STATION,
        due=Due.working_days(5),
        ladder=(Step(-hours(24), Tell.HOLDER), Step(hours(0), Tell.UNIT_HEAD), Step(hours(24), Tell.COUNTY)),
        basis=f"{PLAN} 五(二)；期限以督办单为准",
        page="reporting:order_detail",
    ),
}

PROBLEM_MAX_LINES = 10
"""Longest problem report, in lines. 本单位规定 (D), after 方案五(三) 随时报送."""

ANSWERERS = {
    UnitKind.STATION: (Post.STATION_CLERK, Post.STATION_HEAD),
    UnitKind.POLICE_POST: (Post.POLICE_LIAISON, Post.POLICE_HEAD),
    UnitKind.TOWNSHIP: (Post.TOWNSHIP_LEADER,),
    UnitKind.COUNTY: (Post.COUNTY_REVIEWER,),
}
"""Who answers a problem in a unit: the first owes the answer, the others may give it. 本单位规定 (D)."""

PROBLEM_GOES_TO = {
    UnitKind.SCHOOL: (UnitKind.STATION, UnitKind.POLICE_POST, UnitKind.TOWNSHIP),
    UnitKind.VILLAGE: (UnitKind.STATION, UnitKind.POLICE_POST, UnitKind.TOWNSHIP),
    UnitKind.POLICE_POST: (UnitKind.STATION, UnitKind.TOWNSHIP, UnitKind.COUNTY),
    UnitKind.STATION: (UnitKind.TOWNSHIP, UnitKind.POLICE_POST, UnitKind.COUNTY),
    UnitKind.TOWNSHIP: (UnitKind.COUNTY, UnitKind.STATION, UnitKind.POLICE_POST),
    UnitKind.COUNTY: (UnitKind.TOWNSHIP, UnitKind.STATION),
}
"""To which kinds of units a problem may be sent, the usual one first: the unit above, the station, the
county; the county asks downward. 方案五(三); the choice is 本单位规定 (D)."""
