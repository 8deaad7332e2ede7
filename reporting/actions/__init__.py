"""Everything that is reported, taken in, signed for, ordered and answered."""

from reporting.actions.decision import (
    record_line_custody,
    record_line_decision,
    record_line_without_decision,
)
from reporting.actions.elsewhere import ask_county, decide_elsewhere
from reporting.actions.following import captured_at, follow_case
from reporting.actions.intake import (
    forward_letter,
    receive_mandatory,
    report_mandatory,
    take_letter,
    take_self_referral,
)
from reporting.actions.line import (
    identify_line,
    record_education,
    record_guardian_told,
    register_line,
    send_county_report,
)
from reporting.actions.order import (
    close_order,
    default_due,
    issue_order,
    reply_order,
    return_order,
    sign_order,
)
from reporting.actions.problem import addressees, answer_problem, file_problem, may_answer
from reporting.actions.report import correct_report, return_report, sign_report, submit_report
from reporting.actions.sealing import on_dispose, on_seal, seal_holds
from reporting.actions.seizure import complete_report, declare_zero, log_seizure, pre_report
from reporting.actions.snapshot import StaleForm, snapshot_of
from reporting.actions.values import ChildLineIn, LetterIn, LineFix, Phoned, SeizureIn

__all__ = [
    "ChildLineIn",
    "LetterIn",
    "LineFix",
    "Phoned",
    "SeizureIn",
    "StaleForm",
    "addressees",
    "answer_problem",
    "ask_county",
    "captured_at",
    "close_order",
    "complete_report",
    "correct_report",
    "decide_elsewhere",
    "declare_zero",
    "default_due",
    "file_problem",
    "follow_case",
    "forward_letter",
    "identify_line",
    "issue_order",
    "log_seizure",
    "may_answer",
    "on_dispose",
    "on_seal",
    "pre_report",
    "receive_mandatory",
    "record_education",
    "record_guardian_told",
    "record_line_custody",
    "record_line_decision",
    "record_line_without_decision",
    "register_line",
    "reply_order",
    "report_mandatory",
    "return_order",
    "return_report",
    "seal_holds",
    "send_county_report",
    "sign_order",
    "sign_report",
    "snapshot_of",
    "submit_report",
    "take_letter",
    "take_self_referral",
]
