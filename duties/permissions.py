from enum import StrEnum


class DutyPerm(StrEnum):
    SEE_TODAY = "duties.see_today"
    EXPLAIN_MISS = "duties.explain_miss"
    SIGN_EXCUSE = "duties.sign_excuse"
    VIEW_MISSES = "duties.view_misses"
    REVIEW_ESCALATION = "duties.review_escalation"
    CHANGE_POLICY = "duties.change_policy"
    EDIT_ROSTER = "duties.edit_roster"
    EDIT_CALENDAR = "duties.edit_calendar"
