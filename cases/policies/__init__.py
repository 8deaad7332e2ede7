"""Obligations of a case. Numbers without a statute are 本单位规定 (D)."""

from cases.policies import care, custody, drugtests, family, lost, measures, pupil, transfer
from cases.policies.base import PLAN
from cases.policies.measures import (
    END_CHECKS,
    HANDOVER_DAYS,
    OFFERED_AHEAD,
    REPORT_IN_DAYS,
    REVIEW_MONTHS,
    REVIEW_SEEN_BEFORE,
    SCHOOL_TERM_ENDS,
    TERM_END_MODE,
    TERM_MONTHS,
    TERM_MOST,
    UNDER_COMPULSION,
)

POLICIES = {
    **care.POLICIES,
    **lost.POLICIES,
    **custody.POLICIES,
    **pupil.POLICIES,
    **family.POLICIES,
    **transfer.POLICIES,
    **measures.POLICIES,
    **drugtests.POLICIES,
}

__all__ = [
    "END_CHECKS",
    "HANDOVER_DAYS",
    "OFFERED_AHEAD",
    "PLAN",
    "POLICIES",
    "REPORT_IN_DAYS",
    "REVIEW_MONTHS",
    "REVIEW_SEEN_BEFORE",
    "SCHOOL_TERM_ENDS",
    "TERM_END_MODE",
    "TERM_MONTHS",
    "TERM_MOST",
    "UNDER_COMPULSION",
]
