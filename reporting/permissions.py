from enum import StrEnum


class ReportPerm(StrEnum):
    LOG_SEIZURE = "reporting.log_seizure"
    DECLARE_ZERO = "reporting.declare_zero"
    VIEW_REPORT = "reporting.view_report"
    VIEW_REGISTER = "reporting.view_register"
    SIGN_REPORT = "reporting.sign_report"
    VIEW_MATRIX = "reporting.view_matrix"
    VIEW_FIGURES = "reporting.view_figures"
    TAKE_INTAKE = "reporting.take_intake"
    REGISTER = "reporting.register"
    FORWARD_LETTER = "reporting.forward_letter"
    DECIDE_ELSEWHERE = "reporting.decide_elsewhere"
    MANDATORY_REPORT = "reporting.mandatory_report"
    ISSUE_ORDER = "reporting.issue_order"
    ANSWER_ORDER = "reporting.answer_order"
    FILE_PROBLEM = "reporting.file_problem"
    ANSWER_PROBLEM = "reporting.answer_problem"
    EXPORT_LEDGER = "reporting.export_ledger"
    IMPORT_LEDGER = "reporting.import_ledger"
    EDIT_CATALOGUE = "reporting.edit_catalogue"
    PRINT_LETTER = "reporting.print_letter"
