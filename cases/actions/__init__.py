"""Everything that changes a case."""

from cases.actions.addresses import add_outside, verify_outside
from cases.actions.answers import accept_transfer, decide_refusal, file_receipt, refuse_transfer
from cases.actions.contacts import contact_station, describe_contact, record_contact, start_contact
from cases.actions.county import end_dual, record_exchange, send_county_letter, sweep_transfers
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
from cases.actions.holding import is_held_outside
from cases.actions.inspection import draw_sample, may_open_case
from cases.actions.joint import draft_joint, latest_version, review_term, sign_joint, signed_by
from cases.actions.letters import disclose_letter
from cases.actions.lost import catch_up, sweep_lost
from cases.actions.measures import running_measure
from cases.actions.opening import change_route, open_case, verify_residence
from cases.actions.past import Past, past_of, preview_of
from cases.actions.rows import is_lost, visits_planned
from cases.actions.school import record_school_status
from cases.actions.sealing import on_dispose, on_seal, open_work, seal_holds
from cases.actions.search import decide_search, record_danger, record_step
from cases.actions.team import appoint_team, candidates, confirm_team, gaps_of, propose_team, reopen_teams
from cases.actions.transfer_rows import state
from cases.actions.transfers import (
    Control,
    deliver_notice,
    draft_transfer,
    record_control,
    reply_to_sender,
    send_notice,
    withdraw_transfer,
)
from cases.actions.whereabouts import verify_whereabouts
from cases.rules import RouteDecision, RouteFacts

__all__ = [
    "Control",
    "Past",
    "RouteDecision",
    "RouteFacts",
    "accept_transfer",
    "add_member",
    "add_outside",
    "appoint_team",
    "candidates",
    "catch_up",
    "change_member",
    "change_route",
    "check_carer",
    "confirm_team",
    "contact_station",
    "decide_refusal",
    "decide_search",
    "deliver_notice",
    "describe_contact",
    "disclose_letter",
    "draft_joint",
    "draft_transfer",
    "draw_sample",
    "end_dual",
    "end_help",
    "file_receipt",
    "fill_seat",
    "gaps_of",
    "give_help",
    "help_given",
    "is_held_outside",
    "is_lost",
    "latest_version",
    "may_acknowledge",
    "may_open_case",
    "note_parent_call",
    "on_dispose",
    "on_seal",
    "open_case",
    "open_then",
    "open_work",
    "past_of",
    "preview_of",
    "propose_team",
    "read_handover",
    "record_contact",
    "record_control",
    "record_danger",
    "record_exchange",
    "record_school_status",
    "record_step",
    "refuse_transfer",
    "reopen_teams",
    "reply_to_sender",
    "review_term",
    "running_measure",
    "seal_holds",
    "send_county_letter",
    "send_notice",
    "sign_joint",
    "signed_by",
    "start_contact",
    "state",
    "sweep_lost",
    "sweep_transfers",
    "verify_outside",
    "verify_residence",
    "verify_whereabouts",
    "visits_planned",
    "withdraw_transfer",
    "work_done",
]
