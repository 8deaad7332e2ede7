"""A small office of its own, so that these tests do not move with the real one."""

from accounts.choices import Post, UnitKind
from duties.choices import Tell
from duties.policies import Due, Every, Policy, Step, hours

POLICE = (UnitKind.POLICE_POST, Post.POLICE_LIAISON)
STATION = (UnitKind.STATION, Post.STATION_CLERK)
TEAM = (UnitKind.STATION, Post.SOCIAL_WORKER)
LEADER = (UnitKind.TOWNSHIP, Post.TOWNSHIP_LEADER)

LADDER = (
    Step(-hours(4), Tell.HOLDER),
    Step(hours(0), Tell.UNIT_HEAD),
    Step(hours(9), Tell.TOWNSHIP_LEADER),
    Step(hours(24), Tell.COUNTY),
)


def policy(title, owed_by, due, **more):
    return Policy(
        title=title,
        owed_by=owed_by,
        due=due,
        ladder=LADDER,
        basis="本单位规定",
        page="duties:policy_list",
        page_takes_subject=False,
        **more,
    )


POLICIES = {
    "daily": policy("每日报告", POLICE, Due.end_of_local_day(), every=Every.DAY),
    "same_day": policy("当日报告", POLICE, Due.end_of_local_day(), law_sets_it=True),
    "register": policy("登记未成年人", STATION, Due.working_days(1)),
    "team": policy("首次走访", TEAM, Due.days(7)),
    "report.sign": policy("签收", LEADER, Due.next_working_day(hour=12)),
    "county": policy("县级事项", (UnitKind.COUNTY, Post.COUNTY_REVIEWER), Due.hours(24)),
}
