"""What follows from the facts of a report. Pure: no database, no clock."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from accounts.choices import Post, UnitKind
from cases.choices import Controller, Route
from cases.rules import RouteDecision
from common import calendar, clock
from common.errors import DomainError
from minors.policies import ADULT_AT
from minors.rules import is_reason
from reporting.choices import DayState, IntakeSource, Presence
from reporting.policies import SAME_DAY_ANCHOR

POLICE = (UnitKind.POLICE_POST, Post.POLICE_LIAISON)
STATION = (UnitKind.STATION, Post.STATION_CLERK)

_INSTANTS = {
    "captured_at": "查获时间",
    "tested_at": "检测时间",
    "identified_minor_at": "确认未成年时间",
    "received_at": "收到时间",
    "phoned_at": "电话报告时间",
    "guardian_told_at": "告知监护人时间",
    "at": "时间",
}


def refuse_future(now: datetime, **instants: datetime | None) -> None:
    """Raise DomainError on the first field whose instant lies after `now`."""
    for field, instant in instants.items():
        if instant is not None and instant > now:
            raise DomainError(f"{_INSTANTS[field]}不能晚于现在。", field=field)


def refuse_before(start: datetime, **instants: datetime | None) -> None:
    """Raise DomainError on the first field whose instant lies before `start`, by the minute."""
    minute = start.replace(second=0, microsecond=0)
    for field, instant in instants.items():
        if instant is not None and instant < minute:
            raise DomainError(f"{_INSTANTS[field]}不能早于查获或收到的时间。", field=field)


def problem_with_talk(presence: str, note: str) -> str:
    """What is wrong with a talk as it is written down, or "". Its guardian is there, or it says why not.

    Source: 方案四(三)2 for the talk; who has to be there is a rule of the office (D).
    """
    if presence == Presence.GUARDIAN or is_reason(note):
        return ""
    if presence == Presence.NOBODY:
        return "请写明去了哪里、为什么没有见到孩子。"
    return "监护人没有到场的，请写明为什么，例如：父母在外地，已电话告知。"


def anchor(
    captured_at: datetime, tested_at: datetime | None, identified_minor_at: datetime | None
) -> datetime:
    """The instant from which 当天 is counted; the capture where the chosen one is not known."""
    known = {"captured_at": captured_at, "tested_at": tested_at, "identified_minor_at": identified_minor_at}
    return known[SAME_DAY_ANCHOR] or captured_at


def age_band(*, born: date | None, birth_year: int, on: date) -> str:
    """The band shown instead of the age of a minor on the day `on`.

    With a year alone the age it could at most be counts, save that a possible minor stays one.
    """
    if born is not None:
        return calendar.age_band(calendar.age_on(born, on))
    return calendar.age_band(min(max(on.year - birth_year, 0), ADULT_AT - 1))


def is_past(day: date, now: datetime) -> bool:
    """True if the Shanghai day is over at `now`: what is told about it is late."""
    return now >= clock.end_of_day(day)


def unspoken_days(now: datetime, spoken: Collection[date], *, since: date, back: int) -> list[date]:
    """The last `back` days that are over, newest first, about which a post has said nothing."""
    today = clock.local_day(now)
    days = [today - timedelta(days=n) for n in range(1, back + 1)]
    return [day for day in days if day >= since and day not in spoken]


def day_state(*, reported: bool, live_zero: bool, superseded_zero: bool) -> DayState:
    """Where a post's day stands. A seizure that is logged but not sent is 未报送: silence is a fact.

    `reported`: every seizure of the day has gone, and there is at least one.
    """
    if reported:
        return DayState.ZERO_THEN_REPORTED if superseded_zero else DayState.REPORTED
    return DayState.ZERO if live_zero else DayState.NOT_REPORTED


def educates(decision: RouteDecision, *, is_pupil: bool, source: str) -> bool:
    """True if the police contact the child on their own motion: a pupil whom we control (方案四(三)2).

    Not for somebody who came for help: 禁毒法 第六十二条.
    """
    return is_pupil and decision.who_controls == Controller.OURS and not _came_for_help(source)


def reports_to_county(
    decision: RouteDecision, *, is_pupil: bool, source: str
) -> tuple[UnitKind, Post] | None:
    """Who owes `case.county_report`: police for a pupil of ours, station for anybody of another area.

    Law: 方案四(三)2 and 3; nobody for a local child out of school.
    """
    if _came_for_help(source):
        return None
    if educates(decision, is_pupil=is_pupil, source=source):
        return POLICE
    return None if decision.route in (Route.LOCAL, Route.LOCAL_PUPIL) else STATION


def _came_for_help(source: str) -> bool:
    return source in (IntakeSource.SELF, IntakeSource.MEDICAL)
