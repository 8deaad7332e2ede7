"""Obligations of a case. Numbers without a statute are 本单位规定 (D)."""

from cases.policies import care
from cases.policies.base import PLAN

POLICIES = {**care.POLICIES}

__all__ = ["PLAN", "POLICIES"]
