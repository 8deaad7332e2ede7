from django.db.models import TextChoices


class Tell(TextChoices):
    HOLDER = "holder", "责任人"
    UNIT_HEAD = "unit_head", "单位负责人"
    STATION_HEAD = "station_head", "办公室主任"
    TOWNSHIP_LEADER = "township_leader", "乡领导小组"
    COUNTY = "county", "县禁毒办"


class DutyState(TextChoices):
    """Computed, never stored."""

    OPEN = "open", "待办"
    OVERDUE = "overdue", "已逾期"
    MET = "met", "按时完成"
    LATE = "late", "逾期完成"
    VOIDED = "voided", "已作废"


class EscalationState(TextChoices):
    """Computed from the instants of the row, never stored."""

    WAITING = "waiting", "待审"
    ACKNOWLEDGED = "acknowledged", "已受理"
    DECIDED = "decided", "已处理"
    CLOSED = "closed", "已办结"


class EscalationStep(TextChoices):
    RAISED = "raised", "上报"
    ACKNOWLEDGED = "acknowledged", "受理"
    EXPIRED = "expired", "受理过期退回"
    DECIDED = "decided", "处理决定"
    RETURNED = "returned", "退回补充"
    CLOSED = "closed", "办结"


class Decision(TextChoices):
    ORDER = "order", "督办"
    REMIND = "remind", "电话提醒"
    EXPLAINED = "explained", "说明成立"
    ACCOUNTABILITY = "accountability", "移交追责"


class Source(TextChoices):
    ENGINE = "engine", "检测引擎"
    WEB = "web", "网页服务"
