"""Possible values of what is written about a child who is lost, away, or inside."""

from django.db.models import TextChoices


class LostWhy(TextChoices):
    """What moved a case to 失联."""

    FAILURES = "failures", "多次联系不上"
    CONTACT = "contact", "定期联系逾期未果"
    FIRST_VISIT = "first_visit", "首次走访逾期未果"
    WHEREABOUTS = "whereabouts", "外出去向未能核实"
    RELEASED = "released", "离所后没有见到"


class FoundHow(TextChoices):
    MET = "met", "见到本人"
    SPOKE = "spoke", "与本人通话"
    INSIDE = "inside", "在所"


class Danger(TextChoices):
    """Why the police are asked although no decision binds the child."""

    MISSING = "missing", "家属已报走失"
    DANGER = "danger", "发现危险情形"


class SearchKind(TextChoices):
    """One step of a search. TOLD and DECIDE are the county's, REVIEW comes back while the child is lost."""

    TOLD = "told", "县知悉失联"
    CHANNEL = "channel", "换渠道联系"
    VISIT = "visit", "上门查找"
    GUARDIAN = "guardian", "问监护人、照护人"
    VILLAGE = "village", "请村里协助走访"
    POLICE = "police", "公安查询"
    REVIEW = "review", "失联复查"
    DECIDE = "decide", "县研究失联个案"


class StepResult(TextChoices):
    NOTHING = "nothing", "没有找到"
    LEAD = "lead", "有线索，继续找"
    IMPOSSIBLE = "impossible", "无法进行"
    NOTED = "noted", "已知悉"
    FOUND = "found", "已找到本人"


class AwayEnd(TextChoices):
    """How a stated journey was cleared up."""

    VERIFIED = "verified", "已核实"
    UNVERIFIED = "unverified", "核实不到"
    RETURNED = "returned", "已见到本人"
    INSIDE = "inside", "在所"


class CustodyKind(TextChoices):
    """What kind of place has the child; more than this and its name is not asked."""

    DETENTION = "detention", "拘留所、看守所"
    COMPULSORY = "compulsory", "强制隔离戒毒所"
    SPECIAL = "special", "专门学校"
    HOSPITAL = "hospital", "医院"
    OTHER = "other", "其他"


class CustodyHow(TextChoices):
    """How it is known from the place itself; what others say verifies nothing."""

    DOCUMENT = "document", "文书"
    PHONE = "phone", "电话问过"
    VISIT = "visit", "到过那里"
