from django.db.models import TextChoices


class Setting(TextChoices):
    """六进: the six settings an event goes into (law.md §11.5)."""

    SCHOOL = "school", "学校"
    WORKPLACE = "workplace", "单位"
    FAMILY = "family", "家庭"
    VENUE = "venue", "场所"
    COMMUNITY = "community", "社区"
    COUNTRYSIDE = "countryside", "农村"


class Form(TextChoices):
    LECTURE = "lecture", "讲座、主题班会"
    BOARDS = "boards", "展板"
    BANNER = "banner", "横幅标语"
    DOOR = "door", "入户"
    MARKET = "market", "圩日、集会摆点"
    SHOW = "show", "文艺演出、放映"
    WECHAT = "wechat", "微信"
    DOUYIN = "douyin", "抖音"
    OTHER = "other", "其他"


class Audience(TextChoices):
    """Whom it is for (方案四(一)1、2; law.md §11.5); counts alone, never a person."""

    DROPOUT = "dropout", "失学辍学青少年"
    IDLE = "idle", "社会闲散人员"
    CORRECTION = "correction", "社区矫正人员"
    LEFT_BEHIND = "left_behind", "留守儿童"
    PUPIL = "pupil", "学生"
    PARENT = "parent", "家长"
    OTHER = "other", "其他群众"


class PlaceKind(TextChoices):
    VILLAGE = "village", "村"
    SCHOOL = "school", "学校"


class Platform(TextChoices):
    WEIBO = "weibo", "微博"
    WECHAT = "wechat", "微信"
    DOUYIN = "douyin", "抖音"
    OTHER = "other", "其他"


class FamilyKind(TextChoices):
    MEETING = "meeting", "家长会"
    VISITS = "visits", "家访"


class OfficeKind(TextChoices):
    LEADING_GROUP = "leading_group", "领导小组会议"
    JUDGEMENT = "judgement", "研判"
    TRAINING = "training", "业务培训"


class MaterialKind(TextChoices):
    SLIDES = "slides", "课件"
    LEAFLET = "leaflet", "折页、传单"
    BOARD = "board", "展板"
    BANNER = "banner", "横幅标语"
    FILM = "film", "视频"
    OTHER = "other", "其他"


class CellState(TextChoices):
    """How a place and an audience stand in one quarter; computed, never typed."""

    COVERED = "covered", "已覆盖"
    GAP = "gap", "未覆盖"
    NOBODY = "nobody", "无此类人"
    NOT_ASKED = "not_asked", "本季无要求"
