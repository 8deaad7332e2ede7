"""What follows from given facts of a hand-over. Pure: no database, no clock."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from cases.choices import LetterKind, Route, TransferPurpose, TransferState
from cases.policies.transfer import COUNTY_AFTER, COUNTY_AGAIN
from common import calendar, clock

NOTICE, RECEIPT, ACCEPT = "transfer.notice", "transfer.receipt", "transfer.accept"
REPLY, REFUSAL = "transfer.reply", "transfer.refusal"
COUNTY_LETTER, EXCHANGE = "transfer.county_letter", "transfer.exchange"
COUNTY_REPORT = "case.county_report"
"""The word to the county about a child of another area: between the call and the letter (方案四(三)3)."""

LETTER_OF = {
    TransferPurpose.HAND_OVER: LetterKind.NOTICE,
    TransferPurpose.DUAL: LetterKind.DUAL,
    TransferPurpose.INFORM: LetterKind.INFORM,
    TransferPurpose.RETURN: LetterKind.RETURN,
}


@dataclass(frozen=True)
class Instants:
    """When what happened on a hand-over. `refused` is the decision on the last refusal: None without one,
    "" while the county has not decided."""

    contacted_at: datetime | None = None
    noticed_at: datetime | None = None
    delivered_at: datetime | None = None
    receipt_at: datetime | None = None
    closed_at: datetime | None = None
    refused: str | None = None


@dataclass(frozen=True)
class Preview:
    """What the station that is asked sees before it accepts: nothing that names or finds the child."""

    code: str
    age_band: str
    sex: str
    pupil: str
    route: str
    measure: str
    lost_from: datetime | None = None


def state_of(given: Instants) -> TransferState:
    """草拟→已联系→已书面通知→已送达→已回执 or 退回→关闭, from the instants alone."""
    if given.closed_at is not None:
        return TransferState.CLOSED
    if given.receipt_at is not None:
        return TransferState.RECEIPTED
    if given.refused == "":
        return TransferState.REFUSED
    if given.delivered_at is not None:
        return TransferState.DELIVERED
    if given.noticed_at is not None:
        return TransferState.NOTICED
    return TransferState.CONTACTED if given.contacted_at is not None else TransferState.DRAFT


def age_band(birth_year: int, on: date) -> str:
    """The band a child of that year at most reaches on the day, a minor at most."""
    return calendar.age_band(min(max(on.year - birth_year, 0), 17))


def purpose_of(route: str) -> TransferPurpose:
    """What a letter on this route is for, as a proposal; who drafts it decides."""
    return {
        Route.OUTGOING: TransferPurpose.HAND_OVER,
        Route.DUAL: TransferPurpose.DUAL,
        Route.RETURN: TransferPurpose.RETURN,
    }.get(Route(route), TransferPurpose.INFORM)


def county_letter_due(
    *,
    noticed_at: datetime,
    letters: Iterable[datetime],
    refusals: Iterable[tuple[datetime, datetime | None]],
) -> datetime | None:
    """From when the county owes its next letter to the peer, or None while a refusal waits for its decision.

    15 days after the notice, then 30 days after each letter. A refusal (made, decided) made before that
    instant puts it to the instant at which the county decided that the child is theirs all the same.
    """
    sent = max(letters, default=None)
    due = sent + COUNTY_AGAIN if sent else noticed_at + COUNTY_AFTER
    for made_at, decided_at in sorted(refusals, key=lambda row: row[0]):
        if made_at > due or (sent and decided_at and decided_at <= sent):
            continue
        if decided_at is None:
            return None
        due = decided_at
    return due


def letter_number(word: str, year: int, serial: int) -> str:
    """发文字号: 机关代字〔年份〕序号号, hexagonal brackets, no leading zero (GB/T 9704-2012)."""
    return f"{word}〔{year}〕{serial}号"


_PLACE = re.compile(
    r"^(?P<place>[\u4e00-\u9fff]+?)(?:[\u4e00-\u9fff]{1,3}族)*(?P<level>自治县|乡|镇|县|市|区)"
)


def letter_word(name: str, area: str, taken: Collection[str]) -> str:
    """The 机关代字 of an office: the first sign of its place, or all of it if another has that one."""
    found = _PLACE.match(name)
    if found is None:
        return f"{area}禁毒函"
    level = "" if found["level"] == "自治县" else found["level"]
    for place in (found["place"][0], found["place"]):
        word = f"{place}{level}禁毒函"
        if word not in taken:
            return word
    return f"{found['place']}{level}{area}禁毒函"


def changed(state: TransferState, *, by: str, at: datetime, closed_as: str = "", kept: bool = True) -> str:
    """What the second of two people is told: what it is now, who did it, and that nothing is lost."""
    what = closed_as or state.label
    said = f"这件移交已经变动：{clock.local(at):%Y-%m-%d %H:%M} 由{by}登记，现为“{what}”。"
    return said + ("您填写的内容还在下面，请核对后再办。" if kept else "")
