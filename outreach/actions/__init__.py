"""Every write of this app. Upper apps call `outreach.actions.<name>` and need not know the files."""

from outreach.actions.counting import enter_headcounts, explain_gap, set_goal, sign_reasons
from outreach.actions.events import EventIn, add_photo, add_photos, record_event, remove_photo, share_out
from outreach.actions.family import record_care, record_family
from outreach.actions.office import (
    add_campaign,
    add_material,
    add_post,
    add_version,
    read_post,
    record_meeting,
)
from outreach.actions.rounds import open_care, open_coverage
from outreach.actions.withdrawing import withdraw

__all__ = [
    "EventIn",
    "add_campaign",
    "add_material",
    "add_photo",
    "add_photos",
    "add_post",
    "add_version",
    "enter_headcounts",
    "explain_gap",
    "open_care",
    "open_coverage",
    "read_post",
    "record_care",
    "record_event",
    "record_family",
    "record_meeting",
    "remove_photo",
    "set_goal",
    "share_out",
    "sign_reasons",
    "withdraw",
]
