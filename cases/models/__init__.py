"""What is done for a child. No names in here."""

from cases.models.case import FINISHED, Case, CaseQuerySet, OfCase, ResidenceCheck, RouteDecision
from cases.models.contacts import Contact, ContactQuerySet, StationContact
from cases.models.lost import LostSpell, SearchStep, Whereabouts
from cases.models.measures import Measure, MeasureQuerySet, Suspension, SuspensionQuerySet
from cases.models.team import Team, TeamQuerySet

__all__ = [
    "FINISHED",
    "Case",
    "CaseQuerySet",
    "Contact",
    "ContactQuerySet",
    "LostSpell",
    "Measure",
    "MeasureQuerySet",
    "OfCase",
    "ResidenceCheck",
    "RouteDecision",
    "SearchStep",
    "StationContact",
    "Suspension",
    "SuspensionQuerySet",
    "Team",
    "TeamQuerySet",
    "Whereabouts",
]
