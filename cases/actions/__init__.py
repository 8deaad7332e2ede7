"""Everything that changes a case."""

from cases.actions.contacts import contact_station, describe_contact, record_contact, start_contact
from cases.actions.inspection import draw_sample, may_open_case
from cases.actions.lost import catch_up, sweep_lost
from cases.actions.measures import running_measure
from cases.actions.opening import change_route, move_case, open_case, verify_residence
from cases.actions.rows import is_lost, visits_planned
from cases.actions.sealing import on_dispose, on_seal, open_work, seal_holds
from cases.actions.search import decide_search, record_danger, record_step
from cases.actions.team import appoint_team, candidates, confirm_team, propose_team, reopen_teams
from cases.actions.whereabouts import verify_whereabouts
from cases.rules import RouteDecision, RouteFacts

__all__ = [
    "RouteDecision",
    "RouteFacts",
    "appoint_team",
    "candidates",
    "catch_up",
    "change_route",
    "confirm_team",
    "contact_station",
    "decide_search",
    "describe_contact",
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
    "record_danger",
    "record_step",
    "reopen_teams",
    "running_measure",
    "seal_holds",
    "start_contact",
    "sweep_lost",
    "verify_residence",
    "verify_whereabouts",
    "visits_planned",
]
