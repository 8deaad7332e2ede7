"""What a test can see, what it says, and for how long that holds. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cases.policies import drugtests as numbers
from cases.testwords import Method, Result, Specimen
from common import clock
from common.calendar import add_months
from minors.choices import Sex

VALID = (Result.NEGATIVE, Result.POSITIVE, Result.PENDING)


UNSEEN = "未覆盖"
"""Stands before the name of a substance that a test or a reagent cannot see."""


def asked_of(case_substances: Iterable[str]) -> set[str]:
    """The substances a case is about: those noted, or else the usual one."""
    return set(case_substances) or {numbers.USUAL_SUBSTANCE}


def must_see(case_substances: Iterable[str]) -> set[str]:
    """The substances of which a test has to see one: any of the case's, but 依托咪酯 where it is among them.

    Most strips at hand do not see it, so a case about it is not answered by what else they see.
    """
    asked = asked_of(case_substances)
    return {numbers.USUAL_SUBSTANCE} if numbers.USUAL_SUBSTANCE in asked else asked


def unseen(covered: Iterable[str], case_substances: Iterable[str]) -> set[str]:
    """The substances of the case that a test or a reagent cannot see."""
    return asked_of(case_substances) - set(covered)


def counts(findings: Mapping[str, str], case_substances: Iterable[str]) -> bool:
    """True if a test answers what is owed: it covers a substance of the case, with a result that is one.

    A strip blind to 依托咪酯 never does in a case about it, whatever it says of other substances.
    """
    asked = must_see(case_substances)
    return any(result in VALID for name, result in findings.items() if name in asked)


def words(findings: Mapping[str, str], case_substances: Iterable[str]) -> list[tuple[str, str]]:
    """(substance, what is shown) for every substance covered, and 未覆盖 for each of the case that is not."""
    said = [(name, str(Result(result).label)) for name, result in findings.items()]
    return [*said, *((name, f"{UNSEEN}{name}") for name in sorted(unseen(findings, case_substances)))]


def needs_woman(sex: str, specimen: str) -> bool:
    """True for a girl's urine: a woman takes it. Law: 吸毒检测程序规定."""
    return sex == Sex.FEMALE and specimen == Specimen.URINE


def objection_until(told_at: datetime) -> datetime:
    """The exclusive end of the days for an objection; the day of being told is not counted (民法典201)."""
    return clock.end_of_day(clock.local_day(told_at) + timedelta(days=numbers.OBJECTION_DAYS))


def keep_until(taken_on: date) -> date:
    """The first day on which a positive sample may be destroyed: the corresponding day six months on."""
    return add_months(taken_on, numbers.SAMPLE_MONTHS)


def hair_window(taken_on: date) -> tuple[date, date]:
    """The days of which hair within 3 cm of the root speaks."""
    return add_months(taken_on, -numbers.HAIR_MONTHS), taken_on


@dataclass(frozen=True)
class Link:
    """One test of a chain: a field test, the laboratory's, its re-check."""

    key: object
    follows: object
    method: str
    taken_on: date
    is_positive: bool


def confirmed_on(tests: Iterable[Link]) -> date | None:
    """The latest day of a sample that a laboratory found positive, and no re-check after it negative.

    A field test alone moves nothing. The day is that of the first sample of the chain. Law: 戒毒条例7;
    吸毒检测程序规定.
    """
    rows = list(tests)
    by_key = {one.key: one for one in rows}
    followed = {one.follows for one in rows if one.follows is not None}
    found = [
        _first(one, by_key).taken_on
        for one in rows
        if one.key not in followed and one.is_positive and one.method != Method.FIELD
    ]
    return max(found, default=None)


def _first(one: Link, by_key: Mapping[object, Link]) -> Link:
    while one.follows is not None and one.follows in by_key:
        one = by_key[one.follows]
    return one
