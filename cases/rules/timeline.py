"""What happened in a case, in one order. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from common import clock


@dataclass(frozen=True)
class Event:
    """One line of the timeline: when it happened and when it was typed, what, by whom, told in words.

    `at` is a plain day where nobody wrote the hour down. `tone` is a colour beside the words, never
    instead of them.
    """

    at: date
    recorded_at: datetime | None
    title: str
    text: str = ""
    who: str = ""
    tone: str = "muted"
    is_struck: bool = False
    """True for what was taken back: it is shown struck through, and says so in words."""
    is_hour: bool = False
    """True where `at` is an exclusive deadline: midnight is said as 24:00 of the day before."""

    @property
    def is_of_day(self) -> bool:
        """True where only the day is known."""
        return not isinstance(self.at, datetime)

    @property
    def on(self) -> date:
        return clock.local_day(self.at) if isinstance(self.at, datetime) else self.at

    @property
    def moment(self) -> datetime:
        """Where it stands among instants: a day without an hour after all the instants of that day, though
        not after it was typed on that very day, for then it had happened."""
        if isinstance(self.at, datetime):
            return self.at
        if self.recorded_at and clock.local_day(self.recorded_at) == self.at:
            return self.recorded_at
        return clock.end_of_day(self.at) - timedelta.resolution


def in_order(events: Iterable[Event]) -> list[Event]:
    """Newest first; of one instant, what was typed last stands first."""
    return sorted(events, key=lambda event: (event.moment, event.recorded_at or event.moment), reverse=True)


def by_month(
    instants: Mapping[str, Iterable[datetime]], most: int
) -> tuple[list[tuple[str, dict[str, int]]], dict[str, int]]:
    """How often each thing happened, month by month, newest first; what is older than the `most` newest
    months that hold anything is summed up. Months are those of Shanghai."""
    counted = {name: Counter(f"{clock.local(at):%Y-%m}" for at in days) for name, days in instants.items()}
    months = sorted(set().union(*counted.values()), reverse=True)
    rows = [(month, {name: counts[month] for name, counts in counted.items()}) for month in months]
    older = {name: sum(counts[month] for month in months[most:]) for name, counts in counted.items()}
    return rows[:most], older
