"""The clock of the rehearsal: events in the order of their instants, the engine among them."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from accounts.choices import Post, UnitKind
from accounts.models import Appointment, Unit, User
from cases.rules import SEARCH_DUTIES
from common import clock
from config.rehearsal.plan import Chance
from duties import actions as duties
from duties.choices import Source
from duties.models import Duty, Heartbeat

TICK_EVERY = timedelta(hours=1)
BETWEEN_TICKS = timedelta(minutes=1)
SETTLING_TICK_EVERY = timedelta(hours=6)
UNANSWERED = ("seal.decide", "transfer.county_letter", "case.term_review", "case.test")
UNPROMPTED = ("report.daily", "report.same_day", *UNANSWERED, *SEARCH_DUTIES)
"""Kinds that the police posts' own plan answers, not a reaction; and those the engine alone opens: while it
stands still nobody is asked, and the figures of a month must not depend on when it did."""


@dataclass(frozen=True)
class Options:
    """What the rehearsal was asked for. `engine_off` are the first and last day without the engine."""

    townships: int
    days: int
    seed: int
    first_day: date
    settle_days: int
    engine_off: tuple[int, int] | None = None
    tick_every: timedelta = TICK_EVERY
    until: datetime | None = None
    left_alone: str = ""
    """A township whose last day nobody plays: whoever sits down at the demo does."""

    @property
    def starts_at(self) -> datetime:
        return clock.start_of_day(self.first_day)

    @property
    def ends_at(self) -> datetime:
        """The end of the month itself; promises made in it are kept or broken until `settles_at`."""
        return clock.start_of_day(self.first_day + timedelta(days=self.days))

    @property
    def settles_at(self) -> datetime:
        return self.until or self.ends_at + timedelta(days=self.settle_days)

    def is_left_alone(self, area: str, day: date) -> bool:
        """True for the day that whoever sits down at the demo plays themselves."""
        return area == self.left_alone and clock.start_of_day(day + timedelta(days=1)) == self.ends_at

    def engine_stands(self, at: datetime) -> bool:
        """True while the engine is switched off: from the first of its days to the end of the last."""
        if self.engine_off is None:
            return False
        first, last = self.engine_off
        day = (clock.local_day(at) - self.first_day).days + 1
        return first <= day <= last


@dataclass
class World:
    """Everybody's calendar: what happens when, and who acts."""

    options: Options
    chance: Chance
    units: dict[str, list[Unit]]
    name_of: Callable[[Duty], tuple[object, ...]]
    on_duty: Callable[["World", Duty, datetime], None]
    ticks: int = 0
    events: int = 0
    engine_ran: bool = False
    _queue: list[tuple[datetime, int, Callable[..., None], tuple[Any, ...]]] = field(default_factory=list)
    _order: count = field(default_factory=count)
    _seats: dict[tuple[Any, str], Appointment] = field(default_factory=dict)
    _noticed: set[UUID] = field(default_factory=set)
    _looked_at: datetime = field(default=clock.shanghai(2000, 1, 1))

    def at(self, instant: datetime, act: Callable[..., None], *args: Any) -> None:
        """Let `act(world, *args, now=instant)` happen at `instant`; what is past happens next."""
        heapq.heappush(self._queue, (instant, next(self._order), act, args))

    def run(self) -> None:
        """Play everything up to the settling day, the engine ticking in between."""
        options = self.options
        self.at(options.starts_at, _tick)
        now = options.starts_at
        while self._queue and self._queue[0][0] <= options.settles_at:
            instant, _, act, args = heapq.heappop(self._queue)
            now = max(now, instant)
            with clock.at(now):
                act(self, *args, now=now)
                self._look(act, now)
            self.events += 1
        with clock.at(options.settles_at):
            _tick(self, now=options.settles_at)

    def _look(self, act: Callable[..., None], now: datetime) -> None:
        """Whoever owes what was just opened puts it on their calendar."""
        if act is _tick:
            return
        fresh = Duty.objects.open().filter(recorded_at__gte=self._looked_at).exclude(kind__in=UNPROMPTED)
        for duty in fresh.select_related("unit"):
            if duty.pk not in self._noticed:
                self._noticed.add(duty.pk)
                self.on_duty(self, duty, now)
        self._looked_at = now

    def name(self, duty: Duty) -> tuple[object, ...]:
        """What `duty` is about, in words that do not depend on when or in which order things were done."""
        return self.name_of(duty)

    def acting(self, unit: Unit, post: str, now: datetime, *, second: bool = False) -> User:
        """Whoever holds `post` in `unit`, acting now. `second` is their colleague on the same post."""
        key = (unit.pk, f"{post}{second}")
        if key not in self._seats:
            seats = Appointment.objects.filter(unit=unit, post=post).select_related("user", "unit")
            self._seats[key] = list(seats.order_by("user__username"))[1 if second else 0]
        seat = self._seats[key]
        return seat.user.act_as(seat, at=now)

    def office(self, kind: str, township: str) -> Unit:
        """The unit of `kind` in a township."""
        return next(unit for unit in self.units[kind] if unit.township == township)

    @property
    def county(self) -> Unit:
        return self.units[UnitKind.COUNTY][0]

    def reviewer(self, now: datetime) -> User:
        return self.acting(self.county, Post.COUNTY_REVIEWER, now)


def _tick(world: World, *, now: datetime) -> None:
    """One tick stands for all the engine makes in an hour; only a stop that was asked for is an outage."""
    stands = world.options.engine_stands(now)
    if not stands:
        if world.engine_ran:
            Heartbeat.objects.filter(source=Source.ENGINE).update(completed_at=now - BETWEEN_TICKS)
        duties.tick(now)
        world.ticks += 1
    world.engine_ran = not stands
    world.at(now + (world.options.tick_every if now < world.options.ends_at else SETTLING_TICK_EVERY), _tick)
