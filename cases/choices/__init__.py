from django.db.models import TextChoices

from cases.choices.lost import (
    AwayEnd,
    CustodyHow,
    CustodyKind,
    Danger,
    FoundHow,
    LostWhy,
    SearchKind,
    StepResult,
)

# what stands next door; the rest is below
__all__ = [
    "AwayEnd",
    "CustodyHow",
    "CustodyKind",
    "Danger",
    "FoundHow",
    "LostWhy",
    "SearchKind",
    "StepResult",
]


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


class Party(TextChoices):
    """The three who decide a pupil's measures together (plan 四(三)2)."""

    COUNTY = "county", "县禁毒办"
    POLICE = "police", "派出所"
    STATION = "station", "乡工作站"


class Correction(TextChoices):
    """The nine measures the police may take. Law: 预防未成年人犯罪法 第四十一条, in its order."""

    ADMONISH = "admonish", "（一）训诫"
    APOLOGISE = "apologise", "（二）赔礼道歉、赔偿损失"
    REPENT = "repent", "（三）具结悔过"
    REPORT = "report", "（四）定期报告活动情况"
    CONDUCT = "conduct", "（五）遵守行为规范，不得实施特定行为、接触特定人员、进入特定场所"
    COUNSEL = "counsel", "（六）心理辅导、行为矫治"
    SERVE = "serve", "（七）社会服务"
    OBSERVE = "observe", "（八）社会观护"
    OTHER = "other", "（九）其他矫治教育措施"


class CareKind(TextChoices):
    """Why a child who uses nothing is cared for (未成年人保护法43)."""

    LEFT_BEHIND = "left_behind", "留守"
    HARDSHIP = "hardship", "困境"
    OTHER = "other", "其他需要关爱的"


class CareSource(TextChoices):
    VISIT = "visit", "走访发现"
    VILLAGE = "village", "村里告知"
    SCHOOL = "school", "学校告知"
    CIVIL = "civil", "民政、妇联等转来"
    FAMILY = "family", "孩子或家人求助"
    OTHER = "other", "其他"


class HelpKind(TextChoices):
    """Help given to a child and its family (law.md §12; 家庭教育指导: 家庭教育促进法 第四十九条)."""

    SCHOOL = "school", "复学"
    WORK = "work", "就业"
    MEDICAL = "medical", "就医"
    COUNSELLING = "counselling", "心理辅导"
    RELIEF = "relief", "临时救助"
    PARENTING = "parenting", "家庭教育指导"
    OTHER = "other", "其他"


class Stance(TextChoices):
    """What somebody who must be heard said. Not having heard them is a fact of its own."""

    AGREES = "agrees", "同意"
    OBJECTS = "objects", "有不同意见"
    SILENT = "silent", "听取了，本人不愿表态"
    NOT_HEARD = "not_heard", "还没有听取"


class ReviewOutcome(TextChoices):
    KEEP = "keep", "继续执行"
    ADJUST = "adjust", "需要调整，三方重新研究"
    END = "end", "已经改好，终止措施"


class RoundWhy(TextChoices):
    FIRST = "first", "首次研究"
    RETURNED = "returned", "返校后研究"
    REVIEW = "review", "复评后调整"


class SchoolState(TextChoices):
    """Whether and how a child learns (law.md §12; 义务教育法 第十三条; 未成年人保护法 第二十八条)."""

    IN_SCHOOL = "in_school", "在校"
    UPPER = "upper", "高中或中职在读"
    SPECIAL = "special", "专门学校"
    SUSPENDED = "suspended", "休学"
    STOPPED = "stopped", "停学"
    DROPPED = "dropped", "辍学（义务教育未完成）"
    NEVER = "never", "失学"
    NOT_ENROLLED = "not_enrolled", "初中毕业未升学"
    GRADUATED = "graduated", "毕业"
    WORKING = "working", "就业"
    OTHER = "other", "其他"


class Reachable(TextChoices):
    """Whether a grown-up of the family can be reached, and where they are."""

    HOME = "home", "同住，联系得上"
    NEAR = "near", "在本乡，联系得上"
    AWAY = "away", "外出务工，联系得上"
    UNREACHABLE = "unreachable", "联系不上"
    UNABLE = "unable", "联系得上，无力照护"


class CarerFinding(TextChoices):
    """未成年人保护法 第二十二条: who may not be a carer by mandate."""

    FIT = "fit", "没有发现不得受托的情形"
    HABIT = "habit", "有吸毒、酗酒、赌博等恶习，不得受托"
    HARM = "harm", "有侵害未成年人或其他不宜受托的情形"
    UNSURE = "unsure", "没能核实，还要再查"


