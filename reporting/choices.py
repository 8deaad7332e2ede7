"""The words a report is made of. None of them names a person, a school or a village."""

from collections.abc import Iterable

from django.db.models import TextChoices


def words(choices: type[TextChoices], values: Iterable[str]) -> str:
    """The labels of some stored values, as one phrase; a value no longer offered is shown as it is."""
    known = dict(choices.choices)
    return "、".join(str(known.get(value, value)) for value in values)


class PlaceKind(TextChoices):
    HOME = "home", "住宅"
    RENTED = "rented", "出租屋"
    HOTEL = "hotel", "宾馆旅店"
    ENTERTAINMENT = "entertainment", "娱乐场所"
    INTERNET_CAFE = "internet_cafe", "网吧"
    SHOP = "shop", "小卖部、商店"
    CAMPUS = "campus", "校园内"
    AROUND_CAMPUS = "around_campus", "校园周边"
    VEHICLE = "vehicle", "车内、道路"
    OUTDOORS = "outdoors", "野外、公共空地"
    OTHER = "other", "其他"


class PlaceArea(TextChoices):
    OWN = "own", "本乡"
    OTHER = "other", "外乡"


class HowFound(TextChoices):
    PATROL = "patrol", "巡查发现"
    CLUE = "clue", "线索核查"
    TIP = "tip", "群众举报"
    SPECIAL_CHECK = "special_check", "专项检查"
    OTHER_CASE = "other_case", "办理其他案件发现"
    TRANSFERRED = "transferred", "移送"
    OTHER = "other", "其他"


class Disposition(TextChoices):
    UNDECIDED = "undecided", "正在处理"
    ADMONISHED = "admonished", "训诫"
    NOT_PUNISHED = "not_punished", "不予处罚"
    PENALTY = "penalty", "行政处罚"
    GUARDIAN_ORDERED = "guardian_ordered", "责令监护人严加管教"
    COMMUNITY_DETOX = "community_detox", "社区戒毒"
    COMMUNITY_RECOVERY = "community_recovery", "社区康复"
    COMPULSORY_DETOX = "compulsory_detox", "强制隔离戒毒"
    SPECIAL_EDUCATION = "special_education", "专门教育"
    CORRECTIVE_EDUCATION = "corrective_education", "专门矫治教育"
    CRIMINAL = "criminal", "刑事立案"


class Measure(TextChoices):
    """What was done for one child on the spot."""

    TEST = "test", "现场检测"
    HANDED_TO_GUARDIAN = "handed_to_guardian", "交监护人带回"
    TALK = "talk", "教育谈话"
    MEDICAL = "medical", "送医检查"
    LEGAL_AID = "legal_aid", "通知法律援助"
    KEPT_FOR_INQUIRY = "kept_for_inquiry", "正在询问"
    OTHER = "other", "其他"


class ReportKind(TextChoices):
    PRELIMINARY = "preliminary", "预报"
    FULL = "full", "全报"
    CORRECTION = "correction", "更正"


class IntakeSource(TextChoices):
    SEIZURE = "seizure", "查获"
    LETTER = "letter", "来函"
    MANDATORY = "mandatory", "强制报告"
    SELF = "self", "本人或监护人求助"
    MEDICAL = "medical", "医疗"
    OTHER = "other", "其他"


class LineState(TextChoices):
    CHECKING = "checking", "待派出所核实"
    WAITING = "waiting", "待登记"
    REGISTERED = "registered", "已登记"
    MATCHED = "matched", "已并入原档案"
    UNFOUNDED = "unfounded", "经核实不属实"


class Verdict(TextChoices):
    """What the county says of a child who seems to stand in two registers."""

    SAME_STAY = "same_stay", "同一人，由原档案所在站继续"
    SAME_MOVE = "same_move", "同一人，由申请站接管"
    OTHER = "other", "不是同一人"


class GuardianHow(TextChoices):
    IN_PERSON = "in_person", "当面"
    PHONE = "phone", "电话"
    WRITTEN = "written", "书面"
    VIA_VILLAGE = "via_village", "托村（居）委转告"


class TryOutcome(TextChoices):
    TOLD = "told", "已告知"
    NO_ANSWER = "no_answer", "无人应答"
    REFUSED = "refused", "拒绝"
    NOT_FOUND = "not_found", "查无下落"


class Adult(TextChoices):
    """合适成年人: who was there for the child."""

    GUARDIAN = "guardian", "监护人到场"
    RELATIVE = "relative", "其他成年亲属到场"
    REPRESENTATIVE = "representative", "学校、村（居）委或未保组织代表到场"
    NOBODY = "nobody", "尚无人到场"


class Presence(TextChoices):
    """Who was there at the talk with a pupil. A visit that found nobody is on record and is no talk."""

    GUARDIAN = "guardian", "孩子和监护人在场"
    RELATIVE = "relative", "孩子和其他成年亲属在场"
    REPRESENTATIVE = "representative", "孩子和学校、村（居）委或未保组织代表在场"
    ALONE = "alone", "只有孩子本人在场"
    NOBODY = "nobody", "没有见到孩子，没有谈成（只作记录，这一项仍待办）"


class HandedTo(TextChoices):
    """To whom the child went: a kind of person, never a name."""

    GUARDIAN = "guardian", "监护人"
    RELATIVE = "relative", "其他成年亲属"
    VILLAGE = "village", "村（居）委会"
    SCHOOL = "school", "学校"
    CIVIL_AFFAIRS = "civil_affairs", "民政部门"
    HOSPITAL = "hospital", "医疗机构"
    POLICE = "police", "仍在派出所"


class Finding(TextChoices):
    """What the police found when they looked into a mandatory report."""

    CHECKING = "checking", "已接收，正在核实"
    FOUNDED = "founded", "属实，转工作站登记"
    UNFOUNDED = "unfounded", "不属实"


class Channel(TextChoices):
    SYSTEM = "system", "本系统"
    PHONE = "phone", "电话"
    WRITTEN = "written", "书面"


class DayState(TextChoices):
    """The three states of a police post's day, never mixed, and the one that was put right."""

    REPORTED = "reported", "已报送"
    ZERO = "zero", "零报告"
    ZERO_THEN_REPORTED = "zero_then_reported", "先报零后更正"
    NOT_REPORTED = "not_reported", "未报送"


class OrderState(TextChoices):
    """Computed from the instants of the row, never stored."""

    ISSUED = "issued", "待签收"
    SIGNED = "signed", "办理中"
    REPLIED = "replied", "已回复"
    CLOSED = "closed", "已办结"


class OrderStepKind(TextChoices):
    """What happened to an order, one row each; an order may be replied to and sent back more than once."""

    ISSUED = "issued", "下达"
    SIGNED = "signed", "签收"
    REPLIED = "replied", "回复"
    RETURNED = "returned", "退回重办"
    CLOSED = "closed", "办结"
