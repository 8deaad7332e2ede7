"""How often a child is contacted, when it counts as lost, and who looks for it in which order."""

from dataclasses import replace
from datetime import timedelta

from accounts.choices import Post, UnitKind
from cases.choices import Outcome, SearchKind, StepResult
from cases.policies.base import PLAN, STATION, TEAM, UP
from duties.choices import Tell
from duties.policies import Due, Policy, Step, days, hours

TAPS = tuple(
    (str(one), str(one.label)) for one in (Outcome.MET, Outcome.SPOKE, Outcome.NO_ANSWER, Outcome.REFUSED)
)
"""What one tap on 今日待办 says of a contact with the child."""

VISIT_DAYS = {"high": 7, "mid": 30, "low": 90}
"""Risk class → days between two contacts with the child. Field practice; 本单位规定 (D)."""

CARE_DAYS = 90
"""Days between two contacts with a child of 关爱帮扶. 本单位规定 (D)."""

LOST_FAILURES = 3
"""So many failed attempts to reach the child make a case 失联. 本单位规定 (D)."""

LOST_WITHIN = timedelta(days=7)
"""They lie so close together, both ends included. 本单位规定 (D)."""

DRIFT_SHARE = 0.8
"""From this share of the time between two contacts on, the early warning speaks. 本单位规定 (D)."""

_CHAIN = (
    Step(-hours(6), Tell.HOLDER),
    Step(hours(0), Tell.UNIT_HEAD),
    Step(hours(9), Tell.TOWNSHIP_LEADER),
    Step(hours(24), Tell.COUNTY),
)
_SLOW = (
    Step(-days(3), Tell.HOLDER),
    Step(hours(0), Tell.UNIT_HEAD),
    Step(hours(9), Tell.TOWNSHIP_LEADER),
    Step(hours(24), Tell.COUNTY),
)
_COUNTY = (Step(-hours(6), Tell.HOLDER), Step(hours(0), Tell.COUNTY))
HEAD = (UnitKind.STATION, Post.STATION_HEAD)
POLICE = (UnitKind.POLICE_POST, Post.COMMUNITY_OFFICER)
COUNTY = (UnitKind.COUNTY, Post.COUNTY_REVIEWER)
_BASIS = f"{PLAN} 五(二)、(三)；时限为本单位规定"


def _search(title: str, owed_by: tuple[str, str], due: Due, ladder: tuple[Step, ...] = _CHAIN) -> Policy:
    return Policy(title, owed_by, due, ladder, _BASIS, "cases:search_detail")


def _step(kind: SearchKind, title: str, owed_by: tuple[str, str], hours_: int) -> Policy:
    """A step whose usual answer is one tap: nobody there. Whoever finds the child taps the contact."""
    nothing = ((f"{kind}:{StepResult.NOTHING}", str(StepResult.NOTHING.label)),)
    policy = _search(title, owed_by, Due.hours(hours_))
    return replace(policy, taps=nothing, taps_to="cases:step_record")


POLICIES = {
    "case.contact": Policy(
        title="定期联系本人",
        owed_by=TEAM,
        due=Due.days(VISIT_DAYS["mid"]),
        ladder=UP,
        basis=f"{PLAN} 五(二)；间隔为本单位规定",
        page="cases:contact_add",
        taps=TAPS,
    ),
    "case.care_contact": Policy(
        title="关爱走访",
        owed_by=TEAM,
        due=Due.days(CARE_DAYS),
        ladder=UP,
        basis=f"未成年人保护法43；{PLAN} 四(一)2；间隔为本单位规定",
        page="cases:contact_add",
        taps=TAPS,
    ),
    "case.whereabouts": Policy(
        title="核实外出去向",
        owed_by=TEAM,
        due=Due.working_days(3),
        ladder=UP,
        basis=f"{PLAN} 五(三)；时限为本单位规定",
        page="cases:whereabouts_verify",
    ),
    "case.search.told": _search("知悉失联", COUNTY, Due.hours(24), _COUNTY),
    "case.search.channel": _step(SearchKind.CHANNEL, "查找：换渠道联系", TEAM, 24),
    "case.search.visit": _step(SearchKind.VISIT, "查找：上门", TEAM, 24),
    "case.search.guardian": _step(SearchKind.GUARDIAN, "查找：问监护人、照护人", TEAM, 24),
    "case.search.village": _search("查找：请村里协助走访", HEAD, Due.hours(72)),
    "case.search.police": _step(SearchKind.POLICE, "查找：公安查询", POLICE, 72),
    "case.search.review": _search("失联复查", STATION, Due.days(30), _SLOW),
    "case.search.decide": _search("研究失联个案", COUNTY, Due.days(90), _COUNTY),
}
