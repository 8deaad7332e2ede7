"""Post → what it may do and how far it sees: the whole office on one screen.

Permissions are the literal values of each app's `permissions.py`; a test checks that every one exists.
"""

from accounts.choices import Post
from accounts.permissions import AccountPerm, Reach, Role
from cases.permissions import CasePerm
from duties.permissions import DutyPerm
from minors.permissions import MinorPerm
from reporting.permissions import ReportPerm

EVERYBODY = {
    DutyPerm.SEE_TODAY,
    DutyPerm.EXPLAIN_MISS,
    AccountPerm.RECORD_ABSENCE,
    AccountPerm.SET_REMINDER,
    MinorPerm.FILE_INQUIRY,
}
# taking in is write-only: whoever may report a child may make its file, and reads nothing of it
INTERNAL = {
    ReportPerm.FILE_PROBLEM,
    ReportPerm.ANSWER_PROBLEM,
    ReportPerm.MANDATORY_REPORT,
    MinorPerm.TAKE_IN,
}
REGISTERS = {MinorPerm.VIEW_DISCLOSURES, MinorPerm.VIEW_INQUIRIES}


def role(
    *permissions: str,
    files: Reach = Reach.NOTHING,
    codes: Reach | None = None,
    duties: Reach = Reach.OWN_CASES,
) -> Role:
    return Role(frozenset({*EVERYBODY, *permissions}), files, files if codes is None else codes, duties)


