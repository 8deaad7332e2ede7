"""The addresses of tests, leave and counters, and of 关爱帮扶 and guardians, for `config/surfaces.py`."""

from accounts.choices import ReadKind
from accounts.surfaces import Surface
from cases.permissions import CasePerm
from minors.permissions import MinorPerm

WRITE, BOTH, DETAIL = ("POST",), ("GET", "POST"), ReadKind.DETAIL
CASE, TEST, MINOR = "cases.Case", "cases.DrugTest", "minors.Minor"
OPENS_FILE = "config.access.states.opens_file"
OPENS_CASE, OPENS_ITS_CASE = "config.access.states.opens_case", "config.access.states.opens_case_of"

TESTS: dict[str, Surface] = {
    "minors:guardian_list": Surface(MinorPerm.RECORD_GUARDIAN, MINOR, DETAIL, state=OPENS_FILE),
    "minors:guardian_add": Surface(MinorPerm.RECORD_GUARDIAN, MINOR, DETAIL, BOTH, state=OPENS_FILE),
    "minors:guardian_change": Surface(MinorPerm.RECORD_GUARDIAN, MINOR, DETAIL, BOTH, state=OPENS_FILE),
    "reporting:care_add": Surface(CasePerm.OPEN, methods=BOTH),
    "cases:office_list": Surface(CasePerm.SET_OFFICE),
    "cases:letter_word_set": Surface(CasePerm.SET_OFFICE, methods=BOTH),
    "cases:term_end_set": Surface(CasePerm.SET_TERM_END, methods=BOTH),
    "cases:measure_credit": Surface(CasePerm.END_MEASURE, CASE, DETAIL, BOTH, state=OPENS_CASE),
    "cases:kit_list": Surface(CasePerm.NAME_REAGENT),
    "cases:kit_add": Surface(CasePerm.NAME_REAGENT, methods=BOTH),
    "cases:kit_ask": Surface(CasePerm.NAME_REAGENT, methods=WRITE),
    "cases:kit_end": Surface(CasePerm.NAME_REAGENT, "cases.Kit", methods=BOTH),
    "cases:kit_confirm": Surface(CasePerm.NAME_REAGENT, "cases.Kit", methods=WRITE),
    "cases:test_list": Surface(CasePerm.VIEW, CASE, DETAIL, state=OPENS_CASE),
    "cases:leave_list": Surface(CasePerm.VIEW, CASE, DETAIL, state=OPENS_CASE),
    "cases:test_detail": Surface(CasePerm.VIEW, TEST, DETAIL, state=OPENS_ITS_CASE),
    "cases:reagent_lack": Surface(CasePerm.RECORD_TEST, CASE, DETAIL, BOTH, state=OPENS_CASE),
    **{
        f"cases:{name}": Surface(perm, CASE, DETAIL, BOTH, state=OPENS_CASE)
        for perm, names in (
            (CasePerm.RECORD_TEST, "test_add refusal_add offsite_add"),
            (CasePerm.SCHEDULE_TESTS, "surprise_add preset_choose"),
            (CasePerm.OPEN, "substance_note"),
            (CasePerm.RECORD_LEAVE, "leave_add unauthorised_add"),
            (CasePerm.TELL_POLICE, "breach_report paper_write"),
        )
        for name in names.split()
    },
    **{
        f"cases:{name}": Surface(perm, f"cases.{row}", DETAIL, BOTH, state=OPENS_ITS_CASE)
        for perm, row, names in (
            (CasePerm.RECORD_TEST, "DrugTest", "test_tell test_object test_follow sample_destroy"),
            (CasePerm.TELL_POLICE, "DrugTest", "positive_report"),
            (CasePerm.ANNUL, "DrugTest", "test_annul"),
            (CasePerm.ANNUL, "RefusedTest", "refusal_annul"),
            (CasePerm.DECIDE_LEAVE, "OffsiteTest", "offsite_decide"),
            (CasePerm.RECORD_TEST, "OffsiteTest", "offsite_receipt"),
            (CasePerm.DECIDE_LEAVE, "Leave", "leave_decide"),
            (CasePerm.RECORD_LEAVE, "Leave", "leave_extend leave_return"),
            (CasePerm.DECIDE_LEAVE, "LeaveExtension", "extension_decide"),
            (CasePerm.RECORD_LEAVE, "UnauthorisedLeave", "unauthorised_close"),
            (CasePerm.ANNUL, "UnauthorisedLeave", "unauthorised_annul"),
        )
        for name in names.split()
    },
}
