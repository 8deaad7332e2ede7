"""What is owed while a child is inside, and when it comes out: somebody is on a clock all the time."""

from cases.policies.base import PLAN, TEAM, UP
from cases.policies.lost import TAPS
from duties.choices import Tell
from duties.policies import Due, Policy, Step, days, hours

WORD_DAYS = 30
"""So often the place is asked how the child is and when it comes out. 本单位规定 (D), as a middle risk."""

RELEASE_TOLD = (30, 7)
"""Days before the expected release at which the team is told: who meets the child at the gate?

工作惯例 (D), as before the end of a term. 戒毒条例34 (the place tells the police three days before, who
collect the child) binds others.
"""

SEEN_AFTER_DAYS = 3
"""The child is to be seen so many days after it came out. 本单位规定 (D).

戒毒条例37 gives the child fifteen days to report in, where 社区康复 was ordered.
"""

_ASKED = (
    Step(-days(3), Tell.HOLDER),
    Step(hours(0), Tell.UNIT_HEAD),
    Step(hours(9), Tell.TOWNSHIP_LEADER),
    Step(hours(24), Tell.COUNTY),
)
_GATE = (*(Step(-days(n), Tell.HOLDER) for n in RELEASE_TOLD), *UP[1:])

POLICIES = {
    "case.custody_word": Policy(
        title="向在所场所了解情况",
        owed_by=TEAM,
        due=Due.days(WORD_DAYS),
        ladder=_ASKED,
        basis=f"{PLAN} 五(二)、(三)；间隔为本单位规定",
        page="cases:custody_word",
    ),
    "case.custody_release": Policy(
        title="离所衔接：谁去接，离所后何时见面",
        owed_by=TEAM,
        due=Due.days(RELEASE_TOLD[0]),
        ladder=_GATE,
        basis=f"{PLAN} 五(二)；戒毒条例34；提前30日、7日为工作惯例",
        page="cases:custody_leave",
    ),
    "case.release_visit": Policy(
        title="离所后首次见面（见到本人）",
        owed_by=TEAM,
        due=Due.days(SEEN_AFTER_DAYS),
        ladder=UP,
        basis=f"{PLAN} 四(三)4、五(二)；时限为本单位规定",
        page="cases:contact_add",
        taps=TAPS,
    ),
}
