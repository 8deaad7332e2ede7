from accounts.views.absences import absence_add, absence_end, absence_list
from accounts.views.accounts import (
    account_add,
    account_deactivate,
    account_detail,
    account_list,
    account_reset,
    appointment_add,
)
from accounts.views.acting import acting_choose
from accounts.views.appointments import (
    appointment_confirm,
    appointment_end,
    appointment_leave,
    appointment_list,
)
from accounts.views.reads import read_chain, read_list
from accounts.views.reminder import reminder_edit
from accounts.views.units import unit_add, unit_close, unit_list

__all__ = [
    "absence_add",
    "absence_end",
    "absence_list",
    "account_add",
    "account_deactivate",
    "account_detail",
    "account_list",
    "account_reset",
    "acting_choose",
    "appointment_add",
    "appointment_confirm",
    "appointment_end",
    "appointment_leave",
    "appointment_list",
    "read_chain",
    "read_list",
    "reminder_edit",
    "unit_add",
    "unit_close",
    "unit_list",
]
