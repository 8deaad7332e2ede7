"""Every URL of the house by its name: permission, row, kind of reading. One line each."""

from accounts.choices import ReadKind
from accounts.surfaces import Surface
from cases.permissions import CasePerm
from config.gatesurfaces import ACCOUNTS, GATE
from config.outreachsurfaces import OUTREACH
from config.placesurfaces import PLACES
from config.testsurfaces import TESTS
from duties.permissions import DutyPerm
from minors.permissions import MinorPerm
from patrols.permissions import PatrolPerm
from reporting.permissions import ReportPerm

WRITE, BOTH = ("POST",), ("GET", "POST")
DETAIL, LIST, EXPORT, PRINT = ReadKind.DETAIL, ReadKind.LIST, ReadKind.EXPORT, ReadKind.PRINT

EXCUSES, NOTICES, CHANGES = (
    f"duties.sight.{name}" for name in ("excuses_near", "notices_to", "changes_near")
)
REVIEW = Surface(DutyPerm.REVIEW_ESCALATION, "duties.Escalation", methods=WRITE)
DUTIES = {
    "duties:today": Surface(DutyPerm.SEE_TODAY),
    "duties:inbox": Surface(DutyPerm.SEE_TODAY),
    "duties:notice_open": Surface(DutyPerm.SEE_TODAY, "duties.Notice", methods=WRITE, rows=NOTICES),
    "duties:engine_line": Surface(DutyPerm.SEE_TODAY),
    "duties:duty_detail": Surface(DutyPerm.SEE_TODAY, "duties.Duty"),
    "duties:excuse_add": Surface(DutyPerm.EXPLAIN_MISS, "duties.Duty", methods=BOTH),
    "duties:excuse_sign": Surface(DutyPerm.SIGN_EXCUSE, "duties.Excuse", methods=WRITE, rows=EXCUSES),
    "duties:excuse_refuse": Surface(DutyPerm.SIGN_EXCUSE, "duties.Excuse", methods=BOTH, rows=EXCUSES),
    "duties:miss_list": Surface(DutyPerm.VIEW_MISSES),
    "duties:board": Surface(DutyPerm.VIEW_MISSES),
    "duties:outage_list": Surface(DutyPerm.SEE_TODAY),
    "duties:review_queue": Surface(DutyPerm.REVIEW_ESCALATION),
    "duties:escalation_detail": Surface(DutyPerm.REVIEW_ESCALATION, "duties.Escalation"),
    "duties:escalation_acknowledge": REVIEW,
    "duties:escalation_return": REVIEW,
    "duties:escalation_decide": REVIEW,
    "duties:escalation_close": REVIEW,
    "duties:policy_list": Surface(DutyPerm.SEE_TODAY),
    "duties:policy_change": Surface(DutyPerm.CHANGE_POLICY, methods=BOTH),
    "duties:policy_withdraw": Surface(
        DutyPerm.CHANGE_POLICY, "duties.PolicyChange", methods=BOTH, rows=CHANGES
    ),
    "duties:roster": Surface(DutyPerm.EDIT_ROSTER, methods=BOTH),
    "duties:calendar": Surface(DutyPerm.EDIT_CALENDAR),
    "duties:calendar_year_add": Surface(DutyPerm.EDIT_CALENDAR, methods=WRITE),
    "duties:calendar_day_add": Surface(DutyPerm.EDIT_CALENDAR, methods=WRITE),
}

