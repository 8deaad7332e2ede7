"""The addresses of the gate and of accounts, for `config/surfaces.py`."""

from accounts.choices import ReadKind
from accounts.permissions import AccountPerm
from accounts.surfaces import Surface

WRITE, BOTH, PRINT = ("POST",), ("GET", "POST"), ReadKind.PRINT
SHUT = Surface(is_shut=True, is_open=True)
"""allauth's pages of open sign-up, e-mail and reset: 404 to everybody."""

GATE = {
    "healthz": Surface(is_open=True),
    "worker": Surface(),
    "no_signal": Surface(),
    "closed": SHUT,
    "account_login": Surface(is_open=True, methods=BOTH),
    "account_logout": Surface(is_open=True, methods=BOTH),
    "account_change_password": Surface(methods=BOTH),
    "account_reauthenticate": Surface(methods=BOTH),
    "account_inactive": SHUT,
    "account_signup": SHUT,
    "account_email": SHUT,
    "account_email_verification_sent": SHUT,
    "account_set_password": SHUT,
    "account_reset_password": SHUT,
    "account_confirm_login_code": SHUT,
    "account_confirm_email": SHUT,
    "account_reset_password_from_key_done": SHUT,
    "account_reset_password_from_key": SHUT,
    "account_reset_password_done": SHUT,
}

USER, APPOINTMENT = "accounts.User", "accounts.Appointment"
USERS, POSTS, COVERED = (
    f"accounts.sight.{name}" for name in ("accounts_near", "posts_near", "posts_to_cover")
)
ABSENCES = "accounts.sight.absences_near"
ACCOUNTS = {
    "accounts:acting_choose": Surface(methods=BOTH),
    "accounts:appointment_list": Surface(AccountPerm.CONFIRM_APPOINTMENT),
    "accounts:appointment_confirm": Surface(
        AccountPerm.CONFIRM_APPOINTMENT,
        APPOINTMENT,
        methods=WRITE,
        rows=POSTS,
        state="config.access.states.is_its_head",
    ),
    "accounts:appointment_end": Surface(AccountPerm.END_APPOINTMENT, APPOINTMENT, methods=BOTH, rows=POSTS),
    "accounts:appointment_leave": Surface(AccountPerm.END_APPOINTMENT, APPOINTMENT, PRINT, BOTH, rows=POSTS),
    "accounts:absence_list": Surface(AccountPerm.RECORD_ABSENCE),
    "accounts:absence_add": Surface(AccountPerm.RECORD_ABSENCE, APPOINTMENT, methods=BOTH, rows=COVERED),
    "accounts:absence_end": Surface(
        AccountPerm.RECORD_ABSENCE, "accounts.Absence", methods=WRITE, rows=ABSENCES
    ),
    "accounts:account_list": Surface(AccountPerm.MANAGE_ACCOUNTS),
    "accounts:account_add": Surface(AccountPerm.MANAGE_ACCOUNTS, methods=BOTH),
    "accounts:account_detail": Surface(AccountPerm.MANAGE_ACCOUNTS, USER, rows=USERS),
    "accounts:account_deactivate": Surface(AccountPerm.MANAGE_ACCOUNTS, USER, methods=BOTH, rows=USERS),
    "accounts:account_reset": Surface(AccountPerm.MANAGE_ACCOUNTS, USER, methods=BOTH, rows=USERS),
    "accounts:appointment_add": Surface(AccountPerm.MANAGE_ACCOUNTS, USER, methods=BOTH, rows=USERS),
    "accounts:read_list": Surface(AccountPerm.READ_LOG),
    "accounts:read_chain": Surface(AccountPerm.READ_LOG),
    "accounts:reminder_edit": Surface(AccountPerm.SET_REMINDER, methods=BOTH),
    "accounts:unit_list": Surface(AccountPerm.MANAGE_UNITS),
    "accounts:unit_add": Surface(AccountPerm.MANAGE_UNITS, methods=BOTH),
    "accounts:unit_close": Surface(AccountPerm.MANAGE_UNITS, "accounts.Unit", methods=WRITE),
}
