"""How an obligation with a clock is described: data that the office signs and the county may change."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.choices import Post, UnitKind
from common import calendar, clock
from duties.choices import Tell

BACKFILL_AFTER = timedelta(hours=72)
"""A fact recorded later than this after it happened is 补录 and counts when recorded. 本单位规定 (D)."""

ACKNOWLEDGEMENT_HOURS = 48
"""A county acknowledgement followed by nothing returns to the queue after so many hours. 本单位规定 (D)."""

ENGINE_LATE_AFTER = timedelta(minutes=30)
"""The engine line turns red when no tick has completed for this long. 本单位规定 (D)."""

OUTAGE_AFTER = timedelta(minutes=15)
"""A gap between two heartbeats longer than this is kept as an outage row. 本单位规定 (D)."""

SOON = timedelta(days=3)
"""今日待办 shows duties due within this time as 临近. 本单位规定 (D)."""

SHOW_MET_MISSES = timedelta(days=3)
"""今日待办 of a leader keeps a miss that was met since for this long. 本单位规定 (D)."""

DELIVER_WITHIN = timedelta(hours=24)
"""A reminder written longer ago than this is not sent outside any more. 本单位规定 (D)."""

DELIVERY_TRIES = 5
"""So often a reminder is offered to the outside channel when its line is down. 本单位规定 (D)."""

HEADS: dict[str, tuple[str, str]] = {
    UnitKind.COUNTY: (UnitKind.COUNTY, Post.COUNTY_REVIEWER),
    UnitKind.TOWNSHIP: (UnitKind.TOWNSHIP, Post.TOWNSHIP_LEADER),
    UnitKind.STATION: (UnitKind.STATION, Post.STATION_HEAD),
    UnitKind.POLICE_POST: (UnitKind.POLICE_POST, Post.POLICE_HEAD),
    UnitKind.SCHOOL: (UnitKind.STATION, Post.STATION_HEAD),
    UnitKind.VILLAGE: (UnitKind.STATION, Post.STATION_HEAD),
}
"""Kind of unit → who heads it: (kind of unit where they sit, post). Design §1."""

CHANGE_AHEAD_YEARS = 2
"""A change of a number, roster or calendar lies at most so many years ahead. 本单位规定 (D)."""

SHOW_STOPPED = timedelta(days=30)
"""今日待办 says so long after its day that a kind was switched off. 本单位规定 (D)."""

ROSTER_SIGN_HOURS = 12
"""Outside working days the duty leader of the roster signs within so many hours. 本单位规定 (D)."""


def hours(n: float) -> timedelta:
    return timedelta(hours=n)


def days(n: float) -> timedelta:
    return timedelta(days=n)


class DueBy(StrEnum):
    END_OF_LOCAL_DAY = "end_of_local_day"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    NEXT_WORKING_DAY = "next_working_day"


@dataclass(frozen=True)
class Due:
    """When an obligation that starts at an instant is due. Due instants are exclusive.

    `amount` is hours, calendar days, working days or, for END_OF_LOCAL_DAY and NEXT_WORKING_DAY, the local
    hour (24 is the end of the day).
    Days: the start day is not counted (民法典201), the last ends at 24:00 Shanghai time.
    """

    do_not_call_in_templates: ClassVar[bool] = True

    by: DueBy
    amount: int = 0

    @classmethod
    def end_of_local_day(cls) -> "Due":
        return cls(DueBy.END_OF_LOCAL_DAY, 24)

    @classmethod
    def hours(cls, n: int) -> "Due":
        return cls(DueBy.HOURS, n)

    @classmethod
    def days(cls, n: int) -> "Due":
        return cls(DueBy.DAYS, n)

    @classmethod
    def working_days(cls, n: int) -> "Due":
        return cls(DueBy.WORKING_DAYS, n)

    @classmethod
    def next_working_day(cls, *, hour: int) -> "Due":
        return cls(DueBy.NEXT_WORKING_DAY, hour)

    def __call__(self, start: datetime, overrides: Mapping[date, bool] | None = None) -> datetime:
        """The exclusive due instant (UTC-aware) for an obligation that starts at `start`."""
        known = overrides or {}
        match self.by:
            case DueBy.END_OF_LOCAL_DAY:
                return clock.start_of_day(clock.local_day(start)) + timedelta(hours=self.amount)
            case DueBy.HOURS:
                return start + timedelta(hours=self.amount)
            case DueBy.DAYS:
                return clock.end_of_day(clock.local_day(start) + timedelta(days=self.amount))
            case DueBy.WORKING_DAYS:
                return calendar.add_working_days(start, self.amount, known)
            case DueBy.NEXT_WORKING_DAY:
                day = calendar.next_working_day(clock.local_day(start), known)
                return clock.start_of_day(day) + timedelta(hours=self.amount)

    @property
    def words(self) -> str:
        return {
            DueBy.END_OF_LOCAL_DAY: f"当日{self.amount}时前",
            DueBy.HOURS: f"{self.amount}小时内",
            DueBy.DAYS: f"{self.amount}日内",
            DueBy.WORKING_DAYS: f"{self.amount}个工作日内",
            DueBy.NEXT_WORKING_DAY: f"下一工作日{self.amount}时前",
        }[self.by]


@dataclass(frozen=True)
class Step:
    """One rung of the ladder: `after` the due instant (negative: before it), `tell` one level."""

    after: timedelta
    tell: Tell


class Every(StrEnum):
    DAY = "day"


@dataclass(frozen=True)
class Policy:
    """One kind of obligation: who owes it, when it is due, who is told in turn, on what basis.

    `owed_by` is (unit kind, post). `page` names the URL of the form that discharges it; the URL takes
    the duty's subject, unless `page_takes_subject` is False, and its period as the
    query `page_period` where that is set. `every` opens one per unit and period.
    `law_sets_it` tells a number of the law from a choice of the office.
    """

    title: str
    owed_by: tuple[str, str]
    due: Due
    ladder: tuple[Step, ...]
    basis: str
    page: str
    page_takes_subject: bool = True
    page_period: str = ""
    every: Every | None = None
    law_sets_it: bool = False
    perm: str = ""
    read_with: str = ""
    """Who has not this permission reads no duty of the kind, on no page; figures count it for everybody."""
    taps: tuple[tuple[str, str], ...] = ()
    """Answers of one tap on 今日待办: (value, word), posted with `tap` to `taps_to`, or else to `page`."""
    taps_to: str = ""
    stays_near: bool = False
    """Somebody outside waits for it: among what is near from its first day, never inside a fold."""

    @property
    def amount_may_change(self) -> bool:
        """False where the source says 当天: a capture in the evening would be late before it happened."""
        return self.due.by != DueBy.END_OF_LOCAL_DAY or self.every is not None


def kinds_closed_to(permissions: Container[str]) -> list[str]:
    """The kinds whose duties a post with these permissions does not read."""
    return [kind for kind, one in policies().items() if one.read_with and one.read_with not in permissions]


@cache
def policies() -> dict[str, Policy]:
    """Every app's kinds, gathered in `config/policies.py` and loaded through the setting `POLICIES`."""
    return import_string(settings.POLICIES)


def ladder_as_data(ladder: tuple[Step, ...]) -> list[dict[str, Any]]:
    """The copy of a ladder that is stored with a duty: `after` in seconds."""
    return [
        {"no": no, "after": step.after.total_seconds(), "tell": str(step.tell)}
        for no, step in enumerate(ladder)
    ]
