"""What follows from given facts of a case. Pure: no database, no clock."""

from cases.rules.contacts import fits, is_success, meets_first_visit
from cases.rules.flow import CASE_FLOW, drawn
from cases.rules.route import (
    CONTACT,
    RESIDENCE,
    TEAM,
    TEAM_CONFIRM,
    RouteDecision,
    RouteFacts,
    controller_of,
    direction_of,
    first_duties,
    joined,
    route,
)
from cases.rules.track import STATUTORY, TRACK_OF, binds_child, is_drug_track

__all__ = [
    "CASE_FLOW",
    "CONTACT",
    "RESIDENCE",
    "STATUTORY",
    "TEAM",
    "TEAM_CONFIRM",
    "TRACK_OF",
    "RouteDecision",
    "RouteFacts",
    "binds_child",
    "controller_of",
    "direction_of",
    "drawn",
    "first_duties",
    "fits",
    "is_drug_track",
    "is_success",
    "joined",
    "meets_first_visit",
    "route",
]
