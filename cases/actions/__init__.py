"""Everything that changes a case."""

from cases.actions.addresses import add_outside, verify_outside
from cases.actions.answers import accept_transfer, decide_refusal, file_receipt, refuse_transfer
from cases.actions.contacts import contact_station, describe_contact, record_contact, start_contact
from cases.actions.county import end_dual, record_exchange, send_county_letter, sweep_transfers
from cases.actions.decisions import DecisionIn, is_answered, record_decision, record_no_decision
from cases.actions.endings import close_case, open_items
from cases.actions.exits import (
    change_place,
    check_end,
    follow_place,
    record_adult_receipt,
    record_lift_notice,
)
from cases.actions.family import add_member, change_member, check_carer, end_help, give_help, note_parent_call
from cases.actions.figures import help_given, work_done
from cases.actions.group import fill_seat, may_acknowledge, open_then, read_handover
from cases.actions.growing import decide_clean, sweep_measures
from cases.actions.holding import is_held_outside
from cases.actions.inspection import draw_sample, may_open_case
from cases.actions.joint import draft_joint, latest_version, review_term, sign_joint, signed_by
from cases.actions.letters import disclose_letter
from cases.actions.lost import catch_up, risk_of, sweep_lost
from cases.actions.measures import running_measure
from cases.actions.months import read_months, sweep_months
from cases.actions.opening import change_route, open_case, verify_residence
from cases.actions.past import Past, past_of, preview_of
from cases.actions.plans import assess_risk, decide_plan, propose_plan, record_review
from cases.actions.rows import is_lost, visits_planned
from cases.actions.school import record_school_status
from cases.actions.sealing import on_dispose, on_seal, open_work, seal_holds
from cases.actions.search import decide_search, record_danger, record_step
from cases.actions.team import appoint_team, candidates, confirm_team, gaps_of, propose_team, reopen_teams
from cases.actions.terms import end_early, extend, report_in, resume, sign_agreement, suspend
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
    "DecisionIn",
    "Past",
    "RouteDecision",
    "RouteFacts",
    "accept_transfer",
    "add_member",
    "add_outside",
    "appoint_team",
    "assess_risk",
    "candidates",
    "catch_up",
    "change_member",
    "change_place",
    "change_route",
    "check_carer",
    "check_end",
    "close_case",
    "confirm_team",
    "contact_station",
    "decide_clean",
    "decide_plan",
    "decide_refusal",
    "decide_search",
    "deliver_notice",
    "describe_contact",
    "disclose_letter",
    "draft_joint",
    "draft_transfer",
    "draw_sample",
    "end_dual",
    "end_early",
    "end_help",
    "extend",
    "file_receipt",
    "fill_seat",
    "follow_place",
    "gaps_of",
    "give_help",
    "help_given",
    "is_answered",
    "is_held_outside",
    "is_lost",
    "latest_version",
    "may_acknowledge",
    "may_open_case",
    "note_parent_call",
    "on_dispose",
    "on_seal",
    "open_case",
    "open_items",
    "open_then",
    "open_work",
    "past_of",
    "preview_of",
    "propose_plan",
    "propose_team",
    "read_handover",
    "read_months",
    "record_adult_receipt",
    "record_contact",
    "record_control",
    "record_danger",
    "record_decision",
    "record_exchange",
    "record_lift_notice",
    "record_no_decision",
    "record_review",
    "record_school_status",
    "record_step",
    "refuse_transfer",
    "reopen_teams",
    "reply_to_sender",
    "report_in",
    "resume",
    "review_term",
    "risk_of",
    "running_measure",
    "seal_holds",
    "send_county_letter",
    "send_notice",
    "sign_agreement",
    "sign_joint",
    "signed_by",
    "start_contact",
    "state",
    "suspend",
    "sweep_lost",
    "sweep_measures",
    "sweep_months",
    "sweep_transfers",
    "verify_outside",
    "verify_residence",
    "verify_whereabouts",
    "visits_planned",
    "withdraw_transfer",
    "work_done",
]
