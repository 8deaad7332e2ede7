"""Places, checklists, plans, patrols and what they found. No table here knows a child."""

from patrols.models.checklist import ChecklistItem
from patrols.models.clue import Clue
from patrols.models.finding import Finding, FixOrder, Recheck
from patrols.models.outline import OutlinePoint
from patrols.models.patrol import Answer, Patrol, Photo, Present, Skipped, Stop
from patrols.models.place import SchoolProfile, Season, Venue
from patrols.models.plan import Plan, PlanRule
from patrols.models.referral import Chase, Referral

__all__ = [
    "Answer",
    "Chase",
    "ChecklistItem",
    "Clue",
    "Finding",
    "FixOrder",
    "OutlinePoint",
    "Patrol",
    "Photo",
    "Plan",
    "PlanRule",
    "Present",
    "Recheck",
    "Referral",
    "SchoolProfile",
    "Season",
    "Skipped",
    "Stop",
    "Venue",
]
