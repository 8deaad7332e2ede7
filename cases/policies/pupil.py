"""Pupils: county, police and station decide together, and look again each school term (plan 四(三)2)."""

from accounts.choices import Post, UnitKind
from cases.policies.base import PLAN, STATION, UP
from duties.choices import Tell
from duties.policies import Due, Policy, Step, hours

TERM_ENDS = ((1, 31), (7, 15))
"""Month and day on which a school term is over: autumn and spring term. 本单位规定 (D); schools differ."""

TERM_TOO_SHORT_DAYS = 30
"""Measures decided so near the end of a term are first looked at when the next one ends. 本单位规定 (D)."""

TO_SIGN = (
    Step(-hours(4), Tell.HOLDER),
    Step(hours(0), Tell.UNIT_HEAD),
    Step(hours(24), Tell.COUNTY),
)

POLICIES = {
    "case.joint_measures": Policy(
        title="与派出所、工作站共同研究管理服务措施",
        owed_by=(UnitKind.COUNTY, Post.COUNTY_REVIEWER),
        due=Due.working_days(5),
        ladder=(Step(-hours(24), Tell.HOLDER), Step(hours(0), Tell.COUNTY)),
        basis=f"{PLAN} 四(三)2；预防未成年人犯罪法41；时限为本单位规定",
        page="cases:joint_detail",
    ),
    "case.joint_police": Policy(
        title="在共同研究的措施上签字（派出所）",
        owed_by=(UnitKind.POLICE_POST, Post.POLICE_LIAISON),
        due=Due.working_days(2),
        ladder=TO_SIGN,
        basis=f"{PLAN} 四(三)2；时限为本单位规定",
        page="cases:joint_sign",
    ),
    "case.joint_station": Policy(
        title="在共同研究的措施上签字（工作站）",
        owed_by=(UnitKind.STATION, Post.STATION_HEAD),
        due=Due.working_days(2),
        ladder=TO_SIGN,
        basis=f"{PLAN} 四(三)2；时限为本单位规定",
        page="cases:joint_sign",
    ),
    "case.term_review": Policy(
        title="每学期复评共同措施",
        owed_by=STATION,
        due=Due.days(230),
        ladder=UP,
        basis=f"{PLAN} 四(三)2；预防未成年人犯罪法41；不晚于本学期末（1月31日、7月15日），由本单位规定",
        page="cases:term_review",
    ),
}
