"""Everything that changes a case."""

from cases.actions.addresses import add_outside, verify_outside
from cases.actions.annul import annul
from cases.actions.answers import accept_transfer, decide_refusal, file_receipt, refuse_transfer
from cases.actions.breach import (
    breaches_open,
    counted_of,
    counters_of,
    report_breach,
    report_positive,
    settle_counters,
    sweep_counters,
)
from cases.actions.caring import take_care
from cases.actions.contacts import contact_station, describe_contact, record_contact, start_contact
from cases.actions.county import end_dual, record_exchange, send_county_letter, sweep_transfers
from cases.actions.custody import leave_custody, record_custody, record_word, verify_custody
from cases.actions.decisions import DecisionIn, is_answered, record_decision, record_no_decision
from cases.actions.drugtests import (
    Sample,
    confirmed_positive_on,
    destroy_sample,
    object_to_test,
    record_refusal,
    record_test,
    staff_near,
    tell_result,
)
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
from cases.actions.inside import custody_of, paper_spans
from cases.actions.inspection import draw_sample, may_open_case, openable_cases
from cases.actions.joint import draft_joint, latest_version, review_term, sign_joint, signed_by
from cases.actions.leave import (
    check_return,
    close_unauthorised,
    decide_extension,
    decide_leave,
    extend_leave,
    record_unauthorised,
    request_leave,
    sweep_leaves,
)
from cases.actions.letters import disclose_letter, lost_words
from cases.actions.lost import catch_up, risk_of, sweep_lost
from cases.actions.measures import is_suspended, running_measure, track_now, track_of_file
from cases.actions.months import mark_pauses, read_months, sweep_months
from cases.actions.numbers import doubles_of
from cases.actions.office import letter_word_of, set_letter_word, set_term_end, term_end_mode
from cases.actions.offsite import ask_offsite, decide_offsite, note_receipt
from cases.actions.opening import change_route, open_case, verify_residence
from cases.actions.papers import papers_for, write_paper
from cases.actions.past import Past, letters_of, past_of, preview_of
from cases.actions.plans import assess_risk, decide_plan, propose_plan, record_review
from cases.actions.reagents import (
    add_kit,
    ask_county_for_reagent,
    confirm_kit,
    end_kit,
    lacking_at,
    left_of,
    miss_marks,
    note_substance,
    report_lack,
    stations_of,
    stock_for,
    substances_of,
)
from cases.actions.rows import is_lost, visits_planned
from cases.actions.schedule import arrange_surprise, bound_measure, choose_preset, settle_tests, sweep_tests
from cases.actions.school import record_school_status
from cases.actions.sealing import on_dispose, on_seal, open_work, seal_holds
from cases.actions.search import decide_search, follow_help, record_danger, record_step
from cases.actions.seen import as_seen, stamp
from cases.actions.team import (
    appoint_team,
    candidates,
    confirm_team,
    gaps_of,
    leads_of_care,
    propose_team,
    reopen_teams,
)
from cases.actions.terms import credit, end_early, extend, report_in, resume, sign_agreement, suspend
from cases.actions.transfer_rows import state, states
from cases.actions.transfers import (
    Control,
    county_first,
    deliver_notice,
    draft_transfer,
    record_control,
    reply_to_sender,
    send_notice,
    withdraw_transfer,
)
from cases.actions.whereabouts import verify_whereabouts
from cases.actions.withdrawing import ask_withdrawal, decide_withdrawal, went_out
from cases.rules import RouteDecision, RouteFacts

__all__ = [
    "Control",
    "DecisionIn",
    "Past",
    "RouteDecision",
    "RouteFacts",
    "Sample",
    "accept_transfer",
    "add_kit",
    "add_member",
    "add_outside",
    "annul",
    "appoint_team",
    "arrange_surprise",
    "as_seen",
    "ask_county_for_reagent",
    "ask_offsite",
    "ask_withdrawal",
    "assess_risk",
    "bound_measure",
    "breaches_open",
    "candidates",
    "catch_up",
    "change_member",
    "change_place",
    "change_route",
    "check_carer",
    "check_end",
    "check_return",
    "choose_preset",
    "close_case",
    "close_unauthorised",
    "confirm_kit",
    "confirm_team",
    "confirmed_positive_on",
    "contact_station",
    "counted_of",
    "counters_of",
    "county_first",
    "credit",
    "custody_of",
    "decide_clean",
    "decide_extension",
    "decide_leave",
    "decide_offsite",
    "decide_plan",
    "decide_refusal",
    "decide_search",
    "decide_withdrawal",
    "deliver_notice",
    "describe_contact",
    "destroy_sample",
    "disclose_letter",
    "doubles_of",
    "draft_joint",
    "draft_transfer",
    "draw_sample",
    "end_dual",
    "end_early",
    "end_help",
    "end_kit",
    "extend",
    "extend_leave",
    "file_receipt",
    "fill_seat",
    "follow_help",
    "follow_place",
    "gaps_of",
    "give_help",
    "help_given",
    "is_answered",
    "is_held_outside",
    "is_lost",
    "is_suspended",
    "lacking_at",
    "latest_version",
    "leads_of_care",
    "leave_custody",
    "left_of",
    "letter_word_of",
    "letters_of",
    "lost_words",
    "mark_pauses",
    "may_acknowledge",
    "may_open_case",
    "miss_marks",
    "note_parent_call",
    "note_receipt",
    "note_substance",
    "object_to_test",
    "on_dispose",
    "on_seal",
    "open_case",
    "open_items",
    "open_then",
    "open_work",
    "openable_cases",
    "paper_spans",
    "papers_for",
    "past_of",
    "preview_of",
    "propose_plan",
    "propose_team",
    "read_handover",
    "read_months",
    "record_adult_receipt",
    "record_contact",
    "record_control",
    "record_custody",
    "record_danger",
    "record_decision",
    "record_exchange",
    "record_lift_notice",
    "record_no_decision",
    "record_refusal",
    "record_review",
    "record_school_status",
    "record_step",
    "record_test",
    "record_unauthorised",
    "record_word",
    "refuse_transfer",
    "reopen_teams",
    "reply_to_sender",
    "report_breach",
    "report_in",
    "report_lack",
    "report_positive",
    "request_leave",
    "resume",
    "review_term",
    "risk_of",
    "running_measure",
    "seal_holds",
    "send_county_letter",
    "send_notice",
    "set_letter_word",
    "set_term_end",
    "settle_counters",
    "settle_tests",
    "sign_agreement",
    "sign_joint",
    "signed_by",
    "staff_near",
    "stamp",
    "start_contact",
    "state",
    "states",
    "stations_of",
    "stock_for",
    "substances_of",
    "suspend",
    "sweep_counters",
    "sweep_leaves",
    "sweep_lost",
    "sweep_measures",
    "sweep_months",
    "sweep_tests",
    "sweep_transfers",
    "take_care",
    "tell_result",
    "term_end_mode",
    "track_now",
    "track_of_file",
    "verify_custody",
    "verify_outside",
    "verify_residence",
    "verify_whereabouts",
    "visits_planned",
    "went_out",
    "withdraw_transfer",
    "work_done",
    "write_paper",
]
