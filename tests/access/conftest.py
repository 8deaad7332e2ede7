"""The made-up county, committed: dumps are searched as a thief reads them. Put back after each module."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from config.access.canary import Canary
from config.access.ear import Ear, listening
from config.access.matrix import Report, walk
from config.access.proof import county, sampled
from config.access.walk import Cell, Viewer, groups
from config.access.world import World

STEP = 29
"""Each so-many-th part of the walk is made here; `manage.py access_matrix` makes all of it."""


@dataclass
class House:
    world: World
    people: list[Viewer]
    ear: Ear
    every: list[list[Cell]]

    def viewer(self, name: str) -> Viewer:
        return next(viewer for viewer in self.people if viewer.name == name)


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker) -> Iterator[House]:
    with django_db_blocker.unblock():
        with listening() as ear, county() as (world, people):
            yield House(world, people, ear, list(groups(world, people)))
        django_db_setup()


@pytest.fixture(scope="module")
def canary(house: House) -> Canary:
    return Canary(house.world, house.ear)


@pytest.fixture(scope="module")
def report(house: House, canary: Canary) -> Report:
    """The walk itself, with the canary looking on."""
    return walk(sampled(house.every, STEP), canary.watch)