ROLES: dict[str, Role] = {
    Post.POLICE_LIAISON: role(
        *INTERNAL,
        ReportPerm.LOG_SEIZURE,
        ReportPerm.DECLARE_ZERO,
        ReportPerm.VIEW_REPORT,
        ReportPerm.VIEW_REGISTER,
        ReportPerm.EXPORT_LEDGER,
        ReportPerm.ANSWER_ORDER,
        MinorPerm.REVEAL,
        MinorPerm.DISCLOSE,
        MinorPerm.WITHDRAW,
        CasePerm.RECORD_EDUCATION,
        CasePerm.REPORT_COUNTY,
        files=Reach.OWN_UNIT,
        duties=Reach.OWN_UNIT,
    ),
    Post.POLICE_HEAD: role(
        *INTERNAL,
        ReportPerm.VIEW_REPORT,
        ReportPerm.VIEW_REGISTER,
        ReportPerm.ANSWER_ORDER,
        DutyPerm.SIGN_EXCUSE,
        DutyPerm.VIEW_MISSES,
        AccountPerm.CONFIRM_APPOINTMENT,
        AccountPerm.END_APPOINTMENT,
        codes=Reach.OWN_UNIT,
        duties=Reach.OWN_UNIT,
    ),
    Post.COMMUNITY_OFFICER: role(
        *INTERNAL,
        MinorPerm.REVEAL,
        MinorPerm.DISCLOSE,
        CasePerm.VIEW,
        CasePerm.RECORD_CONTACT,
        files=Reach.OWN_CASES,
    ),
    Post.SOCIAL_WORKER: role(
        *INTERNAL,
        MinorPerm.REVEAL,
        MinorPerm.DISCLOSE,
        CasePerm.VIEW,
        CasePerm.RECORD_CONTACT,
        files=Reach.OWN_CASES,
    ),
    Post.STATION_CLERK: role(
        *INTERNAL,
        ReportPerm.VIEW_REPORT,
        ReportPerm.TAKE_INTAKE,
        ReportPerm.REGISTER,
        ReportPerm.EXPORT_LEDGER,
        ReportPerm.ANSWER_ORDER,
        *REGISTERS,
        MinorPerm.SEARCH,
        MinorPerm.REGISTER,
        MinorPerm.WITHDRAW,
        MinorPerm.REVEAL,
        MinorPerm.DISCLOSE,
        CasePerm.VIEW,
        CasePerm.OPEN,
        CasePerm.PROPOSE_TEAM,
        CasePerm.RECORD_CONTACT,
        CasePerm.CHANGE_ROUTE,
        CasePerm.REPORT_COUNTY,
        CasePerm.CONTACT_STATION,
        DutyPerm.VIEW_MISSES,
        DutyPerm.EDIT_ROSTER,
        files=Reach.TERRITORY,
        duties=Reach.OWN_UNIT,
    ),
    Post.STATION_HEAD: role(
        *INTERNAL,
        ReportPerm.VIEW_REPORT,
        ReportPerm.TAKE_INTAKE,
        ReportPerm.REGISTER,
        ReportPerm.EXPORT_LEDGER,
        ReportPerm.ANSWER_ORDER,
        *REGISTERS,
        MinorPerm.SEARCH,
        MinorPerm.REGISTER,
        MinorPerm.WITHDRAW,
        MinorPerm.REVEAL,
        MinorPerm.DISCLOSE,
        CasePerm.VIEW,
        CasePerm.OPEN,
        CasePerm.PROPOSE_TEAM,
        CasePerm.CONFIRM_TEAM,
        MinorPerm.GRANT,
        CasePerm.CHANGE_ROUTE,
        CasePerm.REPORT_COUNTY,
        CasePerm.CONTACT_STATION,
        DutyPerm.SIGN_EXCUSE,
        DutyPerm.VIEW_MISSES,
        DutyPerm.EDIT_ROSTER,
        AccountPerm.CONFIRM_APPOINTMENT,
        AccountPerm.END_APPOINTMENT,
        files=Reach.TERRITORY,
        duties=Reach.TERRITORY,
    ),
    Post.TOWNSHIP_LEADER: role(
        *INTERNAL,
        ReportPerm.VIEW_REPORT,
        ReportPerm.SIGN_REPORT,
        ReportPerm.VIEW_MATRIX,
        ReportPerm.EXPORT_LEDGER,
        ReportPerm.ANSWER_ORDER,
        DutyPerm.SIGN_EXCUSE,
        DutyPerm.VIEW_MISSES,
        DutyPerm.EDIT_ROSTER,
        AccountPerm.CONFIRM_APPOINTMENT,
        AccountPerm.END_APPOINTMENT,
        codes=Reach.TERRITORY,
        duties=Reach.TERRITORY,
    ),
    Post.VILLAGE_SECRETARY: role(*INTERNAL),
    Post.SCHOOL_LIAISON: role(*INTERNAL),
    Post.COUNTY_REVIEWER: role(
        *INTERNAL,
        ReportPerm.VIEW_REPORT,
        ReportPerm.VIEW_MATRIX,
        ReportPerm.EXPORT_LEDGER,
        ReportPerm.FORWARD_LETTER,
        ReportPerm.DECIDE_ELSEWHERE,
        MinorPerm.MATCH_ACROSS,
        MinorPerm.DISCLOSE,
        ReportPerm.ISSUE_ORDER,
        CasePerm.VIEW,
        CasePerm.CONTACT_STATION,
        DutyPerm.SIGN_EXCUSE,
        DutyPerm.VIEW_MISSES,
        DutyPerm.REVIEW_ESCALATION,
        DutyPerm.CHANGE_POLICY,
        AccountPerm.CONFIRM_APPOINTMENT,
        AccountPerm.END_APPOINTMENT,
        files=Reach.TERRITORY,
        duties=Reach.TERRITORY,
    ),
    Post.AUDITOR: role(AccountPerm.READ_LOG, ReportPerm.EXPORT_LEDGER, *REGISTERS),
    Post.ADMINISTRATOR: role(
        AccountPerm.MANAGE_UNITS,
        AccountPerm.MANAGE_ACCOUNTS,
        AccountPerm.END_APPOINTMENT,
        DutyPerm.EDIT_CALENDAR,
        ReportPerm.EDIT_CATALOGUE,
    ),
}
