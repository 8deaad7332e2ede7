"""Degrees onto paper: a plain map of schools and venues, without any tile from outside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

from patrols.rules import Degrees

WIDTH, HEIGHT, MARGIN = 720, 540, 30
"""Size of the drawing in its own units."""

LETTERS = {"good": "合", "unchecked": "未", "mending": "整", "bad": "不"}
"""The letter in the circle of a venue: its state without colour."""


@dataclass(frozen=True)
class Marker:
    """One place on the drawing: what it is, its letter, and where."""

    no: int
    kind: str
    letter: str
    tone: str
    name: str
    url: str
    x: float
    y: float


def fit(points: Sequence[Degrees]) -> list[tuple[float, float]]:
    """Points of the earth on a drawing of WIDTH × HEIGHT, north up, all inside, none stretched.

    A degree of longitude is as much shorter than one of latitude as the cosine of the middle latitude says.
    """
    if not points:
        return []
    middle = float(sum(latitude for _, latitude in points)) / len(points)
    flat = [(float(east) * cos(radians(middle)), -float(north)) for east, north in points]
    left, top = min(x for x, _ in flat), min(y for _, y in flat)
    wide, high = max(x for x, _ in flat) - left, max(y for _, y in flat) - top
    scale = min((WIDTH - 2 * MARGIN) / (wide or 1), (HEIGHT - 2 * MARGIN) / (high or 1))
    if not (wide or high):
        return [(WIDTH / 2, HEIGHT / 2)] * len(points)
    return [(round(MARGIN + (x - left) * scale, 1), round(MARGIN + (y - top) * scale, 1)) for x, y in flat]


def polygon(corners: Iterable[tuple[float, float]]) -> str:
    """The attribute `points` of an outline."""
    return " ".join(f"{x},{y}" for x, y in corners)