INCIDENT = Surface(MinorPerm.HANDLE_INCIDENT, "minors.Incident", DETAIL, BOTH)
FILE, REQUEST, RECUSAL = "minors.Minor", "minors.AccessRequest", "minors.Recusal"
OPENS, REVEALS = "config.access.states.opens_file", "config.access.states.reveals"
MINORS = {
    "minors:incident_list": Surface(MinorPerm.REPORT_INCIDENT),
    "minors:incident_add": Surface(MinorPerm.REPORT_INCIDENT, methods=BOTH),
    "minors:incident_detail": Surface(MinorPerm.REPORT_INCIDENT, "minors.Incident", DETAIL),
    "minors:incident_report": INCIDENT,
    "minors:incident_note": INCIDENT,
    "minors:incident_close": INCIDENT,
    "minors:search": Surface(MinorPerm.SEARCH, read=ReadKind.SEARCH, methods=BOTH),
    "minors:schooling_edit": Surface(MinorPerm.RECORD_SCHOOLING, "minors.Minor", DETAIL, BOTH),
    "minors:address_edit": Surface(MinorPerm.RECORD_ADDRESS, "minors.Minor", DETAIL, BOTH),
    "minors:reader_list": Surface(
        MinorPerm.SEE_READERS, "minors.Minor", DETAIL, rows="minors.sight.files_whose_readers"
    ),
    "minors:digest_list": Surface(MinorPerm.READ_DIGEST),
    "minors:digest_detail": Surface(MinorPerm.READ_DIGEST, "minors.ReadingDigest", methods=BOTH),
    "minors:audit_list": Surface(MinorPerm.AUDIT_YEAR),
    "minors:audit_detail": Surface(MinorPerm.AUDIT_YEAR, "minors.AnnualAudit", methods=BOTH),
    "minors:audit_export": Surface(MinorPerm.AUDIT_YEAR, "minors.AnnualAudit", EXPORT, WRITE),
    "minors:reveal": Surface(MinorPerm.REVEAL, FILE, DETAIL, BOTH, state=REVEALS),
    "minors:reveal_call": Surface(MinorPerm.REVEAL, FILE, ReadKind.REVEAL, WRITE, state=REVEALS),
    "minors:access_ask": Surface(MinorPerm.REVEAL, FILE, DETAIL, BOTH, state=OPENS),
    "minors:access_list": Surface(MinorPerm.REVEAL, read=LIST),
    "minors:access_detail": Surface(MinorPerm.REVEAL, REQUEST, DETAIL),
    "minors:access_acknowledge": Surface(
        MinorPerm.REVEAL, REQUEST, DETAIL, WRITE, state="config.access.states.is_own_request"
    ),
    "minors:access_decide": Surface(
        MinorPerm.DECIDE_ACCESS, REQUEST, DETAIL, BOTH, state="config.access.states.decides_request"
    ),
    "minors:opening_add": Surface(MinorPerm.BREAK_GLASS, FILE, DETAIL, BOTH),
    "minors:opening_list": Surface(MinorPerm.REVIEW_ACCESS, read=LIST),
    "minors:opening_review": Surface(MinorPerm.REVIEW_ACCESS, "minors.Opening", DETAIL, BOTH),
    "minors:grant_renew": Surface(MinorPerm.GRANT, FILE, DETAIL, BOTH),
    "minors:recusal_add": Surface(MinorPerm.REVEAL, FILE, DETAIL, BOTH),
    "minors:recusal_order": Surface(MinorPerm.ORDER_RECUSAL, FILE, DETAIL, BOTH),
    "minors:recusal_list": Surface(MinorPerm.ORDER_RECUSAL, read=LIST),
    "minors:recusal_detail": Surface(MinorPerm.ORDER_RECUSAL, RECUSAL, DETAIL),
    "minors:recusal_settle": Surface(MinorPerm.ORDER_RECUSAL, RECUSAL, DETAIL, WRITE),
    "minors:recusal_end": Surface(
        MinorPerm.ORDER_RECUSAL, RECUSAL, DETAIL, WRITE, state="config.access.states.ends_recusal"
    ),
    "minors:register_list": Surface(perm=MinorPerm.FILE_INQUIRY),
    "minors:inquiry_add": Surface(perm=MinorPerm.FILE_INQUIRY, methods=BOTH),
    "minors:assist_list": Surface(perm=MinorPerm.VIEW_HELP, row="minors.Minor", read="detail"),
    "minors:assist_add": Surface(
        perm=MinorPerm.RELEASE_HELP, row="minors.Minor", read="detail", methods=BOTH
    ),
    "minors:assist_answer": Surface(
        perm=MinorPerm.ANSWER_HELP,
        row="minors.VillageHelp",
        read="reveal",
        methods=BOTH,
        state="config.access.states.is_still_asked",
    ),
    "minors:assist_detail": Surface(
        perm=MinorPerm.VIEW_HELP, row="minors.VillageHelp", read="detail", methods=BOTH
    ),
    "minors:assist_withdraw": Surface(
        perm=MinorPerm.RELEASE_HELP, row="minors.VillageHelp", read="detail", methods=WRITE
    ),
    "minors:assist_done": Surface(perm=MinorPerm.ANSWER_HELP),
    "minors:seal_list": Surface(perm=MinorPerm.VIEW_SEALS),
    "minors:seal_propose": Surface(
        perm=MinorPerm.PROPOSE_SEAL, row="minors.Minor", read="detail", methods=BOTH
    ),
    "minors:seal_sign": Surface(
        perm=MinorPerm.SIGN_SEAL, row="minors.SealProposal", read="detail", methods=BOTH
    ),
    "minors:query_list": Surface(perm=MinorPerm.VIEW_QUERIES),
    "minors:query_add": Surface(perm=MinorPerm.ASK_QUERY, methods=BOTH),
    "minors:query_detail": Surface(
        perm=MinorPerm.VIEW_QUERIES,
        row="minors.LawfulQuery",
        read="detail",
        methods=BOTH,
        state="config.access.states.approves_queries",
    ),
    "minors:query_open": Surface(
        perm=MinorPerm.ASK_QUERY,
        row="minors.LawfulQuery",
        read="reveal",
        methods=("POST",),
        state="config.access.states.is_the_reader",
    ),
    "minors:disposal_list": Surface(perm=MinorPerm.VIEW_DISPOSALS),
    "minors:disposal_sign": Surface(
        perm=MinorPerm.SIGN_DISPOSAL, row="minors.Disposal", read="detail", methods=("POST",)
    ),
    "minors:slip_add": Surface(perm=MinorPerm.PRINT_SLIP, read="list", methods=BOTH),
    "minors:slip_destroy": Surface(perm=MinorPerm.PRINT_SLIP, row="minors.VisitSlip", methods=BOTH),
    "minors:rights_list": Surface(perm=MinorPerm.TAKE_RIGHTS, row="minors.Minor", read="detail"),
    "minors:rights_add": Surface(perm=MinorPerm.TAKE_RIGHTS, row="minors.Minor", read="detail", methods=BOTH),
    "minors:notice_sheet": Surface(
        perm=MinorPerm.TAKE_RIGHTS, row="minors.Minor", read="detail", methods=BOTH
    ),
    "minors:rights_detail": Surface(
        perm=MinorPerm.VIEW_RIGHTS,
        row="minors.RightsRequest",
        read="detail",
        either=(MinorPerm.TAKE_RIGHTS,),
    ),
    "minors:rights_decide": Surface(
        perm=MinorPerm.DECIDE_RIGHTS, row="minors.RightsRequest", read="detail", methods=BOTH
    ),
    "minors:rights_letter": Surface(perm=MinorPerm.TAKE_RIGHTS, row="minors.RightsRequest", read="print"),
    "minors:rights_print": Surface(
        perm=MinorPerm.CARRY_OUT_RIGHTS, row="minors.RightsRequest", read="print", methods=WRITE
    ),
    "minors:rights_correct": Surface(
        perm=MinorPerm.CARRY_OUT_RIGHTS, row="minors.RightsRequest", read="detail", methods=BOTH
    ),
    "minors:rights_deliver": Surface(
        perm=MinorPerm.TAKE_RIGHTS, row="minors.RightsRequest", read="detail", methods=BOTH
    ),
    "minors:assessment_list": Surface(perm=MinorPerm.VIEW_ASSESSMENTS),
    "minors:assessment_add": Surface(perm=MinorPerm.ADD_ASSESSMENT, methods=BOTH),
    "minors:assessment_review": Surface(
        perm=MinorPerm.VIEW_ASSESSMENTS,
        row="minors.ImpactAssessment",
        methods=BOTH,
        state="config.access.states.writes_assessments",
    ),
    "minors:disclosure_add": Surface(
        perm=MinorPerm.DISCLOSE, row="minors.Minor", read="detail", methods=BOTH
    ),
    "minors:text_check_list": Surface(perm=MinorPerm.REVIEW_TEXT),
    "minors:text_check_detail": Surface(
        perm=MinorPerm.REVIEW_TEXT, row="minors.TextCheck", read="detail", methods=BOTH
    ),
}

