"""What binds us on every route: team, first visit, residence, word to the other station."""

from accounts.choices import Post, UnitKind
from cases.policies.base import PLAN, STATION, TEAM, UP
from cases.policies.lost import TAPS
from duties.policies import Due, Policy

LEFT_BEHIND_BELOW = 16
"""留守儿童 end at this age; 困境 and others do not. Basis: 国发〔2016〕13号 (不满十六周岁)."""

POLICIES = {
    "case.team": Policy(
        title="落实社区民警和禁毒社工",
        owed_by=STATION,
        due=Due.working_days(3),
        ladder=UP,
        basis=f"{PLAN} 四(三)2、4；时限为本单位规定",
        page="cases:team_propose",
    ),
    "case.care_team": Policy(
        title="落实关爱走访的负责人",
        owed_by=STATION,
        due=Due.working_days(3),
        ladder=UP,
        basis=f"未成年人保护法43；{PLAN} 四(一)2；时限为本单位规定",
        page="cases:team_propose",
    ),
    "case.care_first_visit": Policy(
        title="首次关爱走访（见到本人）",
        owed_by=TEAM,
        due=Due.days(7),
        ladder=UP,
        basis=f"未成年人保护法43；{PLAN} 四(一)2；时限比照首次走访，为本单位规定",
        page="cases:contact_add",
        taps=TAPS,
    ),
    "case.team_confirm": Policy(
        title="确认帮教小组",
        owed_by=(UnitKind.STATION, Post.STATION_HEAD),
        due=Due.working_days(1),
        ladder=UP,
        basis=f"未成年人网络保护条例36；{PLAN} 四(三)4；时限为本单位规定",
        page="cases:team_propose",
    ),
    "case.first_visit": Policy(
        title="首次走访（见到本人）",
        owed_by=TEAM,
        due=Due.days(7),
        ladder=UP,
        basis=f"{PLAN} 四(三)4；时限为本单位规定",
        page="cases:contact_add",
        taps=TAPS,
    ),
    "case.residence": Policy(
        title="核实实际居住地",
        owed_by=STATION,
        due=Due.working_days(3),
        ladder=UP,
        basis=f"{PLAN} 五(三)；时限为本单位规定",
        page="cases:residence_verify",
    ),
    "transfer.contact": Policy(
        title="联系户籍地或实际居住地工作站",
        owed_by=STATION,
        due=Due.hours(24),
        ladder=UP,
        basis=f"{PLAN} 四(三)3；时限为本单位规定",
        page="cases:station_contact",
    ),
}
