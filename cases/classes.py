from common.fieldclass import table

PLACES = "captured_in household residence is_pupil"
ANNULLED = "annulled_at annulled_by annul_reason"
CLASSES = {
    "Case": table(
        workflow="minor status unit opened_at opened_by closed_at",
        case=f"track route direction controller {PLACES}",
    ),
    "RouteDecision": table(workflow="case by at", case=f"route reason law computed {PLACES}"),
    "Team": table(
        workflow="case of_care community_officer social_worker clerk proposed_by proposed_at confirmed_by"
        " confirmed_at ended_at ended_reason",
        case="watch",
    ),
    "GroupSeat": table(workflow="case by client_id", case="role relation post from_on until_on"),
    "Handover": table(workflow="case team receiver made_at read_at read_by"),
    "Measure": table(
        workflow="case by at client_id ends_known_at replaces restored_at on_file_since withdrawn_at"
        " holds_number",
        case="track kind number organ decided_on served_on family_served_on term_months reported_in_on"
        " ends_on end_mode ended_on ended_as ended_reason number_key",
        health="addicted_on",
    ),
    "Withdrawal": table(
        workflow="case measure by at answer decided_by decided_at client_id", case="reason recalled note"
    ),
    "CareIntake": table(workflow="case at by client_id", case="kind source note"),
    "NoDecision": table(workflow="case by at client_id", case="reason"),
    "CarePlan": table(
        workflow="case version state by at decided_by decided_at client_id",
        case="goals steps child_view guardian_view returned",
    ),
    "Agreement": table(
        workflow="case measure version by at client_id", case="terms child_on guardian_on station_on"
    ),
    "RiskClass": table(workflow="case by at client_id", case="level reasons review_on"),
    "Review": table(workflow="case measure by at client_id", case="on result note"),
    "Extension": table(
        workflow="case measure by at client_id", case="from_end to_end reason child_heard guardian_heard"
    ),
    "TermCredit": table(workflow="case measure by at client_id", case="days basis"),
    "OfficeChange": table(public="unit field value from_on reason", workflow="by client_id"),
    "PlaceChange": table(
        workflow="case measure by at client_id", case="changed_on to_where materials_on reported_on"
    ),
    "EndCheck": table(
        workflow="case measure period by at client_id",
        case="papers tests child_told guardian_told police_asked note",
    ),
    "LiftNotice": table(workflow="case measure by at client_id", case="number given_on"),
    "AdultReceipt": table(workflow="case measure by at client_id", case="number from_whom on"),
    "CleanProposal": table(workflow="case proposed_at by decided_at", case="clean_since is_lifted reason"),
    "MonthLine": table(workflow="case month unit", case="status inside track ends_on tried reached missed"),
    "CaseClosing": table(workflow="case by at", case="reason"),
    "Suspension": table(
        workflow="case measure by ended_with_measure client_id", case="cause from_on resumed_on note"
    ),
    "Kit": table(
        public="name lot specimen substances expires_on quantity ended_on ended_as end_reason",
        workflow="unit by ended_by client_id",
    ),
    "CaseSubstance": table(workflow="case by at", health="substance"),
    "DrugTest": table(
        workflow=f"case measure at place kit lab taken_by second_by by_woman offsite answered client_id"
        f" {ANNULLED}",
        health="purpose specimen method hair_cm child_signed guardian_signed told_at told_signed objected_at"
        " follows sample_mark keep_until destroyed_on destroyed_by note clean_before",
    ),
    "Finding": table(workflow="case test", health="substance result"),
    "RefusedTest": table(
        workflow=f"case measure at by witness answered client_id {ANNULLED}", case="how note"
    ),
    "PresetChoice": table(workflow="case measure by at client_id", case="preset from_on reason"),
    "SurpriseTest": table(workflow="case measure by at seed", case="on"),
    "NoReagent": table(workflow="case measure by at", health="on substance"),
    "OffsiteTest": table(
        workflow="case asked_by asked_at answer decided_by decided_at receipt receipt_on client_id",
        case="place from_on until_on reason",
    ),
    "Leave": table(
        workflow="case measure asked_by asked_at answer decided_by decided_at return_checked_by"
        " return_checked_at client_id",
        case="from_on until_on place reason company written_on note decision_note returned_on",
    ),
    "LeaveExtension": table(
        workflow="case leave asked_by asked_at answer decided_by decided_at client_id",
        case="until_on written_on note",
    ),
    "LeaveDay": table(workflow="case leave", case="day"),
    "UnauthorisedLeave": table(
        workflow=f"case measure by at client_id {ANNULLED}", case="left_on returned_on noticed"
    ),
    "PoliceReport": table(
        workflow="case measure test told_to at by client_id", case="threshold answer reason"
    ),
    "Contact": table(
        workflow="case at by test client_id", case="with_whom channel outcome note away_where next_on"
    ),
    "JointRound": table(
        workflow="case police station county opened_at decided_at ended_at", case="code why ended_reason"
    ),
    "JointVersion": table(
        workflow="round no party by at client_id",
        case="measures other services how child_view child_words guardian_view guardian_words unheard_why",
    ),
    "JointSignature": table(workflow="version party by unit at"),
    "TermReview": table(workflow="round at by client_id", case="outcome child_view guardian_view note"),
    "SchoolStatus": table(workflow="case by client_id", case="state since reason"),
    "FamilyMember": table(
        workflow="case by client_id", case="relation is_guardian cares reachable note from_on until_on"
    ),
    "CarerCheck": table(workflow="case member at by client_id", case="finding how"),
    "ParentCall": table(workflow="case at by client_id", case="outcome channel note"),
    "Help": table(
        workflow="case by ended_by client_id",
        case="kind provider what from_on until_on outcome outcome_note",
    ),
    "StationContact": table(workflow="case station_name spoke_with channel at by client_id", case="answer"),
    "ResidenceCheck": table(workflow="case at by client_id", case="household residence how"),
    "LostSpell": table(
        workflow="case from_at found_at found_by danger_at danger_by",
        case="why track found_how danger danger_reason",
    ),
    "SearchStep": table(
        workflow="case spell kind no opened_at due_at done_at done_by help spoken_with spoken_at client_id",
        case="result note",
    ),
    "Custody": table(
        workflow="case by at spoke_with heard_at verified_at verified_by left_at left_known_at left_by"
        " client_id",
        case="kind place since_on until_on note how left_note",
    ),
    "CustodyWord": table(workflow="case custody at spoke_with by client_id", case="how until_on note"),
    "Whereabouts": table(
        workflow="case contact opened_at ended_at ended_by client_id",
        case="place parents_reached child_spoken receiving_place note ended_how",
    ),
    "OutsideUnit": table(
        public="name area kind address phone", workflow="verified_by verified_at unit client_id"
    ),
    "Holding": table(workflow="minor case unit outside transfer from_at until_at"),
    "ControlDecision": table(workflow="case agreed_by agreed_at by at client_id", case="decision reason"),
    "Transfer": table(
        workflow="case code direction purpose sender to_unit to_outside decision drafted_by drafted_at"
        " noticed_at delivered_at delivered_how delivered_by receipt_number receipt_by receipt_on receipt_at"
        " receipt_filed_by closed_at closed_as closed_by version client_id",
        case="grounds closed_reason",
    ),
    "Refusal": table(
        workflow="transfer by at client_id number decision decided_by decided_at",
        case="reason decided_reason",
    ),
    "ExchangeWord": table(workflow="transfer by at client_id way number", case="state"),
    "LetterBook": table(public="unit year word last"),
    "Letter": table(
        workflow="code case minor transfer kind unit book serial previous to_name their_number reply_by"
        " signed_by signed_at client_id",
        case="grounds demand lost_from_at",
    ),
}