CASE, OPENS_CASE, JOINT = "cases.Case", "config.access.states.opens_case", "cases.JointRound"
TRANSFER, OPENS_TRANSFER = "cases.Transfer", "config.access.states.opens_transfer"
INSIDE = Surface(CasePerm.RECORD_CUSTODY, CASE, DETAIL, BOTH, state=OPENS_CASE)
CASES = {
    "cases:case_list": Surface(CasePerm.VIEW, read=LIST),
    "cases:case_detail": Surface(CasePerm.VIEW, CASE, DETAIL, state=OPENS_CASE),
    "cases:case_timeline": Surface(CasePerm.VIEW, CASE, DETAIL, state=OPENS_CASE),
    "cases:case_print": Surface(CasePerm.VIEW, CASE, PRINT, state=OPENS_CASE),
    "cases:course_print": Surface(CasePerm.VIEW, CASE, PRINT, state=OPENS_CASE),
    "cases:team_propose": Surface(CasePerm.PROPOSE_TEAM, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:team_confirm": Surface(CasePerm.CONFIRM_TEAM, CASE, DETAIL, WRITE, state=OPENS_CASE),
    "cases:contact_add": Surface(CasePerm.RECORD_CONTACT, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:contact_note": Surface(
        CasePerm.RECORD_CONTACT, "cases.Contact", DETAIL, BOTH, state="config.access.states.opens_case_of"
    ),
    "cases:whereabouts_verify": Surface(CasePerm.RECORD_CONTACT, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:custody_add": INSIDE,
    "cases:custody_verify": INSIDE,
    "cases:custody_word": INSIDE,
    "cases:custody_leave": INSIDE,
    "cases:search_detail": Surface(CasePerm.VIEW, CASE, DETAIL, state=OPENS_CASE),
    "cases:step_record": Surface(CasePerm.SEARCH, CASE, DETAIL, WRITE, state=OPENS_CASE),
    "cases:step_decide": Surface(CasePerm.DECIDE_SEARCH, CASE, DETAIL, WRITE, state=OPENS_CASE),
    "cases:danger_record": Surface(CasePerm.SEARCH, CASE, DETAIL, WRITE, state=OPENS_CASE),
    "cases:drifting_list": Surface(CasePerm.VIEW, read=LIST),
    "cases:residence_verify": Surface(CasePerm.CHANGE_ROUTE, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:station_contact": Surface(CasePerm.CONTACT_STATION, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:route_change": Surface(CasePerm.CHANGE_ROUTE, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:work_list": Surface(CasePerm.VIEW_WORK),
    "cases:school_status": Surface(CasePerm.RECORD_SCHOOL_STATUS, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:family_add": Surface(CasePerm.RECORD_FAMILY, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:family_change": Surface(CasePerm.RECORD_FAMILY, "cases.FamilyMember", DETAIL, BOTH),
    "cases:carer_check": Surface(CasePerm.RECORD_FAMILY, "cases.FamilyMember", DETAIL, BOTH),
    "cases:parent_call": Surface(CasePerm.RECORD_FAMILY, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:help_add": Surface(CasePerm.RECORD_HELP, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:help_end": Surface(CasePerm.RECORD_HELP, "cases.Help", DETAIL, BOTH),
    "cases:group_edit": Surface(CasePerm.EDIT_GROUP, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:handover_read": Surface(
        CasePerm.VIEW, "cases.Handover", DETAIL, BOTH, state="config.access.states.opens_case_of"
    ),
    "cases:joint_list": Surface(CasePerm.VIEW_JOINT, read=LIST),
    "cases:joint_detail": Surface(CasePerm.VIEW_JOINT, JOINT, DETAIL),
    "cases:joint_draft": Surface(CasePerm.DRAFT_JOINT, JOINT, DETAIL, BOTH),
    "cases:joint_sign": Surface(CasePerm.SIGN_JOINT, "cases.JointVersion", DETAIL, BOTH),
    "cases:term_review": Surface(CasePerm.REVIEW_TERM, JOINT, DETAIL, BOTH),
    **{
        f"cases:{name}": Surface(CasePerm.TRANSFER, CASE, DETAIL, BOTH, state=OPENS_CASE)
        for name in ("transfer_add", "control_add", "reply_add")
    },
    **{
        f"cases:{name}": Surface(CasePerm.TRANSFER, TRANSFER, DETAIL, BOTH, state=OPENS_TRANSFER)
        for name in (
            *("transfer_notice", "transfer_deliver", "transfer_receipt", "transfer_accept"),
            *("transfer_refuse", "transfer_withdraw", "exchange_add", "dual_end"),
        )
    },
    **{
        f"cases:{name}": Surface(CasePerm.DECIDE_TRANSFER, TRANSFER, DETAIL, BOTH, state=OPENS_TRANSFER)
        for name in ("refusal_decide", "county_letter_add")
    },
    "cases:transfer_list": Surface(CasePerm.TRANSFER, read=LIST),
    "cases:transfer_detail": Surface(
        CasePerm.TRANSFER, TRANSFER, DETAIL, either=(CasePerm.DECIDE_TRANSFER,), state=OPENS_TRANSFER
    ),
    "cases:transfer_past": Surface(
        CasePerm.TRANSFER, TRANSFER, DETAIL, state="config.access.states.has_a_past"
    ),
    "cases:outside_list": Surface(CasePerm.EDIT_OUTSIDE_UNIT),
    "cases:outside_add": Surface(CasePerm.EDIT_OUTSIDE_UNIT, methods=BOTH),
    "cases:outside_verify": Surface(CasePerm.EDIT_OUTSIDE_UNIT, "cases.OutsideUnit", methods=BOTH),
    "cases:measure_detail": Surface(CasePerm.VIEW, CASE, DETAIL, state=OPENS_CASE),
    "cases:plan_detail": Surface(CasePerm.VIEW, CASE, DETAIL, state=OPENS_CASE),
    "cases:decision_record": Surface(CasePerm.RECORD_DECISION, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:decision_none": Surface(CasePerm.RECORD_DECISION, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:withdrawal_ask": Surface(CasePerm.RECORD_DECISION, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:withdrawal_decide": Surface(CasePerm.ANNUL, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:report_in": Surface(CasePerm.RECORD_REPORT_IN, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:agreement_sign": Surface(CasePerm.SIGN_AGREEMENT, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:measure_suspend": Surface(CasePerm.RECORD_DECISION, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:measure_resume": Surface(CasePerm.RECORD_DECISION, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:measure_extend": Surface(CasePerm.END_MEASURE, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:measure_end": Surface(CasePerm.END_MEASURE, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:place_change": Surface(CasePerm.RECORD_DECISION, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:end_check": Surface(CasePerm.RECORD_DECISION, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:lift_notice": Surface(CasePerm.RECORD_DECISION, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:adult_receipt": Surface(CasePerm.RECORD_DECISION, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:case_close": Surface(CasePerm.CLOSE, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:clean_decide": Surface(CasePerm.END_MEASURE, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:plan_propose": Surface(CasePerm.PROPOSE_PLAN, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:plan_decide": Surface(CasePerm.APPROVE_PLAN, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:risk_assess": Surface(CasePerm.ASSESS_RISK, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:review_record": Surface(CasePerm.PROPOSE_PLAN, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:paper_open": Surface(
        CasePerm.VIEW, CASE, ReadKind.REVEAL, WRITE, state="config.access.states.opens_paper"
    ),
    "cases:month_list": Surface(
        CasePerm.VIEW, read=LIST, methods=BOTH, state="config.access.states.reads_months"
    ),
    "cases:care_list": Surface(CasePerm.VIEW, read=LIST),
    "cases:sample_list": Surface(CasePerm.DRAW_SAMPLE),
    "cases:sample_draw": Surface(CasePerm.DRAW_SAMPLE, methods=BOTH),
    "cases:sample_detail": Surface(CasePerm.DRAW_SAMPLE, "minors.Sample", LIST),
}

SEIZURE, LINE, REPORT = "reporting.Seizure", "reporting.IntakeLine", "reporting.Report"
LETTER, OPENS_LETTER = "cases.Letter", "config.access.states.opens_letter"
ORDER, OF_LEDGER = "reporting.Order", "config.access.states.may_see_ledger"
REPORTING = {
    "reporting:seizure_list": Surface(ReportPerm.VIEW_REPORT, read=LIST),
    "reporting:seizure_add": Surface(ReportPerm.LOG_SEIZURE, methods=BOTH),
    "reporting:pre_report": Surface(ReportPerm.LOG_SEIZURE, methods=BOTH),
    "reporting:seizure_detail": Surface(ReportPerm.VIEW_REPORT, SEIZURE, DETAIL),
    "reporting:seizure_complete": Surface(ReportPerm.LOG_SEIZURE, SEIZURE, DETAIL, BOTH),
    "reporting:seizure_clue": Surface(ReportPerm.LOG_SEIZURE, SEIZURE, DETAIL, BOTH),
    "reporting:seizure_submit": Surface(ReportPerm.LOG_SEIZURE, SEIZURE, DETAIL, BOTH),
    "reporting:seizure_correct": Surface(ReportPerm.LOG_SEIZURE, SEIZURE, DETAIL, BOTH),
    "reporting:declare": Surface(ReportPerm.DECLARE_ZERO, methods=BOTH),
    "reporting:report_list": Surface(ReportPerm.VIEW_REPORT, read=LIST),
    "reporting:report_detail": Surface(ReportPerm.VIEW_REPORT, REPORT, DETAIL),
    "reporting:report_sign": Surface(ReportPerm.SIGN_REPORT, REPORT, DETAIL, WRITE),
    "reporting:report_return": Surface(ReportPerm.SIGN_REPORT, REPORT, DETAIL, WRITE),
    "reporting:line_list": Surface(ReportPerm.VIEW_REPORT, read=LIST),
    "reporting:line_guardian": Surface(ReportPerm.LOG_SEIZURE, LINE, DETAIL, BOTH),
    "reporting:line_identify": Surface(ReportPerm.LOG_SEIZURE, LINE, DETAIL, BOTH),
    "reporting:line_decision": Surface(CasePerm.CHASE_DECISION, LINE, DETAIL, BOTH),
    "reporting:line_custody": Surface(CasePerm.CHASE_DECISION, LINE, DETAIL, BOTH),
    "reporting:line_education": Surface(CasePerm.RECORD_EDUCATION, LINE, DETAIL, BOTH),
    "reporting:line_county_report": Surface(
        ReportPerm.VIEW_REPORT, LINE, DETAIL, BOTH, state="config.access.states.may_report_county"
    ),
    "reporting:line_register": Surface(ReportPerm.REGISTER, LINE, DETAIL, BOTH),
    "reporting:line_elsewhere": Surface(
        ReportPerm.DECIDE_ELSEWHERE, LINE, DETAIL, BOTH, state="config.access.states.was_asked_elsewhere"
    ),
    "reporting:letter_detail": Surface(ReportPerm.PRINT_LETTER, LETTER, DETAIL, state=OPENS_LETTER),
    "reporting:letter_print": Surface(ReportPerm.PRINT_LETTER, LETTER, PRINT, WRITE, state=OPENS_LETTER),
    "reporting:letter_add": Surface(ReportPerm.TAKE_INTAKE, methods=BOTH),
    "reporting:letter_forward": Surface(ReportPerm.FORWARD_LETTER, methods=BOTH),
    "reporting:self_referral_add": Surface(ReportPerm.TAKE_INTAKE, methods=BOTH),
    "reporting:mandatory_add": Surface(ReportPerm.MANDATORY_REPORT, methods=BOTH),
    "reporting:mandatory_receive": Surface(ReportPerm.LOG_SEIZURE, LINE, DETAIL, BOTH),
    "reporting:fix_order_print": Surface(PatrolPerm.ORDER_FIX, "patrols.FixOrder"),
    "reporting:referral_print": Surface(PatrolPerm.ORDER_FIX, "patrols.Referral"),
    "reporting:ledger_import": Surface(perm=ReportPerm.IMPORT_LEDGER, methods=BOTH),
    "reporting:ledger_list": Surface(state=OF_LEDGER),
    "reporting:ledger_detail": Surface(read=LIST, state=OF_LEDGER),
    "reporting:ledger_print": Surface(read=PRINT, state=OF_LEDGER),
    "reporting:ledger_export": Surface(ReportPerm.EXPORT_LEDGER, read=EXPORT, state=OF_LEDGER),
    "reporting:register_book": Surface(ReportPerm.VIEW_REGISTER, read=LIST),
    "reporting:matrix": Surface(ReportPerm.VIEW_MATRIX),
    "reporting:matrix_print": Surface(ReportPerm.VIEW_MATRIX, read=PRINT),
    "reporting:matrix_export": Surface(ReportPerm.VIEW_MATRIX, read=EXPORT, also=(ReportPerm.EXPORT_LEDGER,)),
    "reporting:statistics": Surface(ReportPerm.VIEW_FIGURES),
    "reporting:statistics_print": Surface(ReportPerm.VIEW_FIGURES, read=PRINT),
    "reporting:statistics_export": Surface(
        ReportPerm.VIEW_FIGURES, read=EXPORT, also=(ReportPerm.EXPORT_LEDGER,)
    ),
    "reporting:order_list": Surface(ReportPerm.ISSUE_ORDER, either=(ReportPerm.ANSWER_ORDER,)),
    "reporting:order_add": Surface(ReportPerm.ISSUE_ORDER, methods=BOTH),
    "reporting:order_detail": Surface(ReportPerm.ISSUE_ORDER, ORDER, either=(ReportPerm.ANSWER_ORDER,)),
    "reporting:order_sign": Surface(
        ReportPerm.ANSWER_ORDER, ORDER, methods=WRITE, state="config.access.states.heads_the_ordered_unit"
    ),
    "reporting:order_reply": Surface(ReportPerm.ANSWER_ORDER, ORDER, methods=WRITE),
    "reporting:order_return": Surface(ReportPerm.ISSUE_ORDER, ORDER, methods=BOTH),
    "reporting:order_close": Surface(ReportPerm.ISSUE_ORDER, ORDER, methods=WRITE),
    "reporting:problem_list": Surface(ReportPerm.FILE_PROBLEM),
    "reporting:problem_add": Surface(ReportPerm.FILE_PROBLEM, methods=BOTH),
    "reporting:problem_detail": Surface(ReportPerm.FILE_PROBLEM, "reporting.Problem", methods=BOTH),
    "reporting:substance_list": Surface(ReportPerm.EDIT_CATALOGUE),
    "reporting:substance_add": Surface(ReportPerm.EDIT_CATALOGUE, methods=BOTH),
}

SURFACES: dict[str, Surface] = {
    **GATE,
    **ACCOUNTS,
    **DUTIES,
    **MINORS,
    **CASES,
    **TESTS,
    **PLACES,
    **OUTREACH,
    **REPORTING,
}
