from common.fieldclass import table

PLACE = "area county township campus"
DEGREES = "longitude latitude"

CLASSES = {
    "SchoolProfile": table(
        public=f"{PLACE} {DEGREES} kind grades has_boarders", workflow="keeper entered_by"
    ),
    "Season": table(
        public=f"{PLACE} kind name from_on until_on",
        workflow="entered_by client_id changed_at changed_by removed_at removed_by",
    ),
    "Venue": table(
        public=f"{PLACE} {DEGREES} code kind name licence address distance is_key opened_on closed_on",
        workflow="keeper closed_reason entered_by client_id",
    ),
    "ChecklistItem": table(public="kind no text basis from_on until_on", workflow="reason entered_by"),
    "Plan": table(
        public=PLACE,
        workflow="season version state from_on focus drafted_by drafted_at decided_by decided_at"
        " returned_because client_id",
    ),
    "PlanRule": table(public=PLACE, workflow="plan no season_kind repeat surrounding unit post places"),
    "Patrol": table(
        public=PLACE,
        workflow="code unit rule period started_at finished_at done_by entered_by note skipped_because"
        " client_id typed_index",
    ),
    "Present": table(workflow="patrol no name"),
    "Stop": table(workflow="patrol no kind venue place note is_whole"),
    "Skipped": table(workflow="patrol no kind venue place"),
    "Answer": table(workflow="stop item mark note"),
    "Photo": table(workflow="stop content size at by client_id"),
    "Finding": table(
        public=PLACE,
        workflow="code venue stop item text found_at found_by withdrawn_at withdrawn_by withdrawn_because",
    ),
    "FixOrder": table(
        workflow="finding unit year serial to_whom demand fix_by ordered_by ordered_at client_id"
    ),
    "Clue": table(
        public="area county township campus",
        police="code unit source kind venue venue_kind month stop item substance text victim_is_minor"
        " reported_at reported_by client_id accepted_at accepted_by case_filed answer answered_at"
        " answered_by outcome outcome_at outcome_by referred_to released_at released_by",
    ),
    "OutlinePoint": table(public="area no longitude latitude", workflow="entered_by"),
    "Referral": table(
        workflow="finding unit year serial bureau matter sent_by sent_at sent_on client_id answered_on result"
        " answer answer_entered_by answer_entered_at"
    ),
    "Chase": table(workflow="referral at note by client_id"),
    "Recheck": table(workflow="finding at passed note done_by entered_by client_id"),
}
