"""The pages of a case: coded throughout, each one click from the duty it discharges."""

from cases.views.care import (
    carer_check,
    family_add,
    family_change,
    group_edit,
    handover_read,
    help_add,
    help_end,
    parent_call,
    school_status,
)
from cases.views.case import case_detail, case_list, residence_verify, route_change
from cases.views.contacts import contact_add, contact_note, station_contact, whereabouts_verify
from cases.views.joint import joint_detail, joint_draft, joint_list, joint_sign, term_review
from cases.views.samples import sample_detail, sample_draw, sample_list
from cases.views.search import danger_record, drifting_list, search_detail, step_decide, step_record
from cases.views.team import team_confirm, team_propose
from cases.views.timeline import case_print, case_timeline
from cases.views.work import work_list

__all__ = [
    "carer_check",
    "case_detail",
    "case_list",
    "case_print",
    "case_timeline",
    "contact_add",
    "contact_note",
    "danger_record",
    "drifting_list",
    "family_add",
    "family_change",
    "group_edit",
    "handover_read",
    "help_add",
    "help_end",
    "joint_detail",
    "joint_draft",
    "joint_list",
    "joint_sign",
    "parent_call",
    "residence_verify",
    "route_change",
    "sample_detail",
    "sample_draw",
    "sample_list",
    "school_status",
    "search_detail",
    "station_contact",
    "step_decide",
    "step_record",
    "team_confirm",
    "team_propose",
    "term_review",
    "whereabouts_verify",
    "work_list",
]
