from enum import StrEnum


class MinorPerm(StrEnum):
    VIEW = "minors.view_minor"
    TAKE_IN = "minors.take_in"
    SEARCH = "minors.search"
    REGISTER = "minors.register"
    WITHDRAW = "minors.withdraw"
    REVEAL = "minors.reveal"
    GRANT = "minors.grant"
