"""The addresses of patrols, for `config/surfaces.py`. No child stands on them, so none is a reading."""

from accounts.surfaces import Surface
from patrols.permissions import PatrolPerm

WRITE, BOTH = ("POST",), ("GET", "POST")
SCHOOL, SEASON, PLAN = "accounts.Unit", "patrols.Season", "patrols.Plan"
VENUE, FINDING, CLUE, ITEM = "patrols.Venue", "patrols.Finding", "patrols.Clue", "patrols.ChecklistItem"
LETTER = "patrols.Referral"
SCHOOLS, ITEMS = "patrols.sight.schools_near", "patrols.sight.items_asked"

PLACES: dict[str, Surface] = {
    "patrols:place_list": Surface(PatrolPerm.VIEW),
    "patrols:venue_add": Surface(PatrolPerm.EDIT_PLACES, methods=BOTH),
    "patrols:venue_detail": Surface(PatrolPerm.VIEW, VENUE),
    "patrols:venue_edit": Surface(PatrolPerm.EDIT_PLACES, VENUE, methods=BOTH),
    "patrols:venue_close": Surface(PatrolPerm.EDIT_PLACES, VENUE, methods=BOTH),
    "patrols:venue_check": Surface(PatrolPerm.PATROL, VENUE, methods=BOTH),
    "patrols:school_detail": Surface(PatrolPerm.VIEW, SCHOOL, rows=SCHOOLS),
    "patrols:school_edit": Surface(PatrolPerm.EDIT_PLACES, SCHOOL, methods=BOTH, rows=SCHOOLS),
    "patrols:season_add": Surface(PatrolPerm.DRAFT_PLAN, SCHOOL, methods=BOTH, rows=SCHOOLS),
    "patrols:school_patrol": Surface(PatrolPerm.PATROL, SCHOOL, methods=BOTH, rows=SCHOOLS),
    "patrols:season_edit": Surface(PatrolPerm.DRAFT_PLAN, SEASON, methods=BOTH),
    "patrols:season_remove": Surface(PatrolPerm.DRAFT_PLAN, SEASON, methods=WRITE),
    "patrols:plan_of_season": Surface(PatrolPerm.VIEW, SEASON, methods=BOTH),
    "patrols:plan_detail": Surface(PatrolPerm.VIEW, PLAN),
    "patrols:plan_approve": Surface(PatrolPerm.APPROVE_PLAN, PLAN, methods=WRITE),
    "patrols:plan_return": Surface(PatrolPerm.APPROVE_PLAN, PLAN, methods=BOTH),
    "patrols:round_add": Surface(PatrolPerm.PATROL, "patrols.PlanRule", methods=BOTH),
    "patrols:map_page": Surface(PatrolPerm.VIEW),
    "patrols:outline_edit": Surface(PatrolPerm.EDIT_CHECKLIST, methods=BOTH),
    "patrols:repeat_list": Surface(PatrolPerm.VIEW),
    "patrols:patrol_list": Surface(PatrolPerm.VIEW),
    "patrols:patrol_add": Surface(PatrolPerm.PATROL, methods=BOTH),
    "patrols:patrol_detail": Surface(PatrolPerm.VIEW, "patrols.Patrol"),
    "patrols:photo_add": Surface(PatrolPerm.PATROL, "patrols.Stop", methods=BOTH),
    "patrols:photo": Surface(PatrolPerm.VIEW, "patrols.Photo"),
    "patrols:photo_remove": Surface(PatrolPerm.PATROL, "patrols.Photo", methods=WRITE),
    "patrols:finding_list": Surface(PatrolPerm.VIEW),
    "patrols:finding_detail": Surface(PatrolPerm.VIEW, FINDING),
    "patrols:finding_order": Surface(PatrolPerm.ORDER_FIX, FINDING, methods=BOTH),
    "patrols:finding_recheck": Surface(PatrolPerm.RECHECK, FINDING, methods=BOTH),
    "patrols:finding_withdraw": Surface(PatrolPerm.ORDER_FIX, FINDING, methods=BOTH),
    "patrols:finding_refer": Surface(PatrolPerm.ORDER_FIX, FINDING, methods=BOTH),
    "patrols:referral_chase": Surface(PatrolPerm.ORDER_FIX, LETTER, methods=BOTH),
    "patrols:referral_answer": Surface(PatrolPerm.ORDER_FIX, LETTER, methods=BOTH),
    "patrols:clue_list": Surface(PatrolPerm.VIEW_CLUES),
    "patrols:clue_add": Surface(PatrolPerm.TELL_CLUE, methods=BOTH),
    "patrols:clue_detail": Surface(PatrolPerm.VIEW_CLUES, CLUE),
    "patrols:clue_accept": Surface(PatrolPerm.ANSWER_CLUE, CLUE, methods=WRITE),
    "patrols:clue_answer": Surface(PatrolPerm.ANSWER_CLUE, CLUE, methods=BOTH),
    "patrols:clue_close": Surface(PatrolPerm.ANSWER_CLUE, CLUE, methods=BOTH),
    "patrols:clue_release": Surface(PatrolPerm.ANSWER_CLUE, CLUE, methods=BOTH),
    "patrols:checklist": Surface(PatrolPerm.VIEW),
    "patrols:item_add": Surface(PatrolPerm.EDIT_CHECKLIST, methods=BOTH),
    "patrols:item_replace": Surface(PatrolPerm.EDIT_CHECKLIST, ITEM, methods=BOTH, rows=ITEMS),
    "patrols:item_end": Surface(PatrolPerm.EDIT_CHECKLIST, ITEM, methods=BOTH, rows=ITEMS),
}
