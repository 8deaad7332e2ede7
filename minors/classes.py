from common.fieldclass import table

CLASSES = {
    "Minor": table(
        case="code birth_year sex is_pupil identity_unknown concern track withdrawn_reason",
        workflow="state area county township unit intake_unit taken_in_at registered_at registered_by"
        " merged_into withdrawn_at sealed_at",
    ),
    "MinorUserObjectPermission": table(workflow="permission user content_object"),
    "Grant": table(
        workflow="minor user kind opens_identity opens_schooling opens_guardian approver from_at until_at"
        " ended_at",
        case="reason ended_reason",
    ),
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
    "DataKey": table(workflow="minor kek destroyed_at", secret="wrapped"),
    "Identity": table(
        workflow="minor",
        identity="name alias features id_number birth_date phone household_address residence_address",
        secret="id_index name_birth_index phone_index registered",
        case="id_kind",
    ),
    "NameKey": table(workflow="minor part", secret="key"),
    "Schooling": table(workflow="minor", school="school class_name"),
    "Guardian": table(workflow="minor", identity="name relation phone", secret="phone_index"),
}
