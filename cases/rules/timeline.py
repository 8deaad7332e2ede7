"""What happened in a case, in one order. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Event:
    """One line of the timeline: when it happened and when it was typed, what, by whom, told in words.

    `tone` is a colour beside the words, never instead of them.
    """

    at: datetime
    recorded_at: datetime | None
    title: str
    text: str = ""
    who: str = ""
    tone: str = "muted"


def in_order(events: Iterable[Event]) -> list[Event]:
    """Newest first; of one instant, what was typed last stands first."""
    return sorted(events, key=lambda event: (event.at, event.recorded_at or event.at), reverse=True)


def on_one_page(events: list[Event], lines: int) -> tuple[list[Event], int]:
    """The newest `lines` events, and how many older ones the page leaves out."""
    return events[:lines], max(0, len(events) - lines)
