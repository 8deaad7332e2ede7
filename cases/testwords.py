"""The values of tests, leave and counters. Imports nothing, so anybody may import it."""

from django.db.models import TextChoices


class Preset(TextChoices):
    """How often a child is tested: custom, no statute (law.md §3). The county decides."""

    U22 = "U22", "U22：第一年每月，第二年每两月，第三年每季（22次）"
    U28 = "U28", "U28：前半年每半月，后半年每月，第二年每两月，第三年每季（28次，另加抽检）"
    R12 = "R12", "R12：康复三年，每两月、每季、每半年（12次）"
    R12B = "R12b", "R12b：康复两年，每两月（12次）"


class KitEnd(TextChoices):
    USED_UP = "used_up", "用完"
    WITHDRAWN = "withdrawn", "停用"


class Purpose(TextChoices):
    SCHEDULED = "scheduled", "定期检测"
    SURPRISE = "surprise", "抽检"
    FOLLOW_UP = "follow_up", "异议、确认检测"
    VOLUNTARY = "voluntary", "自愿检测"


class Specimen(TextChoices):
    URINE = "urine", "尿液"
    BLOOD = "blood", "血液"
    SALIVA = "saliva", "唾液"
    HAIR = "hair", "毛发"


class Method(TextChoices):
    FIELD = "field", "现场检测"
    LAB = "lab", "实验室检测"
    RECHECK = "recheck", "实验室复检"


class Result(TextChoices):
    NEGATIVE = "negative", "阴性"
    POSITIVE = "positive", "阳性"
    PENDING = "pending", "待确认"
    INVALID = "invalid", "无效"


class TakenWhere(TextChoices):
    STATION = "station", "工作站"
    POLICE = "police", "派出所"
    CLINIC = "clinic", "卫生院"
    HOME = "home", "家中"
    ELSEWHERE = "elsewhere", "异地检测"


class ResultTold(TextChoices):
    SIGNED = "signed", "已当场告知，本人签字"
    UNSIGNED = "unsigned", "已当场告知，本人未签字"
    LATER = "later", "还没有告知"


class Avoidance(TextChoices):
    """戒毒条例20: 逃避或者拒绝接受检测."""

    REFUSED = "refused", "拒绝检测"
    EVADED = "evaded", "逃避检测（通知到本人后无故未到）"


class Threshold(TextChoices):
    """What 戒毒条例20 calls a serious breach. Each is told to a human once; it decides nothing."""

    REFUSALS = "refusals", "拒绝或逃避检测达到3次"
    LEAVES = "leaves", "擅自外出达到3次"
    DAYS = "days", "擅自外出累计超过30日"


class PoliceAnswer(TextChoices):
    TOLD = "told", "已告知公安机关"
    NOT_TOLD = "not_told", "不告知，理由如下"


class LeaveReason(TextChoices):
    FAMILY = "family", "探亲、随父母"
    SCHOOL = "school", "就学"
    MEDICAL = "medical", "就医"
    WORK = "work", "务工"
    OTHER = "other", "其他"


class Company(TextChoices):
    GUARDIAN = "guardian", "监护人陪同"
    RELATIVE = "relative", "其他成年亲属陪同"
    ALONE = "alone", "独自"


class Consent(TextChoices):
    APPROVED = "approved", "同意"
    REFUSED = "refused", "不同意"
