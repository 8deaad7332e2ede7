from duties.views.duty import duty_detail, excuse_add, excuse_refuse, excuse_sign
from duties.views.misses import board, miss_list, outage_list
from duties.views.office import (
    calendar,
    calendar_day_add,
    calendar_year_add,
    roster,
)
from duties.views.office_numbers import policy_change, policy_list, policy_withdraw
from duties.views.review import (
    escalation_acknowledge,
    escalation_close,
    escalation_decide,
    escalation_detail,
    escalation_return,
    review_queue,
)
from duties.views.today import engine_line, inbox, notice_open, today

__all__ = [
    "board",
    "calendar",
    "calendar_day_add",
    "calendar_year_add",
    "duty_detail",
    "engine_line",
    "escalation_acknowledge",
    "escalation_close",
    "escalation_decide",
    "escalation_detail",
    "escalation_return",
    "excuse_add",
    "excuse_refuse",
    "excuse_sign",
    "inbox",
    "miss_list",
    "notice_open",
    "outage_list",
    "policy_change",
    "policy_list",
    "policy_withdraw",
    "review_queue",
    "roster",
    "today",
]
