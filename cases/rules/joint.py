"""When three offices have decided together, and when they look again. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from accounts.choices import UnitKind
from cases.choices import Correction, Party
from cases.policies.pupil import TERM_ENDS, TERM_TOO_SHORT_DAYS
from common import clock
from minors.rules import is_real_purpose

JOINT, TERM_REVIEW = "case.joint_measures", "case.term_review"
SIGN_KINDS = {Party.POLICE: "case.joint_police", Party.STATION: "case.joint_station"}
"""The county signs within its own `case.joint_measures`."""

_PARTIES = {
    UnitKind.COUNTY: Party.COUNTY,
    UnitKind.POLICE_POST: Party.POLICE,
    UnitKind.STATION: Party.STATION,
}


def party_of(kind: str) -> Party | None:
    """Which of the three a kind of unit is; None for everybody else."""
    return _PARTIES.get(UnitKind(kind))


def missing(signed: Iterable[str]) -> list[Party]:
    """Who has still to sign one and the same version, in the order of the page."""
    have = set(signed)
    return [party for party in Party if party not in have]


def problem_with(measures: Iterable[str], services: Iterable[str], other: str) -> tuple[str, str] | None:
    """(field, sentence) of what is wrong with a draft, or None.

    Something must be decided; 其他 of 预防未成年人犯罪法41(九) must say what, and nothing else may.
    """
    measures = set(measures)
    if not measures and not set(services):
        return "measures", "至少选择一项矫治教育措施，或者一项帮助。"
    if Correction.OTHER in measures and not other.strip():
        return "other", "选了“其他”，请写明是什么措施。"
    if other.strip() and Correction.OTHER not in measures:
        return "other", "写了其他措施，请同时勾选“（九）其他”。"
    return None


def problem_with_hearing(unheard: Iterable[str], why: str) -> str:
    """Why a version is not signed yet, or "": child and guardian are heard, or it says why one is not."""
    who = "、".join(unheard)
    if not who or is_real_purpose(why):
        return ""
    return f"还没有听取{who}的意见，不能签字。请先听取后改稿；确实听不到的，改稿写明为什么没有听取。"


def term_review_due(decided: date) -> datetime:
    """The exclusive hour by which measures decided on `decided` are looked at again: 24:00 of a term's end.

    The end of the running term, or of the next one where less than TERM_TOO_SHORT_DAYS would be left.
    """
    ends = sorted(date(year, *end) for year in (decided.year, decided.year + 1) for end in TERM_ENDS)
    first = next(end for end in ends if end - decided >= timedelta(days=TERM_TOO_SHORT_DAYS))
    return clock.end_of_day(first)
