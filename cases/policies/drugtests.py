"""Tests, leave and counters: how often, how long, how many, and on what basis."""

from accounts.choices import Post, UnitKind
from cases.policies.base import STATION, TEAM, UP
from cases.testwords import Preset
from duties.choices import Tell
from duties.policies import Due, Policy, Step, hours
from minors.choices import Track

PRESETS: dict[str, tuple[tuple[int, int], ...]] = {
    Preset.U22: ((12, 2), (6, 4), (4, 6)),
    Preset.U28: ((12, 1), (6, 2), (6, 4), (4, 6)),
    Preset.R12: ((6, 4), (4, 6), (2, 12)),
    Preset.R12B: ((12, 4),),
}
"""(times, half-months between them) in their order from report-in. Practice, no statute: 莆田仙游 and 怀化
(U22), R12 and R12b: 怀化; law.md §3."""

PRESETS_OF: dict[str, tuple[str, ...]] = {
    Track.COMMUNITY_DETOX: (Preset.U22, Preset.U28),
    Track.COMMUNITY_RECOVERY: (Preset.R12, Preset.R12B),
}
"""Which of them a measure may choose from (law.md §3: U for 社区戒毒, R for 社区康复)."""

SURPRISE_MIN = 3
"""U28 asks for at least so many surprise tests beside the schedule. Practice (law.md §3)."""

SURPRISE_DAYS = 3
"""A surprise test is done within so many days, its own day counted. 本单位规定 (D)."""

SURPRISE_AHEAD_DAYS = 60
"""A lot draws a day within so many days from tomorrow. 本单位规定 (D)."""

USUAL_SUBSTANCE = "依托咪酯"
"""What a test must see where nobody has noted what a case is about: the plan's own (方案四(二)1)."""

OBJECTION_DAYS = 3
"""So long after being told one may object, and a laboratory tests. 吸毒检测程序规定 (令110, 令141)."""

SAMPLE_MONTHS = 6
"""A positive sample, A and B, is kept at least so long. 吸毒检测程序规定 (令141, 2017)."""

HAIR_CM = 3
HAIR_MONTHS = 6
"""Hair within so many centimetres of the root shows use within so many months. 毛发样本检测规范 (2018)."""

WRITTEN_FROM_DAYS = 3
"""Whoever leaves the county for so many days or more reports in writing. 戒毒条例19(三)."""

LEAVE_MAX_DAYS = 180
"""A leave with its extensions is no longer; who goes for longer moves (条例22). 本单位规定 (D)."""

REFUSALS, LEAVES, DAYS_EXCEEDED = 3, 3, 30
"""严重违反协议: three refusals, three unauthorised leaves, more than thirty days. 戒毒条例20."""

POLICIES = {
    "case.test": Policy(
        title="检测",
        owed_by=TEAM,
        due=Due.days(30),
        ladder=UP,
        basis="禁毒法35、戒毒条例19(二)；次数为本单位规定",
        page="cases:test_add",
    ),
    "case.positive": Policy(
        title="阳性结果告知公安机关",
        owed_by=STATION,
        due=Due.hours(24),
        ladder=UP,
        basis="禁毒法35、戒毒条例21；时限为本单位规定",
        page="cases:positive_report",
    ),
    "case.recheck": Policy(
        title="送实验室检测",
        owed_by=STATION,
        due=Due.days(3),
        ladder=UP,
        basis="吸毒检测程序规定（公安部令第110号、第141号）",
        page="cases:test_follow",
    ),
    "case.breach_report": Policy(
        title="严重违反协议，报告公安机关或写明不报理由",
        owed_by=STATION,
        due=Due.hours(24),
        ladder=UP,
        basis="戒毒条例20、21；时限为本单位规定",
        page="cases:breach_report",
    ),
    "case.leave_decide": Policy(
        title="审批请假",
        owed_by=(UnitKind.STATION, Post.STATION_HEAD),
        due=Due.working_days(1),
        ladder=UP,
        basis="戒毒条例19(三)；时限为本单位规定",
        page="cases:leave_list",
    ),
    "case.leave_return": Policy(
        title="请假到期，核实是否返回（销假）",
        owed_by=TEAM,
        due=Due.days(1),
        ladder=UP,
        basis="戒毒条例19(三)、20；时限为本单位规定",
        page="cases:leave_list",
    ),
    "supply.county": Policy(
        title="县级落实检测试剂",
        owed_by=(UnitKind.COUNTY, Post.COUNTY_REVIEWER),
        due=Due.working_days(5),
        ladder=(Step(-hours(12), Tell.HOLDER), Step(hours(0), Tell.COUNTY), Step(hours(24), Tell.COUNTY)),
        basis="禁毒法35；时限为本单位规定",
        page="cases:kit_add",
        page_takes_subject=False,
    ),
    "supply.reagent": Policy(
        title="落实检测试剂",
        owed_by=STATION,
        due=Due.working_days(5),
        ladder=UP,
        basis="禁毒法35；时限为本单位规定",
        page="cases:kit_add",
        page_takes_subject=False,
    ),
}
