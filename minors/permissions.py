from enum import StrEnum


class MinorPerm(StrEnum):
    TAKE_IN = "minors.take_in"
    SEARCH = "minors.search"
    REGISTER = "minors.register"
    WITHDRAW = "minors.withdraw"
    REVEAL = "minors.reveal"
    GRANT = "minors.grant"
