from django.db.models import TextChoices


class MinorState(TextChoices):
    PENDING = "pending", "待登记"
    REGISTERED = "registered", "在册"
    MERGED = "merged", "已并入"
    WITHDRAWN = "withdrawn", "已撤销"


class Sex(TextChoices):
    MALE = "M", "男"
    FEMALE = "F", "女"


class Concern(TextChoices):
    """Why the file exists. A left-behind child is never counted or listed with users."""

    DRUGS = "drugs", "涉毒"
    CARE = "care", "关爱帮扶（未涉毒）"


class Track(TextChoices):
    """Legal track (design §5): which statutory rules bind the child. The plan's own duties bind us on all."""

    CORRECTION = "correction", "帮教矫治"
    COMMUNITY_DETOX = "community_detox", "社区戒毒"
    COMMUNITY_RECOVERY = "community_recovery", "社区康复"
    COMPULSORY_DETOX = "compulsory_detox", "强制隔离戒毒"
    SPECIAL_EDUCATION = "special_education", "专门教育"
    VOLUNTARY_DETOX = "voluntary_detox", "自愿戒毒"
    REGISTERED_ONLY = "registered_only", "仅登记"
    CARE = "care", "关爱帮扶（留守/困境，未涉毒）"


class IdKind(TextChoices):
    RESIDENT = "resident", "公民身份号码"
    NONE = "none", "无证或未带证"
    HK_MACAO_TAIWAN = "hk_macao_taiwan", "港澳台证件"
    FOREIGN = "foreign", "外国证件"


class Relation(TextChoices):
    PARENT = "parent", "父母"
    GRANDPARENT = "grandparent", "祖父母或外祖父母"
    SIBLING = "sibling", "兄姐"
    OTHER = "other", "其他监护人"
    ORGANISATION = "organisation", "民政部门或村（居）委会"
    CARER = "carer", "受托照护人（父母仍负监护责任）"


class VaultPart(TextChoices):
    """The three vaults. A grant opens some of them."""

    IDENTITY = "identity", "身份"
    SCHOOLING = "schooling", "就学"
    GUARDIAN = "guardian", "监护人"


class GrantKind(TextChoices):
    ASSIGNMENT = "assignment", "帮教分工"
    APPROVAL = "approval", "批准查阅"
    BREAK_GLASS = "break_glass", "紧急查阅"
    SEALED_QUERY = "sealed_query", "封存档案依法查询"


class DigestFor(TextChoices):
    """Who answers for a digest."""

    HEAD = "head", "本单位负责人"
    AUDITOR = "auditor", "个人信息保护监督员"


class Flag(TextChoices):
    """Why a reading stands in the weekly digest."""

    OUTSIDE = "outside", "不是自己经手的档案"
    NO_WORK = "no_work", "档案上没有在办事项"
    AFTER_HOURS = "after_hours", "非工作时间"
    SEALED = "sealed", "试图查阅封存档案"


class Basis(TextChoices):
    """On what a reading of a vault rests. The first two follow from the work itself."""

    REGISTRATION = "registration", "登记"
    INTAKE = "intake", "查获办理"
    ASSIGNMENT = "assignment", "帮教分工"
    APPROVAL = "approval", "批准查阅"
    BREAK_GLASS = "break_glass", "紧急查阅"
    SEALED_QUERY = "sealed_query", "封存档案依法查询"
    ASSIST = "assist", "协助走访"
    SLIP = "slip", "走访单"
    RIGHTS = "rights", "办理本人或监护人的申请"
    FILED = "filed", "本人登记的文书"


class IncidentKind(TextChoices):
    LEAK = "leak", "泄露"
    LOSS = "loss", "丢失"
    TAMPER = "tamper", "篡改"
    UNREADABLE = "unreadable", "无法解密"
    STOLEN = "stolen", "账号被盗"
    OTHER = "other", "其他"


class IncidentLevel(TextChoices):
    """国家网络安全事件报告管理办法: from 较大 on the report is due within 4 hours."""

    MINOR = "minor", "一般"
    MAJOR = "major", "较大及以上"


class IncidentStep(TextChoices):
    MEASURE = "measure", "补救措施"
    REPORTED = "reported", "上报"
    TOLD_CHILD = "told_child", "告知未成年人"
    TOLD_GUARDIAN = "told_guardian", "告知监护人"
    NOTE = "note", "补充情况"
    CLOSED = "closed", "结案"


class IncidentOutcome(TextChoices):
    RESOLVED = "resolved", "已消除影响"
    PERMANENT = "permanent", "无法恢复"
    FALSE_ALARM = "false_alarm", "误报"


class DisclosureKind(TextChoices):
    NOTICE = "notice", "书面通知"
    LETTER = "letter", "函件"
    SLIP = "slip", "走访单"
    PHONE = "phone", "电话或口头"
    ANSWER = "answer", "查询答复"
    COPY = "copy", "复印件或打印件"
    SYSTEM = "system", "系统内报送"
    ASSIST = "assist", "协助走访"


class DisclosureBasis(TextChoices):
    """On what law words leave the house (law.md §4.1). Identity beyond level 1 needs one of these."""

    NARCOTICS_33 = "narcotics_33", "禁毒法第三十三条"
    DETOX_13 = "detox_13", "戒毒条例第十三条"
    DETOX_22 = "detox_22", "戒毒条例第二十二条"
    PREVENTION_42 = "prevention_42", "预防未成年人犯罪法第四十二条"
    PROTECTION_11 = "protection_11", "未成年人保护法第十一条"
    PROTECTION_103 = "protection_103", "未成年人保护法第一百零三条但书（寻找走失、被拐卖的未成年人）"
    COUNTY_PAPER = "county_paper", "县级书面要求"
    OTHER = "other", "其他（写明）"


