from django.db.models import TextChoices


class Place(TextChoices):
    """Where a place lies, seen from the responsible township."""

    OURS = "ours", "本乡"
    ELSEWHERE = "elsewhere", "外乡"
    UNKNOWN = "unknown", "不明"


class Route(TextChoices):
    LOCAL_PUPIL = "local_pupil", "本辖区在校学生"
    LOCAL = "local", "本辖区非在校"
    OUTGOING = "outgoing", "移出"
    INCOMING = "incoming", "移入接管"
    DUAL = "dual", "双向管控"
    RETURN = "return", "非本乡，退回"


class Direction(TextChoices):
    NONE = "none", "不移交"
    OUT = "out", "移出"
    IN = "in", "移入"


class Controller(TextChoices):
    """Who ends up controlling. A recorded decision, never a derived constant (law.md §1.1)."""

    OURS = "ours", "本站"
    THEIRS = "theirs", "户籍地或实际居住地工作站"
    BOTH = "both", "双方（本站负责到对方回执）"
    SENDER = "sender", "来文单位"


class CaseStatus(TextChoices):
    OPEN = "open", "待落实"
    IN_CARE = "in_care", "帮教中"
    LOST = "lost", "失联"
    REFERRED = "referred", "已移交"
    CLOSED = "closed", "已办结"


class WithWhom(TextChoices):
    CHILD = "child", "本人"
    GUARDIAN = "guardian", "监护人"
    CARER = "carer", "受托照护人"
    VILLAGE = "village", "村"
    SCHOOL = "school", "学校"


class Channel(TextChoices):
    VISIT = "visit", "上门"
    STATION = "station", "到站"
    PHONE = "phone", "电话"
    VIDEO = "video", "视频"


class Outcome(TextChoices):
    MET = "met", "见到"
    SPOKE = "spoke", "通话"
    NO_ANSWER = "no_answer", "未接或不在"
    REFUSED = "refused", "拒绝"
    WRONG_NUMBER = "wrong_number", "号码错误"
    AWAY = "away", "外出"


class Told(TextChoices):
    """What the other station was told by word of mouth: the name only where it must find the child."""

    CODED = "coded", "只说情况，没有说姓名"
    IDENTITY = "identity", "说了姓名、住址，以便对方找人"


class DecisionKind(TextChoices):
    """The paper on which a measure rests. Each kind leads to one track (`cases.rules.track.TRACK_OF`)."""

    CORRECTION = "correction", "矫治教育（帮教）决定书"
    DETOX = "detox", "责令社区戒毒决定书"
    RECOVERY = "recovery", "责令社区康复决定书"
    SPECIAL = "special", "专门教育决定书"
    VOLUNTARY = "voluntary", "自愿戒毒登记"
    COMPULSORY = "compulsory", "强制隔离戒毒决定书"


class MeasureEnd(TextChoices):
    """How a measure came to its end."""

    TERM = "term", "期满"
    TERM_LOST = "term_lost", "期满失联"
    EARLY = "early", "提前结束"
    TERMINATED = "terminated", "终止"
    REPLACED = "replaced", "改为其他措施"
    HANDED_OVER = "handed_over", "移交成年人档案"


class SuspensionCause(TextChoices):
    """Why the time of a measure stands still (戒毒条例24): it runs on afterwards."""

    DETAINED = "detained", "依法拘留"
    ARRESTED = "arrested", "逮捕"


class LostWhy(TextChoices):
    """What moved a case to 失联."""

    FAILURES = "failures", "多次联系不上"
    CONTACT = "contact", "定期联系逾期未果"
    FIRST_VISIT = "first_visit", "首次走访逾期未果"
    WHEREABOUTS = "whereabouts", "外出去向未能核实"


class FoundHow(TextChoices):
    MET = "met", "见到本人"
    SPOKE = "spoke", "与本人通话"


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
