"""What is done for a child. No names in here."""

from cases.models.case import FINISHED, Case, CaseQuerySet, OfCase, ResidenceCheck, RouteDecision
from cases.models.contacts import Contact, ContactQuerySet, StationContact
from cases.models.measures import Measure, MeasureQuerySet, Suspension, SuspensionQuerySet
from cases.models.team import Team, TeamQuerySet

__all__ = [
    "FINISHED",
    "Case",
    "CaseQuerySet",
    "Contact",
    "ContactQuerySet",
    "Measure",
    "MeasureQuerySet",
    "OfCase",
    "ResidenceCheck",
    "RouteDecision",
    "StationContact",
    "Suspension",
    "SuspensionQuerySet",
    "Team",
    "TeamQuerySet",
]
