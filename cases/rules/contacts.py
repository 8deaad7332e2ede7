"""What an attempt to reach the child counts for. Pure."""

from cases.choices import Channel, Outcome, WithWhom


def is_success(with_whom: str, outcome: str) -> bool:
    """True if the child was met or spoken to; everybody else's word is shown apart and counts for nothing."""
    return with_whom == WithWhom.CHILD and outcome in (Outcome.MET, Outcome.SPOKE)


def meets_first_visit(with_whom: str, channel: str, outcome: str) -> bool:
    """True only if the child was met in person: 首次走访（见到本人）. A call is a contact but no visit."""
    in_person = channel in (Channel.VISIT, Channel.STATION)
    return with_whom == WithWhom.CHILD and outcome == Outcome.MET and in_person


def fits(channel: str, outcome: str) -> bool:
    """False where an outcome cannot come of a channel: nobody is met on the phone."""
    in_person = channel in (Channel.VISIT, Channel.STATION)
    return not (
        (channel == Channel.PHONE and outcome == Outcome.MET)
        or (in_person and outcome == Outcome.WRONG_NUMBER)
    )
