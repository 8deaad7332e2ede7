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
from minors.actions.intake import identify, take_in, withdraw
from minors.actions.outward import disclose, file_inquiry
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
from minors.actions.schooling import record_schooling
from minors.rules import ChildIn

__all__ = [
    "ChildIn",
    "Hit",
    "KnownElsewhere",
    "SearchResult",
    "answer_help",
    "disclose",
    "end_grant",
    "end_grants",
    "end_grants_of_user",
    "end_helps_of_user",
    "file_inquiry",
    "grant",
    "held_elsewhere",
    "identify",
    "match",
    "match_across",
    "move_file",
    "note_help",
    "preview",
    "record_schooling",
    "register",
    "release_help",
    "reveal",
    "search",
    "secretaries",
    "show_help",
    "sweep_grants",
    "sweep_helps",
    "take_in",
    "usable_basis",
    "withdraw",
    "withdraw_help",
]
