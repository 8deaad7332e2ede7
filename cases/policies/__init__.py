"""Obligations of a case. Numbers without a statute are 本单位规定 (D)."""

from cases.policies import care, family, lost, pupil, transfer
from cases.policies.base import PLAN

POLICIES = {**care.POLICIES, **lost.POLICIES, **pupil.POLICIES, **family.POLICIES, **transfer.POLICIES}

__all__ = ["PLAN", "POLICIES"]
