"""The family, the hand-over from one colleague to the next."""

from cases.policies.base import TEAM, UP
from duties.choices import Tell
from duties.policies import Due, Policy, Step, hours

POLICIES = {
    "case.carer_check": Policy(
        title="核查受托照护人能否受托",
        owed_by=TEAM,
        due=Due.working_days(5),
        ladder=UP,
        basis="未成年人保护法22（有吸毒、酗酒、赌博等恶习的不得受托）；时限为本单位规定",
        page="cases:carer_check",
    ),
    "case.parent_call": Policy(
        title="了解父母这一周是否联系孩子",
        owed_by=TEAM,
        due=Due.days(7),
        ladder=(Step(-hours(24), Tell.HOLDER), Step(hours(0), Tell.UNIT_HEAD)),
        basis="未成年人保护法23（至少每周联系和交流一次）",
        page="cases:parent_call",
    ),
    "case.handover": Policy(
        title="阅读交接说明",
        owed_by=TEAM,
        due=Due.working_days(1),
        ladder=(Step(-hours(4), Tell.HOLDER), Step(hours(0), Tell.UNIT_HEAD), Step(hours(24), Tell.COUNTY)),
        basis="杆政发〔2024〕17号 五(三)（杜绝脱失漏管）；时限为本单位规定",
        page="cases:handover_read",
    ),
}
