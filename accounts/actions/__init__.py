"""What changes units, accounts, appointments and absences."""

from accounts.actions.absences import end_absence, record_absence
from accounts.actions.accounts import create_account, deactivate_account, reset_password
from accounts.actions.anchoring import anchor_is_late, anchor_read_log, last_anchor
from accounts.actions.appointments import (
    appoint,
    close_lapsed_appointments,
    confirm_appointment,
    end_appointment,
    leave_post,
)
from accounts.actions.reminder import set_reminder_address
from accounts.actions.units import add_unit, close_unit

__all__ = [
    "add_unit",
    "anchor_is_late",
    "anchor_read_log",
    "appoint",
    "close_lapsed_appointments",
    "close_unit",
    "confirm_appointment",
    "create_account",
    "deactivate_account",
    "end_absence",
    "end_appointment",
    "last_anchor",
    "leave_post",
    "record_absence",
    "reset_password",
    "set_reminder_address",
]
