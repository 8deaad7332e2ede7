from common.fieldclass import table

CLASSES = {
    "Unit": table(public="kind name area county township parent is_synthetic opened_on closed_on"),
    "User": table(
        secret="password",
        workflow="username name email is_active is_staff is_superuser date_joined last_login"
        " must_change_password password_changed_at deactivated_at deactivated_reason deactivated_by"
        " groups user_permissions",
    ),
    "Appointment": table(
        workflow="user unit post from_on until_on appointed_by confirmed_by confirmed_at"
        " ended_at ended_reason ended_by handed_to handed_on"
    ),
    "Absence": table(workflow="appointment deputy from_at until_at reason entered_by ended_at"),
    "ReadEntry": table(
        audit="seq at user_id post unit_id deputy kind file code fields purpose basis codes rows"
        " continues view key prev hash",
    ),
    "ReadChain": table(audit="id seq hash"),
}
