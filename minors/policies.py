"""Obligations and numbers of this app, each with its source."""

from datetime import timedelta

from accounts.choices import Post, UnitKind
from duties.choices import Tell
from duties.policies import Due, Policy, Step, hours

ADULT_AT = 18
"""Basis: 未成年人保护法 第二条. Counted from the day after the birthday (最高法 2006 解释 第二条)."""

LIAISON_READS_FOR = timedelta(days=7)
"""The post's own level 2 closes so long after registration unless it still owes a duty. 本单位规定 (D)."""

MIN_PURPOSE = 2
"""Least number of characters of a purpose. 本单位规定 (D)."""

MIN_NAME = 2
"""A name of fewer characters gets no blind key: too many share it. 本单位规定 (D)."""

MAX_SPELLINGS = 128
"""At most so many pinyin readings of one name are indexed. 本单位规定 (D)."""

EARLIEST_BIRTH_YEAR = 1990
"""Nobody born before could have been a minor in 2024, when the plan began. 本单位规定 (D)."""

ASSIST_FOR = timedelta(hours=48)
"""A village secretary is asked after a child for so long at most. 本单位规定 (D, design §4.11)."""

VILLAGE_BASIS = "未成年人保护法第四十三条（村民委员会协助）"
"""What a question to a village rests on where the child is not missing."""

POLICIES: dict[str, Policy] = {
    "assist.visit": Policy(
        title="协助走访",
        owed_by=(UnitKind.VILLAGE, Post.VILLAGE_SECRETARY),
        due=Due.hours(48),
        ladder=(Step(-hours(12), Tell.HOLDER), Step(hours(0), Tell.UNIT_HEAD)),
        basis="未成年人保护法43；时限为本单位规定",
        page="minors:assist_answer",
    ),
    "assist.result": Policy(
        title="查看协助走访结果",
        owed_by=(UnitKind.STATION, Post.STATION_HEAD),
        due=Due.working_days(1),
        ladder=(Step(-hours(4), Tell.HOLDER), Step(hours(0), Tell.UNIT_HEAD)),
        basis="本单位规定",
        page="minors:assist_detail",
    ),
}
