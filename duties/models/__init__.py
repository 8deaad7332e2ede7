from duties.models.duty import (
    Duty,
    DutyQuerySet,
    Excuse,
    Miss,
    MissQuerySet,
    duty_scope,
    files_of,
    has_no_holder,
    held_by,
)
from duties.models.office import Heartbeat, Outage, PolicyChange, RosterEntry
from duties.models.telling import Escalation, EscalationEvent, EscalationQuerySet, Notice, NoticeQuerySet

__all__ = [
    "Duty",
    "DutyQuerySet",
    "Escalation",
    "EscalationEvent",
    "EscalationQuerySet",
    "Excuse",
    "Heartbeat",
    "Miss",
    "MissQuerySet",
    "Notice",
    "NoticeQuerySet",
    "Outage",
    "PolicyChange",
    "RosterEntry",
    "duty_scope",
    "files_of",
    "has_no_holder",
    "held_by",
]
