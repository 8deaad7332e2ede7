from django.urls import path, register_converter

from reporting.ledgers import LEDGERS, Ledger
from reporting.views import (
    care,
    clue,
    correct,
    coverage,
    decision,
    declare,
    document,
    elsewhere,
    fixing,
    importing,
    intake,
    ledger,
    line,
    matrix,
    order,
    problem,
    register,
    report,
    seizure,
    statistics,
    substance,
)

app_name = "reporting"


class LedgerConverter:
    """A ledger by its word; any other word is a page that does not exist."""

    regex = "|".join(LEDGERS)

    def to_python(self, value: str) -> Ledger:
        return LEDGERS[value]

    def to_url(self, value: Ledger | str) -> str:
        return value.slug if isinstance(value, Ledger) else value


register_converter(LedgerConverter, "ledger")

urlpatterns = [
    path("seizures/", seizure.seizure_list, name="seizure_list"),
    path("seizures/add/", seizure.seizure_add, name="seizure_add"),
    path("seizures/pre/", seizure.pre_report, name="pre_report"),
    path("seizures/<uuid:pk>/", seizure.seizure_detail, name="seizure_detail"),
    path("seizures/<uuid:pk>/complete/", seizure.seizure_complete, name="seizure_complete"),
    path("seizures/<uuid:pk>/submit/", seizure.seizure_submit, name="seizure_submit"),
    path("seizures/<uuid:pk>/correct/", correct.seizure_correct, name="seizure_correct"),
    path("declare/", declare.declare, name="declare"),
    path("reports/", report.report_list, name="report_list"),
    path("reports/<uuid:pk>/", report.report_detail, name="report_detail"),
    path("reports/<uuid:pk>/sign/", report.report_sign, name="report_sign"),
    path("reports/<uuid:pk>/return/", report.report_return, name="report_return"),
    path("lines/", line.line_list, name="line_list"),
    path("lines/<uuid:pk>/guardian/", line.line_guardian, name="line_guardian"),
    path("lines/<uuid:pk>/identify/", line.line_identify, name="line_identify"),
    path("lines/<uuid:pk>/decision/", decision.line_decision, name="line_decision"),
    path("lines/<uuid:pk>/custody/", decision.line_custody, name="line_custody"),
    path("lines/<uuid:pk>/education/", line.line_education, name="line_education"),
    path("lines/<uuid:pk>/county/", line.line_county_report, name="line_county_report"),
    path("lines/<uuid:pk>/register/", register.line_register, name="line_register"),
    path("lines/<uuid:pk>/elsewhere/", elsewhere.line_elsewhere, name="line_elsewhere"),
    path("seizures/<uuid:pk>/clue/", clue.seizure_clue, name="seizure_clue"),
    path("letters/add/", intake.letter_add, name="letter_add"),
    path("letters/<uuid:pk>/", document.letter_detail, name="letter_detail"),
    path("letters/<uuid:pk>/print/", document.letter_print, name="letter_print"),
    path("letters/forward/", intake.letter_forward, name="letter_forward"),
    path("care/add/", care.care_add, name="care_add"),
    path("self-referrals/add/", intake.self_referral_add, name="self_referral_add"),
    path("mandatory/add/", intake.mandatory_add, name="mandatory_add"),
    path("mandatory/<uuid:pk>/receive/", intake.mandatory_receive, name="mandatory_receive"),
    path("fix-orders/<uuid:pk>/print/", fixing.fix_order_print, name="fix_order_print"),
    path("referrals/<uuid:pk>/print/", fixing.referral_print, name="referral_print"),
    path("ledgers/", ledger.ledger_list, name="ledger_list"),
    path("ledgers/import/", importing.ledger_import, name="ledger_import"),
    path("ledgers/<ledger:ledger>/", ledger.ledger_detail, name="ledger_detail"),
    path("ledgers/<ledger:ledger>/print/", ledger.ledger_print, name="ledger_print"),
    path("ledgers/<ledger:ledger>/export/", ledger.ledger_export, name="ledger_export"),
    path("register/", ledger.register_book, name="register_book"),
    path("matrix/", matrix.matrix, name="matrix"),
    path("matrix/print/", matrix.matrix_print, name="matrix_print"),
    path("coverage/export/", coverage.coverage_export, name="coverage_export"),
    path("matrix/export/", matrix.matrix_export, name="matrix_export"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/print/", statistics.statistics_print, name="statistics_print"),
    path("statistics/export/", statistics.statistics_export, name="statistics_export"),
    path("orders/", order.order_list, name="order_list"),
    path("orders/add/", order.order_add, name="order_add"),
    path("orders/<uuid:pk>/", order.order_detail, name="order_detail"),
    path("orders/<uuid:pk>/sign/", order.order_sign, name="order_sign"),
    path("orders/<uuid:pk>/reply/", order.order_reply, name="order_reply"),
    path("orders/<uuid:pk>/return/", order.order_return, name="order_return"),
    path("orders/<uuid:pk>/close/", order.order_close, name="order_close"),
    path("problems/", problem.problem_list, name="problem_list"),
    path("problems/add/", problem.problem_add, name="problem_add"),
    path("problems/<uuid:pk>/", problem.problem_detail, name="problem_detail"),
    path("substances/", substance.substance_list, name="substance_list"),
    path("substances/add/", substance.substance_add, name="substance_add"),
]
