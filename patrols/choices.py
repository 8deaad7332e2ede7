from django.db.models import TextChoices


class SchoolKind(TextChoices):
    KINDERGARTEN = "kindergarten", "幼儿园"
    TEACHING_POINT = "teaching_point", "教学点"
    PRIMARY = "primary", "小学"
    JUNIOR = "junior", "初中"
    SENIOR = "senior", "高中（中职）"


class SeasonKind(TextChoices):
    TERM = "term", "学期"
    EXAM = "exam", "考试周"
    HOLIDAY = "holiday", "寒暑假和节假日"


class VenueKind(TextChoices):
    """What is checked in its own way (law.md §8)."""

    KTV = "ktv", "KTV、歌舞娱乐"
    INTERNET_CAFE = "internet_cafe", "网吧"
    HOTEL = "hotel", "宾馆旅店"
    SHOP = "shop", "小卖部、超市"
    ECIGARETTE = "ecigarette", "电子烟店"
    PHARMACY = "pharmacy", "药店、诊所"
    ESPORTS_HOTEL = "esports_hotel", "电竞酒店"
    BILLIARDS = "billiards", "台球室"
    BAR = "bar", "酒吧"
    RENTAL = "rental", "出租屋"
    COURIER = "courier", "物流快递"


class Surrounding(TextChoices):
    """校内、校外 of a patrol around a school; they have checklists of their own."""

    INSIDE = "inside", "校内"
    OUTSIDE = "outside", "校外周边"


class ListKind(TextChoices):
    """What a checklist is for: a kind of venue, or the inside and the surroundings of a school."""

    INSIDE = "inside", "校内"
    OUTSIDE = "outside", "校外周边"
    KTV = "ktv", "KTV、歌舞娱乐"
    INTERNET_CAFE = "internet_cafe", "网吧"
    HOTEL = "hotel", "宾馆旅店"
    SHOP = "shop", "小卖部、超市"
    ECIGARETTE = "ecigarette", "电子烟店"
    PHARMACY = "pharmacy", "药店、诊所"
    ESPORTS_HOTEL = "esports_hotel", "电竞酒店"
    BILLIARDS = "billiards", "台球室"
    BAR = "bar", "酒吧"
    RENTAL = "rental", "出租屋"
    COURIER = "courier", "物流快递"


class Repeat(TextChoices):
    WEEKLY = "weekly", "每周一次"
    FORTNIGHTLY = "fortnightly", "每两周一次"
    MONTHLY = "monthly", "每月一次"
    ONCE = "once", "期间一次"


class PlanState(TextChoices):
    DRAFT = "draft", "起草中"
    SENT = "sent", "待办公室主任审定"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "已审定"


class Mark(TextChoices):
    """What a patroller says of one item."""

    PASS = "pass", "符合"
    FAIL = "fail", "不符合"
    NOT_APPLICABLE = "na", "不适用"


class VenueState(TextChoices):
    """What a venue looks like from its checks and findings; computed, never typed (design §6)."""

    GOOD = "good", "合格"
    UNCHECKED = "unchecked", "未查"
    MENDING = "mending", "整改中"
    BAD = "bad", "不合格"


class FindingState(TextChoices):
    OPEN = "open", "待下达整改"
    ORDERED = "ordered", "整改中"
    OVERDUE = "overdue", "逾期未改"
    REFERRED = "referred", "已移送，待答复"
    TO_RECHECK = "to_recheck", "已查处，待复查"
    FAILED = "failed", "复查不合格"
    CLOSED = "closed", "已整改"


class ClueSource(TextChoices):
    PATROL = "patrol", "巡查中发现"
    SEIZURE = "seizure", "查获中问出"
    TOLD = "told", "群众或单位反映"


class ClueKind(TextChoices):
    """What the police are told of (方案四(二)1、2)."""

    SELLING = "selling", "贩卖"
    SUPPLYING = "supplying", "提供"
    HARBOURING = "harbouring", "容留"
    OTHER = "other", "其他涉毒嫌疑"


class ClueState(TextChoices):
    SENT = "sent", "待接收"
    ACCEPTED = "accepted", "核查中"
    FILED = "filed", "已立案"
    NOT_FILED = "not_filed", "不予立案"
    CLOSED = "closed", "已办结"


class Bureau(TextChoices):
    """Whom a finding is referred to (law.md §8)."""

    POLICE = "police", "公安"
    MARKET = "market", "市场监管"
    CULTURE = "culture", "文旅"
    TOBACCO = "tobacco", "烟草"
    EDUCATION = "education", "教育"
    HEALTH = "health", "卫健"
    POST_OFFICE = "post", "邮政管理"


class ReferralResult(TextChoices):
    """What a bureau answered to a letter."""

    DEALT = "dealt", "已查处"
    NO_BREACH = "no_breach", "未发现违法"
    NOT_THEIRS = "not_theirs", "不属其职责，退回"
