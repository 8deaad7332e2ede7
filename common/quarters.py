"""Stretches of days, and the calendar quarter a day lies in."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """A stretch of days; both its first and its last day belong to it."""

    from_on: date
    until_on: date

    @property
    def key(self) -> str:
        """How the duty of the period is told from the next one: its first day."""
        return self.from_on.isoformat()

    @property
    def words(self) -> str:
        """As people write it: 3月2日至8日."""
        first, last = self.from_on, self.until_on
        if first == last:
            return f"{first.month}月{first.day}日"
        end = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
        return f"{first.month}月{first.day}日至{end}"


def quarter_of(day: date) -> Period:
    """The calendar quarter in which `day` lies."""
    month = (day.month - 1) // 3 * 3 + 1
    first = day.replace(month=month, day=1)
    return Period(first, (first + _DAY * 93).replace(day=1) - _DAY)


def quarter_key(day: date) -> str:
    """The quarter as a word: 2026-Q4."""
    return f"{day.year}-Q{(day.month - 1) // 3 + 1}"


def quarter_words(day: date) -> str:
    """The quarter as people say it: 2026年第四季度."""
    return f"{day.year}年第{'一二三四'[(day.month - 1) // 3]}季度"


def quarter_from(key: str) -> Period | None:
    """The quarter that is called `key`; None for what is no quarter of this century."""
    found = re.fullmatch(r"(20\d{2})-Q([1-4])", key, re.ASCII)
    return quarter_of(date(int(found[1]), int(found[2]) * 3, 1)) if found else None