class AskedBy(TextChoices):
    """Who asked about a child: the kind of organ, never a person's name."""

    POLICE = "police", "外地公安"
    ORGAN = "organ", "其他机关"
    SCHOOL = "school", "学校"
    EMPLOYER = "employer", "用人单位"
    VILLAGE = "village", "村或群众"
    MEDIA = "media", "媒体"
    RELATIVE = "relative", "自称亲属"
    UNKNOWN = "unknown", "不明"


class AskedHow(TextChoices):
    PHONE = "phone", "电话"
    VISIT = "visit", "来人"
    LETTER = "letter", "来函"
    ONLINE = "online", "网络"


class AssistSentence(TextChoices):
    """The one sentence a village secretary is told. It fits every child, left-behind ones too."""

    HOME = "home", "请到户里看看孩子在不在家、近来好不好。"
    LIVES = "lives", "请了解孩子现在住在哪里、跟谁一起生活。"
    CARE = "care", "乡里开展关爱走访，请替我们看望这户的孩子。"


class Household(TextChoices):
    REGISTERED = "registered", "户籍地址"
    RESIDENCE = "residence", "现住址"


class AssistAnswer(TextChoices):
    SEEN = "seen", "见到"
    AWAY = "away", "外出"
    NOT_SEEN = "not_seen", "未见"
    UNKNOWN = "unknown", "不认识"


class AssistEnd(TextChoices):
    ANSWERED = "answered", "已答复"
    EXPIRED = "expired", "到时未答复"
    WITHDRAWN = "withdrawn", "已收回"
    ENDED = "ended", "村支书任职终止"


class SealCause(TextChoices):
    TERM_END = "term_end", "期满"
    ADULT = "adult", "满18周岁"
    CLEAN = "clean", "三年未复吸"
    REQUEST = "request", "本人或监护人申请删除"
    OTHER = "other", "其他"


class SealOutcome(TextChoices):
    WAITING = "waiting", "待个案办结"
    OPEN = "open", "待签字"
    SEALED = "sealed", "已封存"
    REFUSED = "refused", "暂不封存"
    LAPSED = "lapsed", "不再需要"


class QueryState(TextChoices):
    WAITING = "waiting", "待批准"
    APPROVED = "approved", "已批准，待打开"
    OPEN = "open", "办理中"
    ANSWERED = "answered", "已答复"
    REFUSED = "refused", "不予批准"
    CLOSED = "closed", "已自动关闭"


class QueryAnswer(TextChoices):
    NOTHING = "nothing", "无可提供的记录"
    GIVEN = "given", "已提供"


class DisposalCause(TextChoices):
    SEALED = "sealed", "封存后保管期满"
    WITHDRAWN = "withdrawn", "撤销后保管期满"


class TextVerdict(TextChoices):
    """What comparing a text with registered names gave. Never shown to its author."""

    CLEAN = "clean", "未见问题"
    HIT = "hit", "待核对"


class TextDecision(TextChoices):
    RELEASED = "released", "放行"
    REMOVED = "removed", "删去"


class RightKind(TextChoices):
    """What may be asked for (个保法44–48)."""

    SEE = "see", "查阅"
    COPY = "copy", "复制"
    CORRECT = "correct", "更正、补充"
    DELETE = "delete", "删除"
    EXPLAIN = "explain", "解释说明"


class RightsAsker(TextChoices):
    CHILD = "child", "本人"
    GUARDIAN = "guardian", "监护人"


class AskerCheck(TextChoices):
    """How it was made sure that the asker is who they say. The paper is looked at, not copied."""

    ID_CARD = "id_card", "核对身份证件"
    HOUSEHOLD = "household", "核对户口簿、监护关系"
    KNOWN = "known", "两名工作人员当面确认"


class Verdict(TextChoices):
    GRANTED = "granted", "同意"
    REFUSED = "refused", "不同意"


class Delivery(TextChoices):
    HAND = "hand", "当面交付"
    VISIT = "visit", "上门送达"
    POST = "post", "邮寄"


class Language(TextChoices):
    MIAO = "miao", "苗语"
    DONG = "dong", "侗语"
    CHINESE = "chinese", "汉语"
    OTHER = "other", "其他"


class Understood(TextChoices):
    """How it was taken. Who did not follow is told again, in a row of its own."""

    YES = "yes", "听懂了，能说出大意"
    AGAIN = "again", "没有全懂，要再讲一次"


class Paper(TextChoices):
    A5 = "A5", "A5（一半大小）"
    A4 = "A4", "A4"


class Answer(TextChoices):
    """What became of a request to read. A request of somebody who has left is closed by itself."""

    APPROVED = "approved", "已批准"
    REFUSED = "refused", "未批准"
    CLOSED = "closed", "申请人离岗，自动终止"


class Finding(TextChoices):
    """The reviewer's word on a 紧急查阅. It opens and closes nothing: what was read was read."""

    JUSTIFIED = "justified", "理由成立"
    NOT_JUSTIFIED = "not_justified", "理由不成立"


VALUE_LABELS = {
    "name": "姓名",
    "alias": "化名或绰号",
    "features": "体貌特征",
    "id_number": "证件号码",
    "birth_date": "出生日期",
    "phone": "电话",
    "household_address": "户籍地址",
    "residence_address": "现住址",
    "school": "学校",
    "class_name": "班级",
    "guardian_name": "监护人姓名",
    "guardian_relation": "监护人关系",
    "guardian_phone": "监护人电话",
}
"""What the values of the vaults are called, in the order of a page."""
