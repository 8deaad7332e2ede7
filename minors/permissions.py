from enum import StrEnum


class MinorPerm(StrEnum):
    TAKE_IN = "minors.take_in"
    SEARCH = "minors.search"
    REGISTER = "minors.register"
    MATCH_ACROSS = "minors.match_across"
    WITHDRAW = "minors.withdraw"
    REVEAL = "minors.reveal"
    RECORD_SCHOOLING = "minors.record_schooling"
    GRANT = "minors.grant"
    DISCLOSE = "minors.disclose"
    VIEW_DISCLOSURES = "minors.view_disclosures"
    FILE_INQUIRY = "minors.file_inquiry"
    VIEW_INQUIRIES = "minors.view_inquiries"
    RELEASE_HELP = "minors.release_help"
    ANSWER_HELP = "minors.answer_help"
    VIEW_HELP = "minors.view_help"
