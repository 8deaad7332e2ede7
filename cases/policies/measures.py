"""What a measure obliges, and its numbers. Without a statute beside it a number is 本单位规定 (D)."""

from datetime import timedelta

from accounts.choices import Post, UnitKind
from cases.policies.base import PLAN, STATION, TEAM, UP
from duties.choices import Tell
from duties.policies import Due, Policy, Step, hours

TERM_END_MODE = "day_before"
"""`day_before`: the day of report-in counts (自报到之日起, 戒毒条例14). `same_day`: 民法典201–202. (M)"""

TERM_MOST = 36
"""No measure of ours runs longer. Basis: 禁毒法33, 48 (3年); 帮教 the same (D)."""

TERM_MONTHS: dict[str, int] = {"correction": 12, "detox": 36, "recovery": 36, "compulsory": 24}
"""Months by kind of decision where the paper says nothing else. 禁毒法33, 48, 47; 帮教 12 (D)."""

REPORT_IN_DAYS = 15
"""Basis: 戒毒条例14, 22, 38."""

REVIEW_MONTHS = 6
"""A 帮教 is reviewed so often, a pupil's each school term. 本单位规定 (D)."""

SCHOOL_TERM_ENDS = ((1, 31), (7, 15))
"""Month and day by which a school term has ended. 本单位规定 (D)."""

REVIEW_SEEN_BEFORE = timedelta(days=30)
"""A review stands on the Today page so long before its day. 本单位规定 (D)."""

END_CHECKS = (30, 7)
"""Days before the end of a term on which the checklist is gone through. Practice."""

HANDOVER_DAYS = (90, 30)
"""Days before growing up on which a running measure is spoken of. 本单位规定 (D)."""

OFFERED_AHEAD = timedelta(days=120)
"""The buttons for the end of a term and for growing up stand on the page so long before. 本单位规定 (D)."""

UNDER_COMPULSION = 16
"""Below this age 强制隔离 is no default. Basis: 禁毒法39; 戒毒条例26."""

POLICE = (UnitKind.POLICE_POST, Post.POLICE_LIAISON)
HEAD = (UnitKind.STATION, Post.STATION_HEAD)
LONG = (
    Step(-hours(24 * 30), Tell.HOLDER),
    Step(-hours(24 * 7), Tell.UNIT_HEAD),
    Step(hours(0), Tell.UNIT_HEAD),
    Step(hours(24), Tell.COUNTY),
)

POLICIES = {
    "case.decision_chase": Policy(
        title="补齐决定文书（或写明无决定）",
        owed_by=POLICE,
        due=Due.working_days(5),
        ladder=UP,
        basis="预防未成年人犯罪法41；禁毒法33；时限为本单位规定",
        page="reporting:line_decision",
    ),
    "case.report_in": Policy(
        title="落实报到",
        owed_by=TEAM,
        due=Due.days(REPORT_IN_DAYS),
        ladder=UP,
        basis="戒毒条例14、38（收到决定之日起15日）",
        page="cases:report_in",
        law_sets_it=True,
    ),
    "case.agreement": Policy(
        title="签订社区戒毒（康复）协议",
        owed_by=STATION,
        due=Due.working_days(3),
        ladder=UP,
        basis="戒毒条例16、44；禁毒法34（及时）；时限为本单位规定",
        page="cases:agreement_sign",
    ),
    "case.plan_approve": Policy(
        title="审批工作计划",
        owed_by=HEAD,
        due=Due.working_days(2),
        ladder=UP,
        basis=f"戒毒条例15；{PLAN} 四(三)2、4；时限为本单位规定",
        page="cases:plan_decide",
    ),
    "case.risk_review": Policy(
        title="复评风险等级",
        owed_by=TEAM,
        due=Due.working_days(3),
        ladder=UP,
        basis="禁毒办通〔2016〕37号；时限为本单位规定",
        page="cases:risk_assess",
    ),
    "case.withdraw_decide": Policy(
        title="审批撤回登错的决定",
        owed_by=HEAD,
        due=Due.working_days(2),
        ladder=UP,
        basis="两人办理、时限2个工作日，均为本单位规定",
        page="cases:withdrawal_decide",
    ),
    "case.review": Policy(
        title="帮教评估",
        owed_by=STATION,
        due=Due.days(30),
        ladder=UP,
        basis="预防未成年人犯罪法41、42；每半年或每学期，为本单位规定",
        page="cases:review_record",
    ),
    "case.end_checklist": Policy(
        title="期满前核对",
        owed_by=STATION,
        due=Due.days(7),
        ladder=UP,
        basis="戒毒条例23、40；期满前30日、7日，为工作惯例",
        page="cases:end_check",
    ),
    "case.lift_notice": Policy(
        title="向公安机关催收解除通知书",
        owed_by=STATION,
        due=Due.days(7),
        ladder=UP,
        basis="戒毒条例23、40（公安机关7日内出具并送达）",
        page="cases:lift_notice",
        law_sets_it=True,
    ),
    "case.place_materials": Policy(
        title="转出材料（执行地变更）",
        owed_by=STATION,
        due=Due.working_days(3),
        ladder=UP,
        basis="戒毒条例22；时限参照重庆市禁毒条例36，为本单位规定",
        page="cases:place_change",
    ),
    "case.place_report": Policy(
        title="落实到新执行地报到",
        owed_by=TEAM,
        due=Due.days(REPORT_IN_DAYS),
        ladder=UP,
        basis="戒毒条例22（变更之日起15日）",
        page="cases:place_change",
        law_sets_it=True,
    ),
    "case.adult_handover": Policy(
        title="成年衔接：取得成年人档案回执",
        owed_by=STATION,
        due=Due.days(HANDOVER_DAYS[0]),
        ladder=LONG,
        basis="预防未成年人犯罪法59；禁毒法33；90日、30日为本单位规定",
        page="cases:adult_receipt",
    ),
    "case.clean_decide": Policy(
        title="决定不再动态管控",
        owed_by=HEAD,
        due=Due.working_days(10),
        ladder=UP,
        basis="戒毒条例7（戒断3年未复吸）；时限为本单位规定",
        page="cases:clean_decide",
    ),
    "case.close": Policy(
        title="清项并办结个案",
        owed_by=HEAD,
        due=Due.working_days(20),
        ladder=UP,
        basis="戒毒条例23、40；时限为本单位规定",
        page="cases:case_close",
    ),
    "case.month_lines": Policy(
        title="阅每月个案情况",
        owed_by=HEAD,
        due=Due.working_days(5),
        ladder=UP,
        basis=f"{PLAN} 四(三)4（及时掌握）；时限为本单位规定",
        page="cases:month_list",
        page_takes_subject=False,
    ),
}
