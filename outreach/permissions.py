from enum import StrEnum


class OutreachPerm(StrEnum):
    VIEW = "outreach.view"
    RECORD = "outreach.record"
    KEEP = "outreach.keep"
    PLAN = "outreach.plan"
    SIGN_GAP = "outreach.sign_gap"
