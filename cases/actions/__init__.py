"""Everything that changes a case."""

from cases.actions.contacts import contact_station, describe_contact, record_contact, start_contact
from cases.actions.family import (
    add_member,
    change_member,
    check_carer,
    end_help,
    give_help,
    note_parent_call,
)
from cases.actions.figures import help_given, work_done
from cases.actions.group import fill_seat, may_acknowledge, open_then, read_handover
from cases.actions.inspection import draw_sample, may_open_case
from cases.actions.joint import draft_joint, latest_version, review_term, sign_joint, signed_by
from cases.actions.lost import catch_up, sweep_lost
from cases.actions.measures import running_measure
from cases.actions.opening import change_route, move_case, open_case, verify_residence
from cases.actions.rows import is_lost, visits_planned
from cases.actions.school import record_school_status
from cases.actions.sealing import on_dispose, on_seal, open_work, seal_holds
from cases.actions.search import decide_search, record_danger, record_step
from cases.actions.team import appoint_team, candidates, confirm_team, propose_team, reopen_teams
from cases.actions.whereabouts import verify_whereabouts
from cases.rules import RouteDecision, RouteFacts

__all__ = [
    "RouteDecision",
    "RouteFacts",
    "add_member",
    "appoint_team",
    "candidates",
    "catch_up",
    "change_member",
    "change_route",
    "check_carer",
    "confirm_team",
    "contact_station",
    "decide_search",
    "describe_contact",
    "draft_joint",
    "draw_sample",
    "end_help",
    "fill_seat",
    "give_help",
    "help_given",
    "is_lost",
    "latest_version",
    "may_acknowledge",
    "may_open_case",
    "move_case",
    "note_parent_call",
    "on_dispose",
    "on_seal",
    "open_case",
    "open_then",
    "open_work",
    "propose_team",
    "read_handover",
    "record_contact",
    "record_danger",
    "record_school_status",
    "record_step",
    "reopen_teams",
    "review_term",
    "running_measure",
    "seal_holds",
    "sign_joint",
    "signed_by",
    "start_contact",
    "sweep_lost",
    "verify_residence",
    "verify_whereabouts",
    "visits_planned",
    "work_done",
]
