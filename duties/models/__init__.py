from duties.models.duty import Duty, DutyQuerySet, Excuse, Miss, duty_scope, held_by
from duties.models.office import Heartbeat, Outage, PolicyChange, RosterEntry
from duties.models.telling import Escalation, EscalationEvent, Notice, NoticeQuerySet

__all__ = [
    "Duty",
    "DutyQuerySet",
    "Escalation",
    "EscalationEvent",
    "Excuse",
    "Heartbeat",
    "Miss",
    "Notice",
    "NoticeQuerySet",
    "Outage",
    "PolicyChange",
    "RosterEntry",
    "duty_scope",
    "held_by",
]
