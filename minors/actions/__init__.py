"""Everything that changes or opens a child's file."""

from minors.actions.access import (
    end_grant,
    end_grants,
    end_grants_of_user,
    grant,
    move_file,
    preview,
    reveal,
    sweep_grants,
    usable_basis,
)
from minors.actions.assessment import assess
from minors.actions.assist import (
    answer_help,
    end_helps_of_user,
    note_help,
    release_help,
    secretaries,
    show_help,
    sweep_helps,
    withdraw_help,
)
from minors.actions.audits import export_audit, figures_of, file_audit, sweep_annual_audits
from minors.actions.digests import acknowledge_digest, sweep_digests
from minors.actions.disposal import dispose_signed, due_for_disposal, sign_disposal, sweep_disposals, wipe
from minors.actions.incidents import close_incident, found_incident, note_incident, report_incident
from minors.actions.intake import identify, take_in, withdraw
from minors.actions.names import registered_like
from minors.actions.outward import disclose, file_inquiry
from minors.actions.queries import (
    Found,
    answer_query,
    approve_query,
    ask_query,
    open_query,
    refuse_query,
    sweep_queries,
)
from minors.actions.registration import (
    Hit,
    KnownElsewhere,
    SearchResult,
    held_elsewhere,
    match,
    match_across,
    register,
    search,
)
from minors.actions.rights import (
    CORRECTABLE,
    correct_values,
    decide_request,
    deliver_answer,
    give_notice,
    print_file,
    receive_request,
)
from minors.actions.schooling import record_schooling
from minors.actions.sealing import holds_of, propose_seal, refuse_seal, sign_seal, sweep_seals
from minors.actions.slip import SlipLine, Visit, destroy_slip, print_slip, visits_of
from minors.actions.texts import decide_text, read_text, sweep_texts
from minors.actions.unreadable import Unreadable
from minors.rules import ChildIn

__all__ = [
    "CORRECTABLE",
    "ChildIn",
    "Found",
    "Hit",
    "KnownElsewhere",
    "SearchResult",
    "SlipLine",
    "Unreadable",
    "Visit",
    "acknowledge_digest",
    "answer_help",
    "answer_query",
    "approve_query",
    "ask_query",
    "assess",
    "close_incident",
    "correct_values",
    "decide_request",
    "decide_text",
    "deliver_answer",
    "destroy_slip",
    "disclose",
    "dispose_signed",
    "due_for_disposal",
    "end_grant",
    "end_grants",
    "end_grants_of_user",
    "end_helps_of_user",
    "export_audit",
    "figures_of",
    "file_audit",
    "file_inquiry",
    "found_incident",
    "give_notice",
    "grant",
    "held_elsewhere",
    "holds_of",
    "identify",
    "match",
    "match_across",
    "move_file",
    "note_help",
    "note_incident",
    "open_query",
    "preview",
    "print_file",
    "print_slip",
    "propose_seal",
    "read_text",
    "receive_request",
    "record_schooling",
    "refuse_query",
    "refuse_seal",
    "register",
    "registered_like",
    "release_help",
    "report_incident",
    "reveal",
    "search",
    "secretaries",
    "show_help",
    "sign_disposal",
    "sign_seal",
    "sweep_annual_audits",
    "sweep_digests",
    "sweep_disposals",
    "sweep_grants",
    "sweep_helps",
    "sweep_queries",
    "sweep_seals",
    "sweep_texts",
    "take_in",
    "usable_basis",
    "visits_of",
    "wipe",
    "withdraw",
    "withdraw_help",
]
