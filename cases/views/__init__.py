"""The pages of a case: coded throughout, each one click from the duty it discharges."""

from cases.views.case import case_detail, case_list, residence_verify, route_change
from cases.views.contacts import contact_add, contact_note, station_contact, whereabouts_verify
from cases.views.samples import sample_detail, sample_draw, sample_list
from cases.views.search import danger_record, drifting_list, search_detail, step_decide, step_record
from cases.views.team import team_confirm, team_propose
from cases.views.timeline import case_print, case_timeline

__all__ = [
    "case_detail",
    "case_list",
    "case_print",
    "case_timeline",
    "contact_add",
    "contact_note",
    "danger_record",
    "drifting_list",
    "residence_verify",
    "route_change",
    "sample_detail",
    "sample_draw",
    "sample_list",
    "search_detail",
    "station_contact",
    "step_decide",
    "step_record",
    "team_confirm",
    "team_propose",
    "whereabouts_verify",
]
