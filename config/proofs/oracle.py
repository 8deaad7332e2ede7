"""Whether the clock on the wall tells who is registered (design §4.9), in a form and in a trial import.

By turns and in a drawn order the same sentence is asked with the name of a registered child, of a sealed one,
and with two names of nobody; each time all is taken back. `ratio` is the median time of a name to that of
nobody, `ruler` that of the one nobody to the other: how far equal things lie apart in this very run. A name
is told apart (`missed`) if it was the slower one more often than chance allows and the medians differ, too.
"""

import logging
import math
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from statistics import median
from time import perf_counter_ns
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.choices import Post, UnitKind
from common import clock, idnumber
from common.freetext import at_desk
from config.access.browser import Browser, served, signed
from config.access.world import NOW, World, child, people_and_units
from minors import actions
from minors.models import Minor
from minors.rules import ChildIn
from reporting.imports import run as trial
from reporting.imports.sheet import Cell, Grid

MOST_ROUNDS = 200
"""A round takes a second on a busy machine; more rounds tell no more than the ruler does."""

WARM_UP = 5
REGISTERED, SEALED, NOBODY, RULER = "示例·甲丑寅", "示例·甲卯辰", "示例·甲巳午", "示例·甲未申"
NAMES = (REGISTERED, SEALED, NOBODY, RULER)
SENTENCE = "昨晚和{}家里通了话，家里说在外地。"
CHANCE = 4.0
"""Standard deviations of a fair coin; one of four comparisons strays so far once in ten thousand runs."""

SAME = 0.02
Times = dict[str, list[int]]


def run(count: int, seed: int) -> dict[str, Any]:
    """Ask `count` times (at most MOST_ROUNDS) with each name, in two ways. Empty, migrated database."""
    rng = random.Random(seed)  # nosec B311 the order of asking, not a secret
    with served(), clock.at(NOW), idnumber.fictional_allowed():
        ways = {"form": _form(world := _world()), "import": _import(world)}
        with _quiet():
            taken = {way: _ask(ask, min(count, MOST_ROUNDS), rng) for way, ask in ways.items()}
    told = {
        f"{way}_{label}": round(median(times[name]) / median(times[NOBODY]), 3)
        for way, times in taken.items()
        for label, name in (("registered", REGISTERED), ("sealed", SEALED), ("ruler", RULER))
    }
    asked = [(times, name) for times in taken.values() for name in (REGISTERED, SEALED)]
    return {
        "tried": sum(len(times[name]) for times, name in asked),
        "missed": sum(is_told_apart(times[name], times[NOBODY]) for times, name in asked),
        **told,
    }


def is_told_apart(times: list[int], others: list[int]) -> bool:
    """True if of two that were asked side by side the one was slower, or faster, beyond chance."""
    slower = sum(one > other for one, other in zip(times, others, strict=True))
    strays = abs(2 * slower - len(times)) / math.sqrt(len(times))
    return strays > CHANCE and abs(median(times) / median(others) - 1) > SAME


@contextmanager
def _quiet() -> Iterator[None]:
    """A log line to a slow terminal is no part of an answer."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _ask(ask: Callable[[str], None], rounds: int, rng: random.Random) -> Times:
    taken: Times = {name: [] for name in NAMES}
    for number in range(-WARM_UP, rounds):
        for name in rng.sample(NAMES, len(NAMES)):
            with transaction.atomic():
                begin = perf_counter_ns()
                ask(name)
                took = perf_counter_ns() - begin
                transaction.set_rollback(True)
            if number >= 0:
                taken[name].append(took)
    return taken


def _form(world: World) -> Callable[[str], None]:
    """A problem report is sent, and the page that follows is read: on it stands what was written."""
    browser = Browser(world.who(Post.STATION_CLERK))
    url, to_unit = reverse("reporting:problem_add"), world.unit(UnitKind.COUNTY).pk

    def ask(name: str) -> None:
        data = signed(to_unit=to_unit, client_id=UUID(int=1), text=SENTENCE.format(name))
        answer = browser.keep("POST", url, data)
        assert answer.status == 302, answer.status
        assert browser.keep("GET", answer.location).status == 200

    return ask


def _import(world: World) -> Callable[[str], None]:
    """A ledger of one row is tried. The workbook was read before: its cells are all that differs."""
    by = world.who(Post.STATION_CLERK)
    titles = ("来询时间", "来询方", "来询方式", "来询单位名称")

    def ask(name: str) -> None:
        rows = [titles, ("2026-02-17", "学校", "电话", f"问{name}在不在")]
        grid = Grid([(n, [Cell("s", text, f"A{n}") for text in row]) for n, row in enumerate(rows, start=1)])
        with at_desk(by):
            outcome = trial(by=by, kind="inquiries", grid=grid, commit=False, now=NOW)
        assert (outcome.rows, outcome.accepted) == (1, 1), outcome

    return ask


def _world() -> World:
    """Both children belong to another county: nobody who asks may see them."""
    world = people_and_units()
    _file(world, replace(child("own"), name=REGISTERED))
    sealed = _file(world, replace(child("sealed"), name=SEALED))
    sealed.sealed_at = NOW
    sealed.save(update_fields=["sealed_at"])
    return world


def _file(world: World, given: ChildIn) -> Minor:
    station, clerk = world.unit(UnitKind.STATION, "far"), world.who(Post.STATION_CLERK, "far")
    minor = actions.take_in(by=clerk, child=given, unit=station, intake_unit=station, now=NOW)
    return actions.register(by=clerk, minor=minor, identity=ChildIn(is_pupil=True), now=NOW)
