from enum import StrEnum


class PatrolPerm(StrEnum):
    VIEW = "patrols.view"
    EDIT_PLACES = "patrols.edit_places"
    EDIT_CHECKLIST = "patrols.edit_checklist"
    DRAFT_PLAN = "patrols.draft_plan"
    APPROVE_PLAN = "patrols.approve_plan"
    PATROL = "patrols.patrol"
    ORDER_FIX = "patrols.order_fix"
    RECHECK = "patrols.recheck"
    VIEW_CLUES = "patrols.view_clues"
    TELL_CLUE = "patrols.tell_clue"
    ANSWER_CLUE = "patrols.answer_clue"
