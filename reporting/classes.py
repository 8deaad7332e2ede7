from common.fieldclass import table

LEVELS = "area county township"
LEVEL1 = "age_band sex is_pupil household residence"
CLASSES = {
    "Seizure": table(
        workflow=f"code client_id unit {LEVELS} day reporter sealed_lines hidden_at",
        police="captured_at identified_minor_at place_kind place_area how_found dispositions"
        " source_clue_asked source_clue shelter_clue suspected_count",
        health="tested_at substance",
    ),
    "IntakeLine": table(
        workflow=f"source receipt client_id received_at organ number forwarded_by minor seizure unit station"
        f" {LEVELS} guardian_told_at guardian_told_by police_received_at police_received_by taken_by"
        " registered_at registered_by state",
        case=f"code note {LEVEL1} household_area residence_area captured_in is_named guardian_how"
        " in_charge appropriate_adult handed_to",
        police="measures finding",
        health="health_looked_at",
    ),
    "GuardianTry": table(workflow="line at by", case="how outcome"),
    "EducationTalk": table(workflow="line at by erased_at", case="adult note"),
    "CountyReport": table(workflow="line number at channel unit by erased_at", case="content suggestion"),
    "ElsewhereCheck": table(
        workflow="line existing held_by asked_at asked_by decided_at decided_by",
        case="same_number verdict reason",
    ),
    "Order": table(
        workflow="number client_id from_unit to_unit escalation duty demand basis due_at issued_at issued_by"
        " signed_at signed_by reply replied_at replied_by closed_at closed_by close_note"
    ),
    "OrderStep": table(workflow="order step at by text due_at"),
    "Problem": table(workflow="number client_id from_unit to_unit text at by reply replied_at replied_by"),
    "Report": table(
        workflow=f"seizure version kind unit {LEVELS} late_reason correction_reason submitted_at submitted_by"
        " phoned_at phoned_to signed_at signed_by returned_at returned_by return_reason countersigned_at"
        " countersigned_by",
        police="content",
    ),
    "ReportLine": table(
        workflow="report line erased_at",
        case=f"code {LEVEL1} guardian_told",
        police="measures",
        health="health_looked_at",
    ),
    "Declaration": table(workflow=f"unit {LEVELS} day at by late_reason superseded_at superseded_by"),
}
