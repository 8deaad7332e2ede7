"""What a legal track binds, and whom (design §5). Pure: no database, no clock."""

from cases.choices import DecisionKind
from minors.choices import Track

TRACK_OF: dict[str, Track] = {
    DecisionKind.CORRECTION: Track.CORRECTION,
    DecisionKind.DETOX: Track.COMMUNITY_DETOX,
    DecisionKind.RECOVERY: Track.COMMUNITY_RECOVERY,
    DecisionKind.SPECIAL: Track.SPECIAL_EDUCATION,
    DecisionKind.VOLUNTARY: Track.VOLUNTARY_DETOX,
    DecisionKind.COMPULSORY: Track.COMPULSORY_DETOX,
}

STATUTORY = frozenset({Track.COMMUNITY_DETOX, Track.COMMUNITY_RECOVERY})
"""Tracks on which 戒毒条例 itself gives the child duties. Only addicts come here (禁毒法33)."""

STATUTORY_KINDS = frozenset(
    {
        "case.report_in",
        "case.agreement",
        "case.test",
        "case.leave_decide",
        "case.leave_return",
        "case.place_report",
    }
)
"""Duties that run for the child's own legal duties alone: they stop with the measure."""

OF_MEASURE = STATUTORY_KINDS | {
    "case.review",
    "case.end_checklist",
    "case.place_materials",
    "case.adult_handover",
}
"""Everything that is owed for the sake of a running measure, by the child or by us: over with it."""

ROUTINE_KINDS = frozenset(
    {
        "case.contact",
        "case.care_contact",
        "case.risk_review",
        "case.review",
        "case.month_lines",
        "case.plan_approve",
        "case.term_review",
        "case.parent_call",
        "case.carer_check",
        "transfer.exchange",
    }
)
"""What comes again and again while a case is open: not yet due, it keeps no case open."""


def is_drug_track(track: str) -> bool:
    """True on every track but 关爱帮扶: what binds us runs there from registration, 仅登记 included."""
    return track != Track.CARE


def binds_child(track: str, has_decision: bool) -> bool:
    """True if report-in, agreement, tests, leave and counters run: 社区戒毒, 社区康复, with a decision.

    Found using is not addicted: on every other track a test is voluntary and nothing is counted.

    Law: 禁毒法33, 48; 戒毒条例14, 16, 19, 20, 38, 39.
    """
    return has_decision and track in STATUTORY
