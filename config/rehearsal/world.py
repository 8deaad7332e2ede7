"""The clock of the rehearsal: events in the order of their instants, the engine among them."""

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.choices import Post, UnitKind
from accounts.models import Appointment, Unit, User
from cases.rules import SEARCH_DUTIES
from common import clock
from common.errors import DomainError
from config.rehearsal.plan import Chance
from config.rehearsal.watch import Watch
from duties import actions as duties
from duties.choices import Source
from duties.models import Duty, Heartbeat

TICK_EVERY = timedelta(hours=2)
BETWEEN_TICKS = timedelta(minutes=1)
SETTLING_TICK_EVERY = timedelta(hours=12)
UNPROMPTED = ("report.daily", "report.same_day")
"""Kinds that the police posts' own plan answers, not a reaction."""

OF_THE_ENGINE = frozenset(
    {
        "audit.digest",
        "care.round",
        "outreach.coverage",
        "patrol.plan",
        "patrol.round",
        "venue.check",
        "case.adult_handover",
        "case.breach_report",
        "case.clean_decide",
        "case.close",
        "case.end_checklist",
        "case.leave_return",
        "case.lift_notice",
        "case.month_lines",
        "case.review",
        "case.risk_review",
        "case.test",
        "digest.read",
        "seal.decide",
        "transfer.county_letter",
        *SEARCH_DUTIES,
    }
)
"""Kinds that a round of the engine may open. On the days of `engine_off` nobody can see a new one, so nobody
answers it before the last of these days is over: whether it stood still or not, people do the same."""

UNANSWERED = {
    "access.answered": "nobody outside asks in the rehearsed month",
    "access.decide": "everybody works by assignment; asking by name is walked by the access matrix",
    "access.recusal": "no made-up officer is anybody's relative",
    "access.review": "nobody breaks the glass in the rehearsed month",
    "assessment.review": "due once a year",
    "assist.result": "the villages of the synthetic county have no secretaries",
    "assist.visit": "the villages of the synthetic county have no secretaries",
    "audit.annual": "due on 31 January",
    "case.handover": "nobody leaves or changes post in the rehearsed month",
    "case.term_review": "due at the end of the school term, 15 July",
    "patrol.revise": "the head of the rehearsed month sends no plan back",
    "supply.county": "the stations of the rehearsed month find their reagents themselves",
    "grant.renew": "an assignment is renewed after six months",
    "incident.report": "nothing leaks",
    "leak.review": "made-up texts hold no name",
    "query.answered": "nobody outside asks in the rehearsed month",
    "query.approve": "nobody outside asks in the rehearsed month",
    "rights.answer": "no family asks for its file",
    "slip.destroy": "nobody prints a list of visits",
    "case.withdraw_decide": "the head decides within the deed that asks, see deeds.take_back",
}
"""Kinds that nobody plays, and why not. A kind is here or in `answers.ANSWERS`, never in neither."""


@dataclass(frozen=True)
class Options:
    """What the rehearsal was asked for. `engine_off` are the first and last day without the engine."""

    townships: int
    days: int
    seed: int
    first_day: date
    settle_days: int
    engine_off: tuple[int, int] | None = None
    steady: bool = False
    """The engine runs on all the same: the month that one with `engine_off` is compared with."""
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
        """True while the engine is switched off."""
        return not self.steady and self.is_dark(at)

    def is_dark(self, at: datetime) -> bool:
        """True on the days without the engine: from the first of them to the end of the last."""
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
    refused: Counter = field(default_factory=Counter)
    """What somebody set out to do and a rule refused, by the sentence they read."""
    watch: Watch = field(default_factory=Watch)
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
                if act is _tick:
                    _tick(self, now=now)
                else:
                    self.attempt(act, *args, now=now)
                self._look(act, now)
            self.events += 1
        with clock.at(options.settles_at):
            _tick(self, now=options.settles_at)

    def attempt(self, act: Callable[..., None], *args: Any, now: datetime) -> None:
        """Do it; what a rule or a post refuses leaves nothing behind and is counted with its words."""
        try:
            with transaction.atomic():
                act(self, *args, now=now)
        except DomainError as error:
            self.refused[str(error)] += 1
        except PermissionDenied as error:
            about = [one.kind for one in args if isinstance(one, Duty)]
            self.refused[" ".join((act.__name__.strip("_"), *about, str(error)))] += 1

    def _look(self, act: Callable[..., None], now: datetime) -> None:
        """Whoever owes what was just opened puts it on their calendar."""
        if act is _tick:
            return
        is_dark = self.options.is_dark(now)
        fresh = Duty.objects.open().filter(recorded_at__gte=self._looked_at).exclude(kind__in=UNPROMPTED)
        if is_dark:
            fresh = fresh.exclude(kind__in=OF_THE_ENGINE)
        unseen = [duty for duty in fresh.select_related("unit") if duty.pk not in self._noticed]
        for duty in sorted(unseen, key=lambda duty: (duty.due_at, duty.kind, str(self.name(duty)))):
            self._noticed.add(duty.pk)
            self.on_duty(self, duty, now)
        if not is_dark:
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
