"""Every write of this app. Upper apps call `duties.actions.<name>` and need not know the files."""

from duties.actions.changes import change_policy, withdraw_change
from duties.actions.channel import deliver_notices, note_web
from duties.actions.engine import Round, tick
from duties.actions.escalations import (
    acknowledge_escalation,
    close_escalation,
    decide_escalation,
    return_escalation,
)
from duties.actions.ledger import (
    assign,
    effective_policies,
    effective_policy,
    hand_on,
    meet,
    open,
    period_day,
    period_label,
    sign_due,
    void,
)
from duties.actions.misses import explain_miss, open_notice, refuse_excuse, sign_excuse
from duties.actions.office import (
    enter_calendar_day,
    enter_calendar_year,
    enter_roster,
)
from duties.actions.owners import pass_on_duties
from duties.actions.periods import known_periods, opened_until
from duties.actions.sealing import hide, promises, seal_holds

__all__ = [
    "Round",
    "acknowledge_escalation",
    "assign",
    "change_policy",
    "close_escalation",
    "decide_escalation",
    "deliver_notices",
    "effective_policies",
    "effective_policy",
    "enter_calendar_day",
    "enter_calendar_year",
    "enter_roster",
    "explain_miss",
    "hand_on",
    "hide",
    "known_periods",
    "meet",
    "note_web",
    "open",
    "open_notice",
    "opened_until",
    "pass_on_duties",
    "period_day",
    "period_label",
    "promises",
    "refuse_excuse",
    "return_escalation",
    "seal_holds",
    "sign_due",
    "sign_excuse",
    "tick",
    "void",
    "withdraw_change",
]
