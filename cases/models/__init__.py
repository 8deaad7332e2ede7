"""What is done for a child. No names in here."""

from cases.models.case import FINISHED, Case, CaseQuerySet, OfCase, ResidenceCheck, RouteDecision
from cases.models.contacts import Contact, ContactQuerySet, StationContact
from cases.models.family import CarerCheck, FamilyMember, Help, ParentCall
from cases.models.group import GroupSeat, Handover
from cases.models.joint import JointRound, JointSignature, JointVersion, TermReview
from cases.models.lost import LostSpell, SearchStep, Whereabouts
from cases.models.measures import Measure, MeasureQuerySet, Suspension, SuspensionQuerySet
from cases.models.school import SchoolStatus
from cases.models.team import Team, TeamQuerySet

__all__ = [
    "FINISHED",
    "CarerCheck",
    "Case",
    "CaseQuerySet",
    "Contact",
    "ContactQuerySet",
    "FamilyMember",
    "GroupSeat",
    "Handover",
    "Help",
    "JointRound",
    "JointSignature",
    "JointVersion",
    "LostSpell",
    "Measure",
    "MeasureQuerySet",
    "OfCase",
    "ParentCall",
    "ResidenceCheck",
    "RouteDecision",
    "SchoolStatus",
    "SearchStep",
    "StationContact",
    "Suspension",
    "SuspensionQuerySet",
    "Team",
    "TeamQuerySet",
    "TermReview",
    "Whereabouts",
]
