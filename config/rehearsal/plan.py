"""Who will do what in the rehearsed month: drawn from the seed alone, before anything is played.

Every draw has a key of its own that names the thing (a post and a day, a seizure and a duty kind), never
the moment it is asked for, so that stopping the engine cannot change what people do.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from common import clock


class Manner(StrEnum):
    """How an office keeps its promises."""

    DILIGENT = "diligent"
    ORDINARY = "ordinary"
    CARELESS = "careless"
    SILENT = "silent"


class Outcome(StrEnum):
    ON_TIME = "on_time"
    LATE = "late"
    NEVER = "never"


class DayKind(StrEnum):
    ZERO = "zero"
    LATE_ZERO = "late_zero"
    FORGOTTEN = "forgotten"
    SEIZURE = "seizure"
    ZERO_THEN_SEIZURE = "zero_then_seizure"


class Filing(StrEnum):
    """What the police post does with a seizure."""

    AT_ONCE = "at_once"
    PRE_REPORT = "pre_report"
    SAVED_ONLY = "saved_only"
    NEXT_DAY = "next_day"


MANNERS = {
    Manner.DILIGENT: 45,
    Manner.ORDINARY: 35,
    Manner.CARELESS: 15,
    Manner.SILENT: 5,
}
OUTCOMES = {
    Manner.DILIGENT: {Outcome.ON_TIME: 95, Outcome.LATE: 4, Outcome.NEVER: 1},
    Manner.ORDINARY: {Outcome.ON_TIME: 85, Outcome.LATE: 11, Outcome.NEVER: 4},
    Manner.CARELESS: {Outcome.ON_TIME: 55, Outcome.LATE: 30, Outcome.NEVER: 15},
    Manner.SILENT: {Outcome.ON_TIME: 10, Outcome.LATE: 20, Outcome.NEVER: 70},
}
DAYS = {
    Outcome.ON_TIME: {DayKind.ZERO: 88, DayKind.SEIZURE: 10, DayKind.ZERO_THEN_SEIZURE: 2},
    Outcome.LATE: {DayKind.LATE_ZERO: 90, DayKind.SEIZURE: 10},
    Outcome.NEVER: {DayKind.FORGOTTEN: 100},
}
FILINGS = {
    Outcome.ON_TIME: {Filing.AT_ONCE: 70, Filing.PRE_REPORT: 30},
    Outcome.LATE: {Filing.NEXT_DAY: 70, Filing.SAVED_ONLY: 30},
    Outcome.NEVER: {Filing.SAVED_ONLY: 100},
}


@dataclass(frozen=True)
class PostDay:
    """What one police post does about one capture day, with the Shanghai instants of it."""

    kind: DayKind
    filing: Filing
    captured_at: datetime
    zero_at: datetime
    logged_at: datetime
    children: int


@dataclass(frozen=True)
class Chance:
    """Draws that depend on the seed and on the name of the thing drawn for."""

    seed: int

    def rng(self, *key: object) -> random.Random:
        return random.Random("|".join(str(part) for part in (self.seed, *key)))

    def uuid(self, *key: object) -> UUID:
        """A key for the form of the named thing."""
        return UUID(int=self.rng("uuid", *key).getrandbits(128), version=4)

    def pick(self, weights: dict, *key: object):
        """One of the keys of `weights`, by weight."""
        return self.rng(*key).choices(list(weights), list(weights.values()))[0]

    def manner(self, unit_key: str) -> Manner:
        """The manner of an office for the whole month."""
        return self.pick(MANNERS, "manner", unit_key)

    def outcome(self, unit_key: str, *key: object) -> Outcome:
        """How this office keeps this one promise."""
        return self.pick(OUTCOMES[self.manner(unit_key)], "outcome", unit_key, *key)

    def post_day(self, unit_key: str, day: date) -> PostDay:
        """What the police post `unit_key` does about `day`."""
        rng = self.rng("day", unit_key, day)
        outcome = self.outcome(unit_key, "daily", day)
        kind = rng.choices(list(DAYS[outcome]), list(DAYS[outcome].values()))[0]
        filing = rng.choices(list(FILINGS[outcome]), list(FILINGS[outcome].values()))[0]
        start = clock.start_of_day(day)
        captured_at = start + timedelta(minutes=rng.randrange(8 * 60, 23 * 60 + 50))
        if kind == DayKind.LATE_ZERO:
            zero_at = start + timedelta(days=1, minutes=rng.randrange(30, 11 * 60))
        elif kind == DayKind.ZERO_THEN_SEIZURE:
            zero_at = start + timedelta(minutes=rng.randrange(7 * 60, 8 * 60))
        else:
            zero_at = start + timedelta(minutes=rng.randrange(17 * 60, 23 * 60 + 55))
        logged_at = captured_at + timedelta(minutes=rng.randrange(2, 9))
        if filing == Filing.NEXT_DAY:
            logged_at = start + timedelta(days=1, minutes=rng.randrange(20, 10 * 60))
        return PostDay(kind, filing, captured_at, zero_at, logged_at, rng.choices([1, 2, 3], [70, 22, 8])[0])
