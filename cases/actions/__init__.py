"""Everything that changes a case."""

from cases.actions.contacts import contact_station, record_contact
from cases.actions.inspection import draw_sample, may_open_case
from cases.actions.measures import running_measure
from cases.actions.opening import change_route, move_case, open_case, verify_residence
from cases.actions.rows import is_lost, visits_planned
from cases.actions.sealing import on_dispose, on_seal, open_work, seal_holds
from cases.actions.team import appoint_team, candidates, confirm_team, propose_team, reopen_teams
from cases.rules import RouteDecision, RouteFacts

__all__ = [
    "RouteDecision",
    "RouteFacts",
    "appoint_team",
    "candidates",
    "change_route",
    "confirm_team",
    "contact_station",
    "draw_sample",
    "is_lost",
    "may_open_case",
    "move_case",
    "on_dispose",
    "on_seal",
    "open_case",
    "open_work",
    "propose_team",
    "record_contact",
    "reopen_teams",
    "running_measure",
    "seal_holds",
    "verify_residence",
    "visits_planned",
]
