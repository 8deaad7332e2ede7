from common.fieldclass import table

PLACES = "captured_in household residence is_pupil"
CLASSES = {
    "Case": table(
        workflow="minor status unit opened_at opened_by closed_at",
        case=f"track route direction controller {PLACES}",
    ),
    "RouteDecision": table(workflow="case by at", case=f"route reason law computed {PLACES}"),
    "Team": table(
        workflow="case community_officer social_worker clerk proposed_by proposed_at confirmed_by"
        " confirmed_at ended_at ended_reason"
    ),
    "Measure": table(
        workflow="case by at client_id",
        case="track kind number organ decided_on served_on family_served_on term_months reported_in_on"
        " ends_on ended_on ended_as ended_reason",
    ),
    "Suspension": table(workflow="case measure by client_id", case="cause from_on resumed_on note"),
    "Contact": table(
        workflow="case at by client_id", case="with_whom channel outcome note away_where next_on"
    ),
    "StationContact": table(workflow="case station_name spoke_with channel at by client_id", case="answer"),
    "ResidenceCheck": table(workflow="case at by client_id", case="household residence how"),
    "LostSpell": table(
        workflow="case from_at found_at found_by danger_at danger_by",
        case="why track found_how danger danger_reason",
    ),
    "SearchStep": table(
        workflow="case spell kind no opened_at due_at done_at done_by client_id", case="result note"
    ),
    "Whereabouts": table(
        workflow="case contact opened_at ended_at ended_by client_id",
        case="place parents_reached child_spoken receiving_place note ended_how",
    ),
}
