"""Counting a measure: when to report in, when a term ends, what is due before and after. Pure.

Days are Shanghai days. Law: 戒毒条例14, 22, 23, 24, 38, 40; 民法典201–203; law.md §9.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cases.choices import DecisionKind
from cases.policies import (
    END_CHECKS,
    HANDOVER_DAYS,
    OFFERED_AHEAD,
    REPORT_IN_DAYS,
    REVIEW_MONTHS,
    REVIEW_SEEN_BEFORE,
    SCHOOL_TERM_ENDS,
    TERM_END_MODE,
    TERM_MONTHS,
    TERM_MOST,
    UNDER_COMPULSION,
)
from cases.rules.track import STATUTORY, TRACK_OF
from common import calendar
from minors.choices import Track
from minors.policies import ADULT_AT

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ReportIn:
    """Both readings of the last day to report in: as counted, and moved on from a holiday (民法典203)."""

    counted: date
    shifted: date

    @property
    def alarm(self) -> date:
        """The earlier of the two: on it the office wakes up."""
        return min(self.counted, self.shifted)


def report_in_by(received_on: date, overrides: Mapping[date, bool]) -> ReportIn:
    """The last day to report in after a decision, or a change of place, of `received_on`."""
    raw = calendar.add_days(received_on, REPORT_IN_DAYS)
    return ReportIn(raw, calendar.shift_holiday(raw, overrides))


def term_end(first: date, months: int, mode: str = TERM_END_MODE) -> date:
    """The last day, inclusive, of a term of `months` that runs from `first` (自报到之日起).

    `day_before`: the first day counts, so the term ends on the eve of its anniversary. `same_day`: on the
    anniversary itself; 28 February for a 29th that is missing.
    """
    anniversary = calendar.add_months(first, months)
    return anniversary - _DAY if mode == "day_before" else anniversary


def stood_still(spells: Iterable[tuple[date, date | None]], on: date) -> int:
    """Days that do not count, of suspensions (from, resumed), up to `on` where one is still open."""
    return sum(max(0, ((resumed or on) - start).days) for start, resumed in spells)


def starts_on(track: str, served_on: date, reported_in_on: date | None) -> date | None:
    """The first day of the term: of 社区戒毒 and 社区康复 the report-in, of all others the service."""
    return reported_in_on if track in STATUTORY else served_on


def months_of(kind: str, given: int | None) -> int | None:
    """The term of a decision in months: 社区戒毒 always 36 (禁毒法33), else the paper's, else the default."""
    if kind == DecisionKind.DETOX:
        return TERM_MONTHS[kind]
    return given or TERM_MONTHS.get(kind)


def needs_addiction(kind: str) -> bool:
    """True for papers that only an addict can receive (禁毒法33, 38, 48)."""
    return TRACK_OF[kind] in STATUTORY | {Track.COMPULSORY_DETOX}


def may_be_under_16(adult_from: date | None, day: date) -> bool:
    """True unless the child is surely sixteen; in doubt the younger. Law: 禁毒法39; 戒毒条例26.

    `adult_from` is the coarse day of the file; sixteen is reached on the day after the birthday.
    """
    return adult_from is None or day < calendar.add_years(adult_from, UNDER_COMPULSION - ADULT_AT)


def handover_due_on(adult_from: date) -> date:
    """The day before which the adult file must have answered: the first of the month of the birthday.

    Never too late, for `adult_from` is the first day of the month after it.
    """
    return calendar.add_months(adult_from, -1)


def handover_opens_on(adult_from: date) -> date:
    return handover_due_on(adult_from) - timedelta(days=HANDOVER_DAYS[0])


def is_offered(day: date | None, today: date) -> bool:
    """True if what is done by `day` is near enough to be offered on a page; a day that is unknown is."""
    return day is None or day - today <= OFFERED_AHEAD


def days_late(served_on: date, reported_in_on: date, overrides: Mapping[date, bool]) -> int:
    """Days by which a report-in came after its last day, by the reading kinder to the child; 0 if in time."""
    by = report_in_by(served_on, overrides)
    return max(0, (reported_in_on - max(by.counted, by.shifted)).days)


def end_checks(ends_on: date) -> list[tuple[str, date, date]]:
    """(period, first day, first day too late) of each checklist before the end of a term."""
    days = [ends_on - timedelta(days=before) for before in END_CHECKS]
    return [
        (f"{ends_on.isoformat()}-{before}", day, following)
        for before, day, following in zip(END_CHECKS, days, [*days[1:], ends_on], strict=True)
    ]


def came_late(served_on: date, known_on: date) -> bool:
    """True if a paper came on file later than the day after its service: then days lie before it."""
    return known_on > served_on + _DAY


def lifted_on(ends_on: date) -> date:
    """The day on which a term that ran out is over: nothing statutory binds from here on."""
    return ends_on + _DAY


def expects_notice(track: str) -> bool:
    """True if the police owe a 解除通知书 after the term (戒毒条例23, 40)."""
    return track in STATUTORY


def next_review_on(last: date, *, is_pupil: bool) -> date:
    """The day by which a 帮教 is reviewed again: half a year on, a pupil's at the end of the school term.

    A review in the last weeks of a term is that term's.
    """
    half_year = calendar.add_months(last, REVIEW_MONTHS)
    if not is_pupil:
        return half_year
    ends = [date(year, *end) for year in (last.year, last.year + 1) for end in SCHOOL_TERM_ENDS]
    return min(half_year, *(end for end in ends if end > last + REVIEW_SEEN_BEFORE))


def credit_problem(*, track: str, first: date | None, ends_on: date | None, days: int, before: int) -> str:
    """Why `days` in all may not be credited on a term that has `before` credited so far; "" if they may.

    Only of 社区戒毒: 戒毒条例31 speaks of isolation changed into it. At least a day of the term is left.
    """
    if track != Track.COMMUNITY_DETOX:
        return "只有社区戒毒可以折抵（由强制隔离戒毒变更而来，戒毒条例31）。"
    if days == before:
        return f"与现在的折抵相同（合计{before}日），没有变更。"
    if first and ends_on and ends_on + timedelta(days=before - days) < first:
        return "折抵不能超过整个期限，请核对日数。"
    return ""


def extension_problem(*, track: str, first: date, ends_on: date, to: date, mode: str = TERM_END_MODE) -> str:
    """Why a term may not be extended to `to`; "" if it may. Only 帮教, and up to three years in all."""
    if track != Track.CORRECTION:
        return "只有帮教矫治可以延长；社区戒毒、社区康复的期限由法律和决定书确定，不能延长。"
    if to <= ends_on:
        return "延长后的日期应晚于现在的期满日。"
    latest = term_end(first, TERM_MOST, mode)
    if to > latest:
        return f"帮教合计不超过{TERM_MOST}个月，最迟到{latest:%Y-%m-%d}。"
    return ""


def months_between(first: date, last: date) -> list[str]:
    """Months as 2026-03, from that of `first` to that of `last`, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [calendar.add_months(first.replace(day=1), n).strftime("%Y-%m") for n in range(max(0, count))]


def is_settled(
    due_at: datetime, kind: str, *, explained: bool, now: datetime, routine: frozenset[str]
) -> bool:
    """True if an open duty keeps no case open: a routine one not yet due, or a miss explained and signed."""
    return explained if due_at <= now else kind in routine