class CallOutcome(TextChoices):
    """Whether parents away talked with the child. 未成年人保护法 第二十三条: at least once a week."""

    SPOKE = "spoke", "这一周联系交流过"
    NOT = "not", "这一周没有联系"
    UNKNOWN = "unknown", "没能问到"


class HelpOutcome(TextChoices):
    DONE = "done", "办成"
    PARTLY = "partly", "部分办成"
    REFUSED = "refused", "本人或家庭不接受"
    FAILED = "failed", "没有办成"


class GroupRole(TextChoices):
    """The five of the working group. Law: 戒毒条例 第十七条."""

    STAFF = "staff", "专职工作人员"
    POLICE = "police", "社区民警"
    DOCTOR = "doctor", "社区医务人员"
    FAMILY = "family", "家庭成员"
    VOLUNTEER = "volunteer", "禁毒志愿者"


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


class TermEndMode(TextChoices):
    """Whether the day from which a term runs is counted in it (law.md §9; 戒毒条例14, 民法典201–202)."""

    DAY_BEFORE = "day_before", "起算日计入，到周年前一日为止"
    SAME_DAY = "same_day", "起算日不计入，到周年当日为止"


class OfficeField(TextChoices):
    """What an office settles for itself beside its clocks."""

    TERM_END = "term_end_mode", "期限末日算法"
    LETTER_WORD = "letter_word", "机关代字"


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


class OutsideKind(TextChoices):
    STATION = "station", "社区戒毒（康复）工作站"
    COUNTY = "county", "县级禁毒办"
    POLICE = "police", "公安机关"
    OTHER = "other", "其他机关"


class ControlledBy(TextChoices):
    """Where the child is controlled, as somebody decided and the other side agreed (law.md §1.1)."""

    HOUSEHOLD = "household", "户籍地"
    RESIDENCE = "residence", "实际居住地"
    BOTH = "both", "双向管控"


class TransferPurpose(TextChoices):
    HAND_OVER = "hand_over", "移交管控"
    DUAL = "dual", "双向管控"
    INFORM = "inform", "书面告知（仍由本站管控）"
    RETURN = "return", "误送退回"


class TransferState(TextChoices):
    """Read off the rows and their instants; stored nowhere."""

    DRAFT = "draft", "草拟"
    CONTACTED = "contacted", "已联系"
    NOTICED = "noticed", "已书面通知"
    DELIVERED = "delivered", "已送达"
    RECEIPTED = "receipted", "已回执"
    REFUSED = "refused", "退回"
    CLOSED = "closed", "关闭"


class Delivery(TextChoices):
    HAND = "hand", "直接送达"
    MAIL = "mail", "邮寄"
    CONFIDENTIAL = "confidential", "机要"
    FAX = "fax", "传真"
    SYSTEM = "system", "系统内送达"


class EndedAs(TextChoices):
    RECEIPT = "receipt", "回执在册"
    DELIVERED = "delivered", "已送达"
    REFUSED = "refused", "退回，县禁毒办同意"
    WITHDRAWN = "withdrawn", "撤回"
    ADULT = "adult", "已满18周岁"
    BACK = "back", "双向管控结束，由本站接回"
    GONE = "gone", "双向管控结束，全部移交对方"
    SEALED = "sealed", "档案封存"


class RefusalDecision(TextChoices):
    UPHELD = "upheld", "同意退回，由原工作站继续管控"
    INSISTED = "insisted", "不同意退回，由对方接收（对外由县函商）"
    OVERTAKEN = "overtaken", "对方其后已回执"


class LetterKind(TextChoices):
    NOTICE = "notice", "书面通知（移交函）"
    DUAL = "dual", "双向管控函"
    INFORM = "inform", "告知函"
    RETURN = "return", "退回函"
    RECEIPT = "receipt", "回执"
    COUNTY = "county", "县间函"
    WARN = "warn", "告诫书"
    NO_SHOW = "no_show", "逾期未报到证明"
    BREACH = "breach", "严重违反协议证明"


PAPERS = (LetterKind.WARN, LetterKind.NO_SHOW, LetterKind.BREACH)
"""What is written to the child, or of it to the police, and belongs to no hand-over."""


class WordWay(TextChoices):
    SENT = "sent", "我方去函"
    RECEIVED = "received", "对方来函"


class PlanState(TextChoices):
    PROPOSED = "proposed", "待审批"
    APPROVED = "approved", "执行中"
    RETURNED = "returned", "已退回"
    SUPERSEDED = "superseded", "已被新版替代"


class Risk(TextChoices):
    """Risk class of 禁毒办通〔2016〕37号; how often the child is visited follows from it."""

    HIGH = "high", "高"
    MIDDLE = "mid", "中"
    LOW = "low", "低"


class ReviewResult(TextChoices):
    GO_ON = "go_on", "继续帮教"
    END_EARLY = "end_early", "建议提前结束"
    EXTEND = "extend", "建议延长"
