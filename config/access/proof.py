"""The proof in one call: build the county, walk it, take everything back."""

from collections.abc import Iterator
from contextlib import contextmanager

from common import clock, idnumber
from config.access.flows import build
from config.access.matrix import Report, Watcher, walk
from config.access.walk import Cell, Viewer, groups, viewers
from config.access.world import NOW, World


@contextmanager
def county() -> Iterator[tuple[World, list[Viewer]]]:
    """The made-up county and everybody's browser. What it writes stays in the present database."""
    with idnumber.fictional_allowed():
        world = build()
        with clock.at(NOW):
            yield world, viewers(world)


def sampled(every: list[list[Cell]], step: int) -> list[list[Cell]]:
    """Each `step`-th part of the walk, always the same ones; 1 is all of it."""
    return every[::step]


def prove(step: int = 1, watch: Watcher = lambda cell, answer: None) -> Report:
    """Walk the matrix, or each `step`-th part of it. The database must be migrated and hold nobody."""
    with county() as (world, people):
        return walk(sampled(list(groups(world, people)), step), watch)
