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
