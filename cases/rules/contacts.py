"""What an attempt to reach the child counts for. Pure."""

import re

from cases.choices import Channel, Outcome, WithWhom
from cases.policies.lost import VISIT_DAYS
from cases.rules.track import is_drug_track

FIRST_VISIT, REGULAR = "case.first_visit", "case.contact"
CARE_FIRST, CARE = "case.care_first_visit", "case.care_contact"

MID = "mid"

_IN_PERSON = (Channel.VISIT, Channel.STATION)

USUAL_CHANNEL = {
    Outcome.MET: Channel.VISIT,
    Outcome.SPOKE: Channel.PHONE,
    Outcome.NO_ANSWER: Channel.PHONE,
    Outcome.REFUSED: Channel.VISIT,
    Outcome.WRONG_NUMBER: Channel.PHONE,
    Outcome.AWAY: Channel.VISIT,
}
"""The channel a tap on an outcome means unless somebody says otherwise."""


def visit_days(risk: str) -> int:
    """Days between two contacts with the child by risk class; a case not classed yet is 中 (design §3)."""
    return VISIT_DAYS.get(risk, VISIT_DAYS[MID])


def contact_kind(track: str) -> str:
    """Which promise runs between two contacts: children of 关爱帮扶 have their own, apart from users'."""
    return REGULAR if is_drug_track(track) else CARE


def is_success(with_whom: str, outcome: str) -> bool:
    """True if the child was met or spoken to; everybody else's word is shown apart and counts for nothing."""
    return with_whom == WithWhom.CHILD and outcome in (Outcome.MET, Outcome.SPOKE)


def is_failure(with_whom: str, outcome: str, away_where: str = "") -> bool:
    """True if the child was looked for and not reached.

    A refusal is no failure: the child is there. Neither is a journey with a place: that has its own clock.
    """
    if with_whom != WithWhom.CHILD or (outcome == Outcome.AWAY and away_where):
        return False
    return outcome in (Outcome.NO_ANSWER, Outcome.WRONG_NUMBER, Outcome.AWAY)


_NO_PLACE = re.compile(
    r"(去向|地址|地点|具体|在哪|去哪|里)*(不知道?|不清楚?|不详|不明|未知|无|没有|说不清)[了吗]?"
)


def place_said(text: str) -> str:
    """The place that somebody named, or "" for words that name none: 不知道, 去向不明."""
    kept = re.sub(r"[\W_]+", "", text)
    return "" if not kept or _NO_PLACE.fullmatch(kept) else text.strip()


def asks_for_place(with_whom: str, channel: str, outcome: str) -> bool:
    """True if the child is said to be away by somebody on the line, who can be asked where (ADR 042)."""
    return with_whom == WithWhom.CHILD and outcome == Outcome.AWAY and channel not in _IN_PERSON


def is_visit(with_whom: str, channel: str, outcome: str) -> bool:
    """True only if the child was met in person; a video call shows a face and is a call all the same."""
    return with_whom == WithWhom.CHILD and outcome == Outcome.MET and channel in _IN_PERSON


meets_first_visit = is_visit
"""首次走访（见到本人）. A call is a contact but no visit."""


def meets_contact(*, success: bool, visit: bool, last_was_visit: bool | None) -> bool:
    """True if a success meets the regular contact: never two calls in a row without a visit (design §5).

    `last_was_visit`: how the child was reached the time before; None if never.
    """
    return success and (visit or last_was_visit is not False)


def fits(channel: str, outcome: str) -> bool:
    """False where an outcome cannot come of a channel: nobody is met on the phone."""
    in_person = channel in _IN_PERSON
    return not (
        (channel == Channel.PHONE and outcome == Outcome.MET)
        or (in_person and outcome == Outcome.WRONG_NUMBER)
    )
