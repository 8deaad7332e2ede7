from enum import StrEnum


class CasePerm(StrEnum):
    VIEW = "cases.view_case"
    OPEN = "cases.open_case"
    PROPOSE_TEAM = "cases.propose_team"
    CONFIRM_TEAM = "cases.confirm_team"
    RECORD_CONTACT = "cases.record_contact"
    RECORD_EDUCATION = "cases.record_education"
    REPORT_COUNTY = "cases.report_county"
    CONTACT_STATION = "cases.contact_station"
    DRAW_SAMPLE = "cases.draw_sample"
    CHANGE_ROUTE = "cases.change_route"
    SEARCH = "cases.search"
    DECIDE_SEARCH = "cases.decide_search"
