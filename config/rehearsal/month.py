"""The rehearsed month from first to last: who is there, what is planned, how duties are answered."""

import random
from datetime import date, datetime, timedelta

from accounts.choices import Post
from accounts.models import Unit
from common import clock, codes
from common.idnumber import fictional_allowed
from config.county.staff import HOME, load_staff
from config.county.units import load_units
from config.rehearsal import answers
from config.rehearsal.county import plan_county
from config.rehearsal.doors import plan_doors
from config.rehearsal.names import Names
from config.rehearsal.outreach import plan_outreach
from config.rehearsal.places import plan_places
from config.rehearsal.plan import Chance, Outcome
from config.rehearsal.police import plan_posts
from config.rehearsal.stories import plan_stories
from config.rehearsal.world import Options, World
from duties import actions as duties
from duties.models import Duty
from duties.policies import Every, policies

FIRST_DAY = date(2026, 3, 1)
"""The rehearsed month: March 2026, with weekends, into a spring with made-up working days."""

EVENING = timedelta(hours=22)
"""Late enough that the day's work is done, early enough that the day is not over."""

SETTLE_DAYS = 60
"""So long the promises made in the month are watched to their end."""


def play(options: Options) -> World:
    """Play the month in the database at hand, which is the rehearsal's own and empty."""
    with codes.seeded(random.Random(options.seed)), fictional_allowed(), clock.at(options.starts_at):
        units = load_units(opened_on=options.first_day, townships=options.townships, schools=(HOME,))
        load_staff(units, password=None)
        world = prepare(options, units)
        plan_stories(world)
        plan_outreach(world)
        for day in range(options.days + options.settle_days):
            world.at(options.starts_at + timedelta(days=day) + EVENING, _watch)
        _end_the_month(world)
        world.run()
    return world


def prepare(options: Options, units: dict[str, list[Unit]]) -> World:
    """A world in which every office has its plans, ready to run. Its people are there already."""
    world = World(options, Chance(options.seed), units, name_of=Names().of, on_duty=_promise)
    plan_posts(world)
    plan_doors(world)
    plan_county(world)
    plan_places(world)
    return world


def _end_the_month(world: World) -> None:
    """Periodic duties are switched off after the last day, so that the month can settle."""
    now = world.options.starts_at
    for kind in (kind for kind, policy in policies().items() if policy.every is Every.DAY):
        duties.change_policy(
            by=world.acting(world.county, Post.COUNTY_REVIEWER, now),
            kind=kind,
            field="is_on",
            value=False,
            from_on=clock.local_day(world.options.ends_at),
            reason="演练到此为止",
            now=now,
        )


def _watch(world: World, *, now: datetime) -> None:
    world.watch.look(now)


def _promise(world: World, duty: Duty, now: datetime) -> None:
    """Whoever owes `duty` decides when they will do it, if ever."""
    name = world.name(duty)
    rng = world.chance.rng("when", duty.kind, *name)
    outcome = world.chance.outcome(duty.unit.area, duty.kind, *name)
    if outcome == Outcome.ON_TIME:
        world.at(
            duty.started_at + (duty.due_at - duty.started_at) * rng.uniform(0.1, 0.8), answers.discharge, duty
        )
    elif outcome == Outcome.LATE:
        world.at(duty.due_at + timedelta(hours=rng.uniform(1, 60)), answers.discharge, duty)
