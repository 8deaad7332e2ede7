from common.fieldclass import table

# villages, schools and meetings as counts: nothing may be of class identity, case or school (design §4.4)
PLACE = "area county township campus"
DONE = "unit held_at done_by entered_by client_id typed_index withdrawn_at withdrawn_by withdrawn_because"
SAID = "entered_by client_id"

CLASSES = {
    "Campaign": table(public=f"{PLACE} name from_on until_on aim", workflow=SAID),
    "Event": table(
        public=f"{PLACE} code setting form topic spot partners campaign leaflets boards banners",
        workflow=f"{DONE} note",
    ),
    "Reach": table(workflow="event audience people"),
    "VillageReach": table(public=PLACE, workflow="event audience people entered_by"),
    "EventPhoto": table(workflow="event content size at by client_id"),
    "FamilyWork": table(public=f"{PLACE} kind", workflow=f"{DONE} grades expected reached topics"),
    "CareRound": table(public=PLACE, workflow=f"{DONE} known seen in_need helpers note"),
    "Headcount": table(public=PLACE, workflow="place audience from_on people entered_by entered_at"),
    "CoverageGoal": table(
        public=f"{PLACE} place_kind audience from_on times share reason", workflow=f"{SAID} entered_at"
    ),
    "GapReason": table(
        public=PLACE, workflow="place audience from_on reason written_by written_at signed_by signed_at"
    ),
    "OnlinePost": table(
        public=f"{PLACE} unit platform link posted_on topic tells_case source campaign", workflow=SAID
    ),
    "ReachReading": table(public="post unit read_on reads", workflow="entered_by"),
    "Material": table(public=f"{PLACE} code title kind", workflow=SAID),
    "MaterialVersion": table(
        public="material no changes content media_type", workflow="entered_by entered_at client_id"
    ),
    "MaterialUse": table(workflow="event version"),
    "OfficeMeeting": table(
        public=PLACE, workflow=f"unit kind held_on spot chair expected present topics decided {SAID}"
    ),
}
