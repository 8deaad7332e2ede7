from common.fieldclass import table

CLASSES = {
    "Minor": table(
        case="code birth_year sex is_pupil identity_unknown concern track withdrawn_reason"
        " adult_from clean_since",
        workflow="state area county township unit intake_unit taken_in_at registered_at registered_by"
        " merged_into withdrawn_at sealed_at seal_due_at",
    ),
    "MinorUserObjectPermission": table(workflow="permission user content_object"),
    "Paper": table(workflow="minor of media_type size by at", identity="content"),
    "Grant": table(
        workflow="minor user kind opens_identity opens_schooling opens_guardian approver from_at until_at"
        " ended_at",
        case="reason ended_reason",
    ),
    "SealProposal": table(
        workflow="minor proposed_at proposed_by due_at head head_unit head_signed_at county county_unit"
        " county_signed_at refused_by again_on outcome closed_at",
        case="cause note refusal",
    ),
    "Seal": table(workflow="number minor at head head_unit county county_unit", case="cause"),
    "LawfulQuery": table(
        workflow="number client_id county organ applicants document legal_basis purpose reader reader_unit"
        " asked_at first_by first_unit first_at second_by second_unit second_at refused_by refused_at"
        " refusal opened_at answered_at",
        case="code answer disclosed",
        secret="id_index name_birth_index",
    ),
    "Disposal": table(
        workflow="number file county cause basis due_on listed_at first_by first_unit first_at second_by"
        " second_unit second_at done_at wiped_at"
    ),
    "ReadingDigest": table(audit="unit audience week readings flagged seen_by seen_at remark"),
    "DigestLine": table(audit="digest seq flag"),
    "AnnualAudit": table(audit="unit year exported_at exported_by filed_on receipt filed_by"),
    "AccessRequest": table(
        workflow="minor user asked_by unit post opens_identity opens_schooling opens_guardian days duty"
        " asked_at answer_by to_county passed_on_at verdict decided_by decided_at grant",
        case="purpose reason",
    ),
    "Opening": table(
        workflow="minor user opened_by unit post opened_at grant finding reviewed_by reviewed_at",
        case="reason finding_reason",
    ),
    "Recusal": table(
        workflow="minor user unit post by from_at ended_at ended_by", case="reason ended_reason"
    ),
    "Sample": table(workflow="unit station drawn_by drawn_at until_at seed population size"),
    "SampledFile": table(workflow="sample minor"),
    "RegistrationLock": table(secret="key"),
    "VillageHelp": table(
        workflow="number minor unit village secretary by from_at until_at closed_at closed_how client_id",
        case="sentence household really_missing answer away_where",
    ),
    "Disclosure": table(
        workflow="number at kind file unit by client_id",
        case="code fields recipient recipient_post basis basis_text",
    ),
    "Inquiry": table(workflow="number at asked_by organ how answer unit by client_id"),
    "TextCheck": table(
        workflow="number table column row author post unit decision decided_at decided_by destroyed",
        case="reason",
        secret="fingerprint verdict",
    ),
    "SchoolKey": table(secret="key"),
    "VisitSlip": table(workflow="number at unit by persons destroyed_at client_id"),
    "VisitSlipLine": table(workflow="slip minor"),
    "RightsRequest": table(
        workflow="number minor unit kind asked_by checked_how received_at by decided_at decided_by"
        " carried_out_at delivered_at delivered_how client_id",
        case="wish verdict reasons",
    ),
    "NoticeGiven": table(
        workflow="minor unit given_to guardian_no language understood explained_by at by client_id"
    ),
    "ImpactAssessment": table(
        workflow="number title processing necessity risks measures assessed_on next_review_on unit by"
        " replaces client_id"
    ),
    "DataKey": table(workflow="minor kek destroyed_at", secret="wrapped"),
    "Identity": table(
        workflow="minor",
        identity="name alias features id_number birth_date phone household_address residence_address",
        secret="id_index name_birth_index phone_index registered",
        case="id_kind",
    ),
    "Incident": table(
        workflow="number kind found_at by from_unit unit file level reported_at closed_at outcome client_id",
        case="code what",
    ),
    "IncidentEntry": table(workflow="incident step at by client_id", case="text to_whom how"),
    "NameKey": table(workflow="minor part", secret="key"),
    "Schooling": table(workflow="minor", school="school class_name"),
    "Guardian": table(
        workflow="minor further_at ended_on client_id",
        identity="name relation phone",
        secret="phone_index",
    ),
}
