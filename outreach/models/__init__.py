"""Events, sessions, meetings, posts and what they reach. Counts alone: no table here knows a person."""

from outreach.models.coverage import CoverageGoal, GapReason, Headcount
from outreach.models.event import Campaign, Event, EventPhoto, Reach, VillageReach
from outreach.models.family import CareRound, FamilyWork
from outreach.models.material import Material, MaterialUse, MaterialVersion
from outreach.models.office import OfficeMeeting
from outreach.models.post import OnlinePost, ReachReading

__all__ = [
    "Campaign",
    "CareRound",
    "CoverageGoal",
    "Event",
    "EventPhoto",
    "FamilyWork",
    "GapReason",
    "Headcount",
    "Material",
    "MaterialUse",
    "MaterialVersion",
    "OfficeMeeting",
    "OnlinePost",
    "Reach",
    "ReachReading",
    "VillageReach",
]
